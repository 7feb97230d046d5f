"""Who reviews one proposal: chosen by the lead, and taken back with a reason."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.forms import choices
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.reviews.forms import AssignForm, ReasonForm
from grants.reviews.models import AssignmentStatus
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Given, Reviewed
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.drafting import banned_from
from grants.reviews.queries.next_best import Ranked, next_best
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.service import assign as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, Crumbs, call_crumbs, sent
from grants.reviews.views.assignment import given_words, place_of, why_words

Answer = str | Response | tuple[str, int]
DRAFT = AssignmentStatus.DRAFT
# What was published may be taken back, with a reason.
ENDABLE = (AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED)


@blueprint.route("/calls/<call_ref>/assignment/<ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def assign(call_ref: str, ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    proposal = queries.proposal_in(actor, call, ref)
    barred = {person for at, person in standing_pairs(call) if at == proposal.id}
    pool = [m for m in members(call, seen_by=actor) if m.is_free]
    free = _free(pool, proposal.given, barred)
    drafted = {g.person_id for g in proposal.given if g.status is DRAFT}
    away = banned_from(proposal)
    form = AssignForm(
        data={
            "members": [m.ref for m in free if m.person_id in drafted],
            "banned": [m.ref for m in pool if m.person_id in away],
        }
    )
    ranked = next_best(proposal, call, free)
    form.members.choices = choices((one.member.ref, one.member.name) for one in ranked)
    form.banned.choices = choices((m.ref, m.name) for m in pool)

    def act() -> None:
        chosen, banned = form.members.data or [], form.banned.data or []
        service.assign(actor, call_ref, ref, chosen, banned=banned, operation=form.operation.data)

    status = sent(form, act)
    if status == DONE:
        flash(_("The draft for “%(title)s” is saved.", title=proposal.title), "ok")
        return redirect(url_for("reviews.assignment", call_ref=call_ref))
    barred_names = [m.name for m in pool if m.person_id in barred]
    return _assign_page(form, call, proposal, ranked, barred_names), status


def _free(pool: list[Member], given: tuple[Given, ...], barred: set[int]) -> list[Member]:
    """Who may still be chosen: neither asked already nor kept away by a conflict."""
    fixed = {g.person_id for g in given if g.status is not DRAFT}
    return [m for m in pool if m.person_id not in fixed and m.person_id not in barred]


def _assign_page(
    form: AssignForm, call: Call, proposal: Reviewed, free: list[Ranked], barred: list[str]
) -> str:
    fixed = [g for g in proposal.given if g.status is not DRAFT]
    return render_template(
        "reviews/assign.html",
        form=form,
        call=call,
        proposal=proposal,
        place=place_of(proposal),
        hints={one.member.ref: _hint(one, proposal) for one in free},
        fixed=[given_words(g) for g in fixed],
        endable=[g.ref for g in fixed if g.status in ENDABLE],
        barred=barred,
        crumbs=_crumbs(call),
    )


def _crumbs(call: Call) -> Crumbs:
    return call_crumbs(call, _("Assignments"), "reviews.assignment")


def _hint(one: Ranked, proposal: Reviewed) -> str:
    """Why this evaluator would fit, how well, and how much they have already."""
    member = one.member
    fit = {
        "language": proposal.language in member.languages,
        "theme": proposal.focus_area in member.themes,
        "region": proposal.region in member.regions,
    }
    return _(
        "Fits %(whole)s of 100: %(fit)s; has %(n)s of at most %(most)s",
        whole=one.fit,
        fit=why_words(fit),
        n=member.assigned,
        most=member.most,
    )


@blueprint.route("/calls/<call_ref>/assignment/<ref>/end/<given_ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def take_back(call_ref: str, ref: str, given_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    proposal = queries.proposal_in(actor, call, ref)
    given = next((g for g in proposal.given if g.ref == given_ref), None)
    if given is None or given.status not in ENDABLE:
        raise NotFound
    form = ReasonForm()

    def act() -> None:
        why = form.reason.data or ""
        service.take_back(actor, call_ref, given_ref, why, operation=form.operation.data)

    status = sent(form, act)
    if status == DONE:
        flash(_("%(name)s no longer reviews this proposal.", name=given.person), "ok")
        return redirect(url_for("reviews.assign", call_ref=call_ref, ref=ref))
    page = render_template(
        "reviews/take_back.html",
        form=form,
        call=call,
        proposal=proposal,
        given=given,
        crumbs=_crumbs(call),
    )
    return page, status
