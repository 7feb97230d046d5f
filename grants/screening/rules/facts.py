"""What the system checks look at: the valid snapshot and the call's rules, as plain values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from grants.calls.models import QuestionKind, Requirement
from grants.core.text import word_count


class CallRules(Protocol):
    """What a call says about eligibility."""

    currency: str
    min_cents: int
    max_cents: int
    max_share_bp: int | None
    max_months: int
    languages: list[Any]
    sponsors_required: int


@dataclass(frozen=True)
class Facts:
    """One submitted proposal against its call. Money in cents, instants in UTC.

    `eligible_countries` is None when the call has no list; `missing` holds the codes of questions
    that were left open or exceed a limit.
    """

    received_at: datetime
    deadline: datetime | None
    currency: str
    grant_cents: int
    cash_cents: int
    min_cents: int
    max_cents: int
    max_share_bp: int | None
    countries: tuple[str, ...]
    eligible_countries: frozenset[str] | None
    sponsors: int
    sponsors_required: int
    language: str
    languages: tuple[str, ...]
    months: int | None
    max_months: int
    missing: tuple[str, ...]
    is_declared: bool


CASH = ("recipient_cents", "partner_cents", "member_cents", "other_cents")


def facts_of(
    content: Mapping[str, Any],
    call: CallRules,
    *,
    received_at: datetime,
    deadline: datetime | None,
    eligible_countries: Collection[str] | None,
    missing: Collection[str],
) -> Facts:
    """Read a snapshot's content; what it does not hold counts as not given."""
    answers = content.get("answers") or {}
    budget = content.get("budget") or []
    sponsors = content.get("endorsements") or []
    return Facts(
        received_at=received_at,
        deadline=deadline,
        currency=call.currency,
        grant_cents=sum(line.get("grant_cents", 0) for line in budget),
        cash_cents=sum(line.get(source, 0) for line in budget for source in CASH),
        min_cents=call.min_cents,
        max_cents=call.max_cents,
        max_share_bp=call.max_share_bp,
        countries=_countries(answers),
        eligible_countries=None if eligible_countries is None else frozenset(eligible_countries),
        sponsors=sum(1 for s in sponsors if s.get("confirmed_at")),
        sponsors_required=call.sponsors_required,
        language=content.get("language") or "",
        languages=tuple(call.languages),
        months=_whole(answers.get("months")),
        max_months=call.max_months,
        missing=tuple(missing),
        is_declared=bool(content.get("declaration")),
    )


def _countries(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Every country named, the city's first; all of them must be on the list."""
    city = answers.get("city")
    named = [city.get("country")] if isinstance(city, Mapping) else []
    for code in ("country", "countries"):
        value = answers.get(code)
        named += value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(c for c in named if isinstance(c, str) and c))


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


class Asked(Protocol):
    """A question as the form asks it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> QuestionKind: ...
    @property
    def required(self) -> Requirement: ...
    @property
    def required_when(self) -> Mapping[str, Any] | None: ...
    @property
    def max_words(self) -> int | None: ...


def missing_answers(questions: Iterable[Asked], content: Mapping[str, Any]) -> list[str]:
    """Codes of required questions left open, and of texts over their limit."""
    answers = content.get("answers") or {}
    elsewhere = {
        QuestionKind.BUDGET: bool(content.get("budget")),
        QuestionKind.ENDORSEMENTS: bool(content.get("endorsements")),
    }
    documents = {d.get("question") for d in content.get("documents") or []}
    found = []
    for question in questions:
        value = answers.get(question.code)
        if question.kind is QuestionKind.FILE:
            is_there = question.code in documents
        else:
            is_there = elsewhere.get(question.kind, value not in (None, "", [], {}))
        is_long = (
            question.max_words is not None
            and isinstance(value, str)
            and word_count(value) > question.max_words
        )
        if is_long or (not is_there and _is_required(question, answers)):
            found.append(question.code)
    return found


def _is_required(question: Asked, answers: Mapping[str, Any]) -> bool:
    if question.required is Requirement.WHEN:
        rule = question.required_when or {}
        return bool(rule) and answers.get(str(rule.get("question"))) == rule.get("equals")
    return question.required is Requirement.ALWAYS
