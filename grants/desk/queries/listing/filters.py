"""Everything the list can be asked for: one row each, in the order of the page.

A value that cannot be understood fits no proposal: what is done to “all that match” must never
reach further than somebody meant.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.core.errors import Refused
from grants.core.messages import N_
from grants.core.money import parse_cents
from grants.desk.queries.listing.scope import (
    APPEAL,
    COUNTRY,
    OFFICER,
    SCREENING,
    Expression,
    Officer,
    Scope,
)
from grants.notes.queries.flags import has_open_flag
from grants.notes.queries.tags import has_tag
from grants.places.models import Country
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal
from grants.proposals.queries.search import matching
from grants.proposals.rules.search.typed import terms_of
from grants.screening.models import (
    Appeal,
    Clarification,
    LookAlike,
    Screening,
)
from grants.screening.queries.look_alikes import waits

NOBODY, ANYBODY, ME = "nobody", "anybody", "me"
LATE, DUE_DAYS = "late", ("3", "7", "14")
SOME, NONE = "yes", "no"


class Shape(enum.StrEnum):
    """What is typed or chosen."""

    TEXT = "text"
    CHOICE = "choice"  # one of a list
    CHOICES = "choices"  # several of a list
    NUMBER = "number"
    AMOUNT = "amount"
    SHARE = "share"
    REFS = "refs"  # proposals picked by hand, with dots between


Condition = Callable[[Any, Scope], Expression]


@dataclass(frozen=True)
class Filter:
    """One thing to ask for; `condition` takes what `understood` gives."""

    name: str
    label: str
    shape: Shape
    condition: Condition
    needs: tuple[str, ...] = ()

    def fits(self, values: tuple[str, ...], scope: Scope) -> Expression:
        """A condition on Proposal; nothing fits what is not understood."""
        meant = understood(self, values)
        return sa.false() if meant is None else self.condition(meant, scope)


def understood(asked: Filter, values: tuple[str, ...]) -> Any:
    """The typed value: texts, cents, per cent, a number; None when there is no sense in it."""
    first = values[0]
    match asked.shape:
        case Shape.CHOICES:
            return values
        case Shape.REFS:
            return tuple(ref for ref in first.split(".") if ref)
        case Shape.NUMBER:
            return int(first) if _is_number(first, 4) else None
        case Shape.SHARE:
            bare = first.removesuffix("%").strip()
            return int(bare) if _is_number(bare, 3) else None
        case Shape.AMOUNT:
            try:
                return parse_cents(first)
            except Refused:
                return None
    return first


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


def _holds(text: str, scope: Scope) -> Expression:
    """Every word stands somewhere in what was submitted, or is a part of what the row shows."""
    columns = (Proposal.title, Proposal.proponent_name, Proposal.city, Proposal.ref)
    words = text.split()[:8]
    shown = sa.and_(
        sa.true(),
        *(sa.or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words),
    )
    terms = terms_of(text)
    return sa.or_(shown, matching(terms)) if terms.wanted else shown


def _flagged(which: str, scope: Scope) -> Expression:
    match which:
        case "yes":
            return has_open_flag()
        case "me":
            return has_open_flag(scope.person_id)
        case "no":
            return sa.not_(has_open_flag())
    return sa.false()


def _sponsored(least: int, scope: Scope) -> Expression:
    if least == 0:
        return sa.true()
    standing = (EndorsementStatus.ASKED, EndorsementStatus.CONFIRMED)
    return Proposal.id.in_(
        sa.select(Endorsement.proposal_id)
        .where(Endorsement.status.in_(standing))
        .group_by(Endorsement.proposal_id)
        .having(sa.func.count() >= least)
    )


def _by_officer(ref: str, scope: Scope) -> Expression:
    match ref:
        case "nobody":
            return Screening.officer_id.is_(None)
        case "anybody":
            return Screening.officer_id.is_not(None)
        case "me":
            return Screening.officer_id == scope.person_id
    return Officer.ref == ref


def _due(when: str, scope: Scope) -> Expression:
    if when == LATE:
        return scope.due_at() < scope.now
    if when not in DUE_DAYS:
        return sa.false()
    return scope.due_at() < scope.now + timedelta(days=int(when))


def _alike(which: str, scope: Scope) -> Expression:
    if which not in (SOME, NONE):
        return sa.false()
    # The list itself leaves out what one may not know of; here that is asked of the other side.
    seen = scope.seen()
    has = Proposal.id.in_(
        sa.union_all(
            sa.select(LookAlike.proposal_id).where(waits(), (LookAlike.other_id + 0).in_(seen)),
            sa.select(LookAlike.other_id).where(waits(), (LookAlike.proposal_id + 0).in_(seen)),
        )
    )
    return has if which == SOME else sa.not_(has)


def _asked(which: str, scope: Scope) -> Expression:
    has = Proposal.id.in_(sa.select(Clarification.proposal_id))
    return {SOME: has, NONE: sa.not_(has)}.get(which, sa.false())


def _share(least: bool) -> Condition:
    """Of the cash cost, without dividing: as the rule of the budget counts."""

    def condition(percent: int, scope: Scope) -> Expression:
        mine, all_cash = Proposal.cash_cents * 100, Proposal.grant_cents + Proposal.cash_cents
        compared = mine >= all_cash * percent if least else mine <= all_cash * percent
        return sa.and_(all_cash > 0, compared)

    return condition


def _text(column: Any) -> Any:
    return sa.type_coerce(column, sa.String)


F, S = Filter, Shape
_ALL: tuple[Filter, ...] = (
    F("text", N_("Words of the proposal"), S.TEXT, _holds),
    F("state", N_("State"), S.CHOICES, lambda v, s: _text(Proposal.status).in_(v)),
    F("officer", N_("Officer"), S.CHOICE, _by_officer, needs=(OFFICER,)),
    F("due", N_("Time left"), S.CHOICE, _due),
    F("country", N_("Country"), S.CHOICE, lambda v, s: Proposal.country == v),
    F(
        "region",
        N_("Region"),
        S.CHOICE,
        lambda v, s: sa.or_(Country.region == v, Country.subregion == v),
        needs=(COUNTRY,),
    ),
    F("city", N_("City"), S.TEXT, lambda v, s: Proposal.city.icontains(v, autoescape=True)),
    F("focus", N_("Focus area"), S.CHOICE, lambda v, s: Proposal.focus_area == v),
    F("kind", N_("Kind of proponent"), S.CHOICE, lambda v, s: Proposal.proponent_kind == v),
    F("language", N_("Language"), S.CHOICE, lambda v, s: Proposal.language == v),
    F("asked_from", N_("Asked, from"), S.AMOUNT, lambda v, s: Proposal.grant_cents >= v),
    F("asked_to", N_("Asked, up to"), S.AMOUNT, lambda v, s: Proposal.grant_cents <= v),
    F("share_from", N_("Co-financing in cash in per cent, from"), S.SHARE, _share(least=True)),
    F("share_to", N_("Co-financing in cash in per cent, up to"), S.SHARE, _share(least=False)),
    F("sponsors", N_("Sponsors, at least"), S.NUMBER, _sponsored),
    F(
        "finding",
        N_("Outcome of the check"),
        S.CHOICE,
        lambda v, s: _text(Screening.finding) == v,
        needs=(SCREENING,),
    ),
    F("clarified", N_("Clarification asked"), S.CHOICE, _asked),
    F(
        "appeal",
        N_("Objection"),
        S.CHOICE,
        lambda v, s: _text(Appeal.status) == v,
        needs=(APPEAL,),
    ),
    F("tag", N_("Tag"), S.CHOICE, lambda v, s: has_tag(v)),
    F("flag", N_("Flags"), S.CHOICE, _flagged),
    F("alike", N_("Look-alikes not judged"), S.CHOICE, _alike),
    F("only", N_("Picked by hand"), S.REFS, lambda v, s: Proposal.ref.in_(v)),
)
FILTERS = {one.name: one for one in _ALL}
