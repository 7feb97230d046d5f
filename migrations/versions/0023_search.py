"""The words of submitted proposals, and the index over them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposal_text",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("organisations", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_proposal_text_counted_from_none")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_text_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_text")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_text_proposal_id")),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        # The texts are tokens already: ASCII splits them at spaces and nowhere else. Beginnings of
        # two to four letters have lists of their own: many words begin alike.
        op.execute(
            "CREATE VIRTUAL TABLE proposal_search USING fts5("
            "title, organisations, places, numbers, body, dense, "
            "content='', prefix='2 3 4', tokenize=\"ascii tokenchars '~'\")"
        )
    else:
        _postgresql()
    _ask_for_a_rebuild()


def _postgresql() -> None:
    op.execute(
        "CREATE TABLE proposal_search ("
        "text_id bigint CONSTRAINT pk_proposal_search PRIMARY KEY "
        "CONSTRAINT fk_proposal_search_text_id REFERENCES proposal_text (id) ON DELETE CASCADE, "
        "head tsvector NOT NULL, words tsvector NOT NULL)"
    )
    # Read whole and often for phrases: unpacking would cost more than the disk.
    op.execute("ALTER TABLE proposal_search ALTER COLUMN words SET STORAGE EXTERNAL")
    for column in ("head", "words"):
        # A list of pending entries would be searched one by one until the next vacuum.
        op.execute(
            f"CREATE INDEX ix_proposal_search_{column} ON proposal_search "
            f"USING gin ({column}) WITH (fastupdate = off)"
        )


def _ask_for_a_rebuild() -> None:
    """What was submitted before is indexed by the worker."""
    op.execute(
        "INSERT INTO job (kind, payload, run_at, attempts, dedupe) "
        "SELECT 'search_rebuild', '{}', CURRENT_TIMESTAMP, 0, 'search_rebuild:0023' "
        "WHERE EXISTS (SELECT 1 FROM proposal WHERE submitted_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE proposal_search")
    op.drop_table("proposal_text")
    op.execute("DELETE FROM job WHERE kind = 'search_rebuild' AND done_at IS NULL")
