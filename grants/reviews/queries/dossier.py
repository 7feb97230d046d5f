"""What an evaluator reads of a proposal: the version that was submitted, never the draft."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.calls.models import QuestionKind
from grants.calls.queries import form_of
from grants.core.errors import NotFound
from grants.proposals.models import Proposal
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import budget_under, team_of
from grants.proposals.queries.frozen import (
    OFFICE_ONLY,
    as_submitted,
    confirmed_in,
    cost_lines,
)
from grants.proposals.queries.reading import ReadAnswer, ReadSection, sections_of
from grants.proposals.queries.submission import present, standing_snapshot
from grants.reviews.queries.redaction import released_sections
from grants.reviews.queries.work import Held
from grants.reviews.rules import work

K = QuestionKind
# Who and where: all an evaluator needs to know whether there is a conflict.
WHO_AND_WHERE = frozenset({K.CITY, K.ORGANISATION, K.ORGANISATIONS, K.PEOPLE, K.ENDORSEMENTS})


@dataclass(frozen=True)
class Dossier:
    """The submitted proposal, by section and by question code."""

    sections: tuple[ReadSection, ...]
    answers: Mapping[str, ReadAnswer]

    def concerning(self, codes: tuple[str, ...]) -> list[ReadAnswer]:
        """The answers a criterion should be judged by, in the order the call names them."""
        return [self.answers[code] for code in codes if code in self.answers]


@dataclass(frozen=True)
class Parties:
    """Who stands behind a proposal: shown before the declaration, and nothing more."""

    sections: tuple[ReadSection, ...]
    team: tuple[str, ...]


def dossier(found: Held) -> Dossier:
    """The whole proposal; NotFound before the declaration. Three queries at most."""
    if not work.may_read(found):
        raise NotFound
    if found.call.applicant_hidden:
        return _of(released_sections(found.proposal, found.call))
    form = form_of(found.call)
    content = _content(found.proposal)
    budget = budget_under(found.call, cost_lines(content))
    return _of(as_submitted(found.proposal.id, form, content, budget))


def trial(found: Access) -> Dossier:
    """A test proposal as it would be read, were it submitted now."""
    return _of(present(found.proposal, found.call).sections([]))


def _of(sections: Sequence[ReadSection]) -> Dossier:
    answers = {answer.code: answer for section in sections for answer in section.rows}
    return Dossier(tuple(sections), answers)


def parties(found: Held) -> Parties:
    """Organisations and people only; three queries. Nobody where the call hides who applies."""
    if found.call.applicant_hidden:
        return Parties((), ())
    form = form_of(found.call)
    content = _content(found.proposal)
    sections = sections_of(
        form,
        content.get("answers") or {},
        backers=confirmed_in(content),
        codes={q.code for q in form.questions() if q.kind in WHO_AND_WHERE} - OFFICE_ONLY,
    )
    team, _ = team_of(found.proposal.id)
    return Parties(tuple(sections), tuple(member.name for member in team))


def _content(proposal: Proposal) -> Mapping[str, Any]:
    snapshot = standing_snapshot(proposal.id)
    found: Mapping[str, Any] = json.loads(snapshot.content) if snapshot else {}
    return found
