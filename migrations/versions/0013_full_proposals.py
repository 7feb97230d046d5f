"""A full proposal is a proposal of its own beside the concept note that it continues."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHOLE = (
    "(concept_note_id IS NULL) = (due_at IS NULL) "
    "AND (concept_note_id IS NULL) = (ceiling_cents IS NULL)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Column by column: a table made anew would lose its triggers.
        op.execute(
            "ALTER TABLE proposal ADD COLUMN concept_note_id INTEGER "
            "CONSTRAINT fk_proposal_concept_note_id REFERENCES proposal (id)"
        )
        op.execute("ALTER TABLE proposal ADD COLUMN due_at DATETIME")
        op.execute(
            "ALTER TABLE proposal ADD COLUMN ceiling_cents BIGINT "
            f"CONSTRAINT ck_proposal_full_with_its_terms CHECK ({WHOLE})"
        )
        op.execute(
            "CREATE TRIGGER proposal_form_forever BEFORE UPDATE OF concept_note_id ON proposal "
            "WHEN NEW.concept_note_id IS NOT OLD.concept_note_id "
            "BEGIN SELECT RAISE(ABORT, 'a proposal is a concept note or a full proposal'); END"
        )
    else:
        op.add_column("proposal", sa.Column("concept_note_id", sa.BigInteger(), nullable=True))
        op.add_column("proposal", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column("proposal", sa.Column("ceiling_cents", sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            "fk_proposal_concept_note_id", "proposal", "proposal", ["concept_note_id"], ["id"]
        )
        op.create_check_constraint("full_with_its_terms", "proposal", WHOLE)
        op.execute(
            "CREATE FUNCTION refuse_other_form() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'a proposal is a concept note or a full proposal'; END $$"
        )
        op.execute(
            "CREATE TRIGGER proposal_form_forever BEFORE UPDATE ON proposal FOR EACH ROW "
            "WHEN (NEW.concept_note_id IS DISTINCT FROM OLD.concept_note_id) "
            "EXECUTE FUNCTION refuse_other_form()"
        )
    op.create_index("uq_proposal_concept_note_id", "proposal", ["concept_note_id"], unique=True)
    _index("concept_note_id")


def downgrade() -> None:
    _index()
    op.drop_index("uq_proposal_concept_note_id", table_name="proposal")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER proposal_form_forever")
        for column in ("ceiling_cents", "due_at", "concept_note_id"):
            op.execute(f"ALTER TABLE proposal DROP COLUMN {column}")
        return
    op.execute("DROP TRIGGER proposal_form_forever ON proposal")
    op.execute("DROP FUNCTION refuse_other_form()")
    op.drop_constraint("full_with_its_terms", "proposal", type_="check")
    for column in ("ceiling_cents", "due_at", "concept_note_id"):
        op.drop_column("proposal", column)


def _index(*more: str) -> None:
    """Lists count by state and country from the index alone."""
    op.drop_index("ix_proposal_call_status", table_name="proposal")
    columns = ["call_id", "is_test", *more, "status", "country"]
    op.create_index("ix_proposal_call_status", "proposal", columns)
