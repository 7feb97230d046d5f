"""Who reviews what: the list, one proposal, a suggestion, the publication."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.clock import BRUSSELS
from grants.core.errors import DomainError, NotFound, Refused, Repeated
from grants.core.forms import choices
from grants.core.i18n import gettext as _, ngettext
from grants.core.messages import msg
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.forms import AssignForm, ButtonForm, PublishForm, ReasonForm
from grants.reviews.models import AssignmentStatus
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Given, Reviewed
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.rules.work import ASSIGNMENT_TONES, ASSIGNMENT_WORDS
from grants.reviews.service import assign as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import WRONG, call_crumbs, lead_tabs, take

Answer = str | Response | tuple[str, int]
MISSING_DAY = msg("Give the day until which reviews are asked for")


@blueprint.get("/calls/<call_ref>/assignment")
@requires(Permission.REVIEWS_MANAGE)
def assignment(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    rows, total = queries.proposals_page(actor, call, page=asked_page())
    figures = queries.progress(actor, call)
    return render_template(
        "reviews/assignment.html",
        call=call,
        rows=[
            {
                "row": row,
                "place": _place(row),
                "given": [_given(g) for g in row.standing],
                "short": len(row.standing) < call.evaluators,
            }
            for row in rows
        ],
        total=total,
        page=page_of(total, most=queries.PAGE),
        figures=figures,
        suggest=ButtonForm(formdata=None),
        clear=ButtonForm(formdata=None),
        tabs=lead_tabs(call, "assignment"),
        crumbs=call_crumbs(call, _("Assignments")),
    )


def _place(row: Reviewed) -> str:
    return ", ".join(p for p in (row.city, i18n.country(row.country)) if p)


def _given(one: Given) -> dict[str, Any]:
    """One assignment with its state and its reasons in words."""
    words = _("Submitted") if one.is_submitted else _(ASSIGNMENT_WORDS[one.status])
    return {
        "ref": one.ref,
        "person": one.person,
        "words": words,
        "tone": "ok" if one.is_submitted else ASSIGNMENT_TONES[one.status],
        "is_draft": one.status is AssignmentStatus.DRAFT,
        "why": _why(one.why),
    }


def _why(why: dict[str, Any]) -> str:
    if why.get("by_hand"):
        return _("chosen by hand")
    reasons = {
        "language": _("reads the language"),
        "theme": _("knows the focus area"),
        "region": _("knows the region"),
    }
    fitting = [words for name, words in reasons.items() if why.get(name)]
    return ", ".join(fitting) if fitting else _("has room")


@blueprint.post("/calls/<call_ref>/assignment/suggest")
@requires(Permission.REVIEWS_MANAGE)
def suggest(call_ref: str) -> Response:
    form = ButtonForm()
    back = redirect(url_for("reviews.assignment", call_ref=call_ref))
    try:
        plan = service.suggest(current_actor(), call_ref, operation=form.operation.data)
    except Repeated:
        return back
    except Refused as error:
        form.refuse(error)
        flash(i18n.render(error.message), "warn")
        return back
    n = len(plan.pairs)
    flash(
        ngettext("%(num)s place was filled.", "%(num)s places were filled.", n)
        + " "
        + _("Only you see the drafts until you publish them."),
        "ok",
    )
    if plan.shortfalls:
        flash(
            ngettext(
                "%(num)s proposal has too few evaluators, or too few who read its language.",
                "%(num)s proposals have too few evaluators, or too few who read their language.",
                len(plan.shortfalls),
            ),
            "warn",
        )
    if not plan.is_connected:
        flash(
            _(
                "Some evaluators share no proposal with the others, so their scores cannot "
                "be compared."
            ),
            "warn",
        )
    return back


@blueprint.post("/calls/<call_ref>/assignment/clear")
@requires(Permission.REVIEWS_MANAGE)
def clear(call_ref: str) -> Response:
    form = ButtonForm()
    try:
        n = service.clear_drafts(current_actor(), call_ref, operation=form.operation.data)
    except Repeated as again:
        n = int(again.result or 0)
    flash(ngettext("%(num)s draft was removed.", "%(num)s drafts were removed.", n), "ok")
    return redirect(url_for("reviews.assignment", call_ref=call_ref))


@blueprint.route("/calls/<call_ref>/assignment/<ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def assign(call_ref: str, ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    proposal = queries.proposal_in(actor, call, ref)
    drafted = {g.person_id for g in proposal.given if g.status is AssignmentStatus.DRAFT}
    fixed = {g.person_id: g for g in proposal.given if g.status is not AssignmentStatus.DRAFT}
    barred = {person for at, person in standing_pairs(call) if at == proposal.id}
    pool = [m for m in members(call) if m.is_free]
    free = [m for m in pool if m.person_id not in fixed and m.person_id not in barred]
    form = AssignForm(data={"members": [m.ref for m in free if m.person_id in drafted]})
    form.members.choices = choices((m.ref, m.name) for m in free)
    status = 200
    if form.validate_on_submit():
        try:
            service.assign(
                actor, call_ref, ref, form.members.data or [], operation=form.operation.data
            )
        except Repeated:
            return redirect(url_for("reviews.assignment", call_ref=call_ref))
        except NotFound:
            raise
        except DomainError as error:
            status = take(form, error)
            call = call_for(actor, call_ref)
        else:
            flash(_("The draft for “%(title)s” is saved.", title=proposal.title), "ok")
            return redirect(url_for("reviews.assignment", call_ref=call_ref))
    elif form.is_submitted():
        form.renew_operation()
        status = WRONG
    page = render_template(
        "reviews/assign.html",
        form=form,
        call=call,
        proposal=proposal,
        place=_place(proposal),
        hints={m.ref: _hint(m, proposal) for m in free},
        fixed=[_given(g) for g in fixed.values()],
        endable=[g.ref for g in fixed.values() if g.status in _ENDABLE],
        barred=[m.name for m in pool if m.person_id in barred],
        crumbs=[
            *call_crumbs(call, "")[:2],
            (_("Assignments"), url_for("reviews.assignment", call_ref=call_ref)),
        ],
    )
    return page, status


def _hint(member: Member, proposal: Reviewed) -> str:
    """Why this evaluator would fit, and how much they have already."""
    fit = {
        "language": proposal.language in member.languages,
        "theme": proposal.focus_area in member.themes,
        "region": proposal.region in member.regions,
    }
    return _(
        "%(fit)s; has %(n)s of at most %(most)s",
        fit=_why(fit),
        n=member.assigned,
        most=member.most,
    )


_ENDABLE = (AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED)


@blueprint.route("/calls/<call_ref>/assignment/publish", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def publish(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    usual = (clock.now() + timedelta(days=service.REVIEW_DAYS)).astimezone(BRUSSELS).date()
    form = PublishForm(data={"due_on": usual})
    status = 200
    if form.validate_on_submit():
        try:
            if form.due_on.data is None:
                raise Refused(MISSING_DAY, {"due_on": MISSING_DAY})
            n = service.publish(
                actor, call_ref, _end_of(form.due_on.data), operation=form.operation.data
            )
        except Repeated:
            return redirect(url_for("reviews.progress", call_ref=call_ref))
        except NotFound:
            raise
        except DomainError as error:
            status = take(form, error)
            call = call_for(actor, call_ref)
        else:
            flash(
                ngettext(
                    "Published: %(num)s evaluator was told.",
                    "Published: %(num)s evaluators were told.",
                    n,
                ),
                "ok",
            )
            return redirect(url_for("reviews.progress", call_ref=call_ref))
    elif form.is_submitted():
        form.renew_operation()
        status = WRONG
    drafted = queries.drafted_people(actor, call)
    page = render_template(
        "reviews/publish.html",
        form=form,
        call=call,
        drafted=drafted,
        figures=queries.progress(actor, call),
        crumbs=[
            *call_crumbs(call, "")[:2],
            (_("Assignments"), url_for("reviews.assignment", call_ref=call_ref)),
        ],
    )
    return page, status


def _end_of(day: date) -> datetime:
    """The last second of a day in Brussels, as every deadline of the house."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS)


