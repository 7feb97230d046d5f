"""Writing, submitting and reading a review."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.calls.queries import CriterionView
from grants.coordination.queries import Said, comments_of
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import take
from grants.core.errors import Conflict, DomainError, Refused, Repeated
from grants.core.i18n import gettext as _
from grants.core.messages import Message
from grants.permissions import Permission, Relation
from grants.reviews.forms import ButtonForm, ReviewForm, SubmitForm, review_form
from grants.reviews.models import AssignmentStatus
from grants.reviews.queries.after import sent_back
from grants.reviews.queries.desk import own_elsewhere
from grants.reviews.queries.discussion import how_many_remarks
from grants.reviews.queries.dossier import Dossier, dossier
from grants.reviews.queries.work import Held, ReviewView, asked_of, held, submitted_reviews
from grants.reviews.rules import review as rules, work
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import ABSTAIN, NOT_APPLICABLE, points_milli
from grants.reviews.service import review as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import WRONG, own_crumbs, review_words
from grants.reviews.views.beside import given_elsewhere

Answer = str | Response | tuple[str, int]


@blueprint.route("/<ref>", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def score(ref: str) -> Answer:
    actor = current_actor()
    found = held(actor, ref)
    if found.assignment.status is AssignmentStatus.PUBLISHED:
        return redirect(url_for("reviews.declare", ref=ref))
    if request.method == "POST":
        return _save(found)
    if not work.may_write(found):
        return _own(found)
    given = service.given_of(found)
    form = review_form(found.criteria, given, found.version)
    if request.args.get("check"):
        mark(form, rules.faults(given, found.criteria))
    return _scoring_page(found, form, given)


def _save(found: Held) -> Answer:
    actor, ref = current_actor(), found.assignment.ref
    form = review_form(found.criteria)
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    given = form.given(found.criteria)
    # By hand: an autosave is answered as data, and a conflict shows both versions.
    try:
        saved = service.save(
            actor, ref, given, version=form.version.data or 0, operation=form.operation.data
        )
    except Repeated:
        found = held(actor, ref)
        return _saved_json(found) if is_autosave else redirect(url_for("reviews.score", ref=ref))
    except Conflict as error:
        if is_autosave:
            raise
        return _conflict_page(form, given, error, ref)
    except Refused as error:
        if is_autosave:
            raise
        status = take(form, error)
        return _scoring_page(held(actor, ref), form, given), status
    if is_autosave:
        return _saved_json(held(actor, ref))
    return _onward(found, given, saved.saved_at)


def _onward(found: Held, given: Given, saved_at: datetime) -> Response:
    """Where each button leads once everything is kept."""
    ref, pressed = found.assignment.ref, request.form.get("op")
    if found.is_submitted:
        flash(_("Your changes are in."), "ok")
    elif pressed == "check":
        if rules.faults(given, found.criteria):
            return redirect(url_for("reviews.score", ref=ref, check=1))
        return redirect(url_for("reviews.submit", ref=ref))
    elif pressed == "look":
        return redirect(url_for("reviews.as_the_city", ref=ref))
    else:
        flash(_("Saved %(time)s. Nobody sees it until you submit.", time=_clock(saved_at)), "ok")
    return redirect(url_for("reviews.score", ref=ref))


def _clock(moment: datetime) -> str:
    return i18n.clock_time(moment, ZoneInfo(current_actor().timezone))


def _saved_json(found: Held) -> Response:
    saved_at = found.review.saved_at if found.review else None
    form = SubmitForm(formdata=None)
    return jsonify(
        saved_at_text=_clock(saved_at) if saved_at else "",
        version=found.version,
        operation=form.operation.data,
    )


def _conflict_page(form: ReviewForm, given: Given, error: Conflict, ref: str) -> Answer:
    """What is typed stays in the form; saving again replaces the other version knowingly."""
    status = take(form, error)
    found = held(current_actor(), ref)
    form.version.data, form.version.raw_data = found.version, None
    labels = _labels(form, found)
    changed = {k for k in error.theirs if error.mine.get(k, "") != error.theirs[k]}
    theirs = {labels.get(k, k): v for k, v in error.theirs.items() if k in changed}
    mine = {labels.get(k, k): error.mine.get(k, "") for k in error.theirs if k in changed}
    return _scoring_page(found, form, given, mine=mine, theirs=theirs), status


def _labels(form: ReviewForm, found: Held) -> dict[str, str]:
    labels = {name: str(form[name].label.text) for name in form.data if name in form}
    for criterion in found.criteria:
        name = f"{criterion.code}. {i18n.chosen_text(criterion.name)}"
        labels[f"points_{criterion.code}"] = _("%(name)s: points", name=name)
        labels[f"comment_{criterion.code}"] = _("%(name)s: comment", name=name)
        labels[f"committee_{criterion.code}"] = _("%(name)s: for the committee", name=name)
    return labels


def mark(form: ReviewForm, faults: dict[str, Message]) -> None:
    """Say at each field what is wrong with it."""
    for name, message in faults.items():
        form[name].errors = [i18n.render(message)]


def _scoring_page(
    found: Held,
    form: ReviewForm,
    given: Given,
    mine: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
) -> str:
    read: Dossier = dossier(found) if work.may_read(found) else Dossier((), {})
    scored = [s for s in given.scores.values() if s.points is not None]
    return render_template(
        "reviews/score.html",
        found=found,
        form=form,
        dossier=read,
        criteria=beside(found.criteria, form, read, _elsewhere(found)),
        total=points_milli(given.scores, found.criteria),
        scored=len(scored),
        back=sent_back(found.review),
        mine=mine,
        theirs=theirs,
        overlap=_overlap(found),
        crumbs=own_crumbs(_("Review")),
    )


def _elsewhere(found: Held) -> dict[int, str]:
    """What one gave other proposals of the call, in a line for each criterion."""
    rows = own_elsewhere(current_actor(), found.call, found.assignment.ref)
    return {one.id: given_elsewhere(rows, one) for one in found.criteria}


def beside(
    criteria: Sequence[CriterionView],
    form: ReviewForm,
    read: Dossier,
    elsewhere: Mapping[int, str] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Each criterion with its fields and the answers it concerns."""
    return [
        {
            "view": criterion,
            "points": form[f"points_{criterion.code}"],
            "comment": form[f"comment_{criterion.code}"],
            "committee": form[f"committee_{criterion.code}"],
            "answers": read.concerning(criterion.reads),
            "hints": _anchors(criterion.anchors),
            "elsewhere": elsewhere.get(criterion.id, ""),
        }
        for criterion in criteria
    ]


