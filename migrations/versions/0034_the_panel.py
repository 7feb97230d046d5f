"""Who is blind to whom; what a panel says and agrees on, every step of it kept."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
BLIND = {"reviews_open": True, "evaluators_named": False, "applicant_hidden": False}
KEPT = ("panel_remark", "panel_mention", "minority_view", "redacted_copy", "moderated_score")
AUDIENCE = sa.Enum(
    "panel", "office",
    name="audience", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=null)


def upgrade() -> None:
    for name, default in BLIND.items():
        value = sa.true() if default else sa.false()
        op.add_column("call", sa.Column(name, sa.Boolean(), nullable=False, server_default=value))
    _freeze()
    _remarks()
    _minority()
    _copies()
    _agreed()
    for table in KEPT:
        _guard(table)


def _freeze() -> None:
    """As every rule of a call that has opened (0004); the function is the one made there."""
    if op.get_bind().dialect.name == "sqlite":
        differ = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in BLIND)
        op.execute(
            "CREATE TRIGGER call_frozen_blind BEFORE UPDATE ON call "
            f"WHEN OLD.status NOT IN ('draft', 'published') AND ({differ}) "
            "BEGIN SELECT RAISE(ABORT, 'a call that has opened is frozen'); END"
        )
        return
    differ = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in BLIND)
    op.execute(
        "CREATE TRIGGER call_frozen_blind BEFORE UPDATE ON call "
        f"FOR EACH ROW WHEN ({differ}) EXECUTE FUNCTION refuse_frozen_call()"
    )


def _remarks() -> None:
    op.create_table(
        "panel_remark",
        _key("id"),
        sa.Column("ref", sa.String(length=40), nullable=False),
        _key("proposal_id"),
        _key("by_id"),
        sa.Column("at", AT, nullable=False),
        sa.Column("audience", AUDIENCE, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _key("corrects_id", null=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_panel_remark_says_something")),
        sa.CheckConstraint("corrects_id <> id", name=op.f("ck_panel_remark_corrects_another")),
        _to("panel_remark", "proposal_id", "proposal"),
        _to("panel_remark", "by_id", "person"),
        _to("panel_remark", "corrects_id", "panel_remark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_remark")),
        sa.UniqueConstraint("ref", name=op.f("uq_panel_remark_ref")),
    )
    op.create_index("ix_panel_remark_proposal", "panel_remark", ["proposal_id", "id"])
    op.create_table(
        "panel_mention",
        _key("id"),
        _key("remark_id"),
        _key("person_id"),
        _to("panel_mention", "remark_id", "panel_remark"),
        _to("panel_mention", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_mention")),
        sa.UniqueConstraint("remark_id", "person_id", name="uq_panel_mention_once"),
    )
    op.create_index(op.f("ix_panel_mention_person_id"), "panel_mention", ["person_id"])


def _minority() -> None:
    op.create_table(
        "minority_view",
        _key("id"),
        _key("proposal_id"),
        _key("person_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _key("by_id"),
        sa.Column("at", AT, nullable=False),
        _to("minority_view", "proposal_id", "proposal"),
        _to("minority_view", "person_id", "person"),
        _to("minority_view", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority_view")),
        sa.UniqueConstraint("proposal_id", "person_id", "n", name="uq_minority_view_n"),
    )


def _copies() -> None:
    op.create_table(
        "redacted_copy",
        _key("id"),
        _key("proposal_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        _key("by_id"),
        sa.Column("at", AT, nullable=False),
        _to("redacted_copy", "proposal_id", "proposal"),
        _to("redacted_copy", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redacted_copy")),
        sa.UniqueConstraint("proposal_id", "n", name="uq_redacted_copy_n"),
    )


def _agreed() -> None:
    """Agreed points are no longer changed in place: what stood so far is the first of each."""
    op.add_column(
        "moderated_score", sa.Column("n", sa.Integer(), nullable=False, server_default="1")
    )
    with op.batch_alter_table("moderated_score") as agreed:
        agreed.drop_constraint("uq_moderated_score_once", type_="unique")
        agreed.create_unique_constraint(
            "uq_moderated_score_n", ["proposal_id", "criterion_id", "n"]
        )
        agreed.alter_column("points_milli", existing_type=sa.Integer(), nullable=True)


def _guard(table: str) -> None:
    """The function is that of all append-only tables."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{event}")
        return
    for event in ("change", "truncate"):
        op.execute(f"DROP TRIGGER {table}_no_{event} ON {table}")


def downgrade() -> None:
    """Of agreed points the latest stays; the triggers of the other tables go with them."""
    _unguard("moderated_score")
    op.execute(
        "DELETE FROM moderated_score WHERE points_milli IS NULL OR n < (SELECT max(later.n) "
        "FROM moderated_score later WHERE later.proposal_id = moderated_score.proposal_id "
        "AND later.criterion_id = moderated_score.criterion_id)"
    )
    with op.batch_alter_table("moderated_score") as agreed:
        agreed.drop_constraint("uq_moderated_score_n", type_="unique")
        agreed.create_unique_constraint("uq_moderated_score_once", ["proposal_id", "criterion_id"])
        agreed.alter_column("points_milli", existing_type=sa.Integer(), nullable=False)
        agreed.drop_column("n")
    for table in ("redacted_copy", "minority_view", "panel_mention", "panel_remark"):
        op.drop_table(table)
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON call"
    op.execute(f"DROP TRIGGER call_frozen_blind{on}")
    for name in BLIND:
        op.drop_column("call", name)
