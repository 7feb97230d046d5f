"""Every column the list can show: one row each, in the order in which they are offered."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation, Person
from grants.core.messages import N_
from grants.desk.queries.listing.scope import (
    APPEAL,
    COUNTRY,
    OFFICER,
    SCREENING,
    Expression,
    Officer,
    Scope,
)
from grants.notes.models import Flag, FlagStatus, ProposalTag, Tag
from grants.places.models import Country
from grants.proposals.models import (
    Attempt,
    BudgetLine,
    Collaborator,
    Document,
    Endorsement,
    EndorsementStatus as E,
    Extension,
    Proposal,
    Snapshot,
    TeamRole,
)
from grants.screening.models import (
    Appeal,
    Clarification,
    ClarificationStatus,
    LookAlike,
    Screening,
)
from grants.screening.queries.look_alikes import both_among, waits


class Kind(enum.StrEnum):
    """How a value reads: on the page and in a spreadsheet (`views/proposals/cells.py`)."""

    TITLE = "title"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DAY = "day"
    DAYS_LEFT = "days_left"
    YES_NO = "yes_no"
    STATE = "state"
    COUNTRY = "country"
    REGION = "region"
    FOCUS = "focus"
    APPLICANT = "applicant"
    LANGUAGE = "language"
    OFFICER = "officer"
    FINDING = "finding"
    REASONS = "reasons"
    APPEAL = "appeal"


Build = Callable[[Scope], Expression]


@dataclass(frozen=True)
class Column:
    """One column; `label` may name the call's %(currency)s. `by` orders where the value itself
    does not; a column that `sorts` not has no order anybody would ask for."""

    code: str
    label: str
    kind: Kind
    build: Build
    needs: tuple[str, ...] = ()
    by: Build | None = None
    sorts: bool = True

    def order(self, scope: Scope) -> Expression:
        return (self.by or self.build)(scope)


def _plain(expression: Any) -> Build:
    return lambda scope: expression


def _one(value: Any, *where: Any) -> Build:
    """A value looked up for each row shown."""
    query = sa.select(value).where(*where).correlate(Proposal, Screening).scalar_subquery()
    return lambda scope: query


def _share(part: Any, whole: Any) -> Build:
    """Thousandths, rounded down; nothing where there is no sum. (The largest amounts times ten
    thousand would leave 64 bits.)"""
    return _plain(sa.case((whole > 0, part * 1_000 // whole)))


def _source(name: str) -> Build:
    cents = getattr(BudgetLine, f"{name}_cents")
    total = sa.func.coalesce(sa.func.sum(cents), 0)
    return _one(sa.cast(total, sa.BigInteger), BudgetLine.proposal_id == Proposal.id)


def _look_alikes(*where: Any) -> Build:
    """Pairs with a proposal one may not know of are not counted."""

    def build(scope: Scope) -> Expression:
        pairs = sa.or_(LookAlike.proposal_id == Proposal.id, LookAlike.other_id == Proposal.id)
        return (
            sa.select(sa.func.count())
            .select_from(LookAlike)
            .where(pairs, both_among(scope.seen()), *where)
            .correlate(Proposal)
            .scalar_subquery()
        )

    return build


_N = sa.func.count()
_Second = aliased(Person, name="second_officer")
_Lead = aliased(Person, name="team_lead")
_CASH = Proposal.grant_cents + Proposal.cash_cents
_ALL = _CASH + Proposal.in_kind_cents
_OWN = Clarification.proposal_id == Proposal.id
_ANSWERED = Clarification.status.in_(
    (ClarificationStatus.ANSWERED, ClarificationStatus.ANSWERED_LATE)
)
_SPONSORS = Endorsement.proposal_id == Proposal.id
_IN_TEAM = (Collaborator.proposal_id == Proposal.id, Collaborator.removed_at.is_(None))
_LEADS = (*_IN_TEAM, Collaborator.role == TeamRole.LEAD, _Lead.id == Collaborator.person_id)
_SNAPSHOTS = Snapshot.proposal_id == Proposal.id
_SLOTS = sa.func.count(Document.question_id.distinct())

C, K = Column, Kind
COLUMNS: tuple[Column, ...] = (
    C("title", N_("Proposal"), K.TITLE, _plain(Proposal.title)),
    C("ref", N_("Reference"), K.TEXT, _plain(Proposal.ref)),
    C("proponent", N_("Proponent"), K.TEXT, _plain(Proposal.proponent_name)),
    C("kind", N_("Kind of proponent"), K.APPLICANT, _plain(Proposal.proponent_kind)),
    C(
        "recipient",
        N_("Recipient"),
        K.TEXT,
        _one(Organisation.name, Organisation.id == Proposal.recipient_id),
    ),
    C("city", N_("City"), K.TEXT, _plain(Proposal.city)),
    C(
        "country",
        N_("Country"),
        K.COUNTRY,
        _plain(Proposal.country),
        needs=(COUNTRY,),
        by=lambda scope: scope.place_name(),
    ),
    C("region", N_("Region"), K.REGION, _plain(Country.subregion), needs=(COUNTRY,)),
    C("ldc", N_("Least developed country"), K.YES_NO, _plain(Country.is_ldc), needs=(COUNTRY,)),
    C("focus", N_("Focus area"), K.FOCUS, _plain(Proposal.focus_area)),
    C("language", N_("Language"), K.LANGUAGE, _plain(Proposal.language)),
    C("months", N_("Months"), K.NUMBER, _plain(Proposal.months)),
    C("asked", N_("Asked (%(currency)s)"), K.MONEY, _plain(Proposal.grant_cents)),
    C("cash", N_("Cash from others (%(currency)s)"), K.MONEY, _plain(Proposal.cash_cents)),
    C("in_kind", N_("In kind (%(currency)s)"), K.MONEY, _plain(Proposal.in_kind_cents)),
    C("total", N_("Whole cost (%(currency)s)"), K.MONEY, _plain(_ALL)),
    C("share", N_("Co-financing in cash (per cent)"), K.SHARE, _share(Proposal.cash_cents, _CASH)),
    C(
        "share_all",
        N_("Co-financing with in kind (per cent)"),
        K.SHARE,
        _share(Proposal.cash_cents + Proposal.in_kind_cents, _ALL),
    ),
    C("own_cash", N_("Cash: recipient (%(currency)s)"), K.MONEY, _source("recipient")),
    C("partner_cash", N_("Cash: partners (%(currency)s)"), K.MONEY, _source("partner")),
    C("member_cash", N_("Cash: members (%(currency)s)"), K.MONEY, _source("member")),
    C("other_cash", N_("Cash: others (%(currency)s)"), K.MONEY, _source("other")),
    C("lines", N_("Cost lines"), K.NUMBER, _one(_N, BudgetLine.proposal_id == Proposal.id)),
    C(
        "sponsors",
        N_("Sponsors named"),
        K.NUMBER,
        _one(_N, _SPONSORS, Endorsement.status.in_((E.ASKED, E.CONFIRMED))),
    ),
    C(
        "confirmed",
        N_("Sponsors confirmed"),
        K.NUMBER,
        _one(_N, _SPONSORS, Endorsement.status == E.CONFIRMED),
    ),
    C(
        "documents",
        N_("Documents"),
        K.NUMBER,
        _one(_SLOTS, Document.proposal_id == Proposal.id, Document.removed_at.is_(None)),
    ),
    C("contact", N_("Team lead"), K.TEXT, _one(_Lead.name, *_LEADS)),
    C(
        "contact_language",
        N_("Language of the team lead"),
        K.LANGUAGE,
        _one(_Lead.language, *_LEADS),
    ),
    C("team", N_("People in the team"), K.NUMBER, _one(_N, *_IN_TEAM)),
    C("submitted", N_("Submitted"), K.DAY, _plain(Proposal.submitted_at)),
    C("first", N_("First submitted"), K.DAY, _one(sa.func.min(Snapshot.received_at), _SNAPSHOTS)),
    C("versions", N_("Versions submitted"), K.NUMBER, _one(_N, _SNAPSHOTS)),
    C("attempts", N_("Attempts to submit"), K.NUMBER, _one(_N, Attempt.proposal_id == Proposal.id)),
    C(
        "unsent",
        N_("Changed since it was submitted"),
        K.YES_NO,
        _plain(sa.func.coalesce(Proposal.draft_version > Proposal.submitted_version, sa.false())),
        sorts=False,
    ),
    C(
        "extended",
        N_("More time until"),
        K.DAY,
        _one(sa.func.max(Extension.until_at), Extension.proposal_id == Proposal.id),
    ),
    C("state", N_("State"), K.STATE, _plain(Proposal.status)),
    C("since", N_("In this state since"), K.DAY, _plain(Proposal.status_at)),
    C("officer", N_("Officer"), K.OFFICER, _plain(Officer.name), needs=(OFFICER,)),
    C("due", N_("Due"), K.DAY, lambda scope: scope.due_at()),
    C("days_left", N_("Days left"), K.DAYS_LEFT, lambda scope: scope.due_at()),
    C("started", N_("Check started"), K.DAY, _plain(Screening.started_at), needs=(SCREENING,)),
    C("finding", N_("Outcome of the check"), K.FINDING, _plain(Screening.finding), (SCREENING,)),
    C(
        "reasons",
        N_("Reason codes"),
        K.REASONS,
        _plain(Screening.reason_codes),
        needs=(SCREENING,),
        sorts=False,
    ),
    C("found", N_("Outcome proposed"), K.DAY, _plain(Screening.found_at), (SCREENING,)),
    C(
        "second",
        N_("Second officer"),
        K.TEXT,
        _one(_Second.name, _Second.id == Screening.confirmed_by_id),
        needs=(SCREENING,),
    ),
    C("confirmed_at", N_("Outcome confirmed"), K.DAY, _plain(Screening.confirmed_at), (SCREENING,)),
    C("questions", N_("Clarifications asked"), K.NUMBER, _one(_N, _OWN)),
    C("answered", N_("Clarifications answered"), K.NUMBER, _one(_N, _OWN, _ANSWERED)),
    C("appeal", N_("Objection"), K.APPEAL, _plain(Appeal.status), needs=(APPEAL,)),
    C("appealed", N_("Objection made"), K.DAY, _plain(Appeal.made_at), needs=(APPEAL,)),
    C(
        "tags",
        N_("Tags"),
        K.TEXT,
        _one(
            sa.func.aggregate_strings(Tag.name, ", "),
            ProposalTag.proposal_id == Proposal.id,
            Tag.id == ProposalTag.tag_id,
        ),
        sorts=False,
    ),
    C(
        "flags",
        N_("Open flags"),
        K.NUMBER,
        _one(_N, Flag.proposal_id == Proposal.id, Flag.status == FlagStatus.OPEN),
    ),
    C(
        "alike_open",
        N_("Look-alikes not judged"),
        K.NUMBER,
        _look_alikes(waits()),
    ),
    C("alike", N_("Look-alikes"), K.NUMBER, _look_alikes()),
)
BY_CODE = {column.code: column for column in COLUMNS}
# The first of a row names it, whatever else is shown.
USUAL = (
    "title",
    "city",
    "country",
    "asked",
    "sponsors",
    "state",
    "days_left",
    "officer",
    "submitted",
)
