"""Calls, their forms and how they judge."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

# From the moment a call opens the database refuses to change its rules, by any route.
#
# It judges by the stored status, not by the instants: the application's clock can be moved (tests,
# demonstration) and the database's cannot. Between the opening instant and the worker's next round
# the status still says "published"; that is safe because the application, the only one that writes
# in those moments, goes by the instants and refuses too (calls.rules.is_frozen).
BEFORE_OPENING = "('draft', 'published')"
REFUSAL = "a call that has opened is frozen"
# What stays as it was. Left out are texts alone (wording can be corrected), and of the call what
# its life needs: status, version, closes_at (later only), envelope_id (cut after opening) and
# provenance.
FROZEN = {
    "call": (
        "id ref focus_areas line_id fiscal_year envelope_cents currency min_cents max_cents "
        "max_share_bp budget_rules languages applicant_kinds country_list_id country_exceptions "
        "sponsors_required reconfirm_endorsement max_months opens_at zone full_proposal_months "
        "clarification_days appeal_days stages evaluators divergence_points pass_points tie_order "
        "board_procedure no_objection_days quorum_members quorum_constituencies contact_email"
    ),
    "section": "id call_id form slug position",
    "question": (
        "id section_id code position kind required required_when max_words max_rows limits "
        "options config criteria carries_over"
    ),
    "checklist_item": "id call_id code position mode rule curable reason_code quiz",
    "criterion": "id call_id code position weight floor reads min_comment_chars",
    "country_list": "id code valid_from",  # valid_to is set when a newer version follows
    "country_list_entry": "list_id country income_group",
}
# The calls that a row belongs to, before and after the change; {0} and {1} are OLD and NEW.
CALLS = {
    "call": "id = {0}.id",
    "section": "id IN ({0}.call_id, {1}.call_id)",
    "question": (
        "id IN (SELECT call_id FROM section WHERE id IN ({0}.section_id, {1}.section_id))"
    ),
    "checklist_item": "id IN ({0}.call_id, {1}.call_id)",
    "criterion": "id IN ({0}.call_id, {1}.call_id)",
    "country_list": "country_list_id = {0}.id",
    "country_list_entry": "country_list_id IN ({0}.list_id, {1}.list_id)",
}
INSERTED_BEFORE = ("call", "country_list")  # a new row of these belongs to no call that has opened


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("theme", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("guidance", JSON, nullable=False),
        sa.Column("focus_areas", JSON, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "open",
                "closed",
                "screening",
                "evaluation",
                "ranking",
                "board",
                "results",
                "full_proposals",
                "granting",
                "archived",
                "cancelled",
                name="call_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column(
            "envelope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("envelope_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("min_cents", sa.BigInteger(), nullable=False),
        sa.Column("max_cents", sa.BigInteger(), nullable=False),
        sa.Column("max_share_bp", sa.Integer(), nullable=True),
        sa.Column("budget_rules", JSON, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("applicant_kinds", JSON, nullable=False),
        sa.Column(
            "country_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("country_exceptions", JSON, nullable=False),
        sa.Column("sponsors_required", sa.Integer(), nullable=False),
        sa.Column("reconfirm_endorsement", sa.Boolean(), nullable=False),
        sa.Column("max_months", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("full_proposal_months", sa.Integer(), nullable=False),
        sa.Column("clarification_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.Column("evaluators", sa.Integer(), nullable=False),
        sa.Column("divergence_points", sa.Integer(), nullable=False),
        sa.Column("pass_points", sa.Integer(), nullable=False),
        sa.Column("tie_order", JSON, nullable=False),
        sa.Column(
            "board_procedure",
            sa.Enum(
                "no_objection",
                "meeting",
                name="board_procedure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("no_objection_days", sa.Integer(), nullable=False),
        sa.Column("quorum_members", sa.Integer(), nullable=False),
        sa.Column("quorum_constituencies", sa.Integer(), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("provenance", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closes_at IS NULL OR closes_at > opens_at", name=op.f("ck_call_dates_in_order")
        ),
        sa.CheckConstraint(
            "max_share_bp IS NULL OR max_share_bp BETWEEN 1 AND 10000",
            name=op.f("ck_call_share_is_a_share"),
        ),
        sa.CheckConstraint(
            "min_cents BETWEEN 0 AND max_cents", name=op.f("ck_call_amounts_in_order")
        ),
        sa.CheckConstraint("stages IN (1, 2)", name=op.f("ck_call_one_or_two_stages")),
        sa.ForeignKeyConstraint(
            ["country_list_id"], ["country_list.id"], name=op.f("fk_call_country_list_id")
        ),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_call_envelope_id")),
        sa.ForeignKeyConstraint(["line_id"], ["business_line.id"], name=op.f("fk_call_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("ref", name=op.f("uq_call_ref")),
    )
    op.create_index(op.f("ix_call_closes_at"), "call", ["closes_at"], unique=False)
    op.create_index(op.f("ix_call_country_list_id"), "call", ["country_list_id"], unique=False)
    op.create_index(op.f("ix_call_envelope_id"), "call", ["envelope_id"], unique=False)
    op.create_index(op.f("ix_call_line_id"), "call", ["line_id"], unique=False)
    op.create_index(op.f("ix_call_opens_at"), "call", ["opens_at"], unique=False)
    op.create_table(
        "call_staff",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "duty",
            sa.Enum(
                "lead",
                "officer",
                name="staff_duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_staff_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_call_staff_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_staff")),
        sa.UniqueConstraint("call_id", "person_id", name="uq_call_staff_once"),
    )
    op.create_index(op.f("ix_call_staff_call_id"), "call_staff", ["call_id"], unique=False)
    op.create_index(op.f("ix_call_staff_person_id"), "call_staff", ["person_id"], unique=False)
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "system",
                "officer",
                name="check_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("text", JSON, nullable=False),
        sa.Column("curable", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.Column("quiz", JSON, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_checklist_item_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("call_id", "code", name="uq_checklist_item_code"),
    )
    op.create_index(op.f("ix_checklist_item_call_id"), "checklist_item", ["call_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("anchors", JSON, nullable=False),
        sa.Column("reads", JSON, nullable=False),
        sa.Column("min_comment_chars", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "floor IS NULL OR floor BETWEEN 0 AND 5", name=op.f("ck_criterion_floor_in_range")
        ),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_criterion_weight_in_range")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_criterion_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("call_id", "code", name="uq_criterion_code"),
    )
    op.create_index(op.f("ix_criterion_call_id"), "criterion", ["call_id"], unique=False)
    op.create_table(
        "section",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "concept_note",
                "full_proposal",
                name="form_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group", JSON, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("intro", JSON, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_section_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("call_id", "form", "slug", name="uq_section_slug"),
    )
    op.create_index(op.f("ix_section_call_id"), "section", ["call_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "short_text",
                "long_text",
                "single_choice",
                "multiple_choice",
                "yes_no",
                "number",
                "money",
                "date",
                "country",
                "city",
                "organisation",
                "organisations",
                "people",
                "table",
                "budget",
                "endorsements",
                "file",
                name="question_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", JSON, nullable=False),
        sa.Column("help", JSON, nullable=False),
        sa.Column("why", JSON, nullable=False),
        sa.Column(
            "required",
            sa.Enum(
                "always",
                "never",
                "when",
                name="requirement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("required_when", JSON, nullable=True),
        sa.Column("max_words", sa.Integer(), nullable=True),
        sa.Column("max_rows", sa.Integer(), nullable=True),
        sa.Column("limits", JSON, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("config", JSON, nullable=False),
        sa.Column("criteria", JSON, nullable=False),
        sa.Column("carries_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_question_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("section_id", "code", name="uq_question_code"),
    )
    op.create_index(op.f("ix_question_section_id"), "question", ["section_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _freeze_on_sqlite()
    else:
        _freeze_on_postgres()


def _events(table: str) -> tuple[str, ...]:
    return ("UPDATE", "DELETE") if table in INSERTED_BEFORE else ("INSERT", "UPDATE", "DELETE")


def _changes(table: str, differ: str) -> str:
    """Something frozen differs; nor may a call go back to before its opening or close earlier."""
    differing = [f'OLD."{name}" {differ} NEW."{name}"' for name in FROZEN[table].split()]
    if table == "call":
        differing.append(f"NEW.status IN {BEFORE_OPENING}")
        differing.append("NEW.closes_at < OLD.closes_at")
        differing.append("NEW.closes_at IS NULL AND OLD.closes_at IS NOT NULL")
    return " OR ".join(differing)


def _freeze_on_sqlite() -> None:
    for table, calls in CALLS.items():
        for event in _events(table):
            old = "NEW" if event == "INSERT" else "OLD"
            new = "OLD" if event == "DELETE" else "NEW"
            frozen = (
                f"EXISTS (SELECT 1 FROM call WHERE {calls.format(old, new)} "
                f"AND status NOT IN {BEFORE_OPENING})"
            )
            if event == "UPDATE":
                frozen += f" AND ({_changes(table, 'IS NOT')})"
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} "
                f"WHEN {frozen} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _freeze_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION refuse_truncate_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS (SELECT 1 FROM call WHERE status NOT IN {BEFORE_OPENING}) THEN "
        f"RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NULL; END $$"
    )
    for table, calls in CALLS.items():
        of = calls.format("OLD", "NEW")
        # The lock waits for whoever is opening the call; the next statement sees what they did.
        op.execute(
            f"CREATE FUNCTION refuse_frozen_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM 1 FROM call WHERE {of} ORDER BY id FOR SHARE; "
            f"IF EXISTS (SELECT 1 FROM call WHERE {of} AND status NOT IN {BEFORE_OPENING}) THEN "
            f"RAISE EXCEPTION '{REFUSAL}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        for event in _events(table):
            when = f"WHEN ({_changes(table, 'IS DISTINCT FROM')}) " if event == "UPDATE" else ""
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_frozen_{table}()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_frozen_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_frozen()"
        )


def _thaw() -> None:
    postgres = op.get_bind().dialect.name != "sqlite"
    for table in CALLS:
        for event in (*_events(table), *(("TRUNCATE",) if postgres else ())):
            on = f" ON {table}" if postgres else ""
            op.execute(f"DROP TRIGGER {table}_frozen_{event.lower()}{on}")
        if postgres:
            op.execute(f"DROP FUNCTION refuse_frozen_{table}()")
    if postgres:
        op.execute("DROP FUNCTION refuse_truncate_frozen()")


def downgrade() -> None:
    _thaw()
    op.drop_index(op.f("ix_question_section_id"), table_name="question")
    op.drop_table("question")
    op.drop_index(op.f("ix_section_call_id"), table_name="section")
    op.drop_table("section")
    op.drop_index(op.f("ix_criterion_call_id"), table_name="criterion")
    op.drop_table("criterion")
    op.drop_index(op.f("ix_checklist_item_call_id"), table_name="checklist_item")
    op.drop_table("checklist_item")
    op.drop_index(op.f("ix_call_staff_person_id"), table_name="call_staff")
    op.drop_index(op.f("ix_call_staff_call_id"), table_name="call_staff")
    op.drop_table("call_staff")
    op.drop_index(op.f("ix_call_opens_at"), table_name="call")
    op.drop_index(op.f("ix_call_line_id"), table_name="call")
    op.drop_index(op.f("ix_call_envelope_id"), table_name="call")
    op.drop_index(op.f("ix_call_country_list_id"), table_name="call")
    op.drop_index(op.f("ix_call_closes_at"), table_name="call")
    op.drop_table("call")
