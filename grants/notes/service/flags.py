"""Raising a flag to a person, and every later step of it."""

from datetime import date

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.notes.models import Flag, FlagAct, FlagStatus, FlagStep
from grants.notes.queries.flags import flag_of, steps_of
from grants.notes.queries.people import Colleague, colleagues
from grants.notes.queries.place import Place, find
from grants.notes.rules import flags as rules
from grants.notes.service.notes import chosen
from grants.permissions import Permission

_EVENTS = {
    FlagAct.HANDED: "flag:hand",
    FlagAct.RESOLVED: "flag:resolve",
    FlagAct.REOPENED: "flag:reopen",
}


def raise_flag(
    actor: Actor,
    ref: str,
    *,
    to: str,
    words: str,
    due_on: date | None = None,
    operation: str | None = None,
) -> str:
    """Ask a colleague (by reference) to see to something; the flag's reference.

    Raises Refused at the fields `to`, `words` and `due_on`.
    """
    if actor.person_id is None:
        raise Forbidden
    operations.claim(operation, actor, "flag:raise")
    place = find(actor, ref, Permission.NOTES_WRITE)
    text = rules.check_words(words, FlagAct.RAISED)
    rules.check_due(due_on, clock.now())
    who = _colleague(place, to)
    flag = Flag(
        ref=random_ref(),
        proposal_id=place.proposal.id,
        status=FlagStatus.OPEN,
        to_id=who.id,
        raised_by_id=actor.person_id,
        raised_at=clock.now(),
        due_on=due_on,
        last_n=0,
    )
    db.session.add(flag)
    _step(place, flag, FlagAct.RAISED, text, who.id)
    record(actor, "flag:raise", flag, new=_facts(flag))
    operations.keep(operation, actor, flag.ref)
    db.session.commit()
    return flag.ref


def change_flag(
    actor: Actor,
    ref: str,
    flag_ref: str,
    act: FlagAct,
    *,
    words: str,
    version: int,
    to: str = "",
    operation: str | None = None,
) -> None:
    """Hand on (to a colleague, by reference), resolve or open again.

    Raises Refused for whoever may not or comes too late, Conflict when somebody took another step
    while the page was open.
    """
    operations.claim(operation, actor, f"flag:{act.value}")
    place = find(actor, ref, Permission.NOTES_WRITE, lock=True)
    flag = flag_of(place.proposal.id, flag_ref)
    rules.check_may_act(actor, to_id=flag.to_id, raised_by_id=flag.raised_by_id)
    rules.check_act(act, flag.status)
    if flag.version != version:
        raise _overtaken(flag, ref, words)
    text = rules.check_words(words, act)
    if act is FlagAct.HANDED:
        who = _colleague(place, to)
        if who.id == flag.to_id:
            message = msg("The flag is for this person already. Choose somebody else")
            raise Refused(message, {"to": message})
        flag.to_id = who.id
    before = flag.status
    flag.status = rules.TO[act]
    _step(place, flag, act, text, flag.to_id if act is FlagAct.HANDED else None)
    record(actor, _EVENTS[act], flag, old={"status": before.value}, new=_facts(flag))
    operations.keep(operation, actor, flag_ref)
    db.session.commit()


def _overtaken(flag: Flag, ref: str, words: str) -> Conflict:
    return Conflict(
        msg("Somebody took another step with this flag while you had it open."),
        mine={"words": words},
        theirs={"words": steps_of(flag.id)[-1].words},
        back=Link("notes.flag", {"ref": ref, "flag_ref": flag.ref}),
    )


def _colleague(place: Place, ref: str) -> Colleague:
    people = {one.ref: one for one in colleagues(place.proposal)}
    return chosen(people, [ref], "to")[0]


def _facts(flag: Flag) -> dict[str, object]:
    return {
        "proposal": flag.proposal_id,
        "status": flag.status.value,
        "n": flag.last_n,
        "to": flag.to_id,
    }


def _step(place: Place, flag: Flag, act: FlagAct, words: str, to_id: int | None) -> None:
    """One line more in the history, and the mails it causes."""
    flag.last_n += 1
    db.session.flush()
    step = FlagStep(
        flag_id=flag.id,
        n=flag.last_n,
        act=act,
        by_id=place.actor.person_id or 0,
        to_id=to_id,
        words=words,
        at=clock.now(),
    )
    db.session.add(step)
    _tell(place, flag, act)


def _tell(place: Place, flag: Flag, act: FlagAct) -> None:
    """Whose flag it is now is told; of a resolved one, whoever raised it. Nobody is told of what
    they did themselves, nor when they have become tied to the proposal."""
    kind = "flag_resolved" if act is FlagAct.RESOLVED else "flag_for_you"
    person_id = flag.raised_by_id if act is FlagAct.RESOLVED else flag.to_id
    free = {one.id for one in colleagues(place.proposal)}
    if person_id == place.actor.person_id or person_id not in free:
        return
    for addressee in addressees([person_id]):
        queue(
            addressee,
            kind,
            {
                "by": place.actor.name,
                "title": place.title,
                "ref": place.proposal.ref,
                "due_on": flag.due_on,
                "link": Link("notes.flag", {"ref": place.proposal.ref, "flag_ref": flag.ref}),
            },
            about=flag,
            dedupe=f"flag:{flag.id}:{flag.last_n}:{addressee.address}",
        )
