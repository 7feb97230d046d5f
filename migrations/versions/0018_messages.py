"""Messages between a proposal's team and the Secretariat, and how far each person read them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _threads()
    _messages()
    _readings()
    _guard()


def _side(name: str) -> sa.Column[str]:
    kind = sa.Enum(
        "team", "office", name="side", native_enum=False, create_constraint=True, length=40
    )
    return sa.Column(name, kind, nullable=False)


def _threads() -> None:
    op.create_table(
        "thread",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("last_n", sa.Integer(), nullable=False),
        _side("last_side"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_by_id", BIG, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_n >= 1", name=op.f("ck_thread_begun_by_a_message")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_thread_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR last_side = 'team'",
            name=op.f("ck_thread_settled_what_the_team_wrote"),
        ),
        sa.ForeignKeyConstraint(["last_by_id"], ["person.id"], name=op.f("fk_thread_last_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_thread_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_thread_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_thread_proposal_id")),
    )
    op.create_index(
        "ix_thread_waiting", "thread", ["last_side", "settled_at", "last_at"], unique=False
    )


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        _side("side"),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_message_counted_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_message_by_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_message_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("thread_id", "n", name="uq_message_n"),
    )
    op.create_index(op.f("ix_message_by_id"), "message", ["by_id"], unique=False)


def _readings() -> None:
    op.create_table(
        "thread_reading",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("read_n", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("read_n >= 1", name=op.f("ck_thread_reading_read_something")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_thread_reading_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_reading_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_reading")),
        sa.UniqueConstraint("thread_id", "person_id", name="uq_thread_reading_person"),
    )
    op.create_index(
        op.f("ix_thread_reading_person_id"), "thread_reading", ["person_id"], unique=False
    )


def _guard() -> None:
    """What was sent stays; the function is that of all append-only tables."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER message_no_{event.lower()} BEFORE {event} ON message "
                "BEGIN SELECT RAISE(ABORT, 'message is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER message_no_change BEFORE UPDATE OR DELETE ON message "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER message_no_truncate BEFORE TRUNCATE ON message "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """The triggers go with their table."""
    op.drop_index(op.f("ix_thread_reading_person_id"), table_name="thread_reading")
    op.drop_table("thread_reading")
    op.drop_index(op.f("ix_message_by_id"), table_name="message")
    op.drop_table("message")
    op.drop_index("ix_thread_waiting", table_name="thread")
    op.drop_table("thread")
