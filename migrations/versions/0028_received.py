"""A list in the order of first submissions reads an index, not every frozen text."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_snapshot_proposal_id_received_at"), "snapshot", ["proposal_id", "received_at"]
    )
    op.drop_index(op.f("ix_snapshot_proposal_id"), table_name="snapshot")


def downgrade() -> None:
    op.create_index(op.f("ix_snapshot_proposal_id"), "snapshot", ["proposal_id"])
    op.drop_index(op.f("ix_snapshot_proposal_id_received_at"), table_name="snapshot")
