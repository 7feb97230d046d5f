"""Tags on proposals, notes and mentions beside them, flags to a person with their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("flag_step", "flag", "note_mention", "note", "proposal_tag", "tag")
INDEXES = (
    ("proposal_tag", "tag_id", ["tag_id"]),
    ("note", "by_id", ["by_id"]),
    ("flag", "raised_by_id", ["raised_by_id"]),
)


def upgrade() -> None:
    _tags()
    _notes()
    _flags()
    _steps()
    for table, name, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{name}"), table, columns, unique=False)
    op.create_index("ix_note_proposal", "note", ["proposal_id", "at"], unique=False)
    op.create_index(
        "ix_note_mention_waiting", "note_mention", ["person_id", "done_at"], unique=False
    )
    op.create_index("ix_flag_person", "flag", ["to_id", "status"], unique=False)
    op.create_index("ix_flag_proposal", "flag", ["proposal_id", "status"], unique=False)
    _guard()


def _enum(column: str, name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=False)


def _key() -> sa.Column[int]:
    return sa.Column("id", BIG, nullable=False)


def _at(column: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in columns.items()
    ]


def _tags() -> None:
    op.create_table(
        "tag",
        _key(),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("folded_name", sa.String(length=120), nullable=False),
        _enum("tone", "tag_tone", "grey", "green", "blue", "amber", "red", "violet"),
        sa.Column("made_by_id", BIG, nullable=False),
        _at("made_at"),
        _at("retired_at", nullable=True),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> '' AND folded_name <> ''", name=op.f("ck_tag_named")),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR retired_at IS NOT NULL",
            name=op.f("ck_tag_merged_is_retired"),
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_tag_merged_into_another")),
        *_to("tag", made_by_id="person", merged_into_id="tag"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("ref", name=op.f("uq_tag_ref")),
        sa.UniqueConstraint("folded_name", name=op.f("uq_tag_folded_name")),
    )
    op.create_table(
        "proposal_tag",
        _key(),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        _at("at"),
        *_to("proposal_tag", proposal_id="proposal", tag_id="tag", by_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_tag")),
        sa.UniqueConstraint("proposal_id", "tag_id", name="uq_proposal_tag_once"),
    )


def _notes() -> None:
    op.create_table(
        "note",
        _key(),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        _enum("kind", "note_kind", "private", "shared"),
        sa.Column("by_id", BIG, nullable=False),
        _at("at"),
        sa.Column("words", sa.Text(), nullable=False),
        _at("withdrawn_at", nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_note_says_something")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR kind = 'shared'", name=op.f("ck_note_only_shared_withdrawn")
        ),
        *_to("note", proposal_id="proposal", by_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("ref", name=op.f("uq_note_ref")),
    )
    op.create_table(
        "note_mention",
        _key(),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("note_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        _at("done_at", nullable=True),
        *_to("note_mention", note_id="note", person_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_mention")),
        sa.UniqueConstraint("ref", name=op.f("uq_note_mention_ref")),
        sa.UniqueConstraint("note_id", "person_id", name="uq_note_mention_once"),
    )


def _flags() -> None:
    op.create_table(
        "flag",
        _key(),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        _enum("status", "flag_status", "open", "resolved"),
        sa.Column("to_id", BIG, nullable=False),
        sa.Column("raised_by_id", BIG, nullable=False),
        _at("raised_at"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("last_n", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_n >= 1", name=op.f("ck_flag_begun_by_a_step")),
        *_to("flag", proposal_id="proposal", to_id="person", raised_by_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("ref", name=op.f("uq_flag_ref")),
    )


def _steps() -> None:
    op.create_table(
        "flag_step",
        _key(),
        sa.Column("flag_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        _enum("act", "flag_act", "raised", "handed", "resolved", "reopened"),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("to_id", BIG, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _at("at"),
        sa.CheckConstraint("n >= 1", name=op.f("ck_flag_step_counted_from_one")),
        sa.CheckConstraint("(n = 1) = (act = 'raised')", name=op.f("ck_flag_step_raised_first")),
        sa.CheckConstraint(
            "(act IN ('raised', 'handed')) = (to_id IS NOT NULL)",
            name=op.f("ck_flag_step_given_to_somebody"),
        ),
        sa.CheckConstraint(
            "act = 'handed' OR words <> ''", name=op.f("ck_flag_step_says_something")
        ),
        *_to("flag_step", flag_id="flag", by_id="person", to_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_step")),
        sa.UniqueConstraint("flag_id", "n", name="uq_flag_step_n"),
    )


def _guard() -> None:
    """The history of a flag stays; the function is that of all append-only tables."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER flag_step_no_{event.lower()} BEFORE {event} ON flag_step "
                "BEGIN SELECT RAISE(ABORT, 'flag_step is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER flag_step_no_change BEFORE UPDATE OR DELETE ON flag_step "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER flag_step_no_truncate BEFORE TRUNCATE ON flag_step "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Indexes and triggers go with their tables."""
    for table in TABLES:
        op.drop_table(table)
