"""The database refuses to change what must not change."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "trail_event",
    "entry",
    "answer_version",
    "snapshot",
    "receipt",
    "attempt",
    "ranking",
    "ranking_row",
    "decision",
    "decision_outcome",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        op.execute(
            "CREATE TRIGGER trail_head_only_forward BEFORE UPDATE ON trail_head "
            "WHEN NEW.seq <= OLD.seq "
            "BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END"
        )
        op.execute(
            "CREATE TRIGGER trail_head_no_delete BEFORE DELETE ON trail_head "
            "BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' OR NEW.seq <= OLD.seq THEN "
        "RAISE EXCEPTION 'the trail only grows'; END IF; RETURN NEW; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER trail_head_only_forward BEFORE UPDATE OR DELETE ON trail_head "
        "FOR EACH ROW EXECUTE FUNCTION only_forward()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute("DROP TRIGGER trail_head_only_forward")
        op.execute("DROP TRIGGER trail_head_no_delete")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER trail_head_only_forward ON trail_head")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP FUNCTION only_forward()")
