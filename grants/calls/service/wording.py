"""Correcting the wording of a call that has opened; never a rule of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from grants.audit.service import record
from grants.calls import queries
from grants.calls.exchange.settings import SETTINGS
from grants.calls.models import Call, ChecklistItem, Correction, Criterion, Question, Section
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument, written_in
from grants.calls.rules.labels import SETTING_WORDS
from grants.calls.rules.wording import (
    Reworded,
    RuleChanged,
    changed_rules,
    check_corrections,
    check_may_correct,
    check_note,
    corrected,
    reworded,
    texts_of,
)
from grants.calls.service.exchange import check_may_manage
from grants.calls.service.lifecycle import check_version
from grants.core import clock, hooks, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Message, msg


def correct(
    actor: Actor,
    ref: str,
    corrections: Mapping[str, Any],
    note: Mapping[str, str],
    *,
    version: int,
    operation: str | None = None,
) -> Call:
    """Give texts of an open call other words, with a note for everybody.

    `corrections`: by place (see calls.rules.wording), the text in each language that changes.
    Refused, naming the setting, when anything but a text would change.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:correct")
    call = queries.for_office(actor, ref)
    check_version(call, version)
    changes = planned(call, corrections)
    check_note(written_in(call.languages), note)
    after = corrected(document_of(call), corrections)
    now = clock.now()
    for change in changes:
        _write(call, change.place, after)
        _keep(actor, call, change, note, now)
    flag_modified(call, "title")  # a corrected question is a new version of the call too
    old = {"version": call.version}
    db.session.flush()
    places = [change.place for change in changes]
    record(actor, "call:correct", call, old=old, new={"version": call.version, "places": places})
    hooks.call_corrected.send(call, actor=actor, note=_said(note))
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def planned(call: Call, corrections: Mapping[str, Any]) -> list[Reworded]:
    """What a correction would change; Refused where it would change more than words."""
    check_may_correct(call, clock.now())
    before = document_of(call)
    check_corrections(written_in(call.languages), corrections, before)
    after = corrected(before, corrections)
    rules = changed_rules(before, after)
    if rules:
        raise Refused(
            msg(
                "%(setting)s is a rule of the call: it does not change any more since the call "
                "has opened. Nothing was corrected.",
                setting=_named(rules[0]),
            )
        )
    changes = reworded(before, after)
    if not changes:
        raise Refused(msg("Every text is as it was: there is nothing to correct."))
    return changes


def _named(rule: RuleChanged) -> Message:
    """A setting in words, with the part of it."""
    names = {setting.attribute: setting.name for setting in SETTINGS}
    name = names.get(rule.setting, rule.setting)
    setting = Message(SETTING_WORDS.get(name, name))
    if not rule.where:
        return msg("“%(setting)s”", setting=setting)
    return msg("“%(setting)s” (%(where)s)", setting=setting, where=rule.where)


def _said(note: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in note.items() if text.strip()}


def _keep(
    actor: Actor, call: Call, change: Reworded, note: Mapping[str, str], now: datetime
) -> None:
    db.session.add(
        Correction(
            call_id=call.id,
            place=change.place,
            before=dict(change.before),
            after=dict(change.after),
            note=_said(note),
            by_id=actor.person_id,
            at=now,
        )
    )


def _write(call: Call, place: str, after: CallDocument) -> None:
    """Only the column that holds the text is written: the rules beside it are frozen."""
    kind, *rest, name = place.split("/")
    text = dict(texts_of(after)[place])
    if kind == "call":
        setattr(call, name, text)
        return
    row = _row(call, kind, rest)
    if rest[-1] == "anchors":
        row.anchors = [text if n == int(name) else anchor for n, anchor in enumerate(row.anchors)]
    else:
        setattr(row, name, text)


def _row(call: Call, kind: str, rest: list[str]) -> Any:
    """The stored section, question, criterion or item a text belongs to."""
    query: sa.Select[Any]
    if kind == "criteria":
        query = sa.select(Criterion).where(Criterion.code == rest[0], Criterion.call_id == call.id)
    elif kind == "checklist":
        query = sa.select(ChecklistItem).where(
            ChecklistItem.code == rest[0], ChecklistItem.call_id == call.id
        )
    else:
        here = (Section.call_id == call.id, Section.form == kind)
        if rest[0] == "sections":
            query = sa.select(Section).where(*here, Section.slug == rest[1])
        else:
            query = sa.select(Question).join(Section).where(*here, Question.code == rest[1])
    return db.session.scalars(query).one()
