"""By the clock: sponsors who have not answered are reminded, and their teams are told who."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.messages import Link
from grants.mail.models import Mail
from grants.mail.service import Addressee, queue
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal
from grants.proposals.queries.endorsement import Unanswered, unanswered
from grants.proposals.rules.endorsement import (
    REMIND_BEFORE,
    TELL_TEAM_BEFORE,
    is_reminder_due,
)
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import teams_addressees
from grants.proposals.service.sponsors import send_reminder

MOST = 500  # mails in one transaction; the next tick sends the rest


def remind_due() -> int:
    """For the worker: a reminder seven and two days before the deadline; how many were sent."""
    now = clock.now()
    waiting = unanswered(now, within=max(REMIND_BEFORE))
    due = [
        one for one in waiting if is_reminder_due(one.asked_at, one.reminded_at, one.deadline, now)
    ][:MOST]
    sent = sum(_remind(one, now) for one in due)
    db.session.commit()
    return sent


def _remind(one: Unanswered, now: datetime) -> bool:
    """The row is taken first: somebody of the team may press at the same moment."""
    row = db.session.get_one(Endorsement, one.id, with_for_update=True, populate_existing=True)
    due = is_reminder_due(row.asked_at, row.reminded_at, one.deadline, now)
    if row.status is not EndorsementStatus.ASKED or not due:
        return False
    proposal = db.session.get_one(Proposal, one.proposal_id)
    send_reminder(SYSTEM, proposal, one.deadline, row)
    return True


def tell_teams() -> int:
    """For the worker: three days before, who has not answered; once a deadline. How many teams."""
    waiting = unanswered(clock.now(), within=TELL_TEAM_BEFORE)
    by_proposal: dict[int, list[Unanswered]] = {}
    for one in waiting:
        by_proposal.setdefault(one.proposal_id, []).append(one)
    fresh = by_proposal.keys() - _told(waiting)
    teams = teams_addressees(fresh)
    for proposal_id in sorted(fresh):
        _tell(proposal_id, by_proposal[proposal_id], teams.get(proposal_id, []))
    db.session.commit()
    return len(fresh)


def _key(one: Unanswered) -> str:
    return f"sponsors_waiting:{one.proposal_id}:{one.deadline:%Y%m%d%H%M%S}"


def _told(waiting: Sequence[Unanswered]) -> set[int]:
    """Proposals whose team was told of this deadline before."""
    keys = {_key(one): one.proposal_id for one in waiting}
    known = db.session.execute(
        sa.select(Mail.subject_id, Mail.dedupe).where(
            Mail.kind == "sponsors_waiting",
            Mail.subject_kind == Proposal.__tablename__,
            Mail.subject_id.in_(keys.values()),
        )
    )
    return {
        proposal_id
        for proposal_id, dedupe in known
        if proposal_id is not None and dedupe is not None and dedupe.rpartition(":")[0] in keys
    }


def _tell(proposal_id: int, waiting: Sequence[Unanswered], team: Sequence[Addressee]) -> None:
    proposal = db.session.get_one(Proposal, proposal_id)
    for to in team:
        queue(
            to,
            "sponsors_waiting",
            {
                "title": title_or_words(proposal.title),
                "sponsors": [f"{one.organisation} ({one.representative})" for one in waiting],
                "deadline": waiting[0].deadline,
                "link": Link("proposals.sponsors", {"ref": proposal.ref}),
            },
            about=proposal,
            dedupe=f"{_key(waiting[0])}:{to.person_id}",
        )
