"""A call with what the real ones do not have: every kind of question, and no setting as usual."""

from datetime import UTC, datetime
from typing import Any

from grants.calls.exchange.changes import settled
from grants.calls.models import (
    BoardProcedure,
    CallStatus,
    CheckMode,
    QuestionKind as K,
    Requirement,
)
from grants.calls.rules.budget import BudgetRules, Cap, CapBase, Category, Severity
from grants.calls.rules.countries import CountryException
from grants.calls.rules.document import (
    CallDocument,
    CheckText,
    CriterionText,
    FocusArea,
    Funnel,
    QuestionText,
    SectionText,
    Texts,
)

REF = "REBUILT-ODD"


def said(words: str) -> Texts:
    return {"en": words, "fr": f"{words} (fr)"}


def asks(code: str, kind: K, **more: Any) -> QuestionText:
    return QuestionText(code, kind, said(f"What of {code}?"), **more)


def section(slug: str, *questions: QuestionText) -> SectionText:
    return SectionText(slug, said("Group"), said(f"Page {slug}"), said("Read this."), questions)


def criterion(code: str, weight: int, *reads: str) -> CriterionText:
    anchors = tuple(said(f"{code} is worth {points}") for points in range(6))
    return CriterionText(code, said(f"Criterion of {code}"), weight, None, anchors, reads, 0)


OPTIONS = ({"value": "near", "label": said("Near")}, {"value": "far", "label": said("Far")})
COLUMNS = [
    {"code": "risk", "label": said("Risk"), "kind": "text", "max_words": 9},
    {"code": "cost", "label": said("Cost"), "kind": "money"},
    {"code": "odds", "label": said("Odds"), "kind": "choice", "options": list(OPTIONS)},
]
NEEDED = {"question": "ready", "equals": "yes"}
NOTE = (
    section(
        "one",
        asks("place", K.SINGLE_CHOICE, options=OPTIONS, criteria=("Y",)),
        asks("areas", K.MULTIPLE_CHOICE, config={"from_call": "focus_areas"}, limits={"max": 2}),
        asks("why_so", K.LONG_TEXT, max_words=90, why=said("To know."), carries_over=True),
    ),
    section("two", asks("ready", K.YES_NO), asks("since", K.DATE, source="Letter of 2031")),
)
FULL = (
    section(
        "all",
        # It depends on an answer that is asked further down, and is typed when that is there.
        asks("start", K.DATE, required=Requirement.WHEN, required_when=NEEDED,
             limits={"min": "2031-01-01", "max": "2032-12-31"}),
        asks("ready", K.YES_NO, help=said("Think twice.")),
        asks("name", K.SHORT_TEXT, max_words=12, required=Requirement.NEVER),
        asks("months", K.NUMBER, config={"from_call": "max_months"}, limits={"min": 3}),
        asks("heads", K.NUMBER, limits={"min": -5, "max": 10}),
        asks("price", K.MONEY, limits={"min": 100_000, "max": 200_000}),
        asks("land", K.COUNTRY),
        asks("town", K.CITY),
        asks("office", K.ORGANISATION),
        asks("friends", K.ORGANISATIONS, max_rows=4),
        asks("team", K.PEOPLE, max_rows=3),
        asks("dangers", K.TABLE, max_rows=9, config={"columns": COLUMNS}),
        asks("costs", K.BUDGET, max_rows=60),
        asks("backers", K.ENDORSEMENTS, max_rows=6),
        asks("paper", K.FILE, config={"accept": ["pdf", "odt"]}),
        asks("wishes", K.MULTIPLE_CHOICE, options=OPTIONS, criteria=("X", "Y")),
    ),
)  # fmt: skip
CHECKS = (
    CheckText("Q1", CheckMode.SYSTEM, "duration_in_range", said("Short enough"), True, "too-long",
              said("It is too long."), {"question": said("Is it short?"), "passes": "no"}),
    CheckText("Q2", CheckMode.OFFICER, "", said("Legible"), False, "blurred",
              said("It cannot be read."), source="Letter of 2031"),
)  # fmt: skip
BUDGET = BudgetRules(
    categories=(Category("work", said("Work")), Category("studies", said("Studies"))),
    sources=("grant", "recipient"),
    caps=(Cap("half", said("Half"), ("work",), 1250, CapBase.CASH, Severity.ERROR),),
    audit_above_cents=1_000_000,
    audit_category="studies",
)
CALL = settled(
    CallDocument(REF, CallStatus.DRAFT),
    CallDocument(
        ref=REF,
        status=CallStatus.DRAFT,
        note=said("An example."),
        facts={"title": "Letter of 2031", "max_months": "Law", "funnel": "Letter of 2031"},
        title=said("An odd call"),
        theme=said("Oddness"),
        summary=said("Everything is otherwise."),
        guidance=said("## Read\n\n- first\n- second"),
        focus_areas=(FocusArea("up", said("Up")), FocusArea("down", said("Down"))),
        line="country_programmes",
        fiscal_year=2031,
        envelope_cents=100_000_000,
        min_cents=1_000_000,
        max_cents=9_000_000,
        max_share_bp=6250,
        languages=("en", "fr"),
        applicant_kinds=("research", "private"),
        countries_added=(CountryException("PT", "It hosts."),),
        countries_removed=(CountryException("GH", "It has one."), CountryException("MZ", "So.")),
        countries_preferred=("UG", "BF"),
        countries_with_programme=("VN", "ET"),
        sponsors_required=2,
        reconfirm_endorsement=True,
        max_months=18,
        opens_at=datetime(2031, 3, 1, 9, tzinfo=UTC),
        closes_at=datetime(2031, 5, 1, 23, 59, 59, tzinfo=UTC),
        zone="Africa/Accra",
        full_proposal_months=3,
        clarification_days=7,
        appeal_days=14,
        stages=2,
        evaluators=4,
        divergence_points=25,
        pass_points=65,
        reviews_open=False,
        evaluators_named=True,
        applicant_hidden=True,
        tie_order=("Y", "drawn", "X"),
        board_procedure=BoardProcedure.MEETING,
        no_objection_days=10,
        quorum_members=5,
        quorum_constituencies=3,
        contact_email="odd@catalytic-fund.example",
        funnel=Funnel(9, 8, 7, 100_000_000, said("Counted twice.")),
        budget=BUDGET,
        criteria=(criterion("X", 60, "why_so", "place"), criterion("Y", 30, "paper", "ready")),
        checklist=CHECKS,
        concept_note=NOTE,
        full_proposal=FULL,
    ),
)
