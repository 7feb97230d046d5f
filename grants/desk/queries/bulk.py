"""Acts on many proposals: the actor's own runs, and what is known of each chosen proposal now."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.queries import actor_of
from grants.calls.models import Call
from grants.calls.queries import checklist_of
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.desk.models import BulkAct, BulkRun
from grants.desk.rules.bulk import Plan, Target
from grants.notes.models import ProposalTag, Tag
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Extension, Proposal
from grants.proposals.queries.conflicts import free_of_conflict
from grants.proposals.rules.deadline import deadline_of
from grants.screening.models import Check, CheckAnswer, Screening
from grants.screening.queries.case import rule_items

_CHUNK = 400  # as many references as one parameter takes
KEPT_SHOWN = 5
# What an act is allowed by, beside the list itself.
NEEDS = {
    BulkAct.ASSIGN: Permission.SCREENING_WORK,
    BulkAct.TAG: Permission.NOTES_WRITE,
    BulkAct.ASK: Permission.SCREENING_WORK,
    BulkAct.ELIGIBLE: Permission.SCREENING_WORK,
}


def find(actor: Actor, call: Call, ref: str) -> BulkRun:
    """The actor's own run of this call while it is kept, or NotFound. One query."""
    row = db.session.scalars(_own(actor, call).where(BulkRun.ref == ref)).one_or_none()
    if row is None or not actor.may(NEEDS[row.act]):
        raise NotFound
    return row


def kept_of(actor: Actor, call: Call) -> Sequence[BulkRun]:
    """The actor's runs of this call that were started, the newest first. One query."""
    query = _own(actor, call).where(BulkRun.started_at.is_not(None))
    return db.session.scalars(query.order_by(BulkRun.id.desc()).limit(KEPT_SHOWN)).all()


def _own(actor: Actor, call: Call) -> sa.Select[BulkRun]:
    return sa.select(BulkRun).where(
        BulkRun.call_id == call.id,
        BulkRun.person_id == (actor.person_id or 0),
        BulkRun.expires_at > clock.now(),
    )


def plan_of(run: BulkRun, call: Call) -> Plan:
    """What the rules need to know of a run. A tag that was merged means the one it went into."""
    details: Mapping[str, Any] = run.details
    return Plan(
        act=run.act,
        items=rule_items(call),
        now=clock.now(),
        to=details.get("to", {}),
        tag=_kept_name(details["folded"]) if run.act is BulkAct.TAG else "",
        asked=details.get("items", ()),
        question=details.get("question", ""),
    )


def targets(actor: Actor, call: Call, refs: Sequence[str], act: BulkAct) -> list[Target]:
    """The proposals behind the references, in their order; those the actor may not know of any
    more are left out. Three queries for each 400 of them, and those of `free_of_conflict`."""
    found: dict[str, Target] = {}
    free = free_of_conflict(actor)
    for part in _parts(refs):
        rows = db.session.execute(_rows(call, part, free)).all()
        ids = [row.id for row in rows]
        later = _extended(ids)
        tags = _tags(ids) if act is BulkAct.TAG else {}
        answers = _answers(call, ids) if act in (BulkAct.ASK, BulkAct.ELIGIBLE) else {}
        for row in rows:
            found[row.ref] = Target(
                **row._mapping,
                deadline=deadline_of(call, later.get(row.id)),
                tags=frozenset(tags.get(row.id, ())),
                answers=answers.get(row.id, {}),
            )
    return [found[ref] for ref in refs if ref in found]


def _rows(call: Call, refs: Sequence[str], free: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.status,
            Screening.finding,
            Screening.officer_id,
        )
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .where(
            Proposal.call_id == call.id,
            Proposal.submitted_at.is_not(None),
            Proposal.ref.in_(refs),
            free,
        )
    )


def free_refs(officers: Iterable[int], refs: Sequence[str]) -> dict[int, frozenset[str]]:
    """For each officer those of the proposals that nothing ties them to. One query for each 400
    proposals, and those of `free_of_conflict`."""
    found = {}
    for one in officers:
        free = free_of_conflict(actor_of(one))
        seen: set[str] = set()
        for part in _parts(refs):
            query = sa.select(Proposal.ref).where(Proposal.ref.in_(part), free)
            seen.update(db.session.scalars(query))
        found[one] = frozenset(seen)
    return found


def teams(proposal_ids: Sequence[int]) -> dict[int, list[str]]:
    """Names of those in each team who are written to, by proposal id. One query for each 400."""
    found: dict[int, list[str]] = {}
    for part in _parts(proposal_ids):
        rows = db.session.execute(
            sa.select(Collaborator.proposal_id, Person.name)
            .join(Person, Person.id == Collaborator.person_id)
            .where(
                Collaborator.proposal_id.in_(part),
                Collaborator.removed_at.is_(None),
                Person.disabled_at.is_(None),
            )
            .order_by(Person.id)
        )
        for proposal_id, name in rows:
            found.setdefault(proposal_id, []).append(name)
    return found


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    """Names by person id. One query."""
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def _extended(ids: Sequence[int]) -> dict[int, Any]:
    rows = db.session.execute(
        sa.select(Extension.proposal_id, sa.func.max(Extension.until_at))
        .where(Extension.proposal_id.in_(ids))
        .group_by(Extension.proposal_id)
    )
    return {row[0]: row[1] for row in rows}


def _tags(ids: Sequence[int]) -> dict[int, set[str]]:
    rows = db.session.execute(
        sa.select(ProposalTag.proposal_id, Tag.folded_name)
        .join(Tag, Tag.id == ProposalTag.tag_id)
        .where(ProposalTag.proposal_id.in_(ids))
    )
    found: dict[int, set[str]] = {}
    for proposal_id, name in rows:
        found.setdefault(proposal_id, set()).add(name)
    return found


def _answers(call: Call, ids: Sequence[int]) -> dict[int, dict[str, CheckAnswer]]:
    codes = {item.id: item.code for item in checklist_of(call)}
    rows = db.session.execute(
        sa.select(Screening.proposal_id, Check.item_id, Check.answer)
        .join(Screening, Screening.id == Check.screening_id)
        .where(Screening.proposal_id.in_(ids))
    )
    found: dict[int, dict[str, CheckAnswer]] = {}
    for proposal_id, item_id, answer in rows:
        if item_id in codes:
            found.setdefault(proposal_id, {})[codes[item_id]] = answer
    return found


def _kept_name(folded: str) -> str:
    target = sa.orm.aliased(Tag)
    query = (
        sa.select(target.folded_name)
        .join_from(Tag, target, target.id == Tag.merged_into_id)
        .where(Tag.folded_name == folded)
    )
    return db.session.scalar(query) or folded


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
