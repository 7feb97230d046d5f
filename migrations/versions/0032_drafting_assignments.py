"""How assignments are worked out: rules of a call, people kept away, bids, and each run."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
RUNNING = sa.text("started_at IS NOT NULL AND finished_at IS NULL")


def upgrade() -> None:
    _rules()
    _bans()
    _runs()
    _bidding()
    _bids()
    _guard()


def _fk(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _rules() -> None:
    op.create_table(
        "assignment_rules",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_assignment_rules_counted_from_one")),
        _fk("assignment_rules", "call_id", "call"),
        _fk("assignment_rules", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rules")),
        sa.UniqueConstraint("call_id", "n", name="uq_assignment_rules_version"),
    )


def _bans() -> None:
    op.create_table(
        "assignment_ban",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _fk("assignment_ban", "proposal_id", "proposal"),
        _fk("assignment_ban", "person_id", "person"),
        _fk("assignment_ban", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_ban")),
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_assignment_ban_once"),
    )
    op.create_index(op.f("ix_assignment_ban_person_id"), "assignment_ban", ["person_id"])


def _runs() -> None:
    kind = sa.Enum(
        "suggest", "compare", "sheet",
        name="run_kind", native_enum=False, create_constraint=True, length=40,
    )  # fmt: skip
    op.create_table(
        "assignment_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "done BETWEEN 0 AND 100", name=op.f("ck_assignment_run_done_in_percent")
        ),
        sa.CheckConstraint(
            "finished_at IS NULL OR started_at IS NOT NULL",
            name=op.f("ck_assignment_run_finished_after_start"),
        ),
        _fk("assignment_run", "call_id", "call"),
        _fk("assignment_run", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_assignment_run_ref")),
    )
    for column in ("call_id", "by_id"):
        op.create_index(op.f(f"ix_assignment_run_{column}"), "assignment_run", [column])
    op.create_index(
        "uq_assignment_run_going_on",
        "assignment_run",
        ["call_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def _bidding() -> None:
    op.create_table(
        "bidding",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("opened_by_id", BIG, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _fk("bidding", "call_id", "call"),
        _fk("bidding", "opened_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bidding")),
        sa.UniqueConstraint("call_id", name=op.f("uq_bidding_call_id")),
    )


def _bids() -> None:
    choice = sa.Enum(
        "want", "can", "rather_not",
        name="bid_choice", native_enum=False, create_constraint=True, length=40,
    )  # fmt: skip
    op.create_table(
        "bid",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("choice", choice, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _fk("bid", "proposal_id", "proposal"),
        _fk("bid", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_bid_once"),
    )
    op.create_index(op.f("ix_bid_person_id"), "bid", ["person_id"])


def _guard() -> None:
    """Versions of the rules stay; the function is that of all append-only tables."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER assignment_rules_no_{event.lower()} BEFORE {event} "
                "ON assignment_rules "
                "BEGIN SELECT RAISE(ABORT, 'assignment_rules is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER assignment_rules_no_change BEFORE UPDATE OR DELETE ON assignment_rules "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER assignment_rules_no_truncate BEFORE TRUNCATE ON assignment_rules "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """The triggers go with their table."""
    op.drop_table("bid")
    op.drop_table("bidding")
    op.drop_table("assignment_run")
    op.drop_table("assignment_ban")
    op.drop_table("assignment_rules")
