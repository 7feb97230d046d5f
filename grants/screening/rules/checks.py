"""The checks the system makes itself: each gives an answer and the figures it rests on.

The figures are kept with the answer (JSON: integers, texts, ISO instants) and become sentences in
`rules.reasons`.
"""

from collections.abc import Callable
from typing import Any

from grants.core.money import exceeds_share, share_bp
from grants.screening.models import CheckAnswer
from grants.screening.rules.facts import Facts

Figures = dict[str, Any]
Result = tuple[CheckAnswer, Figures]


def _answer(is_met: bool) -> CheckAnswer:
    return CheckAnswer.YES if is_met else CheckAnswer.NO


def before_deadline(facts: Facts) -> Result:
    """Received within the deadline's second counts; one second later does not."""
    figures = {
        "received_at": facts.received_at.isoformat(),
        "deadline": facts.deadline.isoformat() if facts.deadline else None,
    }
    if facts.deadline is None:
        return CheckAnswer.NOT_APPLICABLE, figures
    return _answer(facts.received_at.replace(microsecond=0) <= facts.deadline), figures


def amount_in_range(facts: Facts) -> Result:
    """Both limits are inside the range."""
    return _answer(facts.min_cents <= facts.grant_cents <= facts.max_cents), {
        "asked_cents": facts.grant_cents,
        "min_cents": facts.min_cents,
        "max_cents": facts.max_cents,
        "currency": facts.currency,
    }


def country_on_list(facts: Facts) -> Result:
    """Every country named is on the call's list; none named is not enough."""
    names = {c: dict(facts.country_names.get(c) or {"en": c}) for c in facts.countries}
    figures: Figures = {"countries": list(facts.countries), "outside": [], "names": names}
    if facts.eligible_countries is None:
        return CheckAnswer.NOT_APPLICABLE, figures
    outside = [c for c in facts.countries if c not in facts.eligible_countries]
    figures["outside"] = outside
    return _answer(bool(facts.countries) and not outside), figures


def sponsor_confirmed(facts: Facts) -> Result:
    figures = {"confirmed": facts.sponsors, "required": facts.sponsors_required}
    if facts.sponsors_required == 0:
        return CheckAnswer.NOT_APPLICABLE, figures
    return _answer(facts.sponsors >= facts.sponsors_required), figures


def language_accepted(facts: Facts) -> Result:
    return _answer(facts.language in facts.languages), {
        "language": facts.language,
        "languages": list(facts.languages),
    }


def cofinancing_share(facts: Facts) -> Result:
    """Grant over all cash, exact to the cent; in-kind contributions do not count."""
    whole = facts.grant_cents + facts.cash_cents
    figures = {
        "grant_cents": facts.grant_cents,
        "whole_cents": whole,
        "share_bp": share_bp(facts.grant_cents, whole, facts.max_share_bp),
        "max_bp": facts.max_share_bp,
        "currency": facts.currency,
    }
    if facts.max_share_bp is None:
        return CheckAnswer.NOT_APPLICABLE, figures
    return _answer(not exceeds_share(facts.grant_cents, whole, facts.max_share_bp)), figures


def answers_complete(facts: Facts) -> Result:
    return _answer(not facts.missing), {"missing": list(facts.missing)}


def declaration_signed(facts: Facts) -> Result:
    return _answer(facts.is_declared), {"declared": facts.is_declared}


def duration_in_range(facts: Facts) -> Result:
    figures = {"months": facts.months, "max_months": facts.max_months}
    is_met = facts.months is not None and 1 <= facts.months <= facts.max_months
    return _answer(is_met), figures


SYSTEM_CHECKS: dict[str, Callable[[Facts], Result]] = {
    check.__name__: check
    for check in (
        before_deadline,
        amount_in_range,
        country_on_list,
        sponsor_confirmed,
        language_accepted,
        cofinancing_share,
        answers_complete,
        declaration_signed,
        duration_in_range,
    )
}


def system_answer(rule: str, facts: Facts, *, curable: bool) -> Result:
    """The answer of one item; what fails but can be mended is `curable`, as the call says."""
    answer, figures = SYSTEM_CHECKS[rule](facts)
    if answer is CheckAnswer.NO and curable:
        answer = CheckAnswer.CURABLE
    return answer, figures
