"""Texts as stored vectors, pairs in one order with the texts they were judged on, and searches."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERDICTS = ("open", "same_project", "same_applicant", "boilerplate", "no_concern")


def upgrade() -> None:
    rows = _taken_out()
    _pairs(
        sa.CheckConstraint(
            "proposal_id > other_id", name=op.f("ck_look_alike_two_proposals_in_order")
        ),
        sa.CheckConstraint(
            "verdict <> 'open' OR judged_texts IS NULL",
            name=op.f("ck_look_alike_judged_as_something"),
        ),
        sa.Column("texts", sa.String(length=64), nullable=True),
        sa.Column("judged_texts", sa.String(length=64), nullable=True),
    )
    _put_back(_in_order(rows))
    _vectors()
    _searches()


def _taken_out() -> list[dict[str, Any]]:
    """The rows of a table that is made anew: a CHECK of SQLite cannot be changed in place."""
    rows = [dict(row) for row in op.get_bind().execute(sa.select(_COLUMNS)).mappings()]
    op.drop_table("look_alike")
    return rows


_COLUMNS = sa.table(
    "look_alike",
    sa.column("id", BIG),
    sa.column("ref", sa.String()),
    sa.column("proposal_id", BIG),
    sa.column("other_id", BIG),
    sa.column("likeness_pct", sa.Integer()),
    sa.column("found_at", sa.DateTime(timezone=True)),
    sa.column("verdict", sa.String()),
    sa.column("judged_by_id", BIG),
    sa.column("judged_at", sa.DateTime(timezone=True)),
    sa.column("note", sa.Text()),
)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The later proposal first, and of a pair kept both ways round the one that was judged."""
    kept: dict[tuple[int, int], dict[str, Any]] = {}
    for row in sorted(
        rows, key=lambda r: (r["verdict"] != "open", r["judged_at"] or r["found_at"])
    ):
        both = (row["proposal_id"], row["other_id"])
        row["proposal_id"], row["other_id"] = max(both), min(both)
        kept[max(both), min(both)] = row
    return sorted(kept.values(), key=lambda row: row["id"])


def _put_back(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    op.bulk_insert(_COLUMNS, rows)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('look_alike', 'id'), "
            "(SELECT max(id) FROM look_alike))"
        )


def _pairs(*more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "look_alike",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("likeness_pct", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                *VERDICTS,
                name="look_alike_verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("judged_by_id", BIG, nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        *more,
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


def _vectors() -> None:
    op.create_table(
        "text_vector",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("snapshot_n", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(words) = 4 * length(times)", name=op.f("ck_text_vector_each_word_so_many_times")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_text_vector_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_vector")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_text_vector_proposal_id")),
    )


def _searches() -> None:
    op.create_table(
        "look_alike_search",
        sa.Column("id", BIG, nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("call_id", BIG, nullable=True),
        sa.Column("proposal_id", BIG, nullable=True),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("last_proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "compared >= 0 AND compared <= total",
            name=op.f("ck_look_alike_search_compared_within_total"),
        ),
        sa.CheckConstraint(
            "call_id IS NULL OR proposal_id IS NULL", name=op.f("ck_look_alike_search_of_one_kind")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_look_alike_search_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_look_alike_search_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_look_alike_search_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alike_search")),
    )
    op.create_index(op.f("ix_look_alike_search_call_id"), "look_alike_search", ["call_id"])
    op.create_index(op.f("ix_look_alike_search_proposal_id"), "look_alike_search", ["proposal_id"])
    op.create_index(
        "uq_look_alike_search_running",
        "look_alike_search",
        ["scope"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("look_alike_search")
    op.drop_table("text_vector")
    rows = _taken_out()
    _pairs(sa.CheckConstraint("proposal_id <> other_id", name=op.f("ck_look_alike_two_proposals")))
    _put_back(rows)