def _anchors(anchors: Sequence[Mapping[str, str]]) -> dict[str, str]:
    hints = {str(n): i18n.chosen_text(text) for n, text in enumerate(anchors)}
    hints[ABSTAIN] = _("You cannot judge it. Not counted as a zero; say why in the comment.")
    hints[NOT_APPLICABLE] = _("The proposal cannot be asked this. Not counted; say why.")
    return hints


def _overlap(found: Held) -> list[Said]:
    """What members say: advice to who scores it, also when the review can no longer be changed."""
    if found.call.applicant_hidden:
        return []  # members write of the city by its name
    return comments_of(current_actor(), found.proposal.id, Relation.ASSIGNED)


def _own(found: Held) -> str:
    """One's own review when nothing can be changed any more."""
    return render_template(
        "reviews/own.html",
        found=found,
        given=service.given_of(found),
        total=found.review.points_milli if found.review else None,
        words=review_words(),
        may_read_others=work.may_read_others(found),
        overlap=_overlap(found),
        crumbs=own_crumbs(_("Review")),
    )


@blueprint.route("/<ref>/submit", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def submit(ref: str) -> Answer:
    actor = current_actor()
    found = held(actor, ref)
    if not work.may_write(found) or found.review is None or found.is_submitted:
        return redirect(url_for("reviews.score", ref=ref))
    form = SubmitForm(data={"version": found.version})
    status = 200
    if form.validate_on_submit():
        # By hand: what is missing is shown where it can be typed, not on this page.
        try:
            service.submit(
                actor, ref, version=form.version.data or 0, operation=form.operation.data
            )
        except Repeated:
            return redirect(url_for("reviews.desk"))
        except Conflict as error:
            status = take(form, error)
            found = held(actor, ref)
            form.version.data, form.version.raw_data = found.version, None
        except DomainError:
            return redirect(url_for("reviews.score", ref=ref, check=1))
        else:
            flash(_("Your review is submitted. Thank you."), "ok")
            return redirect(url_for("reviews.desk"))
    given = service.given_of(found)
    if status == 200 and rules.faults(given, found.criteria):
        return redirect(url_for("reviews.score", ref=ref, check=1))
    page = render_template(
        "reviews/submit.html",
        form=form,
        found=found,
        given=given,
        total=points_milli(given.scores, found.criteria),
        words=review_words(),
        crumbs=own_crumbs(_("Submit your review")),
    )
    return page, status


@blueprint.route("/<ref>/others", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def read(ref: str) -> Answer:
    """Others' reviews: first a page that says what opening them means, then the reviews."""
    actor = current_actor()
    found = held(actor, ref)
    if not work.may_read_others(found):
        # Before one's own is in, this page looks missing whatever the others did.
        return redirect(url_for("reviews.score", ref=ref))
    form = ButtonForm()
    if form.validate_on_submit():
        with suppress(Repeated):
            service.open_others(actor, ref, operation=form.operation.data)
        return redirect(url_for("reviews.read", ref=ref))
    if found.review is None or found.review.opened_at is None:
        return render_template(
            "reviews/open.html", form=form, found=found, crumbs=own_crumbs(_("Other reviews"))
        ), (WRONG if form.is_submitted() else 200)
    return render_template(
        "reviews/read.html",
        found=found,
        reviews=_others(found),
        remarks=how_many_remarks(found.proposal.id, is_office=False),
        overlap=_overlap(found),
        words=review_words(),
        crumbs=own_crumbs(_("Other reviews")),
    )


def _others(found: Held) -> list[ReviewView]:
    """By letters, or by name where the call shows names; never in the order they came in."""
    if not found.call.evaluators_named:
        return submitted_reviews(found.proposal.id, current_actor())
    known = names({row.person_id for row in asked_of(found.proposal.id)})
    reviews = submitted_reviews(found.proposal.id, current_actor(), known)
    return sorted(reviews, key=lambda one: (one.evaluator, one.ref))
