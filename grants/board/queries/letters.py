"""What the letters of a release say, and who may read one."""

from collections.abc import Mapping, Sequence
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
from grants.calls.models import Call
from grants.calls.queries import CriterionView, asks_full_proposals, criteria_of, for_office
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.core.money import Amount
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.conflicts import counted
from grants.reviews.queries.letters import comments_for
from grants.reviews.rules.told import ForApplicant


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
    said, criteria = comments_for(list(latest)), criteria_of(call)
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
                **_said(said.get(proposal.id, []), criteria, proposal.language),
            },
        )
        for proposal, outcome, number, conditions in latest.values()
    ]


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _said(
    found: list[ForApplicant], criteria: Sequence[CriterionView], language: str
) -> dict[str, Any]:
    """What the evaluators of one proposal wrote for it, in an order that tells nobody apart."""
    by_criterion = [
        {
            "criterion": _text(one.name, language),
            "texts": _shuffled([words for each in found if (words := each.comments.get(one.id))]),
        }
        for one in criteria
    ]
    return {
        "strengths": _shuffled([one.strengths for one in found if one.strengths]),
        "weaknesses": _shuffled([one.weaknesses for one in found if one.weaknesses]),
        "questions": _shuffled([one.question for one in found if one.question]),
        "comments": [row for row in by_criterion if row["texts"]],
    }


def _shuffled(texts: list[str]) -> list[str]:
    return sorted(texts, key=sha256)


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
