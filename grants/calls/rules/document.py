"""A whole call as plain values: what a file of a call holds, and what its rows hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from grants.calls.models import (
    BoardProcedure,
    CallStatus,
    CheckMode,
    FormKind,
    QuestionKind,
    Requirement,
)
from grants.calls.rules.budget import BudgetRules
from grants.calls.rules.countries import CountryException, CountryRules

Texts = Mapping[str, str]  # by language
NO_TEXTS: Texts = {}
LANGUAGES = ("en", "fr", "es", "pt", "ar")  # that a call may accept; the interface has four


def written_in(accepted: Collection[str]) -> tuple[str, ...]:
    """The languages a call's texts are written in: those it accepts, and English, read by all."""
    return tuple(code for code in LANGUAGES if code == "en" or code in accepted)


@dataclass(frozen=True)
class FocusArea:
    """One of the themes a call is open for."""

    code: str
    name: Texts


@dataclass(frozen=True)
class QuestionText:
    """A question as written in a file; `source` when the fund itself asked it."""

    code: str
    kind: QuestionKind
    label: Texts
    help: Texts = field(default_factory=dict)
    why: Texts = field(default_factory=dict)
    required: Requirement = Requirement.ALWAYS
    required_when: Mapping[str, Any] | None = None
    max_words: int | None = None
    max_rows: int | None = None
    limits: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Mapping[str, Any], ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    criteria: tuple[str, ...] = ()
    carries_over: bool = False
    source: str = ""


@dataclass(frozen=True)
class SectionText:
    """One page of a form."""

    slug: str
    group: Texts
    title: Texts
    intro: Texts
    questions: tuple[QuestionText, ...]


@dataclass(frozen=True)
class CriterionText:
    """One thing evaluators score."""

    code: str
    name: Texts
    weight: int
    floor: int | None
    anchors: tuple[Texts, ...]
    reads: tuple[str, ...]
    min_comment_chars: int
    source: str = ""


@dataclass(frozen=True)
class CheckText:
    """One eligibility question."""

    code: str
    mode: CheckMode
    rule: str
    text: Texts
    curable: bool
    reason_code: str
    reason: Texts
    quiz: Mapping[str, Any] | None = None
    source: str = ""


@dataclass(frozen=True)
class Funnel:
    """What became of a past call, as far as the fund has said."""

    received: int | None = None
    eligible: int | None = None
    approved: int | None = None
    awarded_cents: int | None = None
    note: Texts = field(default_factory=dict)


Form = tuple[SectionText, ...]


@dataclass(frozen=True)
class CallDocument:
    """Everything of a call. Its fields carry the names of the columns where there is one."""

    ref: str
    status: CallStatus
    note: Texts = field(default_factory=dict)  # shown above the call: "invented for …"
    facts: Mapping[str, str] = field(default_factory=dict)  # setting → who said so
    listed: tuple[str, ...] = ()  # the settings the file names, in their order

    title: Texts = field(default_factory=dict)
    theme: Texts = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    focus_areas: tuple[FocusArea, ...] = ()
    line: str = "catalytic_fund"
    fiscal_year: int = 0
    envelope_cents: int | None = None
    currency: str = "USD"
    min_cents: int = 0
    max_cents: int = 0
    max_share_bp: int | None = None
    languages: tuple[str, ...] = ()
    applicant_kinds: tuple[str, ...] = ()
    country_list: str | None = None
    countries_added: tuple[CountryException, ...] = ()
    countries_removed: tuple[CountryException, ...] = ()
    countries_preferred: tuple[str, ...] = ()
    countries_with_programme: tuple[str, ...] = ()
    sponsors_required: int = 1
    reconfirm_endorsement: bool = False
    max_months: int = 24
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    zone: str = "Europe/Brussels"
    full_proposal_months: int = 2
    clarification_days: int = 5
    appeal_days: int = 10
    stages: int = 1
    evaluators: int = 3
    divergence_points: int = 20
    pass_points: int = 60
    reviews_open: bool = True
    evaluators_named: bool = False
    applicant_hidden: bool = False
    tie_order: tuple[str, ...] = ()
    board_procedure: BoardProcedure = BoardProcedure.NO_OBJECTION
    no_objection_days: int = 14
    quorum_members: int = 7
    quorum_constituencies: int = 4
    contact_email: str = ""
    funnel: Funnel = Funnel()
    budget: BudgetRules = field(default_factory=BudgetRules)
    criteria: tuple[CriterionText, ...] = ()
    checklist: tuple[CheckText, ...] = ()
    concept_note: Form = ()
    full_proposal: Form = ()

    def form(self, kind: FormKind) -> Form:
        return self.concept_note if kind is FormKind.CONCEPT_NOTE else self.full_proposal

    @property
    def countries(self) -> CountryRules:
        return CountryRules(
            self.countries_added,
            self.countries_removed,
            self.countries_preferred,
            self.countries_with_programme,
        )

    @property
    def defaults(self) -> tuple[str, ...]:
        """The settings of the file that are ours."""
        return tuple(name for name in self.listed if name not in self.facts)

    def questions(self) -> list[QuestionText]:
        return [
            q for form in (self.concept_note, self.full_proposal) for s in form for q in s.questions
        ]
