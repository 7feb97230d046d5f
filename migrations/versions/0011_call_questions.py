"""Questions of cities about a call, the answers to everybody, and corrections of its wording."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
APPEND_ONLY = ("inquiry_answer", "call_correction")


def upgrade() -> None:
    _inquiries()
    _answers()
    _corrections()
    _guard()


def _inquiries() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "merged",
                "declined",
                name="inquiry_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_inquiry_merged_into_another"),
        ),
        sa.CheckConstraint(
            "(status = 'open') = (settled_at IS NULL)", name=op.f("ck_inquiry_settled_or_open")
        ),
        sa.CheckConstraint(
            "status <> 'declined' OR reason <> ''", name=op.f("ck_inquiry_declined_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_inquiry_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_inquiry_call_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["inquiry.id"], name=op.f("fk_inquiry_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_inquiry_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("ref", name=op.f("uq_inquiry_ref")),
    )
    op.create_index(op.f("ix_inquiry_asked_by_id"), "inquiry", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_inquiry_merged_into_id"), "inquiry", ["merged_into_id"], unique=False)
    op.create_index("ix_inquiry_call_status", "inquiry", ["call_id", "status"], unique=False)


def _answers() -> None:
    op.create_table(
        "inquiry_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inquiry_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", BIG, nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_inquiry_answer_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name=op.f("fk_inquiry_answer_inquiry_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_inquiry_answer_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_answer")),
        sa.UniqueConstraint("inquiry_id", "n", name="uq_inquiry_answer_n"),
    )


def _corrections() -> None:
    op.create_table(
        "call_correction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_call_correction_by_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_correction_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_correction")),
    )
    op.create_index("ix_call_correction_call", "call_correction", ["call_id", "at"], unique=False)


def _guard() -> None:
    """What was said to everybody stays; the function is that of all append-only tables."""
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            continue
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
    op.drop_index("ix_call_correction_call", table_name="call_correction")
    op.drop_table("call_correction")
    op.drop_table("inquiry_answer")
    op.drop_index("ix_inquiry_call_status", table_name="inquiry")
    op.drop_index(op.f("ix_inquiry_merged_into_id"), table_name="inquiry")
    op.drop_index(op.f("ix_inquiry_asked_by_id"), table_name="inquiry")
    op.drop_table("inquiry")
