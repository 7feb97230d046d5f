"""A question to a city may open questions of the form, to be answered anew beside the old."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    opened = sa.Column("opened", JSON, nullable=False, server_default="[]")
    op.add_column("clarification", opened)
    op.create_table(
        "clarification_reply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("clarification_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.CheckConstraint(
            "words <> '' OR file_id IS NOT NULL", name=op.f("ck_clarification_reply_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["clarification_id"],
            ["clarification.id"],
            name=op.f("fk_clarification_reply_clarification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_clarification_reply_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_reply")),
        sa.UniqueConstraint("clarification_id", "code", name="uq_clarification_reply_once"),
    )


def downgrade() -> None:
    op.drop_table("clarification_reply")
    op.drop_column("clarification", "opened")
