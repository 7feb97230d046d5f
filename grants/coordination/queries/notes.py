"""Calls with a time to comment, their eligible concept notes, and one of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call, FormKind
from grants.calls.queries import form_of
from grants.coordination.models import OverlapComment, OverlapExtension, OverlapWindow
from grants.coordination.queries.ties import shown_to
from grants.coordination.rules import is_open
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.content import budget_under
from grants.proposals.queries.frozen import as_submitted, cost_lines
from grants.proposals.queries.reading import ReadSection
from grants.proposals.queries.submission import standing_snapshot

PAGE = 50


@dataclass(frozen=True)
class CallRow:
    """A call with its time to comment, if one was opened, and how far the reader is."""

    ref: str
    title: Mapping[str, str]
    opened_at: datetime | None
    ends_at: datetime | None
    notes: int
    mine: int

    @property
    def is_open(self) -> bool:
        return self.ends_at is not None and is_open(self.ends_at, clock.now())


def calls_to_comment(actor: Actor) -> list[CallRow]:
    """Calls with a time to comment, the last to end first; for the Secretariat also those with an
    eligible note and none yet. One query beside those that find what the actor is tied to."""
    _check_may_read(actor)
    is_mine = sa.and_(
        OverlapComment.proposal_id == Proposal.id, OverlapComment.person_id == actor.person_id
    )
    to_show = sa.and_(Proposal.call_id == Call.id, shown_to(actor))
    wanted: sa.ColumnElement[bool] = OverlapWindow.id.is_not(None)
    if actor.may(Permission.SCREENING_READ):
        wanted = sa.or_(wanted, Proposal.id.is_not(None))
    rows = db.session.execute(
        sa.select(
            Call.ref,
            Call.title,
            OverlapWindow.opened_at,
            OverlapWindow.ends_at,
            sa.func.count(Proposal.id),
            sa.func.count(OverlapComment.id),
        )
        .outerjoin(OverlapWindow, OverlapWindow.call_id == Call.id)
        .outerjoin(Proposal, to_show)
        .outerjoin(OverlapComment, is_mine)
        .where(wanted)
        .group_by(Call.id, OverlapWindow.id)
        .order_by(OverlapWindow.ends_at.is_(None), OverlapWindow.ends_at.desc(), Call.id.desc())
    )
    return [CallRow(*row) for row in rows]


def open_calls_to_comment(actor: Actor) -> list[CallRow]:
    """Those that are open, without counts; one query."""
    _check_may_read(actor)
    rows = db.session.execute(
        sa.select(Call.ref, Call.title, OverlapWindow.opened_at, OverlapWindow.ends_at)
        .join(OverlapWindow, OverlapWindow.call_id == Call.id)
        .where(OverlapWindow.ends_at >= clock.now())
        .order_by(OverlapWindow.ends_at, Call.id)
    )
    return [CallRow(*row, notes=0, mine=0) for row in rows]


@dataclass(frozen=True)
class NoteRow:
    """One eligible concept note in the list; `comments` only for who reads them as they come."""

    ref: str
    title: str
    city: str
    country: str | None
    proponent: str
    grant_cents: int
    focus_area: str
    is_mine: bool
    comments: int


@dataclass(frozen=True)
class Place:
    """A call with its time to comment, as one reader may see it."""

    call: Call
    window: OverlapWindow | None
    actor: Actor
    shown: sa.ColumnElement[bool]

    @property
    def is_open(self) -> bool:
        return self.window is not None and is_open(self.window.ends_at, clock.now())


def place_of(
    actor: Actor,
    call_ref: str,
    permission: Permission = Permission.OVERLAP_READ,
    *,
    lock: bool = False,
) -> Place:
    """The call behind a reference; before its time to comment was opened it is missing but for
    the Secretariat. `lock` takes the call's row, so that it is opened once."""
    if not actor.may(permission):
        raise NotFound
    if lock:
        # First by itself: what is joined to a locked row is read as it was before the wait.
        db.session.execute(sa.select(Call.id).where(Call.ref == call_ref).with_for_update())
    row: Any = db.session.execute(
        sa.select(Call, OverlapWindow)
        .outerjoin(OverlapWindow, OverlapWindow.call_id == Call.id)
        .where(Call.ref == call_ref)
        .execution_options(populate_existing=lock)
    ).one_or_none()
    if row is None or (row[1] is None and not actor.may(Permission.SCREENING_READ)):
        raise NotFound
    return Place(row[0], row[1], actor, shown_to(actor, call_id=row[0].id))


