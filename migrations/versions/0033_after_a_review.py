"""A review's versions, sendings back and ratings: what happens once it is in."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
KEPT = ("review_version", "review_return", "review_rating")
QUALITY = sa.Enum(
    "helpful", "thin", "off_topic",
    name="review_quality", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "review_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("review_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("points_milli", sa.Integer(), nullable=True),
        sa.Column("at", AT, nullable=False),
        _to("review_version", "review_id", "review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_version")),
        sa.UniqueConstraint("review_id", "n", name="uq_review_version_n"),
    )
    op.create_table(
        "review_return",
        sa.Column("id", BIG, nullable=False),
        sa.Column("review_id", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_review_return_says_why")),
        _to("review_return", "review_id", "review"),
        _to("review_return", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_return")),
    )
    op.create_table(
        "review_rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("review_id", BIG, nullable=False),
        sa.Column("quality", QUALITY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", AT, nullable=False),
        _to("review_rating", "review_id", "review"),
        _to("review_rating", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rating")),
    )
    for table in ("review_return", "review_rating"):
        op.create_index(op.f(f"ix_{table}_review_id"), table, ["review_id"], unique=False)
    for table in KEPT:
        _guard(table)


def _guard(table: str) -> None:
    """The function is that of all append-only tables."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """The triggers and indexes go with their tables."""
    for table in KEPT:
        op.drop_table(table)
