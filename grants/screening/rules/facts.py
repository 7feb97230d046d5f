"""What the system checks look at: the valid snapshot and the call's rules, as plain values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from grants.calls.models import QuestionKind
from grants.calls.rules import CASH as ALL_CASH
from grants.calls.rules.questions import Asked
from grants.proposals.rules.answers import faults, is_empty, is_required
from grants.proposals.rules.submission import DECLARATIONS


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
    country_names: Mapping[str, Mapping[str, str]]
    eligible_countries: frozenset[str] | None
    sponsors: int
    sponsors_required: int
    language: str
    languages: tuple[str, ...]
    months: int | None
    max_months: int
    missing: tuple[str, ...]
    is_declared: bool


CASH = tuple(f"{source}_cents" for source in ALL_CASH if source != "grant")


def facts_of(
    content: Mapping[str, Any],
    call: CallRules,
    *,
    received_at: datetime,
    deadline: datetime | None,
    eligible_countries: Collection[str] | None,
    country_names: Mapping[str, Mapping[str, str]],
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
        countries=countries_of(answers),
        country_names=country_names,
        eligible_countries=None if eligible_countries is None else frozenset(eligible_countries),
        sponsors=sum(1 for s in sponsors if s.get("confirmed_at")),
        sponsors_required=call.sponsors_required,
        language=content.get("language") or "",
        languages=tuple(call.languages),
        months=_whole(answers.get("months")),
        max_months=call.max_months,
        missing=tuple(missing),
        is_declared=set(DECLARATIONS) <= set((content.get("declaration") or {}).get("agreed", ())),
    )


def countries_of(answers: Mapping[str, Any]) -> tuple[str, ...]:
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


# What the budget and the sponsors must be has checks of its own; here they must only be there.
_CHECKED_APART = frozenset({QuestionKind.BUDGET, QuestionKind.ENDORSEMENTS})


def missing_answers(questions: Iterable[Asked], values: Mapping[str, Any]) -> list[str]:
    """Codes of required questions left open, and of answers that break a limit.

    `values` are answers by code, with the Budget, the Backing and the documents.
    """
    found = []
    for question in questions:
        value = values.get(question.code)
        required = is_required(question, values)
        if question.kind in _CHECKED_APART:
            is_wrong = required and is_empty(value)
        else:
            is_wrong = bool(faults(question, value, required=required))
        if is_wrong:
            found.append(question.code)
    return found
