"""Named views of the office's list, columns of one's own, archives that were asked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    _views()
    _preferences()
    _bundles()


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("query", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_view_has_a_name")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_saved_view_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_view_name"),
        sa.UniqueConstraint("ref", name=op.f("uq_saved_view_ref")),
    )
    op.create_index(op.f("ix_saved_view_is_shared"), "saved_view", ["is_shared"], unique=False)


def _preferences() -> None:
    op.create_table(
        "list_preference",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("view_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_list_preference_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["view_id"], ["saved_view.id"], name=op.f("fk_list_preference_view_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_preference")),
        sa.UniqueConstraint("person_id", name=op.f("uq_list_preference_person_id")),
    )
    op.create_index(
        op.f("ix_list_preference_view_id"), "list_preference", ["view_id"], unique=False
    )


def _bundles() -> None:
    op.create_table(
        "bundle",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("refs", JSON, nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("made >= 0", name=op.f("ck_bundle_made_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_bundle_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bundle_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("ref", name=op.f("uq_bundle_ref")),
    )
    for column in ("call_id", "person_id", "expires_at"):
        op.create_index(op.f(f"ix_bundle_{column}"), "bundle", [column], unique=False)


def downgrade() -> None:
    for column in ("expires_at", "person_id", "call_id"):
        op.drop_index(op.f(f"ix_bundle_{column}"), table_name="bundle")
    op.drop_table("bundle")
    op.drop_index(op.f("ix_list_preference_view_id"), table_name="list_preference")
    op.drop_table("list_preference")
    op.drop_index(op.f("ix_saved_view_is_shared"), table_name="saved_view")
    op.drop_table("saved_view")
