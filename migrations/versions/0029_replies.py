"""Replies by a link from a mail, who read a paper, and what came after the closing."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
CHOICE = sa.Enum(
    "for", "against", "abstain",
    name="choice", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def _to(table: str, *columns: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in columns
    ]


def upgrade() -> None:
    op.create_table(
        "reply_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("used_at", AT, nullable=True),
        *_to("reply_link", ("meeting_id", "meeting"), ("person_id", "person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_reply_link_digest")),
    )
    op.create_index(op.f("ix_reply_link_meeting_id"), "reply_link", ["meeting_id"])
    op.create_index(op.f("ix_reply_link_person_id"), "reply_link", ["person_id"])
    op.create_table(
        "item_reading",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("first_at", AT, nullable=False),
        *_to("item_reading", ("item_id", "item"), ("person_id", "person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_reading")),
        sa.UniqueConstraint("item_id", "person_id", name="uq_item_reading_once"),
    )
    op.create_table(
        "late_voice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("seat_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("choice", CHOICE, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        *_to("late_voice", ("item_id", "item"), ("seat_id", "seat"), ("person_id", "person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_voice")),
    )
    op.create_index(op.f("ix_late_voice_item_id"), "late_voice", ["item_id"])


def downgrade() -> None:
    op.drop_table("late_voice")
    op.drop_table("item_reading")
    op.drop_table("reply_link")
