"""Every submitted review of one proposal, for the lead; and what the panel agreed on."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import tried
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.reviews.forms import ButtonForm, ModerationForm
from grants.reviews.forms.lead import moderation_form
from grants.reviews.models import AssignmentStatus
from grants.reviews.queries.after import ratings_of
from grants.reviews.queries.assignment import Reviewed, proposal_in
from grants.reviews.queries.discussion import how_many_remarks
from grants.reviews.queries.moderation import Panel, panel_of
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import ruling_of
from grants.reviews.queries.work import ReviewView, submitted_reviews
from grants.reviews.rules.agreed import Agreed, parse_points, written
from grants.reviews.rules.work import QUALITY_WORDS
from grants.reviews.service import moderation as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import SAID, WRONG, call_crumbs, review_words
from grants.reviews.views.rule import closed_page

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<call_ref>/proposals/<ref>", methods=["GET"])
@requires(Permission.REVIEWS_READ)
def proposal(call_ref: str, ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref, Permission.REVIEWS_READ)
    found = proposal_in(actor, call, ref)
    ruling = ruling_of(call)
    if not ruling.is_open:  # points seen here would tell which rule suits whom
        return closed_page(actor, call, ruling, ButtonForm())
    if actor.may(Permission.REVIEWS_MANAGE) and found.status is ProposalStatus.IN_REVIEW:
        panel = panel_of(found.id)
        return _page(call, found, _form(call, found, panel), panel)
    return _page(call, found, None)


@blueprint.post("/calls/<call_ref>/proposals/<ref>")
@requires(Permission.REVIEWS_MANAGE)
def moderate(call_ref: str, ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    found = proposal_in(actor, call, ref)
    evaluators = _evaluators(found)
    form = moderation_form(criteria_of(call), evaluators, {})
    agreed = _agreed(form, call)
    if agreed is None or not form.validate_on_submit():
        form.renew_operation()
        return _page(call, found, form), WRONG

    def act() -> None:
        service.moderate(
            actor,
            call_ref,
            ref,
            agreed,
            seen=form.seen.data or "",
            apart={one: form[f"apart_{one}"].data or "" for one in evaluators},
            operation=form.operation.data,
        )

    error = tried(form, act, *SAID)
    if error is not None:
        found = proposal_in(actor, call, ref)
        form.seen.data = service.seen_digest(panel_of(found.id))
        return _page(call, found, form), error.status
    flash(_("The agreed points are saved beside the original scores."), "ok")
    return redirect(url_for("reviews.proposal", call_ref=call_ref, ref=ref))


def _evaluators(found: Reviewed) -> dict[str, str]:
    """Those whose review counts, by the reference of the assignment."""
    return {
        one.ref: one.person
        for one in found.given
        if one.status is AssignmentStatus.DECLARED and one.is_submitted
    }


def _agreed(form: ModerationForm, call: Call) -> dict[int, Agreed] | None:
    """What was typed, by criterion id; None when some cannot be read, which is said there."""
    agreed: dict[int, Agreed] = {}
    wrong = False
    for criterion in criteria_of(call):
        field = form[f"agreed_{criterion.code}"]
        reason = (form[f"reason_{criterion.code}"].data or "").strip()
        try:
            agreed[criterion.id] = Agreed(parse_points(field.data or ""), reason)
        except ValueError:
            field.errors = [_("Give points from 0 to 5, for example 3.5, or leave it empty")]
            wrong = True
    return None if wrong else agreed


def _form(call: Call, found: Reviewed, panel: Panel) -> ModerationForm:
    criteria, evaluators = criteria_of(call), _evaluators(found)
    data: dict[str, Any] = {"seen": service.seen_digest(panel)}
    for c in criteria:
        step = panel.agreed.get(c.id)
        if step is not None:
            points = step.points_milli
            data[f"agreed_{c.code}"] = "" if points is None else written(points)
            data[f"reason_{c.code}"] = step.reason
    people = {one.ref: one.person_id for one in found.given}
    data |= {f"apart_{ref}": panel.apart.get(people[ref], "") for ref in evaluators}
    return moderation_form(criteria, evaluators, data)


def _page(
    call: Call, found: Reviewed, form: ModerationForm | None, panel: Panel | None = None
) -> str:
    actor = current_actor()
    known = {given.person_id: given.person for given in found.given}
    panel = panel or panel_of(found.id)
    reviews = submitted_reviews(found.id, actor, known)
    may_manage = actor.may(Permission.REVIEWS_MANAGE)
    return render_template(
        "reviews/proposal.html",
        may_manage=may_manage,
        ratings=ratings_of([one.ref for one in reviews]) if may_manage else {},
        quality_words={quality.value: _(words) for quality, words in QUALITY_WORDS.items()},
        call=call,
        found=found,
        form=form,
        place=", ".join(p for p in (found.city, i18n.country(found.country)) if p),
        reviews=reviews,
        criteria=criteria_of(call),
        codes={c.id: c.code for c in criteria_of(call)},
        panel=panel,
        apart=[(known.get(who, ""), words) for who, words in panel.apart.items() if words],
        evaluators=_evaluators(found),
        means=_means(reviews),
        remarks=how_many_remarks(found.id, is_office=True),
        waiting=[given.person for given in found.standing if not given.is_submitted],
        words=review_words(),
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )


def _means(reviews: list[ReviewView]) -> dict[int, str]:
    """The points given for each criterion, from the lowest, as the panel looks at them."""
    points: dict[int, list[int]] = {}
    for review in reviews:
        for criterion, score in review.scores.items():
            if score.points is not None:
                points.setdefault(criterion, []).append(score.points)
    return {k: " · ".join(map(str, sorted(given))) for k, given in points.items()}
