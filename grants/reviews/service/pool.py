"""Who may review in a call: invited by a lead, answered by the evaluator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.queries import addressees
from grants.accounts.rules import check_email, normal_email
from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db, insert_unless_there
from grants.core.errors import Conflict, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.reviews.models import PoolMember, PoolStatus, Seniority, SuggestedPerson
from grants.reviews.queries.desk import invitation
from grants.reviews.queries.pool import call_for, is_evaluator
from grants.reviews.service.conflicts import detect

DEFAULT_MOST = 12
LITTLE, BEST = 1, 3  # strength of a theme; 2 is not written down
MOST_POSSIBLE = 60


@dataclass(frozen=True)
class Suggestion:
    """Somebody else who could be asked."""

    name: str
    email: str
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What an evaluator says to the invitation."""

    accepts: bool
    impartial: bool = False  # impartiality and confidentiality declared
    languages: Sequence[str] = ()
    regions: Sequence[str] = ()
    themes: Sequence[str] = ()
    most: int = DEFAULT_MOST
    best: Sequence[str] = ()  # of the themes, those known best
    slightly: Sequence[str] = ()
    seniority: Seniority = Seniority.EXPERIENCED
    expertise: str = ""
    declined_reason: str = ""
    other: Suggestion | None = None


def invite(
    actor: Actor, call_ref: str, person_refs: Collection[str], *, operation: str | None = None
) -> int:
    """Ask evaluators to review in a call; how many were asked now. One mail each."""
    operations.claim(operation, actor, "reviews:invite")
    call = call_for(actor, call_ref)
    people = db.session.scalars(
        sa.select(Person).where(Person.ref.in_(list(person_refs))).order_by(Person.id)
    ).all()
    asked = [_invite(actor, call, person) for person in people if is_evaluator(person.id)]
    if not asked:
        raise Refused(
            msg("Nobody was invited: choose people who hold the role of evaluator."),
            {"people": msg("Choose at least one evaluator")},
        )
    db.session.flush()
    to = {one.person_id: one for one in addressees(m.person_id for m in asked)}
    for member in asked:
        record(actor, "pool:invite", member, new={"status": member.status.value})
        if member.person_id in to:
            queue(
                to[member.person_id],
                "review_invitation",
                {
                    "call": call.title,
                    "link": Link("reviews.invitation", {"ref": member.ref}),
                },
                about=member,
            )
    operations.keep(operation, actor, str(len(asked)))
    db.session.commit()
    return len(asked)


def _invite(actor: Actor, call: Call, person: Person) -> PoolMember:
    """A new place, or the old one opened again to somebody who had declined or left."""
    now = clock.now()
    member = db.session.scalars(
        sa.select(PoolMember)
        .where(PoolMember.call_id == call.id, PoolMember.person_id == person.id)
        .with_for_update()
    ).one_or_none()
    if member is None:
        member = PoolMember(
            ref=random_ref(),
            call_id=call.id,
            person_id=person.id,
            status=PoolStatus.INVITED,
            languages=[],
            regions=[],
            themes=[],
            most=DEFAULT_MOST,
            invited_at=now,
        )
        db.session.add(member)
    elif member.status in (PoolStatus.DECLINED, PoolStatus.LEFT):
        member.status, member.invited_at = PoolStatus.INVITED, now
    return member


def answer(
    actor: Actor, ref: str, given: Answer, *, version: int, operation: str | None = None
) -> PoolStatus:
    """Accept with what one reads and knows, or decline. Accepting declares impartiality."""
    operations.claim(operation, actor, "reviews:answer")
    member, call = invitation(actor, ref, lock=True)
    if member.version != version:
        raise Conflict(msg("Your answer was already saved, perhaps in another window."))
    _check_answer(given)
    now = clock.now()
    before = member.status
    member.status = PoolStatus.ACCEPTED if given.accepts else PoolStatus.DECLINED
    member.answered_at = now
    if given.accepts:
        member.declared_at = member.declared_at or now
        _profile(member, call, given)
    else:
        member.declined_reason = given.declined_reason.strip()
    if given.other is not None:
        _suggest(member, given.other)
    record(
        actor,
        "pool:answer",
        member,
        old={"status": before.value},
        new={"status": member.status.value, "impartial": given.accepts},
    )
    db.session.flush()
    if given.accepts:
        detect(SYSTEM, call)
    operations.keep(operation, actor, member.status.value)
    db.session.commit()
    return member.status


def _profile(member: PoolMember, call: Call, given: Answer) -> None:
    """What the evaluator reads and knows; a theme is known best, a little, or as usual."""
    offered = {area["code"] for area in call.focus_areas}
    strengths = dict.fromkeys(given.slightly, LITTLE) | dict.fromkeys(given.best, BEST)
    member.languages = sorted(set(given.languages))
    member.regions = sorted(set(given.regions))
    member.themes = sorted({*given.themes, *strengths} & offered)
    member.strengths = {code: strengths[code] for code in sorted(strengths.keys() & offered)}
    member.seniority = given.seniority
    member.expertise = given.expertise.strip()
    member.most = given.most


def _suggest(member: PoolMember, other: Suggestion) -> None:
    """Kept for the office; the same address once."""
    row = {
        "ref": random_ref(),
        "member_id": member.id,
        "name": other.name,
        "email": normal_email(other.email),
        "reason": other.reason,
        "at": clock.now(),
    }
    db.session.execute(insert_unless_there(SuggestedPerson, row))


def _check_answer(given: Answer) -> None:
    if given.other is not None and not (given.other.name and given.other.email):
        missing = "other_email" if given.other.name else "other_name"
        raise Refused(
            msg("Your answer was not saved yet."),
            {missing: msg("Give both the name and the address, or neither")},
        )
    if given.other is not None:
        try:
            check_email(given.other.email)
        except Refused as error:
            raise Refused(error.message, {"other_email": error.message}) from error
    if not given.accepts:
        return
    faults = {}
    if not given.impartial:
        faults["impartial"] = msg("Tick this to take part; without it you cannot review")
    if not given.languages:
        faults["languages"] = msg("Choose the languages you can review in")
    if not 1 <= given.most <= MOST_POSSIBLE:
        faults["most"] = msg("Give a number from 1 to %(most)s", most=MOST_POSSIBLE)
    if faults:
        raise Refused(msg("Your answer was not saved yet."), faults)