@blueprint.route("/calls/<call_ref>/assignment/<ref>/end/<given_ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def take_back(call_ref: str, ref: str, given_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    proposal = queries.proposal_in(actor, call, ref)
    given = next((g for g in proposal.given if g.ref == given_ref), None)
    if given is None or given.status not in _ENDABLE:
        raise NotFound
    form = ReasonForm()
    status = 200
    if form.validate_on_submit():
        try:
            service.take_back(
                actor, call_ref, given_ref, form.reason.data or "", operation=form.operation.data
            )
        except Repeated:
            return redirect(url_for("reviews.assign", call_ref=call_ref, ref=ref))
        except NotFound:
            raise
        except DomainError as error:
            status = take(form, error)
            call = call_for(actor, call_ref)
        else:
            flash(_("%(name)s no longer reviews this proposal.", name=given.person), "ok")
            return redirect(url_for("reviews.assign", call_ref=call_ref, ref=ref))
    elif form.is_submitted():
        form.renew_operation()
        status = WRONG
    page = render_template(
        "reviews/take_back.html",
        form=form,
        call=call,
        proposal=proposal,
        given=given,
        crumbs=[
            *call_crumbs(call, "")[:2],
            (_("Assignments"), url_for("reviews.assignment", call_ref=call_ref)),
        ],
    )
    return page, status
