"""Acts on many proposals at once: planned, looked at, carried out one by one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ACT = sa.Enum(
    "assign", "tag", "ask", "eligible",
    name="bulk_act", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip
INDEXES = ("call_id", "person_id", "expires_at")


def upgrade() -> None:
    op.create_table(
        "bulk_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("act", ACT, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("refs", JSON, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("done >= 0", name=op.f("ck_bulk_run_done_not_negative")),
        sa.CheckConstraint(
            "finished_at IS NULL OR started_at IS NOT NULL",
            name=op.f("ck_bulk_run_finished_after_start"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_bulk_run_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bulk_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_bulk_run_ref")),
    )
    for column in INDEXES:
        op.create_index(op.f(f"ix_bulk_run_{column}"), "bulk_run", [column], unique=False)


def downgrade() -> None:
    for column in INDEXES:
        op.drop_index(op.f(f"ix_bulk_run_{column}"), table_name="bulk_run")
    op.drop_table("bulk_run")
