"""Moving a deadline: for everybody in a call or for some; what exactly will happen; the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.calls.rules import check_extension as check_call, may_extend
from grants.calls.rules.clocks import clock_of
from grants.calls.service import extend as extend_call
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import Refused
from grants.core.faces import clock_faces
from grants.core.i18n import gettext as _, ngettext
from grants.core.text import clean_line, fold
from grants.permissions import Permission
from grants.places.queries import country_names
from grants.proposals.forms.extension import ALL, SOME, ConfirmExtendForm, ExtendForm
from grants.proposals.queries.concerned import audience_of
from grants.proposals.queries.extension import Applicant, being_written, team_names
from grants.proposals.rules.extension import check_extension
from grants.proposals.rules.moves import OFFICE_WORDS
from grants.proposals.service import extend as extending
from grants.proposals.views import blueprint

FIND, TICK, LOOK = "find", "tick", "look"  # the buttons of the form


@dataclass(frozen=True)
class Line:
    """One applicant as the page lists it."""

    ref: str
    title: str
    place: str
    country: str
    lead: str
    deadline: str
    is_chosen: bool


@dataclass(frozen=True)
class Wanted:
    """Which applicants are listed: those ticked already, and those that match."""

    text: str
    country: str
    chosen: frozenset[str]

    def takes(self, one: Applicant) -> bool:
        words = fold(f"{one.ref} {one.title} {one.city} {one.lead}")
        in_country = not self.country or one.country == self.country
        return in_country and fold(self.text) in words


@blueprint.get("/calls/<call_ref>/extend")
@requires(Permission.PROPOSAL_EXTEND)
def extend(call_ref: str) -> str | tuple[str, int]:
    """Whose deadline and to when; a good answer leads to the page that confirms it."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    op = request.args.get("op", "")
    form = ExtendForm(formdata=request.args)
    if not may_extend(call, clock.now()):
        form.offer_some()
    applicants = being_written(actor, call)
    wanted = _wanted()
    if op == TICK:
        listed = {one.ref for one in applicants if wanted.takes(one)}
        wanted = Wanted(wanted.text, wanted.country, wanted.chosen | listed)
        form.who.data = SOME
    chosen = [one for one in applicants if one.ref in wanted.chosen]
    if op == LOOK and _is_sound(form, call, chosen):
        confirm = ConfirmExtendForm(
            formdata=None,
            version=call.version,
            who=form.who.data,
            until=form.instant(call.zone).isoformat(),
        )
        return _confirm(call, confirm, form.instant(call.zone), chosen)
    return _choose(call, form, applicants, wanted), 422 if form.errors or form.form_errors else 200


@blueprint.post("/calls/<call_ref>/extend")
@requires(Permission.PROPOSAL_EXTEND)
def give_more_time(call_ref: str) -> str | Response | tuple[str, int]:
    """Do it; a refusal is shown on the page that confirms."""
    actor = current_actor()
    form = ConfirmExtendForm()
    until = form.until_at()
    refs = request.form.getlist("p")
    if until is None or not isinstance(form.version.data, int):
        return redirect(url_for("proposals.extend", call_ref=call_ref))
    given: dict[str, Any] = {"reason": form.reason.data, "operation": form.operation.data}

    def act() -> None:
        if form.who.data == ALL:
            extend_call(actor, call_ref, until, version=form.version.data, **given)
        else:
            extending.extend(actor, call_ref, refs, until_at=until, **given)

    if form.validate() and done(form, act):
        flash(_said(form, until, len(refs)), "ok")
        return redirect(url_for("calls.details", ref=call_ref), 303)
    call = for_office(actor, call_ref)
    chosen = [one for one in being_written(actor, call) if one.ref in refs]
    return _confirm(call, form, until, chosen), 422


