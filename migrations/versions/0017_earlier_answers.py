"""An answer set aside beside a colleague's, one brought back, and who has a section open."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "answer_version",
        sa.Column("is_aside", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("answer_version", sa.Column("restored_id", BIG, nullable=True))
    op.create_table(
        "presence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("section_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_presence_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_presence_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("proposal_id", "section_id", "person_id", name="uq_presence_once"),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_column("answer_version", "restored_id")
    op.drop_column("answer_version", "is_aside")