def notes_of(place: Place, *, reads_all: bool, country: str = "", page: int = 1) -> list[NoteRow]:
    """A page of the eligible notes by country, city and title; one query."""
    mine = sa.select(OverlapComment.proposal_id).where(
        OverlapComment.person_id == (place.actor.person_id or 0)
    )
    said = (
        sa.select(sa.func.count())
        .select_from(OverlapComment)
        .where(OverlapComment.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.country,
            Proposal.proponent_name,
            Proposal.grant_cents,
            Proposal.focus_area,
            Proposal.id.in_(mine),
            said if reads_all else sa.literal(0),
        )
        .where(*_of(place, country))
        .order_by(Proposal.country, Proposal.city, Proposal.title, Proposal.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [NoteRow(*row) for row in rows]


def countries_of(place: Place) -> dict[str, int]:
    """How many eligible notes there are by country; one query."""
    rows = db.session.execute(
        sa.select(Proposal.country, sa.func.count())
        .where(*_of(place))
        .group_by(Proposal.country)
        .order_by(Proposal.country)
    )
    return {row[0] or "": row[1] for row in rows}


def _of(place: Place, country: str = "") -> tuple[sa.ColumnElement[bool], ...]:
    here = (Proposal.call_id == place.call.id, place.shown)
    return (*here, Proposal.country == country) if country else here


@dataclass(frozen=True)
class Note:
    """One eligible concept note, with what the reader said of it."""

    place: Place
    proposal: Proposal
    comment: OverlapComment | None


def note_of(
    actor: Actor,
    call_ref: str,
    ref: str,
    permission: Permission = Permission.OVERLAP_READ,
    *,
    lock: bool = False,
) -> Note:
    """The note behind a reference, or NotFound: not eligible, withdrawn, tied, or of a call whose
    time to comment was not opened. `lock` takes its row for the rest of the transaction."""
    if lock:
        db.session.execute(sa.select(Proposal.id).where(Proposal.ref == ref).with_for_update())
    place = place_of(actor, call_ref, permission)
    if place.window is None:
        raise NotFound
    own = sa.and_(
        OverlapComment.proposal_id == Proposal.id, OverlapComment.person_id == actor.person_id
    )
    row: Any = db.session.execute(
        sa.select(Proposal, OverlapComment)
        .outerjoin(OverlapComment, own)
        .where(Proposal.ref == ref, *_of(place))
        .execution_options(populate_existing=lock)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Note(place, row[0], row[1])


def submitted_note(note: Note) -> list[ReadSection]:
    """What was submitted, laid out for reading; two queries, none of it from the draft."""
    snapshot = standing_snapshot(note.proposal.id)
    if snapshot is None:
        return []
    call = note.place.call
    content: Mapping[str, Any] = json.loads(snapshot.content)
    form = form_of(call, FormKind(snapshot.form))
    budget = budget_under(call, cost_lines(content))
    return as_submitted(note.proposal.id, form, content, budget)


def may_read_note_files(actor: Actor, proposal_id: int) -> bool:
    """Files of a proposal: for whoever may comment on it, once the time to comment was opened."""
    if not actor.may(Permission.OVERLAP_COMMENT):
        return False
    found = db.session.scalar(
        sa.select(Proposal.id)
        .join(OverlapWindow, OverlapWindow.call_id == Proposal.call_id)
        .where(Proposal.id == proposal_id, shown_to(actor))
    )
    return found is not None


def extensions_of(window: OverlapWindow) -> list[OverlapExtension]:
    """How a time to comment was made longer, the first first."""
    return list(
        db.session.scalars(
            sa.select(OverlapExtension)
            .where(OverlapExtension.window_id == window.id)
            .order_by(OverlapExtension.id)
        )
    )


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.OVERLAP_READ):
        raise NotFound
