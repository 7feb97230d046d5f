"""By which rule a call is put in order, chosen before its scores were opened."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("ranking_choice", "score_opening")


def upgrade() -> None:
    op.create_table(
        "ranking_choice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "mean",
                "calibrated",
                "median",
                name="ranking_rule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_ranking_choice_chosen_with_words")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_ranking_choice_by_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_ranking_choice_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_choice")),
    )
    op.create_index(op.f("ix_ranking_choice_call_id"), "ranking_choice", ["call_id"], unique=False)
    op.create_table(
        "score_opening",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_score_opening_by_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_score_opening_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_opening")),
        sa.UniqueConstraint("call_id", name=op.f("uq_score_opening_call_id")),
    )
    for table in KEPT:
        _guard(table)


def _guard(table: str) -> None:
    """What was chosen and opened stays; the function is that of all append-only tables."""
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
    """The triggers go with their tables."""
    op.drop_table("score_opening")
    op.drop_index(op.f("ix_ranking_choice_call_id"), table_name="ranking_choice")
    op.drop_table("ranking_choice")
