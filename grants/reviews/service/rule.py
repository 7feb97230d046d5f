"""Choosing the rule of the order, and opening the scores, which ends the choice."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.permissions import Permission
from grants.reviews.models import RankingChoice, RankingRule, ScoreOpening
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import ruling_of


def choose(
    actor: Actor, call_ref: str, rule: str, reason: str, *, operation: str | None = None
) -> None:
    """Order the call by this rule; Refused once its scores were opened, or without a reason."""
    operations.claim(operation, actor, "ranking:choose")
    call = _locked(actor, call_ref)
    before = ruling_of(call)
    if before.is_open:
        raise Refused(
            msg(
                "The scores of this call were opened, so its rule stays as it is: nobody may "
                "choose a rule by what comes out of it. Nothing was changed."
            )
        )
    faults = {}
    if rule not in list(RankingRule):
        faults["rule"] = msg("Choose a rule")
    if not reason.strip():
        faults["reason"] = msg("Write why: the board and the auditors read it")
    if faults:
        raise Refused(msg("The rule was not chosen yet."), faults)
    row = RankingChoice(
        call_id=call.id,
        rule=RankingRule(rule),
        reason=reason.strip(),
        by_id=actor.person_id or 0,
        at=clock.now(),
    )
    db.session.add(row)
    record(
        actor,
        "ranking:choose",
        call,
        old={"rule": before.rule.value},
        new={"rule": rule},
        reason=reason,
    )
    operations.keep(operation, actor, call.ref)
    db.session.commit()


def open_scores(actor: Actor, call_ref: str, *, operation: str | None = None) -> None:
    """Note who first looks at the order, and when; later presses change nothing."""
    operations.claim(operation, actor, "ranking:open")
    call = _locked(actor, call_ref)
    if not ruling_of(call).is_open:
        db.session.add(ScoreOpening(call_id=call.id, by_id=actor.person_id or 0, at=clock.now()))
        record(actor, "ranking:open", call)
    operations.keep(operation, actor, call.ref)
    db.session.commit()


def _locked(actor: Actor, call_ref: str) -> Call:
    """The call, held for the rest of the transaction: a choice and an opening never cross."""
    call = call_for(actor, call_ref, Permission.RANKING_FREEZE)
    db.session.execute(sa.select(Call.id).where(Call.id == call.id).with_for_update())
    return call
