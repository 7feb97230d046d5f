"""Checks, clarifications, appeals, look-alikes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "upheld",
                "rejected",
                name="appeal_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_appeal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_appeal_made_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_appeal_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_appeal_proposal_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_appeal_ref")),
    )
    op.create_table(
        "clarification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("items", JSON, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "answered_late",
                "expired",
                name="clarification_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_clarification_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_clarification_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_clarification_file_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_clarification_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("ref", name=op.f("uq_clarification_ref")),
    )
    op.create_index(
        op.f("ix_clarification_proposal_id"), "clarification", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_clarification_open",
        "clarification",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "look_alike",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("likeness_pct", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "open",
                "same_project",
                "same_applicant",
                "boilerplate",
                "no_concern",
                name="look_alike_verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "judged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("proposal_id <> other_id", name=op.f("ck_look_alike_two_proposals")),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["person.id"], name=op.f("fk_look_alike_judged_by_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["proposal.id"], name=op.f("fk_look_alike_other_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_look_alike_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alike")),
        sa.UniqueConstraint("proposal_id", "other_id", name="uq_look_alike_pair"),
        sa.UniqueConstraint("ref", name=op.f("uq_look_alike_ref")),
    )
    op.create_index(op.f("ix_look_alike_other_id"), "look_alike", ["other_id"], unique=False)
    op.create_index(op.f("ix_look_alike_proposal_id"), "look_alike", ["proposal_id"], unique=False)
    op.create_table(
        "screening",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "eligible",
                "ineligible",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason_codes", JSON, nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column(
            "found_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "returned_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("returned_words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> found_by_id",
            name=op.f("ck_screening_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_screening_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["person.id"], name=op.f("fk_screening_returned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["found_by_id"], ["person.id"], name=op.f("fk_screening_found_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f("fk_screening_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_screening_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_screening_proposal_id")),
    )
    op.create_index(op.f("ix_screening_officer_id"), "screening", ["officer_id"], unique=False)
    op.create_table(
        "screening_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "screening_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "no",
                "curable",
                "not_applicable",
                name="check_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_screening_check_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["checklist_item.id"], name=op.f("fk_screening_check_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.id"], name=op.f("fk_screening_check_screening_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_check")),
        sa.UniqueConstraint("screening_id", "item_id", name="uq_check_once"),
    )
    op.create_index(
        op.f("ix_screening_check_screening_id"), "screening_check", ["screening_id"], unique=False
    )
    op.create_table(
        "screening_checker",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "screening_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_screening_checker_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.id"], name=op.f("fk_screening_checker_screening_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_checker")),
        sa.UniqueConstraint("screening_id", "person_id", name="uq_screening_checker_once"),
    )
    op.create_index(
        op.f("ix_screening_checker_person_id"), "screening_checker", ["person_id"], unique=False
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(op.f("ix_screening_checker_person_id"), table_name="screening_checker")
    op.drop_table("screening_checker")
    op.drop_index(op.f("ix_screening_check_screening_id"), table_name="screening_check")
    op.drop_table("screening_check")
    op.drop_index(op.f("ix_screening_officer_id"), table_name="screening")
    op.drop_table("screening")
    op.drop_index(op.f("ix_look_alike_proposal_id"), table_name="look_alike")
    op.drop_index(op.f("ix_look_alike_other_id"), table_name="look_alike")
    op.drop_table("look_alike")
    op.drop_index(
        "uq_clarification_open",
        table_name="clarification",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index(op.f("ix_clarification_proposal_id"), table_name="clarification")
    op.drop_table("clarification")
    op.drop_table("appeal")
    # ### end Alembic commands ###
