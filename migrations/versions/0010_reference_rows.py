"""The four business lines and the six constituencies of the partnership's brochure."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LINES = (
    ("country_programmes", "Country Programmes"),
    ("catalytic_fund", "Catalytic Fund"),
    ("joint_work_programmes", "Joint Work Programmes"),
    ("communications_advocacy", "Communications and Advocacy"),
)
CONSTITUENCIES = (
    ("national_governments", "National Governments"),
    ("multilateral", "Multilateral Institutions"),
    ("local_government_associations", "Associations of Local Governments"),
    ("international_ngos", "International Non-Governmental Organisations"),
    ("private_foundations", "Private Sector and Foundations"),
    ("universities", "Universities and Knowledge Networks"),
)


def _table(name: str) -> sa.Table:
    return sa.table(name, sa.column("code"), sa.column("position"), sa.column("name"))


def _rows(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
    return [{"code": code, "position": n, "name": name} for n, (code, name) in enumerate(pairs, 1)]


def upgrade() -> None:
    op.bulk_insert(_table("business_line"), _rows(LINES))
    op.bulk_insert(_table("constituency"), _rows(CONSTITUENCIES))


def downgrade() -> None:
    for name in ("business_line", "constituency"):
        op.execute(sa.delete(_table(name)))
