"""Business lines, allocations, envelopes and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_line")),
        sa.UniqueConstraint("code", name=op.f("uq_business_line_code")),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "core",
                "earmarked",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("donor", sa.String(length=300), nullable=False),
        sa.Column("restriction", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("enveloped_cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved_cents", sa.BigInteger(), nullable=False),
        sa.Column("committed_cents", sa.BigInteger(), nullable=False),
        sa.Column("disbursed_cents", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "disbursed_cents BETWEEN 0 AND committed_cents", name=op.f("ck_allocation_paid_if_owed")
        ),
        sa.CheckConstraint(
            "enveloped_cents BETWEEN 0 AND amount_cents", name=op.f("ck_allocation_envelopes_fit")
        ),
        sa.CheckConstraint(
            "reserved_cents >= 0 AND committed_cents >= 0 AND reserved_cents + committed_cents <= amount_cents",
            name=op.f("ck_allocation_never_exceeded"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["business_line.id"], name=op.f("fk_allocation_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "line_id", "fiscal_year", "source", "donor", "currency", name="uq_allocation_key"
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_allocation_ref")),
    )
    op.create_index(op.f("ix_allocation_line_id"), "allocation", ["line_id"], unique=False)
    op.create_table(
        "envelope",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved_cents", sa.BigInteger(), nullable=False),
        sa.Column("committed_cents", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reserved_cents >= 0 AND committed_cents >= 0 AND reserved_cents + committed_cents <= amount_cents",
            name=op.f("ck_envelope_never_exceeded"),
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_envelope_allocation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("ref", name=op.f("uq_envelope_ref")),
    )
    op.create_index(op.f("ix_envelope_allocation_id"), "envelope", ["allocation_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "envelope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "allocation",
                "transfer_in",
                "transfer_out",
                "envelope",
                "reservation",
                "release",
                "commitment",
                "disbursement",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("cause_kind", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cause_label", sa.String(length=300), nullable=False),
        sa.Column(
            "counter_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_entry_not_zero")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_entry_allocation_id")
        ),
        sa.ForeignKeyConstraint(
            ["counter_of_id"], ["entry.id"], name=op.f("fk_entry_counter_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelope.id"], name=op.f("fk_entry_envelope_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("counter_of_id", name=op.f("uq_entry_counter_of_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_entry_ref")),
    )
    op.create_index(op.f("ix_entry_allocation_id"), "entry", ["allocation_id"], unique=False)
    op.create_index(op.f("ix_entry_envelope_id"), "entry", ["envelope_id"], unique=False)
    op.create_index(
        "uq_entry_cause_once",
        "entry",
        ["cause_kind", "cause_id", "kind", "allocation_id"],
        unique=True,
        sqlite_where=sa.text("counter_of_id IS NULL"),
        postgresql_where=sa.text("counter_of_id IS NULL"),
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(
        "uq_entry_cause_once",
        table_name="entry",
        sqlite_where=sa.text("counter_of_id IS NULL"),
        postgresql_where=sa.text("counter_of_id IS NULL"),
    )
    op.drop_index(op.f("ix_entry_envelope_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_allocation_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(op.f("ix_envelope_allocation_id"), table_name="envelope")
    op.drop_table("envelope")
    op.drop_index(op.f("ix_allocation_line_id"), table_name="allocation")
    op.drop_table("allocation")
    op.drop_table("business_line")
    # ### end Alembic commands ###
