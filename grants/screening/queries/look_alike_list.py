"""The look-alikes of a call as a list, who of two proposals is the same applicant, and how far a
search is.

A pair with a proposal the actor is tied to is in no list and no count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation
from grants.accounts.queries import merges
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import free_of_conflict
from grants.screening.models import LookAlike, LookAlikeSearch, LookAlikeVerdict
from grants.screening.queries.look_alikes import both_among, changed_since, waits

PAGE = 50


class View(StrEnum):
    """Which pairs to see."""

    OPEN = "open"
    JUDGED = "judged"
    ALL = "all"


class Applicant(StrEnum):
    """What two proposals share beside their words."""

    ORGANISATION = "organisation"
    CITY = "city"
    NEITHER = "neither"


class Place(StrEnum):
    """Where the other proposal is."""

    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Wanted:
    """What the list is filtered by; None is everything."""

    view: View = View.OPEN
    applicant: Applicant | None = None
    place: Place | None = None


@dataclass(frozen=True)
class End:
    """One of two proposals."""

    ref: str
    call_ref: str
    title: str
    city: str


@dataclass(frozen=True)
class ListedPair:
    """A line of the list: the proposal of this call, the other, and what they share."""

    ref: str
    likeness_pct: int
    verdict: LookAlikeVerdict
    is_changed: bool
    same_organisation: bool
    same_city: bool
    mine: End
    other: End


@dataclass(frozen=True)
class Same:
    """Is it the same applicant, by what is on record?"""

    organisation: bool
    city: bool


_later = aliased(Proposal, name="later")
_earlier = aliased(Proposal, name="earlier")
_later_call = aliased(Call, name="later_call")
_earlier_call = aliased(Call, name="earlier_call")
_later_body = aliased(Organisation, name="later_body")
_earlier_body = aliased(Organisation, name="earlier_body")


class PairList:
    """The pairs that hold a proposal of one call, for one actor."""

    def __init__(self, actor: Actor, call_id: int):
        """Two queries."""
        if not actor.may(Permission.SCREENING_READ):
            raise NotFound
        self._call_id = call_id
        self._organisation = _same_organisation(merges())
        seen = sa.select(Proposal.id).where(
            free_of_conflict(actor), Proposal.submitted_at.is_not(None)
        )
        self._scope = sa.and_(
            sa.or_(_later.call_id == call_id, _earlier.call_id == call_id),
            both_among(seen),
        )

    def counts(self, wanted: Wanted) -> dict[View, int]:
        """How many pairs each view holds under the other filters; one query."""
        row = db.session.execute(
            _joined(
                sa.select(
                    sa.func.count(),
                    sa.func.coalesce(sa.func.sum(sa.case((waits(), 1), else_=0)), 0),
                )
            ).where(self._scope, *self._filters(wanted))
        ).one()
        return {View.OPEN: row[1], View.JUDGED: row[0] - row[1], View.ALL: row[0]}

    def page(self, wanted: Wanted, number: int) -> list[ListedPair]:
        """A page, the most alike first; one query."""
        query = (
            _joined(
                sa.select(
                    LookAlike.ref,
                    LookAlike.likeness_pct,
                    LookAlike.verdict,
                    changed_since().label("is_changed"),
                    self._organisation.label("same_organisation"),
                    _same_city().label("same_city"),
                    _later.call_id,
                    *_end(_later, _later_call, "later"),
                    *_end(_earlier, _earlier_call, "earlier"),
                )
            )
            .join(_later_call, _later_call.id == _later.call_id)
            .join(_earlier_call, _earlier_call.id == _earlier.call_id)
            .where(self._scope, *self._filters(wanted), *_of_view(wanted.view))
            .order_by(LookAlike.likeness_pct.desc(), LookAlike.id)
            .limit(PAGE)
            .offset((number - 1) * PAGE)
        )
        return [self._listed(row) for row in db.session.execute(query)]

    def _filters(self, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        match wanted.applicant:
            case Applicant.ORGANISATION:
                found.append(self._organisation)
            case Applicant.CITY:
                found.append(_same_city())
            case Applicant.NEITHER:
                found += [sa.not_(self._organisation), sa.not_(_same_city())]
        same_call = _later.call_id == _earlier.call_id
        match wanted.place:
            case Place.HERE:
                found.append(same_call)
            case Place.ELSEWHERE:
                found.append(sa.not_(same_call))
        return found

    def _listed(self, row: Any) -> ListedPair:
        later = End(row.later_ref, row.later_call_ref, row.later_title, row.later_city)
        earlier = End(row.earlier_ref, row.earlier_call_ref, row.earlier_title, row.earlier_city)
        is_mine = row.call_id == self._call_id
        return ListedPair(
            row.ref,
            row.likeness_pct,
            row.verdict,
            bool(row.is_changed),
            bool(row.same_organisation),
            bool(row.same_city),
            later if is_mine else earlier,
            earlier if is_mine else later,
        )


def same_applicant(pair: LookAlike) -> Same:
    """What is on record of the two proposals of a pair one has found; two queries."""
    row = db.session.execute(
        _joined(sa.select(_same_organisation(merges()), _same_city())).where(
            LookAlike.id == pair.id
        )
    ).one()
    return Same(bool(row[0]), bool(row[1]))


def last_search(actor: Actor, call_id: int) -> LookAlikeSearch | None:
    """The last search of a call's texts, or of all: the running one where one runs. One query."""
    if not actor.may(Permission.SCREENING_READ):
        raise NotFound
    return db.session.scalars(
        sa.select(LookAlikeSearch)
        .where(
            LookAlikeSearch.proposal_id.is_(None),
            sa.or_(LookAlikeSearch.call_id == call_id, LookAlikeSearch.call_id.is_(None)),
        )
        .order_by(LookAlikeSearch.finished_at.is_not(None), LookAlikeSearch.asked_at.desc())
        .limit(1)
    ).one_or_none()


