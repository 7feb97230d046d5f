"""What is late, mine, unscreened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.i18n import (
    chosen_text,
    gettext as _,
    locale,
    ngettext,
    quick_amounts,
    quick_days,
)
from grants.core.messages import N_
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import OFFICE_WORDS, TONES
from grants.screening.models import AppealStatus, ClarificationStatus, Finding
from grants.screening.queries import desk as queries
from grants.screening.queries.desk import PAGE, DeskRow, View
from grants.screening.rules.labels import APPEALS
from grants.screening.rules.periods import screening_due
from grants.screening.views import blueprint

VIEW_WORDS: dict[View, str] = {
    View.LATE: N_("Late"),
    View.MINE: N_("Mine"),
    View.UNSCREENED: N_("Unscreened"),
    View.CONFIRM: N_("For me to confirm"),
    View.WAITING: N_("Waiting for the city"),
    View.APPEALS: N_("Objections"),
    View.DONE: N_("Done"),
    View.ALL: N_("All"),
}


@dataclass(frozen=True)
class Line:
    """A row of the list, in words."""

    title: str
    url: str
    hint: str
    asked: str
    status: str
    tone: str
    officer: str
    submitted: str
    note: str


@dataclass(frozen=True)
class Pages:
    """Where in the list we are."""

    start: int
    end: int
    total: int
    previous_url: str | None
    next_url: str | None


@blueprint.get("/screening/")
@requires(Permission.SCREENING_READ)
def index() -> str:
    """Every call with what waits in its check."""
    return render_template(
        "screening/index.html",
        calls=queries.calls_with_checks(current_actor()),
        crumbs=[(_("Screening"), None)],
    )


@blueprint.get("/screening/<call_ref>/")
@requires(Permission.SCREENING_READ)
def desk(call_ref: str) -> str:
    """The desk of one call."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    now = clock.now()
    counts = queries.counts(actor, call, now)
    view = _chosen(counts)
    page = max(request.args.get("page", 1, type=int), 1)
    rows = queries.rows(actor, call, view, now, page=page)
    return render_template(
        "screening/desk.html",
        call=call,
        view=view,
        view_words=_(VIEW_WORDS[view]),
        counts=counts,
        views=View,
        tab_items=[
            (
                _("%(view)s (%(n)s)", view=_(VIEW_WORDS[v]), n=counts[v]),
                url_for("screening.desk", call_ref=call.ref, view=v.value),
                v is view,
            )
            for v in View
        ],
        lines=_lines(call, rows),
        pages=_pages(call, view, page, len(rows), counts[view]),
        due=screening_due(call.closes_at) if call.closes_at else None,
        is_closed=call.closes_at is not None and now > call.closes_at,
        crumbs=[(_("Screening"), url_for("screening.index")), (chosen_text(call.title), None)],
    )


def _chosen(counts: dict[View, int]) -> View:
    """The view asked for; else the first that holds something to do."""
    asked = request.args.get("view", "")
    for view in View:
        if view.value == asked:
            return view
    return next((v for v in View if counts[v] and v is not View.DONE), View.ALL)


def _pages(call: Call, view: View, page: int, shown: int, total: int) -> Pages | None:
    if total <= PAGE:
        return None
    start = (page - 1) * PAGE

    def url(number: int) -> str:
        return url_for("screening.desk", call_ref=call.ref, view=view.value, page=number)

    return Pages(
        start=min(start + 1, total),
        end=min(start + shown, total),
        total=total,
        previous_url=url(page - 1) if page > 1 else None,
        next_url=url(page + 1) if start + shown < total else None,
    )


def _lines(call: Call, rows: list[DeskRow]) -> list[Line]:
    """The rows in words; what costs time to find is asked once for the list."""
    to_file = url_for("screening.show", call_ref=call.ref, ref="_").removesuffix("_")
    amount, day, countries = quick_amounts(), quick_days(), locale().territories
    nobody, untitled = _("Nobody yet"), _("Untitled")
    states = {status: _(OFFICE_WORDS[status]) for status in {row.status for row in rows}}
    lines = []
    for row in rows:
        place = (row.ref, row.city, countries.get(row.country or "", row.country or ""))
        lines.append(
            Line(
                title=row.title or untitled,
                url=to_file + row.ref,
                hint=" · ".join(part for part in place if part),
                asked=amount(row.grant_cents),
                status=states[row.status],
                tone=TONES[row.status],
                officer=row.officer or nobody,
                submitted=day(row.submitted_at),
                note=" · ".join(_notes(row, day)) or "–",
            )
        )
    return lines


def _notes(row: DeskRow, day: Callable[[datetime | None], str]) -> Iterator[str]:
    """What to know before opening the file."""
    if row.appeal is AppealStatus.OPEN:
        yield _(APPEALS[row.appeal])
    if row.asked is ClarificationStatus.OPEN and row.due_at is not None:
        yield _("City answers by %(day)s", day=day(row.due_at))
    if row.status is ProposalStatus.SCREENING:
        if row.finding is Finding.INELIGIBLE and row.confirmed_at is None:
            yield _("Not eligible: a second person must confirm")
        if row.asked in RETURNED:
            yield _(RETURNED[row.asked])
    if row.look_alikes:
        yield ngettext(
            "%(num)s look-alike to judge", "%(num)s look-alikes to judge", row.look_alikes
        )


RETURNED: dict[ClarificationStatus | None, str] = {
    ClarificationStatus.ANSWERED: N_("The city answered"),
    ClarificationStatus.ANSWERED_LATE: N_("The city answered late"),
    ClarificationStatus.EXPIRED: N_("No answer by the due date"),
}


@blueprint.get("/screening/<call_ref>/appeals")
@requires(Permission.SCREENING_READ)
def appeals(call_ref: str) -> str:
    """The objections of a call: those to decide first of all."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    now = clock.now()
    page = max(request.args.get("page", 1, type=int), 1)
    rows = queries.rows(actor, call, View.APPEALS, now, page=page)
    return render_template(
        "screening/appeals.html",
        call=call,
        lines=_lines(call, rows),
        crumbs=[
            (_("Screening"), url_for("screening.index")),
            (chosen_text(call.title), url_for("screening.desk", call_ref=call.ref)),
            (_("Objections"), None),
        ],
    )
