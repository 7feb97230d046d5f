"""Money that one donor gives for two purposes is two allocations."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BEFORE = ["line_id", "fiscal_year", "source", "donor", "currency"]


def _key(columns: list[str]) -> None:
    with op.batch_alter_table("allocation") as allocation:
        allocation.drop_constraint("uq_allocation_key", type_="unique")
        allocation.create_unique_constraint("uq_allocation_key", columns)


def upgrade() -> None:
    _key([*BEFORE, "restriction"])


def downgrade() -> None:
    """Fails, and changes nothing, where a donor has given for two purposes since."""
    _key(BEFORE)