def _of_view(view: View) -> Sequence[sa.ColumnElement[bool]]:
    match view:
        case View.OPEN:
            return [waits()]
        case View.JUDGED:
            return [sa.not_(waits())]
    return []


def _joined(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return (
        query.select_from(LookAlike)
        .join(_later, _later.id == LookAlike.proposal_id)
        .join(_earlier, _earlier.id == LookAlike.other_id)
        .outerjoin(_later_body, _later_body.id == _later.proponent_id)
        .outerjoin(_earlier_body, _earlier_body.id == _earlier.proponent_id)
    )


def _end(of: Any, call: Any, name: str) -> tuple[Any, ...]:
    return (
        of.ref.label(f"{name}_ref"),
        call.ref.label(f"{name}_call_ref"),
        of.title.label(f"{name}_title"),
        of.city.label(f"{name}_city"),
    )


def _same_organisation(merged: dict[int, int | None]) -> sa.ColumnElement[bool]:
    """One of them submits or receives in both, merges followed; or one registration number."""
    roots = {of: _root(of, merged) for of in merged}

    def root(column: Any) -> Any:
        return sa.case(roots, value=column, else_=column) if roots else column

    later = [root(column) for column in (_later.proponent_id, _later.recipient_id)]
    earlier = [root(column) for column in (_earlier.proponent_id, _earlier.recipient_id)]
    registered = sa.and_(
        _later_body.registration_no != "",
        sa.func.upper(_later_body.registration_no) == sa.func.upper(_earlier_body.registration_no),
        _later_body.country == _earlier_body.country,
    )
    same = [mine == other for mine in later for other in earlier]
    return sa.func.coalesce(sa.or_(*same, registered), sa.false())


def _root(of: int, merged: dict[int, int | None]) -> int:
    """Where a chain of merges ends."""
    seen = {of}
    while (into := merged.get(of)) is not None and into not in seen:
        seen.add(into)
        of = into
    return of


def _same_city() -> sa.ColumnElement[bool]:
    named = sa.and_(
        _later.city != "",
        sa.func.lower(_later.city) == sa.func.lower(_earlier.city),
        _later.country == _earlier.country,
    )
    return sa.func.coalesce(sa.or_(_later.city_id == _earlier.city_id, named), sa.false())
