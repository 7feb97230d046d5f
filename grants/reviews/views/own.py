"""The evaluator's desk, invitation and declaration."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core import i18n, icalendar
from grants.core.access import current_actor, requires
from grants.core.acts import take
from grants.core.errors import Refused, Repeated
from grants.core.forms import choices
from grants.core.i18n import gettext as _
from grants.core.messages import N_, msg
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.reviews.forms import DeclarationForm, InvitationForm
from grants.reviews.models import AssignmentStatus, PoolMember, PoolStatus, Seniority
from grants.reviews.queries import desk as queries
from grants.reviews.queries.bidding import asked_calls
from grants.reviews.queries.desk import Owed
from grants.reviews.queries.dossier import parties
from grants.reviews.queries.work import held
from grants.reviews.rules.work import REGIONS
from grants.reviews.service import conflicts as conflict_service, pool as pool_service
from grants.reviews.service.pool import DEFAULT_MOST
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, SAID, WRONG, own_crumbs, sent

Answer = str | Response | tuple[str, int]
CONFLICT_TAKEN = N_(
    "Thank you for saying so. The Secretariat was told; nothing more is asked of you here."
)
UNANSWERED = msg("Choose yes or no")


@blueprint.get("/")
@requires(Permission.REVIEWS_OWN)
def desk() -> str:
    found = queries.desk(current_actor())
    return render_template(
        "reviews/desk.html",
        found=found,
        open_rows=[_task(row) for row in found.open],
        done_rows=[_task(row) for row in found.done],
        asked=asked_calls(current_actor()),
        accepted=[pool for pool in found.pools if pool.status is PoolStatus.ACCEPTED],
    )


@blueprint.get("/dates.ics")
@requires(Permission.REVIEWS_OWN)
def dates() -> Response:
    """When each open review is due, for the reader's own calendar."""
    moments = [
        icalendar.Moment(
            uid=f"review-{row.ref.lower()}@catalytic-fund",
            at=row.due_at,
            changed_at=row.published_at or row.due_at,
            sequence=row.version,
            summary=_("Review due: %(title)s", title=row.title),
            description=i18n.deadline(row.due_at, current_actor().timezone),
            url=url_for("reviews.score", ref=row.ref, _external=True),
        )
        for row in queries.desk(current_actor()).open
    ]
    data = icalendar.calendar(moments, i18n.locale().language)
    answer = Response(data, mimetype=icalendar.MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename="reviews.ics")
    return answer


def _task(row: Owed) -> dict[str, object]:
    """One assignment as a line of the task list, with the state in words."""
    waits = row.status is AssignmentStatus.PUBLISHED
    state, words = "not_started", _("Declare first: conflict of interest or none")
    if not waits:
        state, words = "not_started", _("Ready to review")
        if row.review_status is not None:
            state, words = "progress", _("Begun, saved %(day)s", day=i18n.short_day(row.saved_at))
    if not row.is_open:
        submitted = row.review_status is not None and row.review_status.value == "submitted"
        state = "done" if submitted else "locked"
        words = _("Submitted") if submitted else _("No longer needed")
    endpoint = "reviews.declare" if waits else "reviews.score"
    return {
        "title": row.title,
        "state": state,
        "words": words,
        "url": url_for(endpoint, ref=row.ref),
        "place": ", ".join(p for p in (row.city, i18n.country(row.country)) if p),
        "due": i18n.deadline(row.due_at, current_actor().timezone),
        "call": i18n.chosen_text(row.call_title),
    }


@blueprint.route("/invitations/<ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_OWN)
def invitation(ref: str) -> Answer:
    actor = current_actor()
    member, call = queries.invitation(actor, ref)
    form = _invitation_form(member, call)

    def act() -> None:
        version, key = form.version.data or 0, form.operation.data
        pool_service.answer(actor, ref, _given(form), version=version, operation=key)

    status = sent(form, act)
    if status == DONE:
        flash(_("Thank you. Your answer is saved."), "ok")
        return redirect(url_for("reviews.desk"))
    page = render_template(
        "reviews/invitation.html",
        form=form,
        member=member,
        call=call,
        crumbs=own_crumbs(_("Invitation")),
    )
    return page, status


def _invitation_form(member: PoolMember, call: Call) -> InvitationForm:
    form = InvitationForm(data=_kept(member, current_actor().language))
    names = i18n.locale().languages
    form.languages.choices = choices((code, names.get(code, code)) for code in call.languages)
    form.regions.choices = choices((region, _(region)) for region in REGIONS)
    areas = choices((a["code"], i18n.chosen_text(a["name"])) for a in call.focus_areas)
    form.themes.choices = form.best.choices = form.slightly.choices = areas
    return form


def _given(form: InvitationForm) -> pool_service.Answer:
    if form.answer.data not in ("yes", "no"):
        raise Refused(UNANSWERED, {"answer": UNANSWERED})
    return pool_service.Answer(
        accepts=form.answer.data == "yes",
        impartial=bool(form.impartial.data),
        languages=form.languages.data or [],
        regions=form.regions.data or [],
        themes=form.themes.data or [],
        most=form.most.data or 0,
        best=form.best.data or [],
        slightly=form.slightly.data or [],
        seniority=Seniority(form.seniority.data or Seniority.EXPERIENCED),
        expertise=form.expertise.data or "",
        declined_reason=form.declined_reason.data or "",
        other=_other(form),
    )


def _other(form: InvitationForm) -> pool_service.Suggestion | None:
    name, email = form.other_name.data or "", form.other_email.data or ""
    if not (name or email):
        return None
    return pool_service.Suggestion(name, email, form.other_reason.data or "")


def _kept(member: PoolMember, language: str) -> dict[str, object]:
    answered = member.answered_at is not None
    answers = {PoolStatus.ACCEPTED: "yes", PoolStatus.DECLINED: "no"}
    return {
        "answer": answers.get(member.status),
        "languages": member.languages if answered else [language],
        "regions": member.regions,
        "themes": member.themes,
        "best": [code for code, n in member.strengths.items() if n == pool_service.BEST],
        "slightly": [code for code, n in member.strengths.items() if n == pool_service.LITTLE],
        "seniority": member.seniority.value,
        "expertise": member.expertise,
        "declined_reason": member.declined_reason,
        "most": member.most if answered else DEFAULT_MOST,
        "impartial": member.declared_at is not None,
        "version": member.version,
    }


@blueprint.route("/<ref>/declare", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def declare(ref: str) -> Answer:
    actor = current_actor()
    found = held(actor, ref)
    form = DeclarationForm()
    status = 200
    if form.validate_on_submit():
        try:
            result = conflict_service.declare(
                actor,
                ref,
                has_conflict=form.conflict.data == "yes",
                reason=form.reason.data or "",
                operation=form.operation.data,
            )
        except Repeated as again:  # what was kept counts, whatever this copy of the form says
            result = again.result or "conflict"
        except SAID as error:
            status = take(form, error)
            found = held(actor, ref)
            result = ""
        if result == "none":
            return redirect(url_for("reviews.score", ref=ref))
        if result == "conflict":
            flash(_(CONFLICT_TAKEN), "ok")
            return redirect(url_for("reviews.desk"))
    elif form.is_submitted():
        form.renew_operation()
        status = WRONG
    page = render_template(
        "reviews/declare.html",
        form=form,
        found=found,
        parties=parties(found),
        is_late=found.assignment.declared_at is not None,
        is_over=found.proposal.status is not ProposalStatus.IN_REVIEW,
        crumbs=own_crumbs(_("Conflict of interest")),
    )
    return page, status
