"""Every setting of a call's file, in its order, with how it reads and writes."""

from dataclasses import dataclass
from typing import Any

from grants.accounts.models import OrganisationKind
from grants.calls.exchange.judgement import (
    read_budget,
    read_check,
    read_criterion,
    write_budget,
    write_check,
    write_criterion,
)
from grants.calls.exchange.kinds import (
    BOOLEAN,
    CODE,
    COUNTRIES,
    DOLLARS,
    EXCEPTIONS,
    FOCUS_AREAS,
    FUNNEL,
    LINE,
    PERCENT,
    TEXTS,
    Kind,
    among,
    choice,
    integer,
    listed,
    one_of,
    optional,
    read_local_time,
    several,
)
from grants.calls.exchange.questions import read_form, write_form
from grants.calls.exchange.shared import Shared, form_codes, form_without
from grants.calls.models import BoardProcedure
from grants.calls.rules.budget import BudgetRules
from grants.calls.rules.document import LANGUAGES, CheckText, CriterionText, Form

_APPLICANTS = tuple(kind.value for kind in OrganisationKind)
_DAYS = integer(0, 365)

CRITERIA: Shared[tuple[CriterionText, ...]] = Shared(
    "criteria",
    listed(read_criterion, write_criterion),
    lambda items: tuple(item.code for item in items),
    lambda items, codes: tuple(item for item in items if item.code not in codes),
)
CHECKLIST: Shared[tuple[CheckText, ...]] = Shared(
    "checklists",
    listed(read_check, write_check),
    lambda items: tuple(item.code for item in items),
    lambda items, codes: tuple(item for item in items if item.code not in codes),
)
BUDGET: Shared[BudgetRules] = Shared(
    "budgets",
    Kind(read_budget, write_budget),
    lambda budget: tuple(category.code for category in budget.categories),
    lambda budget, codes: budget if not codes else BudgetRules(),
)
FORM: Shared[Form] = Shared("forms", Kind(read_form, write_form), form_codes, form_without)


@dataclass(frozen=True)
class Setting:
    """One line of a call's file: its name there, the field of the document, its kind."""

    name: str
    attribute: str
    kind: Kind[Any]


def _same(name: str, kind: Kind[Any]) -> Setting:
    return Setting(name, name, kind)


SETTINGS: tuple[Setting, ...] = (
    _same("title", TEXTS),
    _same("theme", TEXTS),
    _same("summary", TEXTS),
    _same("guidance", TEXTS),
    _same("focus_areas", FOCUS_AREAS),
    Setting("business_line", "line", CODE),
    _same("fiscal_year", integer(1999, 2100)),
    Setting("envelope_usd", "envelope_cents", optional(DOLLARS)),
    _same("currency", Kind(one_of(("USD",)))),
    Setting("min_usd", "min_cents", DOLLARS),
    Setting("max_usd", "max_cents", DOLLARS),
    Setting("max_share_percent", "max_share_bp", optional(PERCENT)),
    _same("languages", among(LANGUAGES)),
    _same("applicant_kinds", among(_APPLICANTS)),
    _same("country_list", optional(CODE)),
    _same("countries_added", EXCEPTIONS),
    _same("countries_removed", EXCEPTIONS),
    _same("countries_preferred", COUNTRIES),
    _same("countries_with_programme", COUNTRIES),
    _same("sponsors_required", integer(0, 20)),
    _same("reconfirm_endorsement", BOOLEAN),
    _same("max_months", integer(1, 120)),
    _same("zone", LINE),
    _same("opens_at", optional(Kind(read_local_time))),
    _same("closes_at", optional(Kind(read_local_time))),
    _same("full_proposal_months", integer(0, 24)),
    _same("clarification_days", _DAYS),
    _same("appeal_days", _DAYS),
    _same("stages", integer(1, 2)),
    _same("evaluators", integer(1, 20)),
    _same("divergence_points", integer(1, 100)),
    _same("pass_points", integer(0, 100)),
    _same("reviews_open", BOOLEAN),
    _same("evaluators_named", BOOLEAN),
    _same("applicant_hidden", BOOLEAN),
    _same("tie_order", several(CODE.read)),
    _same("board_procedure", choice(BoardProcedure)),
    _same("no_objection_days", integer(1, 365)),
    _same("quorum_members", integer(1, 100)),
    _same("quorum_constituencies", integer(1, 20)),
    _same("contact_email", LINE),
    _same("funnel", FUNNEL),
    _same("budget", BUDGET.kind),
    _same("criteria", CRITERIA.kind),
    _same("checklist", CHECKLIST.kind),
    _same("concept_note", FORM.kind),
    _same("full_proposal", FORM.kind),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
# A file that leaves one of these out cannot be a call, not even a draft.
NEEDED = (
    "title",
    "summary",
    "fiscal_year",
    "min_usd",
    "max_usd",
    "languages",
    "contact_email",
)