def _said(form: ConfirmExtendForm, until: datetime, n: int) -> str:
    if form.who.data == ALL:
        return _("The deadline is now %(when)s.", when=i18n.instant(until))
    return ngettext(
        "%(num)s applicant has more time, until %(when)s. The team is told.",
        "%(num)s applicants have more time, until %(when)s. Their teams are told.",
        n,
        when=i18n.instant(until),
    )


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        clean_line(given.get("text", ""))[:100],
        clean_line(given.get("country", ""))[:2],
        frozenset(given.getlist("p")),
    )


def _is_sound(form: ExtendForm, call: Call, chosen: Sequence[Applicant]) -> bool:
    """The rules of both acts, before anything is done; what is wrong is shown in the form."""
    if not form.validate():
        return False
    now = clock.now()
    try:  # by hand: nothing is done yet
        instant = form.instant(call.zone)
        if form.who.data == ALL:
            check_call(call, instant, now)
        for one in chosen:
            check_extension(one.ref, one.status, one.deadline, instant, now)
    except Refused as error:
        form.refuse(error)
        return False
    if form.who.data == ALL and chosen:
        form.who.errors = [_("You ticked applicants: does it move for them alone?")]
    if form.who.data == SOME and not chosen:
        form.who.errors = [_("Tick at least one applicant in the list below")]
    return not form.who.errors


def _choose(call: Call, form: ExtendForm, applicants: Sequence[Applicant], wanted: Wanted) -> str:
    named = country_names(i18n.locale().language)
    there = {one.country for one in applicants}
    countries = [(code, name) for code, name in named.items() if code in there]
    known = {one.ref for one in applicants}
    return render_template(
        "proposals/extend.html",
        call=call,
        form=form,
        may_extend=may_extend(call, clock.now()),
        faces=clock_faces(call.closes_at, call.zone),
        lines=[
            _line(call, one, named, wanted)
            for one in applicants
            if wanted.takes(one) or one.ref in wanted.chosen
        ],
        total=len(applicants),
        wanted=wanted,
        gone=sorted(wanted.chosen - known),
        countries=[("", _("All")), *countries],
        crumbs=_crumbs(call),
    )


def _line(call: Call, one: Applicant, named: dict[str, str], wanted: Wanted) -> Line:
    return Line(
        one.ref,
        _title(one),
        one.city or "–",
        named.get(one.country, "–"),
        one.lead or "–",
        i18n.deadline(one.deadline, call.zone) if one.deadline else "–",
        one.ref in wanted.chosen,
    )


def _title(one: Applicant) -> str:
    """What it is called, or how far it is; which of the two forms it is."""
    title = one.title or _(OFFICE_WORDS[one.status])
    return _("%(title)s (full proposal)", title=title) if one.is_full else title


def _confirm(
    call: Call, form: ConfirmExtendForm, until: datetime, chosen: Sequence[Applicant]
) -> str:
    for_all = form.who.data == ALL
    named = country_names(i18n.locale().language)
    told = team_names([one.id for one in chosen])
    wanted = Wanted("", "", frozenset(one.ref for one in chosen))
    return render_template(
        "proposals/extend_confirm.html",
        call=call,
        form=form,
        for_all=for_all,
        before=clock_faces(call.closes_at, call.zone),
        after=clock_faces(until, call.zone),
        lines=[
            (_line(call, one, named, wanted), ", ".join(told.get(one.id, []))) for one in chosen
        ],
        audience=audience_of(call) if for_all else None,
        back=_back(call, form, until, chosen),
        people=sum(len(people) for people in told.values()),
        crumbs=_crumbs(call),
    )


def _back(call: Call, form: ConfirmExtendForm, until: datetime, chosen: Sequence[Applicant]) -> str:
    """The form with what was chosen."""
    day, at = clock_of(until, call.zone)
    return url_for(
        "proposals.extend",
        call_ref=call.ref,
        who=form.who.data,
        day=day.isoformat(),
        at=at.isoformat(),
        p=[one.ref for one in chosen],
    )


def _crumbs(call: Call) -> list[tuple[str, str | None]]:
    return [
        (_("Calls"), url_for("calls.office")),
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Move the deadline"), None),
    ]
