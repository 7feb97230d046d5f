"""Lists of sanctioned names, and the names of proposals compared with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _lists()
    _listed()
    _checks()
    _hits()
    _verdicts()
    _runs()
    _guard()


def _one_of(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _lists() -> None:
    op.create_table(
        "names_list",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column(
            "status", _one_of("list_status", "waiting", "kept", "thrown_away"), nullable=False
        ),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", BIG, nullable=True),
        sa.Column("uploaded_at", AT, nullable=False),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.Column("settled_at", AT, nullable=True),
        sa.CheckConstraint(
            "people >= 0 AND entities >= 0 AND aliases >= 0", name=op.f("ck_names_list_counted")
        ),
        sa.CheckConstraint("people + entities > 0", name=op.f("ck_names_list_not_empty")),
        sa.CheckConstraint(
            "(status = 'waiting') = (settled_at IS NULL)",
            name=op.f("ck_names_list_settled_or_waiting"),
        ),
        _points("names_list", "uploaded_by_id", "person"),
        _points("names_list", "settled_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_list")),
        sa.UniqueConstraint("ref", name=op.f("uq_names_list_ref")),
    )
    op.create_index(
        "uq_names_list_kept_once",
        "names_list",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("status = 'kept'"),
        postgresql_where=sa.text("status = 'kept'"),
    )
    op.create_index("ix_names_list_in_force", "names_list", ["status", "dated_on"], unique=False)


def _listed() -> None:
    op.create_table(
        "listed_name",
        sa.Column("id", BIG, nullable=False),
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("listed_kind", "person", "entity"), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        _points("listed_name", "list_id", "names_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_name")),
        sa.UniqueConstraint("list_id", "n", name="uq_listed_name_n"),
    )


def _checks() -> None:
    op.create_table(
        "names_check",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("snapshot_id", BIG, nullable=False),
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("checked_at", AT, nullable=False),
        sa.Column("asked_by_id", BIG, nullable=True),
        sa.Column("names", JSON, nullable=False),
        _points("names_check", "proposal_id", "proposal"),
        _points("names_check", "snapshot_id", "snapshot"),
        _points("names_check", "list_id", "names_list"),
        _points("names_check", "asked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_check")),
        sa.UniqueConstraint("snapshot_id", "list_id", name="uq_names_check_once"),
    )
    op.create_index(
        op.f("ix_names_check_proposal_id"), "names_check", ["proposal_id"], unique=False
    )
    op.create_index(op.f("ix_names_check_list_id"), "names_check", ["list_id"], unique=False)


def _verdict() -> sa.Enum:
    return _one_of("verdict", "open", "different", "unsure", "same")


def _hits() -> None:
    op.create_table(
        "names_hit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("listed_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("verdict", _verdict(), nullable=False),
        sa.Column("judged_by_id", BIG, nullable=True),
        sa.Column("judged_at", AT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "points BETWEEN 0 AND 100", name=op.f("ck_names_hit_points_of_a_hundred")
        ),
        sa.CheckConstraint(
            "(verdict = 'open') = (judged_at IS NULL)", name=op.f("ck_names_hit_judged_or_open")
        ),
        _points("names_hit", "check_id", "names_check"),
        _points("names_hit", "listed_id", "listed_name"),
        _points("names_hit", "judged_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_hit")),
        sa.UniqueConstraint("ref", name=op.f("uq_names_hit_ref")),
        sa.UniqueConstraint("check_id", "listed_id", "name", name="uq_names_hit_once"),
    )
    op.create_index(op.f("ix_names_hit_listed_id"), "names_hit", ["listed_id"], unique=False)


def _verdicts() -> None:
    op.create_table(
        "names_verdict",
        sa.Column("id", BIG, nullable=False),
        sa.Column("hit_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("verdict", _verdict(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.CheckConstraint("verdict <> 'open'", name=op.f("ck_names_verdict_says_something")),
        _points("names_verdict", "hit_id", "names_hit"),
        _points("names_verdict", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_verdict")),
        sa.UniqueConstraint("hit_id", "n", name="uq_names_verdict_n"),
    )


def _runs() -> None:
    op.create_table(
        "names_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("finished_at", AT, nullable=True),
        _points("names_run", "call_id", "call"),
        _points("names_run", "asked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names_run")),
    )
    op.create_index(
        "uq_names_run_open",
        "names_run",
        ["call_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _guard() -> None:
    """What was compared and what was said stays; the function is that of all such tables."""
    for table in ("names_check", "names_verdict"):
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
    op.drop_index("uq_names_run_open", table_name="names_run")
    op.drop_table("names_run")
    op.drop_table("names_verdict")
    op.drop_index(op.f("ix_names_hit_listed_id"), table_name="names_hit")
    op.drop_table("names_hit")
    op.drop_index(op.f("ix_names_check_list_id"), table_name="names_check")
    op.drop_index(op.f("ix_names_check_proposal_id"), table_name="names_check")
    op.drop_table("names_check")
    op.drop_table("listed_name")
    op.drop_index("ix_names_list_in_force", table_name="names_list")
    op.drop_index("uq_names_list_kept_once", table_name="names_list")
    op.drop_table("names_list")
