"""What the quiz left open goes with the proposal, until its team settles it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposal_point",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "said",
            sa.Enum(
                "no",
                "unsure",
                name="point_said",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_point_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_proposal_point_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_point")),
        sa.UniqueConstraint("proposal_id", "code", name="uq_proposal_point_once"),
    )


def downgrade() -> None:
    op.drop_table("proposal_point")
