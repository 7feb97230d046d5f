"""Ties of the house to a proposal; the public holidays a city's clock passes over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("clarification", sa.Column("days_off", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "proposal_tie",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "declared",
                "same_domain",
                name="tie_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", BIG, nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'declared' OR reason <> ''", name=op.f("ck_proposal_tie_declared_with_words")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)",
            name=op.f("ck_proposal_tie_lifted_by_somebody"),
        ),
        sa.CheckConstraint(
            "lifted_at IS NULL OR lifted_reason <> ''",
            name=op.f("ck_proposal_tie_lifted_with_words"),
        ),
        sa.CheckConstraint(
            "lifted_by_id <> person_id", name=op.f("ck_proposal_tie_lifted_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_proposal_tie_lifted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_tie_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_tie_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_tie")),
        sa.UniqueConstraint("ref", name=op.f("uq_proposal_tie_ref")),
    )
    op.create_index(
        op.f("ix_proposal_tie_proposal_id"), "proposal_tie", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_proposal_tie_standing",
        "proposal_tie",
        ["person_id", "proposal_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_proposal_tie_standing", table_name="proposal_tie")
    op.drop_index(op.f("ix_proposal_tie_proposal_id"), table_name="proposal_tie")
    op.drop_table("proposal_tie")
    op.drop_column("clarification", "days_off")
