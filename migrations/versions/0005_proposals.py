"""Proposals, answers, endorsements, submissions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "clarification",
                "ineligible",
                "eligible",
                "in_review",
                "ranked",
                "with_board",
                "decided",
                "approved",
                "reserve",
                "rejected",
                "withdrawn",
                name="proposal_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "started_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("city", sa.String(length=300), nullable=False),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("focus_area", sa.String(length=60), nullable=False),
        sa.Column("proponent_name", sa.String(length=300), nullable=False),
        sa.Column("proponent_kind", sa.String(length=40), nullable=False),
        sa.Column(
            "proponent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "recipient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("grant_cents", sa.BigInteger(), nullable=False),
        sa.Column("cash_cents", sa.BigInteger(), nullable=False),
        sa.Column("in_kind_cents", sa.BigInteger(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("submitted_version", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "grant_cents >= 0 AND cash_cents >= 0 AND in_kind_cents >= 0",
            name=op.f("ck_proposal_money_not_negative"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR submitted_at IS NOT NULL",
            name=op.f("ck_proposal_handed_in_at_some_time"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_proposal_call_id")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_proposal_city_id")),
        sa.ForeignKeyConstraint(
            ["proponent_id"], ["organisation.id"], name=op.f("fk_proposal_proponent_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["organisation.id"], name=op.f("fk_proposal_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["person.id"], name=op.f("fk_proposal_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("ref", name=op.f("uq_proposal_ref")),
    )
    op.create_index(op.f("ix_proposal_call_id"), "proposal", ["call_id"], unique=False)
    op.create_index(
        "ix_proposal_call_status",
        "proposal",
        ["call_id", "is_test", "status", "country"],
        unique=False,
    )
    op.create_index(
        "ix_proposal_call_submitted", "proposal", ["call_id", "submitted_at"], unique=False
    )
    op.create_index(op.f("ix_proposal_country"), "proposal", ["country"], unique=False)
    op.create_index(op.f("ix_proposal_proponent_id"), "proposal", ["proponent_id"], unique=False)
    op.create_index(op.f("ix_proposal_recipient_id"), "proposal", ["recipient_id"], unique=False)
    op.create_index(op.f("ix_proposal_started_by_id"), "proposal", ["started_by_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "incomplete",
                "late",
                "repeated",
                "refused",
                name="attempt_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_attempt_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_proposal_id"), "attempt", ["proposal_id"], unique=False)
    op.create_table(
        "budget_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=300), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("grant_cents", sa.BigInteger(), nullable=False),
        sa.Column("recipient_cents", sa.BigInteger(), nullable=False),
        sa.Column("partner_cents", sa.BigInteger(), nullable=False),
        sa.Column("member_cents", sa.BigInteger(), nullable=False),
        sa.Column("other_cents", sa.BigInteger(), nullable=False),
        sa.Column("in_kind_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "grant_cents >= 0 AND recipient_cents >= 0 AND partner_cents >= 0 AND member_cents >= 0 AND other_cents >= 0 AND in_kind_cents >= 0",
            name=op.f("ck_budget_line_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_budget_line_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(
        op.f("ix_budget_line_proposal_id"), "budget_line", ["proposal_id"], unique=False
    )
    op.create_table(
        "collaborator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "role",
            sa.Enum(
                "proposal_lead",
                "proposal_editor",
                "proposal_viewer",
                name="team_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "removed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_collaborator_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_collaborator_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaborator")),
    )
    op.create_index(op.f("ix_collaborator_person_id"), "collaborator", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_collaborator_proposal_id"), "collaborator", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_collaborator_one_lead",
        "collaborator",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
        postgresql_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
    )
    op.create_index(
        "uq_collaborator_standing",
        "collaborator",
        ["proposal_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "endorsement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("representative", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "confirmed",
                "declined",
                "withdrawn",
                name="endorsement_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminder_digest", sa.String(length=64), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.String(length=300), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_endorsement_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["file.id"], name=op.f("fk_endorsement_letter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_endorsement_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_endorsement_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
        sa.UniqueConstraint("digest", name=op.f("uq_endorsement_digest")),
        sa.UniqueConstraint("reminder_digest", name=op.f("uq_endorsement_reminder_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_endorsement_ref")),
    )
    op.create_index(op.f("ix_endorsement_email"), "endorsement", ["email"], unique=False)
    op.create_index(
        op.f("ix_endorsement_organisation_id"), "endorsement", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_endorsement_proposal_id"), "endorsement", ["proposal_id"], unique=False
    )
    op.create_index(
        "uq_endorsement_standing",
        "endorsement",
        ["proposal_id", "organisation_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('asked', 'confirmed')"),
        postgresql_where=sa.text("status IN ('asked', 'confirmed')"),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_extension_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_extension_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_proposal_id"), "extension", ["proposal_id"], unique=False)
    op.create_table(
        "section_state",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "work",
            sa.Enum(
                "not_started",
                "in_progress",
                "complete",
                "attention",
                name="section_work",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "saved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_section_state_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_section_state_saved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_section_state_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_state")),
        sa.UniqueConstraint("proposal_id", "section_id", name="uq_section_state_once"),
    )
    op.create_index(
        op.f("ix_section_state_proposal_id"), "section_state", ["proposal_id"], unique=False
    )
    op.create_index(
        op.f("ix_section_state_section_id"), "section_state", ["section_id"], unique=False
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_snapshot_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_snapshot_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("proposal_id", "n", name="uq_snapshot_number"),
    )
    op.create_index(op.f("ix_snapshot_proposal_id"), "snapshot", ["proposal_id"], unique=False)
    op.create_table(
        "team_invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "proposal_lead",
                "proposal_editor",
                "proposal_viewer",
                name="team_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "invited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_team_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_team_invitation_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_team_invitation_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_team_invitation_ref")),
    )
    op.create_index(op.f("ix_team_invitation_email"), "team_invitation", ["email"], unique=False)
    op.create_index(
        op.f("ix_team_invitation_proposal_id"), "team_invitation", ["proposal_id"], unique=False
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("value", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "saved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_answer_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_answer_saved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("proposal_id", "question_id", name="uq_answer_once"),
    )
    op.create_index(op.f("ix_answer_proposal_id"), "answer", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_answer_question_id"), "answer", ["question_id"], unique=False)
    op.create_table(
        "answer_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("value", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "saved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_answer_version_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_version_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_version")),
    )
    op.create_index(
        "ix_answer_version_answer",
        "answer_version",
        ["proposal_id", "question_id", "saved_at"],
        unique=False,
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_document_file_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_document_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_document_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_document_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("proposal_id", "question_id", "n", name="uq_document_version"),
    )
    op.create_index(op.f("ix_document_file_id"), "document", ["file_id"], unique=False)
    op.create_index(op.f("ix_document_proposal_id"), "document", ["proposal_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_receipt_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_receipt_snapshot_id")),
    )
    op.create_table(
        "receipt_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_receipt_document_file_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_document_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_document")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_receipt_document_receipt_id")),
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_table("receipt_document")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_document_proposal_id"), table_name="document")
    op.drop_index(op.f("ix_document_file_id"), table_name="document")
    op.drop_table("document")
    op.drop_index("ix_answer_version_answer", table_name="answer_version")
    op.drop_table("answer_version")
    op.drop_index(op.f("ix_answer_question_id"), table_name="answer")
    op.drop_index(op.f("ix_answer_proposal_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_team_invitation_proposal_id"), table_name="team_invitation")
    op.drop_index(op.f("ix_team_invitation_email"), table_name="team_invitation")
    op.drop_table("team_invitation")
    op.drop_index(op.f("ix_snapshot_proposal_id"), table_name="snapshot")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_section_state_section_id"), table_name="section_state")
    op.drop_index(op.f("ix_section_state_proposal_id"), table_name="section_state")
    op.drop_table("section_state")
    op.drop_index(op.f("ix_extension_proposal_id"), table_name="extension")
    op.drop_table("extension")
    op.drop_index(
        "uq_endorsement_standing",
        table_name="endorsement",
        sqlite_where=sa.text("status IN ('asked', 'confirmed')"),
        postgresql_where=sa.text("status IN ('asked', 'confirmed')"),
    )
    op.drop_index(op.f("ix_endorsement_proposal_id"), table_name="endorsement")
    op.drop_index(op.f("ix_endorsement_organisation_id"), table_name="endorsement")
    op.drop_index(op.f("ix_endorsement_email"), table_name="endorsement")
    op.drop_table("endorsement")
    op.drop_index(
        "uq_collaborator_standing",
        table_name="collaborator",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(
        "uq_collaborator_one_lead",
        table_name="collaborator",
        sqlite_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
        postgresql_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
    )
    op.drop_index(op.f("ix_collaborator_proposal_id"), table_name="collaborator")
    op.drop_index(op.f("ix_collaborator_person_id"), table_name="collaborator")
    op.drop_table("collaborator")
    op.drop_index(op.f("ix_budget_line_proposal_id"), table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_index(op.f("ix_attempt_proposal_id"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_proposal_started_by_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_recipient_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_proponent_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_country"), table_name="proposal")
    op.drop_index("ix_proposal_call_submitted", table_name="proposal")
    op.drop_index("ix_proposal_call_status", table_name="proposal")
    op.drop_index(op.f("ix_proposal_call_id"), table_name="proposal")
    op.drop_table("proposal")
    # ### end Alembic commands ###
