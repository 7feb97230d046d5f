"""What waits for somebody as an applicant, over all their proposals."""

from dataclasses import dataclass
from datetime import datetime

from grants.core.actor import Actor
from grants.proposals.queries.endorsement import OwnRequest, own_requests
from grants.proposals.queries.home import Standing, standings
from grants.proposals.queries.team import OwnInvitation, own_invitations
from grants.proposals.rules.next_step import FAR, Step, asked_to_endorse, invited, most_urgent


@dataclass(frozen=True)
class Urgent:
    """The one thing to do first, and what it is about."""

    step: Step
    title: str


@dataclass(frozen=True)
class Applicant:
    """Everything the first page of an applicant shows of their own."""

    mine: list[Standing]
    invitations: list[OwnInvitation]
    requests: list[OwnRequest]
    was_asked: bool
    first: Urgent | None


def applicant(actor: Actor, now: datetime) -> Applicant:
    """Proposals, invitations and requests to endorse. Five queries at most."""
    mine = standings(actor, now)
    invitations = own_invitations(actor)
    asked = own_requests(actor)
    waiting = [one for one in asked if one.answered_at is None]
    urgent = [Urgent(one.step, one.row.title) for one in mine]
    urgent += [Urgent(invited(one.ref, one.expires_at), one.title) for one in invitations]
    urgent += [
        Urgent(asked_to_endorse(one.ref, one.closes_at), one.title)
        for one in waiting
        if one.closes_at is None or now <= one.closes_at
    ]
    step = most_urgent(one.step for one in urgent)
    first = next((one for one in urgent if one.step is step), None)
    return Applicant(_in_order(mine), invitations, waiting, bool(asked), first)


def _in_order(mine: list[Standing]) -> list[Standing]:
    """What is to be done first, by its date; then the rest, the last started first."""
    return sorted(mine, key=lambda one: (not one.step.is_to_do, one.step.by or FAR))
