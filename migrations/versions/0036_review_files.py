"""Review forms that come back as files, kept until their author says what to take over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "review_upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("taken_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_upload_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_upload")),
        sa.UniqueConstraint("ref", name=op.f("uq_review_upload_ref")),
    )
    op.create_index(op.f("ix_review_upload_person_id"), "review_upload", ["person_id"])


def downgrade() -> None:
    op.drop_table("review_upload")
