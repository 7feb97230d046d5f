"""The columns of a proposal that repeat its answers, set in one place at every save."""

from collections.abc import Mapping
from typing import Any

from grants.core.text import clean_line
from grants.proposals.models import Proposal
from grants.proposals.queries.resolve import organisation_ids
from grants.proposals.rules.budget import Budget

REPEATED = frozenset({"title", "city", "focus_area", "proponent", "recipient", "months"})


def repeat_columns(
    proposal: Proposal, answers: Mapping[str, Any], budget: Budget | None = None
) -> None:
    """Set title, place, bodies, months from the answers by code, and amounts from the budget.

    Only what is passed is set: answers left out keep their columns, as does a budget of None.
    """
    if "title" in answers:
        proposal.title = _line(answers["title"])
    if "focus_area" in answers:
        proposal.focus_area = _line(answers["focus_area"])[:60]
    if "months" in answers:
        months = answers["months"]
        proposal.months = months if isinstance(months, int) and months < 10_000 else None
    if "city" in answers:
        city = _parts(answers["city"])
        proposal.city = _line(city.get("name"))
        proposal.country = city.get("country") or None
        proposal.city_id = city.get("city_id")
    _repeat_bodies(proposal, answers)
    if budget is not None:
        proposal.grant_cents = budget.sums.grant
        proposal.cash_cents = budget.sums.cash
        proposal.in_kind_cents = budget.sums.in_kind


def _repeat_bodies(proposal: Proposal, answers: Mapping[str, Any]) -> None:
    bodies = {code: _parts(answers[code]) for code in ("proponent", "recipient") if code in answers}
    named = {code: (b.get("name") or "", b.get("country") or "") for code, b in bodies.items()}
    known = organisation_ids(pair for pair in named.values() if pair[0])
    if "proponent" in bodies:
        proposal.proponent_name = _line(bodies["proponent"].get("name"))
        proposal.proponent_kind = _line(bodies["proponent"].get("kind"))[:40]
        proposal.proponent_id = known.get(named["proponent"])
    if "recipient" in bodies:
        proposal.recipient_id = known.get(named["recipient"])


def _parts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: Any) -> str:
    return clean_line(value)[:300] if isinstance(value, str) else ""
