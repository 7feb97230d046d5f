"""What an evaluator knows, whom they suggest instead, and the evidence of a tie that was found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
OLD_KINDS = (
    "declared", "same_organisation", "same_domain", "in_team", "sponsor", "named_by_applicant",
    "named_by_secretariat",
)  # fmt: skip
NEW_KINDS = ("same_person", "affiliated", "partner", "earlier_proposal")


def upgrade() -> None:
    _kinds((*OLD_KINDS, *NEW_KINDS))
    op.add_column("conflict", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    # A CHECK of the column itself goes with it again, on both databases.
    op.execute(
        "ALTER TABLE pool_member ADD COLUMN seniority VARCHAR(40) DEFAULT 'experienced' NOT NULL "
        "CONSTRAINT ck_pool_member_seniority "
        "CHECK (seniority IN ('early', 'experienced', 'senior'))"
    )
    op.add_column("pool_member", sa.Column("strengths", JSON, nullable=False, server_default="{}"))
    for name in ("expertise", "declined_reason"):
        op.add_column("pool_member", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _suggestions()


def _kinds(values: tuple[str, ...]) -> None:
    """The check holds the values of the enum; a longer list is a new check."""
    listed = ", ".join(f"'{value}'" for value in values)
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(listed)
        return
    op.drop_constraint(op.f("ck_conflict_conflict_kind"), "conflict", type_="check")
    op.create_check_constraint(op.f("ck_conflict_conflict_kind"), "conflict", f"kind IN ({listed})")


def _made_anew(listed: str) -> None:
    """The same table with another CHECK; nothing points to it and it has no trigger."""
    bind = op.get_bind()
    schema = "SELECT sql FROM sqlite_master WHERE tbl_name = 'conflict' AND type = :type"
    [made] = bind.scalars(sa.text(schema), {"type": "table"})
    indexes = [i for i in bind.scalars(sa.text(schema), {"type": "index"}) if i]
    head, _, rest = made.partition("CHECK (kind IN (")
    op.execute("ALTER TABLE conflict RENAME TO conflict_before")
    op.execute(f"{head}CHECK (kind IN ({listed}{rest[rest.index(')') :]}")
    op.execute("INSERT INTO conflict SELECT * FROM conflict_before")
    op.execute("DROP TABLE conflict_before")
    for index in indexes:
        op.execute(index)


def _suggestions() -> None:
    op.create_table(
        "suggested_person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "name <> '' AND email <> ''", name=op.f("ck_suggested_person_can_be_asked")
        ),
        sa.CheckConstraint(
            "(invited_at IS NULL) = (invited_by_id IS NULL)",
            name=op.f("ck_suggested_person_invited_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_suggested_person_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["pool_member.id"], name=op.f("fk_suggested_person_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_person")),
        sa.UniqueConstraint("ref", name=op.f("uq_suggested_person_ref")),
        sa.UniqueConstraint("member_id", "email", name="uq_suggested_person_once"),
    )


def downgrade() -> None:
    op.drop_table("suggested_person")
    for column in ("declined_reason", "expertise", "strengths", "seniority"):
        op.drop_column("pool_member", column)
    op.drop_column("conflict", "evidence")
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    # Kinds unknown before are kept as what the Secretariat noted: the wall must not fall.
    op.execute(
        "UPDATE conflict SET kind = 'named_by_secretariat' WHERE kind IN "
        f"({listed}) AND NOT EXISTS (SELECT 1 FROM conflict AS other WHERE other.proposal_id = "
        "conflict.proposal_id AND other.person_id = conflict.person_id AND other.id <> "
        "conflict.id)"
    )
    op.execute(f"DELETE FROM conflict WHERE kind IN ({listed})")
    _kinds(OLD_KINDS)
