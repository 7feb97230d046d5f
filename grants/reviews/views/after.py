"""What a lead and an author do with a review once it is in: versions, sending back, rating."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import CriterionView, criteria_of
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.reviews.forms import RateForm, SendBackForm
from grants.reviews.queries.after import Version, ratings_of, submitted_in, versions_of
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import ruling_of
from grants.reviews.queries.work import ReviewView, held
from grants.reviews.rules.scores import Points
from grants.reviews.service import after as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, call_crumbs, own_crumbs, review_words, sent

Answer = str | Response | tuple[str, int]
OF_A_CALL = "/calls/<call_ref>/reviews/<ref>"


@blueprint.get("/<ref>/versions")
@requires(Permission.REVIEW_WRITE)
def own_versions(ref: str) -> str:
    """One's own review, as it was each time it was handed in."""
    found = held(current_actor(), ref)
    if found.review is None:
        raise NotFound
    return render_template(
        "reviews/versions.html",
        title=found.title,
        versions=[_shown(one, found.criteria) for one in versions_of(found.review.id)],
        criteria=found.criteria,
        words=review_words(),
        back=url_for("reviews.score", ref=ref),
        crumbs=own_crumbs(_("Versions of a review")),
    )


@blueprint.get(f"{OF_A_CALL}/versions")
@requires(Permission.REVIEWS_READ)
def versions(call_ref: str, ref: str) -> str:
    """For a lead: how a review changed until now."""
    actor = current_actor()
    call = call_for(actor, call_ref, Permission.REVIEWS_READ)
    found = submitted_in(actor, call, ref)
    if not ruling_of(call).is_open:
        raise NotFound
    criteria = criteria_of(call)
    return render_template(
        "reviews/versions.html",
        title=f"{found.evaluator} · {found.proposal.title}",
        versions=[_shown(one, criteria) for one in versions_of(found.review.id)],
        criteria=criteria,
        words=review_words(),
        back=url_for("reviews.proposal", call_ref=call.ref, ref=found.proposal.ref),
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )


def _shown(one: Version, criteria: tuple[CriterionView, ...]) -> ReviewView:
    """A kept version as any review is drawn; a criterion that is gone is left out."""
    scores = one.content["scores"]
    return ReviewView(
        ref=str(one.n),
        evaluator="",
        is_mine=False,
        points_milli=one.points_milli,
        strengths=one.content["strengths"],
        weaknesses=one.content["weaknesses"],
        question=one.content["question"],
        for_committee=one.content["for_committee"],
        advice=one.content["advice"],
        confidence=one.content.get("confidence"),
        submitted_at=one.at,
        scores={c.id: Points(**scores[c.code]) for c in criteria if c.code in scores},
    )


@blueprint.route(f"{OF_A_CALL}/send-back", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def send_back(call_ref: str, ref: str) -> Answer:
    """What sending back means, then the note."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    form = SendBackForm()
    status = sent(
        form,
        lambda: service.send_back(
            actor, call_ref, ref, form.note.data or "", operation=form.operation.data
        ),
    )
    if status == DONE:
        flash(_("The review went back to its author, who was told."), "ok")
        return redirect(url_for("reviews.ranking", call_ref=call_ref))
    found = submitted_in(actor, call, ref)
    page = render_template(
        "reviews/send_back.html",
        form=form,
        call=call,
        found=found,
        back=url_for("reviews.proposal", call_ref=call.ref, ref=found.proposal.ref),
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )
    return page, status


@blueprint.route(f"{OF_A_CALL}/rate", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def rate(call_ref: str, ref: str) -> Answer:
    """How useful the review was; for the office alone."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    found = submitted_in(actor, call, ref)
    known = ratings_of([ref]).get(ref)
    form = RateForm(data={"quality": known.quality.value, "words": known.words} if known else None)
    status = sent(
        form,
        lambda: service.rate(
            actor,
            call_ref,
            ref,
            form.quality.data or "",
            form.words.data or "",
            operation=form.operation.data,
        ),
    )
    back = url_for("reviews.proposal", call_ref=call.ref, ref=found.proposal.ref)
    if status == DONE:
        flash(_("The rating is kept. Its author is not told."), "ok")
        return redirect(back)
    page = render_template(
        "reviews/rate.html",
        form=form,
        call=call,
        found=found,
        back=back,
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )
    return page, status
