"""What an evaluator reads of a proposal: the version that was submitted, never the draft."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, form_of
from grants.core.errors import NotFound
from grants.proposals.models import EndorsementStatus, Proposal
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import (
    Backer,
    DocumentView,
    budget_under,
    document_versions,
    team_of,
)
from grants.proposals.queries.reading import ReadAnswer, ReadSection, sections_of
from grants.proposals.queries.submission import present, standing_snapshot
from grants.proposals.rules.budget import CostLine
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
    form = form_of(found.call)
    content = _content(found.proposal)
    sections = sections_of(
        form,
        content.get("answers") or {},
        budget=budget_under(
            found.call, tuple(CostLine(**line) for line in content.get("budget") or ())
        ),
        documents=_documents(found.proposal, form, content),
        backers=_backers(content),
    )
    return _of(sections)


def trial(found: Access) -> Dossier:
    """A test proposal as it would be read, were it submitted now."""
    return _of(present(found.proposal, found.call).sections([]))


def _of(sections: Sequence[ReadSection]) -> Dossier:
    answers = {answer.code: answer for section in sections for answer in section.rows}
    return Dossier(tuple(sections), answers)


def parties(found: Held) -> Parties:
    """Organisations and people only; three queries."""
    form = form_of(found.call)
    content = _content(found.proposal)
    sections = sections_of(
        form,
        content.get("answers") or {},
        backers=_backers(content),
        codes={q.code for q in form.questions() if q.kind in WHO_AND_WHERE},
    )
    team, _ = team_of(found.proposal.id)
    return Parties(tuple(sections), tuple(member.name for member in team))


def _content(proposal: Proposal) -> Mapping[str, Any]:
    snapshot = standing_snapshot(proposal.id)
    found: Mapping[str, Any] = json.loads(snapshot.content) if snapshot else {}
    return found


def _documents(
    proposal: Proposal, form: FormView, content: Mapping[str, Any]
) -> dict[str, DocumentView]:
    """The files the snapshot names, as they can be downloaded: matched by slot and content."""
    named = {(d["code"], d["sha256"]) for d in content.get("documents") or ()}
    if not named:
        return {}
    slots = [q.id for q in form.questions() if q.kind is K.FILE]
    versions = document_versions(proposal.id, slots)
    return {
        code: view
        for code, views in versions.items()
        for view in views
        if (code, view.sha256) in named
    }


def _backers(content: Mapping[str, Any]) -> list[Backer]:
    return [
        Backer(
            organisation=one["organisation"],
            representative=one["representative"],
            status=EndorsementStatus.CONFIRMED,
            answered_at=datetime.fromisoformat(one["confirmed_at"]),
        )
        for one in content.get("endorsements") or ()
    ]
