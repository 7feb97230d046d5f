"""What the letters of a release say, and who may read one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grants.board.models import (
    Decision,
    DecisionOutcome,
    Letter,
    Outcome,
    Release,
    ReleaseStatus,
)
from grants.calls.models import Call, Criterion
from grants.calls.queries import asks_full_proposals, for_office
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.core.money import Amount
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus, Score


@dataclass(frozen=True)
class Content:
    """The merge fields of one letter."""

    proposal_id: int
    outcome: Outcome
    params: dict[str, Any]


@dataclass(frozen=True)
class LetterRow:
    """One letter as the leads preview it."""

    ref: str
    proposal_ref: str
    title: str
    country: str | None
    language: str
    outcome: Outcome
    params: dict[str, Any]


@dataclass(frozen=True)
class ReleaseFile:
    """Where the release of a call stands."""

    call: Call
    decided: int
    with_board: int
    prepared: Release | None
    released: list[Release]
    letters: list[LetterRow]


def letter_contents(call: Call) -> list[Content]:
    """A letter for every decided proposal of the call, in its own language."""
    rows = db.session.execute(
        sa.select(Proposal, DecisionOutcome, Decision.number, Decision.conditions)
        .join(DecisionOutcome, DecisionOutcome.proposal_id == Proposal.id)
        .join(Decision, Decision.id == DecisionOutcome.decision_id)
        .where(Proposal.call_id == call.id, Proposal.status == ProposalStatus.DECIDED, counted())
        .order_by(Proposal.id, Decision.id)
    ).all()
    latest = {row[0].id: row for row in rows}  # a later decision supersedes
    said = _comments(list(latest))
    months = call.full_proposal_months if asks_full_proposals(call) else 0
    return [
        Content(
            proposal.id,
            outcome.outcome,
            {
                "title": proposal.title,
                "ref": proposal.ref,
                "call": _text(call.title, proposal.language),
                "decision": number,
                "amount": Amount(outcome.amount_cents, call.currency)
                if outcome.amount_cents
                else None,
                "months": months,
                "conditions": list(conditions),
                "strengths": said.strengths(proposal.id),
                "weaknesses": said.weaknesses(proposal.id),
                "comments": said.comments(proposal.id, proposal.language),
            },
        )
        for proposal, outcome, number, conditions in latest.values()
    ]


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class _Comments:
    """What evaluators wrote for applicants, in an order that tells nobody apart."""

    overall: dict[int, list[tuple[str, str]]]
    by_criterion: dict[int, list[tuple[int, Mapping[str, str], str]]]

    def strengths(self, proposal_id: int) -> list[str]:
        return _shuffled([row[0] for row in self.overall.get(proposal_id, []) if row[0].strip()])

    def weaknesses(self, proposal_id: int) -> list[str]:
        return _shuffled([row[1] for row in self.overall.get(proposal_id, []) if row[1].strip()])

    def comments(self, proposal_id: int, language: str) -> list[dict[str, Any]]:
        grouped: dict[int, tuple[str, list[str]]] = {}
        for position, name, comment in self.by_criterion.get(proposal_id, []):
            grouped.setdefault(position, (_text(name, language), []))[1].append(comment)
        return [
            {"criterion": name, "texts": _shuffled(texts)}
            for _, (name, texts) in sorted(grouped.items())
        ]


def _shuffled(texts: list[str]) -> list[str]:
    return sorted(texts, key=sha256)


def _comments(proposal_ids: list[int]) -> _Comments:
    counts = sa.and_(
        Review.status == ReviewStatus.SUBMITTED,
        Assignment.status == AssignmentStatus.DECLARED,
        Assignment.proposal_id.in_(proposal_ids),
    )
    overall: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.execute(
        sa.select(Assignment.proposal_id, Review.strengths, Review.weaknesses)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(counts)
    ):
        overall.setdefault(row[0], []).append((row[1], row[2]))
    by_criterion: dict[int, list[tuple[int, Mapping[str, str], str]]] = {}
    for found in db.session.execute(
        sa.select(Assignment.proposal_id, Criterion.position, Criterion.name, Score.comment)
        .select_from(Score)
        .join(Review, Review.id == Score.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(counts, Score.comment != "")
    ):
        by_criterion.setdefault(found[0], []).append((found[1], found[2], found[3]))
    return _Comments(overall, by_criterion)


def release_file(actor: Actor, call_ref: str) -> ReleaseFile:
    """Everything a lead needs to prepare, read and release the results of a call."""
    if not actor.may(Permission.RELEASE_PREPARE):
        raise NotFound
    call = for_office(actor, call_ref)
    counts = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Proposal.status, sa.func.count(Proposal.id))
            .where(Proposal.call_id == call.id, counted())
            .group_by(Proposal.status)
        )
    }
    releases = list(
        db.session.scalars(
            sa.select(Release).where(Release.call_id == call.id).order_by(Release.id.desc())
        )
    )
    prepared = next((r for r in releases if r.status is ReleaseStatus.PREPARED), None)
    return ReleaseFile(
        call,
        counts.get(ProposalStatus.DECIDED, 0),
        counts.get(ProposalStatus.WITH_BOARD, 0),
        prepared,
        [r for r in releases if r.status is ReleaseStatus.RELEASED],
        [] if prepared is None else _letters(prepared.id),
    )


def _letters(release_id: int) -> list[LetterRow]:
    rows = db.session.execute(
        sa.select(
            Letter.ref,
            Proposal.ref,
            Proposal.title,
            Proposal.country,
            Proposal.language,
            Letter.outcome,
            Letter.params,
        )
        .join(Proposal, Proposal.id == Letter.proposal_id)
        .where(Letter.release_id == release_id)
        .order_by(Letter.outcome, Proposal.title, Letter.id)
    )
    return [LetterRow(*row) for row in rows]


def letter_of(actor: Actor, proposal_ref: str) -> tuple[Access, Letter]:
    """The released letter of a proposal for its team and the office; before release, missing."""
    found = find(actor, proposal_ref, Permission.PROPOSAL_READ)
    letter = db.session.scalars(
        sa.select(Letter)
        .join(Release, Release.id == Letter.release_id)
        .where(Letter.proposal_id == found.proposal.id, Release.status == ReleaseStatus.RELEASED)
        .order_by(Letter.id.desc())
        .limit(1)
    ).one_or_none()
    if letter is None:
        raise NotFound
    return found, letter
