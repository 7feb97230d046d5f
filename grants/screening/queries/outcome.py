"""What the city may read of its check: the questions asked, the outcome and the way to object.

These loaders stand on the applicant's access to the proposal, not on the office's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import checklist_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.messages import Message
from grants.files.queries import StoredFile, by_ids
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.frozen import as_submitted, frozen
from grants.proposals.queries.reading import ReadSection
from grants.screening.models import (
    Appeal,
    Check,
    CheckAnswer,
    Clarification,
    Finding,
    Screening,
)
from grants.screening.queries.case import appeal_of, checks_of, clarifications_of
from grants.screening.queries.replies import Reopened, reopened_in
from grants.screening.rules.appeal import may_appeal
from grants.screening.rules.periods import appeal_until
from grants.screening.rules.reasons import reason_of


@dataclass(frozen=True)
class Refusal:
    """Why one item was answered `no`: the call's texts, and the figures where there are any."""

    code: str
    text: Mapping[str, str]
    rule: Mapping[str, str]
    found: Message | None
    right: Message | None

    def packed(self) -> dict[str, Any]:
        """As parameters of a mail."""
        return {
            "text": dict(self.text),
            "rule": dict(self.rule),
            "found": self.found,
            "right": self.right,
        }


def refusal_reasons(call: Call, checks: Mapping[int, Check]) -> list[Refusal]:
    """One entry per item answered `no`, in the order of the checklist."""
    reasons = []
    for item in checklist_of(call):
        check = checks.get(item.id)
        if check is None or check.answer is not CheckAnswer.NO:
            continue
        words = reason_of(item.rule, check.figures)
        reasons.append(
            Refusal(
                item.code,
                item.reason,
                item.text,
                words.found if words else None,
                words.right if words else None,
            )
        )
    return reasons


@dataclass(frozen=True)
class Outcome:
    """The confirmed outcome of a check, for the team."""

    access: Access
    screening: Screening
    reasons: list[Refusal]
    appeal: Appeal | None
    appeal_until: datetime | None

    @property
    def is_ineligible(self) -> bool:
        return self.access.proposal.status is ProposalStatus.INELIGIBLE

    def may_appeal(self, at: datetime) -> bool:
        """The same rule the service checks, for the button."""
        return self.access.may(Permission.APPEAL_MAKE) and may_appeal(
            is_ineligible=self.is_ineligible,
            is_made=self.appeal is not None,
            until=self.appeal_until,
            at=at,
        )


def team_access(actor: Actor, ref: str, permission: Permission) -> Access:
    """The proposal for a member of its team; the office has its own pages."""
    access = find(actor, ref, permission)
    if access.role is None:
        raise NotFound
    return access


def outcome_of(
    actor: Actor, ref: str, permission: Permission = Permission.PROPOSAL_READ
) -> Outcome:
    """The outcome as the team reads it; a finding that waits for its confirmation is missing."""
    access = team_access(actor, ref, permission)
    screening = db.session.scalars(
        sa.select(Screening).where(Screening.proposal_id == access.proposal.id)
    ).one_or_none()
    if screening is None or not is_told(screening):
        raise NotFound
    is_refusal = screening.finding is Finding.INELIGIBLE
    call, told_at = access.call, screening.confirmed_at
    return Outcome(
        access=access,
        screening=screening,
        reasons=refusal_reasons(call, checks_of(screening)) if is_refusal else [],
        appeal=appeal_of(access.proposal.id) if is_refusal else None,
        appeal_until=appeal_until(told_at, call.appeal_days, call.zone) if told_at else None,
    )


def is_told(screening: Screening) -> bool:
    """Has the city been told the outcome?"""
    if screening.finding is Finding.INELIGIBLE:
        return screening.confirmed_at is not None
    return screening.finding is Finding.ELIGIBLE


@dataclass(frozen=True)
class Questions:
    """Every question the Secretariat asked the city, and the files that answered them."""

    access: Access
    clarifications: list[Clarification]
    files: dict[int, StoredFile]
    texts: dict[str, Mapping[str, str]]
    reopened: Mapping[int, Sequence[Reopened]]

    @property
    def last(self) -> Clarification:
        return self.clarifications[-1]


def questions_to(
    actor: Actor, ref: str, permission: Permission = Permission.PROPOSAL_READ
) -> Questions:
    """For the team; NotFound when nothing was asked."""
    access = team_access(actor, ref, permission)
    asked = clarifications_of(access.proposal.id)
    if not asked:
        raise NotFound
    return Questions(
        access,
        asked,
        by_ids([c.file_id for c in asked if c.file_id is not None]),
        {item.code: item.text for item in checklist_of(access.call)},
        reopened_in(asked, _submitted(access, {code for c in asked for code in c.opened})),
    )


def _submitted(access: Access, codes: set[str]) -> list[ReadSection]:
    """What the team handed in as answers to some questions."""
    if not codes:
        return []
    content = frozen(access).content
    return as_submitted(access.proposal.id, access.form(), content, codes=codes, office=True)
