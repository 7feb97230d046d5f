"""The facts of one submitted proposal: from its valid snapshot, never from the draft."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call, FormKind, QuestionKind
from grants.calls.queries import FormView, eligible_countries, form_of
from grants.core.db import db
from grants.core.text import fold
from grants.places.models import Country
from grants.proposals.models import Snapshot
from grants.proposals.queries.content import budget_under
from grants.proposals.queries.frozen import cost_lines
from grants.proposals.rules.answers import Backing
from grants.proposals.rules.budget import Budget
from grants.screening.queries.case import deadline_of
from grants.screening.rules.anew import Said, with_anew
from grants.screening.rules.facts import Facts, countries_of, facts_of, missing_answers


@dataclass(frozen=True)
class Frozen:
    """A snapshot opened: what the city submitted, laid out by its form."""

    content: Mapping[str, Any]
    form: FormView
    budget: Budget

    @property
    def answers(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content.get("answers") or {}
        return found

    @property
    def documents(self) -> Sequence[Mapping[str, Any]]:
        """Name, size and hash of every file, with the code of its question."""
        found: Sequence[Mapping[str, Any]] = self.content.get("documents") or ()
        return found

    @property
    def endorsements(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.content.get("endorsements") or ()
        return found


def opened(call: Call, snapshot: Snapshot) -> Frozen:
    """No query once the call's form is known."""
    content: Mapping[str, Any] = json.loads(snapshot.content)
    budget = budget_under(call, cost_lines(content))
    return Frozen(content, form_of(call, FormKind(snapshot.form)), budget)


def facts_for(call: Call, proposal_id: int, snapshot: Snapshot, said: Sequence[Said] = ()) -> Facts:
    """Three queries, one more with answers given anew, and two the first time a call's form is
    read.

    What the city has `said` to opened questions stands for what it had submitted.
    """
    frozen = opened(call, snapshot)
    if said:
        codes = {fold(name): code for name, code in _codes()}
        content = with_anew(frozen.content, frozen.form.questions(), said, codes)
        frozen = replace(frozen, content=content)
    return facts_of(
        frozen.content,
        call,
        received_at=snapshot.received_at,
        deadline=deadline_of(call, proposal_id),
        eligible_countries=eligible_countries(call) if call.country_list_id else None,
        country_names=_names(countries_of(frozen.answers)),
        missing=missing_answers(frozen.form.questions(), _values(frozen, call)),
    )


def _values(frozen: Frozen, call: Call) -> dict[str, Any]:
    """Answers by code, with budget, sponsors and documents where a question asks for them."""
    values = dict(frozen.answers)
    sponsors = len(frozen.endorsements)
    for question in frozen.form.questions():
        match question.kind:
            case QuestionKind.BUDGET:
                values[question.code] = frozen.budget
            case QuestionKind.ENDORSEMENTS:
                values[question.code] = Backing(sponsors, sponsors, call.sponsors_required)
            case QuestionKind.FILE:
                values[question.code] = [
                    dict(d) for d in frozen.documents if d["code"] == question.code
                ]
    return values


def _names(codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Names of countries in the four languages, by code."""
    if not codes:
        return {}
    rows = db.session.execute(
        sa.select(
            Country.code, Country.name_en, Country.name_fr, Country.name_es, Country.name_pt
        ).where(Country.code.in_(codes))
    )
    return {
        row.code: {"en": row.name_en, "fr": row.name_fr, "es": row.name_es, "pt": row.name_pt}
        for row in rows
    }


def _codes() -> Iterator[tuple[str, str]]:
    """Every way to write a country, with its code."""
    rows = db.session.execute(
        sa.select(Country.code, Country.name_en, Country.name_fr, Country.name_es, Country.name_pt)
    )
    for code, *names in rows:
        for name in (code, *names):
            if name:
                yield name, code
