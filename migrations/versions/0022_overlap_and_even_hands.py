"""Members comment on overlap with their own work; a sample of checks is done again, blind."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("overlaps", "cooperate", "co_finance", "no_overlap", "other")
ANSWERS = ("yes", "no", "curable", "not_applicable")
WITH_ROLES = ("role_grant", "invitation")
OLD_ROLES = (
    "officer", "lead", "evaluator", "board_member", "board_chair", "board_secretary", "finance",
    "auditor", "administrator",
)  # fmt: skip
NEW_ROLE = "member_reviewer"


def upgrade() -> None:
    _roles((*OLD_ROLES, NEW_ROLE))
    _window()
    _comments()
    _sample()
    _guard()


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG, nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _window() -> None:
    op.create_table(
        "overlap_window",
        _id(),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("opened_by_id", BIG, nullable=False),
        _at("opened_at"),
        _at("ends_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_at > opened_at", name=op.f("ck_overlap_window_ends_after_it_opens")
        ),
        *_points("overlap_window", call_id="call", opened_by_id="person"),
        _key("overlap_window"),
        sa.UniqueConstraint("call_id", name=op.f("uq_overlap_window_call_id")),
    )
    op.create_table(
        "overlap_extension",
        _id(),
        sa.Column("window_id", BIG, nullable=False),
        _at("before"),
        _at("until"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        _at("at"),
        sa.CheckConstraint("until > before", name=op.f("ck_overlap_extension_only_longer")),
        *_points("overlap_extension", window_id="overlap_window", by_id="person"),
        _key("overlap_extension"),
    )
    op.create_index(op.f("ix_overlap_extension_window_id"), "overlap_extension", ["window_id"])


def _said() -> list[sa.Column[object]]:
    """What a comment and each of its versions hold."""
    return [
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("overlap_kind", *KINDS), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("project", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        _at("said_at"),
    ]


def _comments() -> None:
    op.create_table(
        "overlap_comment",
        _id(),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        *_said(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_overlap_comment_counted_from_one")),
        *_points(
            "overlap_comment",
            proposal_id="proposal",
            person_id="person",
            organisation_id="organisation",
        ),
        _key("overlap_comment"),
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_overlap_comment_once"),
    )
    op.create_index(op.f("ix_overlap_comment_person_id"), "overlap_comment", ["person_id"])
    op.create_table(
        "overlap_comment_version",
        _id(),
        sa.Column("comment_id", BIG, nullable=False),
        *_said(),
        sa.CheckConstraint("n >= 1", name=op.f("ck_overlap_comment_version_counted_from_one")),
        *_points("overlap_comment_version", comment_id="overlap_comment"),
        _key("overlap_comment_version"),
        sa.UniqueConstraint("comment_id", "n", name="uq_overlap_comment_version_n"),
    )


def _sample() -> None:
    op.create_table(
        "rescreen_sample",
        _id(),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", BIG, nullable=False),
        _at("drawn_at"),
        sa.CheckConstraint(
            "size BETWEEN 1 AND decided", name=op.f("ck_rescreen_sample_some_of_the_decided")
        ),
        *_points("rescreen_sample", call_id="call", drawn_by_id="person"),
        _key("rescreen_sample"),
        sa.UniqueConstraint("call_id", name=op.f("uq_rescreen_sample_call_id")),
    )
    op.create_table(
        "rescreen",
        _id(),
        sa.Column("sample_id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("officer_id", BIG, nullable=True),
        sa.Column("finding", _enum("finding", "eligible", "ineligible"), nullable=True),
        _at("done_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "done_at IS NULL OR officer_id IS NOT NULL", name=op.f("ck_rescreen_done_by_somebody")
        ),
        sa.CheckConstraint(
            "finding IS NULL OR done_at IS NOT NULL", name=op.f("ck_rescreen_found_when_done")
        ),
        *_points(
            "rescreen", sample_id="rescreen_sample", proposal_id="proposal", officer_id="person"
        ),
        _key("rescreen"),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_rescreen_proposal_id")),
    )
    op.create_index(op.f("ix_rescreen_sample_id"), "rescreen", ["sample_id"])
    op.create_index(op.f("ix_rescreen_officer_id"), "rescreen", ["officer_id"])
    op.create_table(
        "rescreen_check",
        _id(),
        sa.Column("rescreen_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("answer", _enum("check_answer", *ANSWERS), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_points("rescreen_check", rescreen_id="rescreen", item_id="checklist_item"),
        _key("rescreen_check"),
        sa.UniqueConstraint("rescreen_id", "item_id", name="uq_rescreen_check_once"),
    )


def _guard() -> None:
    """What was said stays; the function is that of all append-only tables."""
    table = "overlap_comment_version"
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


def _roles(allowed: tuple[str, ...]) -> None:
    """The roles that may be given and offered."""
    listed = ", ".join(f"'{role}'" for role in allowed)
    for table in WITH_ROLES:
        if op.get_bind().dialect.name == "sqlite":
            _made_anew(table, listed)
        else:
            op.drop_constraint(op.f(f"ck_{table}_role"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}_role"), table, f"role IN ({listed})")


def _made_anew(table: str, listed: str) -> None:
    """The same table with another CHECK; nothing points to it and it has no trigger."""
    bind = op.get_bind()
    schema = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :type"
    [made] = bind.scalars(sa.text(schema), {"table": table, "type": "table"})
    indexes = [i for i in bind.scalars(sa.text(schema), {"table": table, "type": "index"}) if i]
    head, _, rest = made.partition(f"CONSTRAINT ck_{table}_role CHECK (role IN (")
    anew = f"{head}CONSTRAINT ck_{table}_role CHECK (role IN ({listed}{rest[rest.index(')') :]}"
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(anew)
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")
    op.execute(f"DROP TABLE {table}_before")
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    """The triggers go with their table, and so do the roles that were not there before."""
    for table in (
        "rescreen_check", "rescreen", "rescreen_sample", "overlap_comment_version",
        "overlap_comment", "overlap_extension", "overlap_window",
    ):  # fmt: skip
        op.drop_table(table)
    for table in WITH_ROLES:
        op.execute(f"DELETE FROM {table} WHERE role = '{NEW_ROLE}'")
    _roles(OLD_ROLES)
