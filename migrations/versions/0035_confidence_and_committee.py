"""How sure an evaluator is, what they tell the committee of a criterion, and what does not apply."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

CONFIDENCE = sa.Enum(
    "low", "medium", "high",
    name="confidence", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("confidence", CONFIDENCE, nullable=True))
    with op.batch_alter_table("score") as score:
        score.add_column(
            sa.Column("not_applicable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        score.add_column(sa.Column("for_committee", sa.Text(), nullable=False, server_default=""))
        score.create_check_constraint(
            op.f("ck_score_not_applicable_has_no_points"), "NOT not_applicable OR points IS NULL"
        )
        score.create_check_constraint(
            op.f("ck_score_one_reason_for_no_points"), "NOT (not_applicable AND abstained)"
        )


def downgrade() -> None:
    with op.batch_alter_table("score") as score:
        score.drop_constraint(op.f("ck_score_one_reason_for_no_points"), type_="check")
        score.drop_constraint(op.f("ck_score_not_applicable_has_no_points"), type_="check")
        score.drop_column("for_committee")
        score.drop_column("not_applicable")
    with op.batch_alter_table("review") as review:
        review.drop_constraint(op.f("ck_review_confidence"), type_="check")
        review.drop_column("confidence")
