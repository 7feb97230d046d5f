"""Drawing the sample, and checking again without knowing the first check."""

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.screening.models import Rescreen, RescreenCheck, RescreenSample
from grants.screening.queries.case import rule_items
from grants.screening.queries.rescreen import (
    Again,
    again,
    refs_decided,
    sample_of,
    who_may_check_again,
)
from grants.screening.rules.finding import (
    Item,
    check_answer,
    may_answer,
    open_items,
    possible_finding,
)
from grants.screening.rules.rescreen import check_draw, check_finish, drawn, given, sample_size
from grants.screening.service.check import Reply
from grants.screening.service.opening import check_opened_version

SEED_LENGTH = 20


def draw(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Draw ten per cent of the ended checks, once for a call, and give each to somebody who took
    no part; how many. The seed is kept, so that the draw can be done again and compared.

    Proposals the lead is tied to are not in it: they would show in what the lead reads of it.
    """
    operations.claim(operation, actor, "screening:draw")
    if not actor.may(Permission.RESCREEN_DRAW):
        raise Forbidden
    # First by itself: who waits here must see that the sample was drawn meanwhile.
    db.session.execute(sa.select(Call.id).where(Call.ref == call_ref).with_for_update())
    call = for_office(actor, call_ref)
    refs = refs_decided(actor, call)
    check_draw(len(refs), is_drawn=sample_of(call) is not None)
    seed = random_ref(SEED_LENGTH)
    sample = RescreenSample(
        call_id=call.id,
        seed=seed,
        decided=len(refs),
        size=sample_size(len(refs)),
        drawn_by_id=actor.person_id,
        drawn_at=clock.now(),
    )
    db.session.add(sample)
    db.session.flush()
    order = drawn(seed, refs, sample.size)
    people = given(seed, order, who_may_check_again(order))
    _give(sample, order, people)
    record(
        actor,
        "screening:draw",
        sample,
        new={"seed": seed, "decided": sample.decided, "size": sample.size},
    )
    _tell(call, sample, Counter(p for p in people.values() if p is not None))
    operations.keep(operation, actor, call_ref)
    db.session.commit()
    return sample.size


def _give(sample: RescreenSample, order: list[str], people: Mapping[str, int | None]) -> None:
    ids = {
        row.ref: row.id
        for row in db.session.execute(
            sa.select(Proposal.ref, Proposal.id).where(Proposal.ref.in_(order))
        )
    }
    for position, ref in enumerate(order, start=1):
        db.session.add(
            Rescreen(
                sample_id=sample.id,
                proposal_id=ids[ref],
                position=position,
                officer_id=people[ref],
            )
        )


def _tell(call: Call, sample: RescreenSample, load: Mapping[int, int]) -> None:
    """Each officer how many; which ones stands on the page, for who may see them."""
    for to in addressees(load):
        queue(
            to,
            "rescreen_given",
            {
                "call": dict(call.title),
                "n": load[to.person_id or 0],
                "link": Link("screening.even_handed", {"call_ref": call.ref}),
            },
            about=sample,
            dedupe=f"rescreen_given:{sample.id}:{to.address}",
        )


def save_again(
    actor: Actor,
    call_ref: str,
    ref: str,
    replies: Mapping[str, Reply],
    *,
    finish: bool,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """Keep blind answers by item code; `finish` draws the finding from them and ends it.

    The outcome of the proposal never changes by this.
    """
    operations.claim(operation, actor, "screening:rescreen")
    found = again(actor, call_ref, ref, Permission.SCREENING_WORK, lock=True)
    row = found.rescreen
    if row.officer_id != actor.person_id:
        raise NotFound
    if not found.is_blind:
        raise Refused(msg("You ended this second check before. Nothing was changed."))
    check_opened_version(row.version, version)
    _keep_answers(found, replies)
    flag_modified(row, "position")  # an answer counts as a change of the whole
    db.session.flush()
    if finish:
        _finish(actor, again(actor, call_ref, ref, Permission.SCREENING_WORK))
    operations.keep(operation, actor, ref)
    db.session.commit()


def _keep_answers(found: Again, replies: Mapping[str, Reply]) -> None:
    states = {state.item.code: state for state in found.states()}
    for code, reply in replies.items():
        state = states.get(code)
        if state is None:
            raise Refused(msg("There is no item %(code)s in this checklist.", code=code))
        item = Item(code, state.item.curable, state.item.reason_code)
        own = found.own.get(state.item.id)
        if own is None and not may_answer(state.is_system, item, state.answer):
            raise Refused(msg("%(code)s is answered by the system.", code=code))
        check_answer(item, reply.answer, reply.note)
        if own is None:
            own = RescreenCheck(rescreen_id=found.rescreen.id, item_id=state.item.id)
            db.session.add(own)
        own.answer, own.note = reply.answer, reply.note


def _finish(actor: Actor, found: Again) -> None:
    row, items, answers = found.rescreen, rule_items(found.case.call), found.answers()
    check_finish(open_items(items, answers))
    row.finding = possible_finding(items, answers)
    row.done_at = clock.now()
    record(
        actor,
        "screening:rescreen",
        row,
        new={"finding": row.finding.value if row.finding else None},
    )
