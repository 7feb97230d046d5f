"""Stepping aside from a check, and what the system finds that ties officers to a proposal."""

from typing import Any

from grants.accounts.rules.emails import domain_of
from grants.audit.service import record
from grants.calls.models import Call
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.core.written import check_words
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.service import ties
from grants.proposals.service.move import office_addressees
from grants.screening.models import Screening
from grants.screening.queries.case import Case
from grants.screening.service.finding import take_off_finding
from grants.screening.service.opening import open_case, touch

REASON_WORDS = 150


def on_submitted(sender: Proposal, **_facts: Any) -> None:
    """At every submission, in the same transaction: whom an address domain ties."""
    if not sender.is_full:  # its ties are those of the concept note it continues
        find_ties(sender)


def find_ties(proposal: Proposal) -> set[int]:
    """Records what is found; ids of the people who were not tied before."""
    call = db.session.get_one(Call, proposal.call_id)
    return ties.find_ties(proposal, domain_of(call.contact_email))


def find_own_ties(actor: Actor, proposal: Proposal) -> None:
    """The same before a check begins; Refused where it ties the actor, with what was found kept."""
    if actor.person_id in find_ties(proposal):
        db.session.commit()
        raise Refused(
            msg(
                "Your e-mail address ends like one of the applicant, so somebody else must check "
                "this proposal. The check was not started."
            )
        )


def step_aside(actor: Actor, ref: str, reason: str, *, operation: str | None = None) -> None:
    """Declare a conflict of interest: the proposal goes out of the actor's sight at once.

    A check in their hands is free for somebody else; a refusal they proposed is taken off. What
    they answered stays on record, and they stay one of those who took part.
    """
    operations.claim(operation, actor, "tie:declare")
    case = open_case(actor, ref)
    check_words(reason, REASON_WORDS, "reason")
    ties.declare(actor, case.proposal, reason)
    screening = case.screening
    if screening is not None:
        _let_go(actor, case, screening)
    _tell_office(actor, case)
    operations.keep(operation, actor, ref)
    db.session.commit()


def _let_go(actor: Actor, case: Case, screening: Screening) -> None:
    is_waiting = screening.finding is not None and screening.confirmed_at is None
    is_running = case.proposal.status is ProposalStatus.SCREENING
    if is_waiting and is_running and screening.found_by_id == actor.person_id:
        take_off_finding(actor, screening, "The officer who proposed this outcome stepped aside.")
    if screening.officer_id == actor.person_id:
        screening.officer_id = None
        record(actor, "screening:step_aside", screening, old={"officer_id": actor.person_id})
    touch(screening)


def _tell_office(actor: Actor, case: Case) -> None:
    proposal, call = case.proposal, case.call
    for to in office_addressees(call.id, without=conflicted_people(proposal)):
        queue(
            to,
            "officer_stepped_aside_office",
            {
                "title": proposal.title,
                "ref": proposal.ref,
                "by": actor.name,
                "link": Link("screening.show", {"call_ref": call.ref, "ref": proposal.ref}),
            },
            about=proposal,
        )


def lift_tie(
    actor: Actor, ref: str, tie_ref: str, reason: str, *, operation: str | None = None
) -> None:
    """A lead who is free of ties says, with words, that one does not matter."""
    operations.claim(operation, actor, "tie:lift")
    case = open_case(actor, ref, Permission.TIE_LIFT)
    check_words(reason, REASON_WORDS, "reason")
    ties.lift(actor, case.proposal, tie_ref, reason.strip())
    operations.keep(operation, actor, tie_ref)
    db.session.commit()
