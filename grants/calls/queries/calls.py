"""Loading calls: one for its page, many for lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.audit.models import TrailEvent
from grants.calls.models import Call, CallStatus, FormKind, Section
from grants.calls.rules import CountryRules, accepts_work, effective_status
from grants.calls.rules.news import PUBLIC_EVENTS
from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.permissions import Permission, Relation
from grants.places.queries import listed_countries


@dataclass(frozen=True)
class CallCard:
    """A call in a list."""

    id: int
    ref: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    currency: str
    min_cents: int
    max_cents: int
    envelope_cents: int | None
    provenance: Mapping[str, Any]

    @property
    def funnel(self) -> Mapping[str, Any]:
        """What became of a past call, where the fund has said so."""
        found: Mapping[str, Any] = self.provenance.get("funnel") or {}
        return found


@dataclass(frozen=True)
class CallHeading:
    """What lists of a call's proposals say about it."""

    id: int
    ref: str
    title: Mapping[str, str]
    currency: str
    focus_areas: Sequence[Mapping[str, Any]]
    languages: Sequence[str]


_CARD = (
    Call.id,
    Call.ref,
    Call.title,
    Call.summary,
    Call.status,
    Call.opens_at,
    Call.closes_at,
    Call.zone,
    Call.currency,
    Call.min_cents,
    Call.max_cents,
    Call.envelope_cents,
    Call.provenance,
)


def by_ref(ref: str) -> Call:
    """A call the public may see; drafts look missing."""
    call = db.session.scalars(_by_ref(), {"ref": ref}).one_or_none()
    if call is None or call.status is CallStatus.DRAFT:
        raise NotFound
    return call


@cache
def _by_ref() -> sa.Select[Call]:
    """Nearly every page is about a call: built once."""
    return sa.select(Call).where(Call.ref == sa.bindparam("ref"))


def by_id(call_id: int) -> Call:
    """The call something loaded before belongs to."""
    return db.session.get_one(Call, call_id)


def for_office(actor: Actor, ref: str) -> Call:
    """Any call, drafts too, for those who may read the office's pages (and for commands)."""
    if not _may_read_office(actor):
        raise NotFound
    call = db.session.scalars(_by_ref(), {"ref": ref}).one_or_none()
    if call is None:
        raise NotFound
    return call


def readable(actor: Actor, ref: str) -> Call:
    """A call that is public, or any for those who may read the office's pages."""
    return for_office(actor, ref) if _may_read_office(actor) else by_ref(ref)


def heading(actor: Actor, ref: str) -> CallHeading:
    """The same call for a list: columns alone."""
    if not _may_read_office(actor):
        raise NotFound
    rows = read(_heading(), {"ref": ref})
    if not rows:
        raise NotFound
    return CallHeading(*rows[0])


@cache
def _heading() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Call.id, Call.ref, Call.title, Call.currency, Call.focus_areas, Call.languages
    ).where(Call.ref == sa.bindparam("ref"))


def public_list() -> list[CallCard]:
    """Every call but drafts, the latest deadline first."""
    return _cards(Call.status != CallStatus.DRAFT)


def public_changes(call_ids: Sequence[int]) -> dict[int, datetime]:
    """When the trail last tells of something of these calls that everybody sees, by call id."""
    rows = db.session.execute(
        sa.select(TrailEvent.subject_id, sa.func.max(TrailEvent.at))
        .where(
            TrailEvent.subject_kind == Call.__tablename__,
            TrailEvent.subject_id.in_(call_ids),
            TrailEvent.action.in_(PUBLIC_EVENTS),
        )
        .group_by(TrailEvent.subject_id)
    )
    return {row[0]: row[1] for row in rows}


def open_calls(now: datetime) -> list[CallCard]:
    """What can be applied to now, the nearest deadline first."""
    cards = _cards(Call.opens_at <= now, Call.closes_at >= now)
    return sorted(
        (card for card in cards if accepts_work(card, now)),
        key=lambda card: (card.closes_at or now, card.ref),
    )


def office_list(actor: Actor) -> list[CallCard]:
    """Every call, drafts too."""
    if not _may_read_office(actor):
        raise NotFound
    return _cards()


def to_advance(now: datetime) -> Sequence[Call]:
    """Calls whose stored status the clock has overtaken."""
    calls = db.session.scalars(
        sa.select(Call).where(
            Call.status.in_((CallStatus.PUBLISHED, CallStatus.OPEN)), Call.opens_at <= now
        )
    )
    return [call for call in calls if effective_status(call, now) is not call.status]


def eligible_countries(call: Call) -> frozenset[str]:
    """Country codes the call takes: its list with its own additions and exclusions."""
    listed = listed_countries(call.country_list_id) if call.country_list_id else set()
    return CountryRules.parse(call.country_exceptions).eligible(listed)


def asks_full_proposals(call: Call) -> bool:
    """Those who are approved write a second form: it is scored too, or it has questions."""
    if call.stages > 1:
        return True
    asked = sa.exists().where(Section.call_id == call.id, Section.form == FormKind.FULL_PROPOSAL)
    return bool(db.session.scalar(sa.select(asked)))


def _may_read_office(actor: Actor) -> bool:
    return actor.may(Permission.CALL_READ_OFFICE) or actor.is_(Relation.SYSTEM)


def _cards(*conditions: sa.ColumnElement[bool]) -> list[CallCard]:
    rows = db.session.execute(
        sa.select(*_CARD)
        .where(*conditions)
        .order_by(Call.closes_at.desc().nulls_first(), Call.ref.desc())
    )
    return [CallCard(**row._mapping) for row in rows]
