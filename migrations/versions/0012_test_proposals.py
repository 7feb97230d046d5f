"""A test proposal can be thrown away whole; the history of every other stays as it was written."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_TEST = "EXISTS (SELECT 1 FROM proposal WHERE id = OLD.proposal_id AND is_test)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER answer_version_no_delete")
        op.execute(
            "CREATE TRIGGER answer_version_no_delete BEFORE DELETE ON answer_version "
            f"WHEN NOT {IS_TEST} "
            "BEGIN SELECT RAISE(ABORT, 'answer_version is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER proposal_test_forever BEFORE UPDATE OF is_test ON proposal "
            "WHEN NEW.is_test IS NOT OLD.is_test "
            "BEGIN SELECT RAISE(ABORT, 'a proposal is a test from the beginning or never'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_unless_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND {IS_TEST} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute("DROP TRIGGER answer_version_no_change ON answer_version")
    op.execute(
        "CREATE TRIGGER answer_version_no_change BEFORE UPDATE OR DELETE ON answer_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_test()"
    )
    op.execute(
        "CREATE FUNCTION refuse_other_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a proposal is a test from the beginning or never'; END $$"
    )
    op.execute(
        "CREATE TRIGGER proposal_test_forever BEFORE UPDATE ON proposal FOR EACH ROW "
        "WHEN (NEW.is_test IS DISTINCT FROM OLD.is_test) EXECUTE FUNCTION refuse_other_test()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER proposal_test_forever")
        op.execute("DROP TRIGGER answer_version_no_delete")
        op.execute(
            "CREATE TRIGGER answer_version_no_delete BEFORE DELETE ON answer_version "
            "BEGIN SELECT RAISE(ABORT, 'answer_version is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER proposal_test_forever ON proposal")
    op.execute("DROP FUNCTION refuse_other_test()")
    op.execute("DROP TRIGGER answer_version_no_change ON answer_version")
    op.execute(
        "CREATE TRIGGER answer_version_no_change BEFORE UPDATE OR DELETE ON answer_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute("DROP FUNCTION refuse_change_unless_test()")
