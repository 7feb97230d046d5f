"""Every submitted review of one proposal, for the lead; and what the panel agreed on."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
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
from grants.reviews.models import Advice, ModeratedScore
from grants.reviews.queries.after import ratings_of
from grants.reviews.queries.assignment import Reviewed, proposal_in
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import ruling_of
from grants.reviews.queries.work import submitted_reviews
from grants.reviews.rules.agreed import parse_points, written
from grants.reviews.rules.work import ADVICE_WORDS, QUALITY_WORDS
from grants.reviews.service import moderation as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import SAID, WRONG, call_crumbs
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
    form = None
    if actor.may(Permission.REVIEWS_MANAGE) and found.status is ProposalStatus.IN_REVIEW:
        form = _form(call, service.agreed_rows(found.id))
    return _page(call, found, form)


@blueprint.post("/calls/<call_ref>/proposals/<ref>")
@requires(Permission.REVIEWS_MANAGE)
def moderate(call_ref: str, ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    found = proposal_in(actor, call, ref)
    form = moderation_form(criteria_of(call), {})
    points = _points(form, call)
    if points is None or not form.validate_on_submit():
        form.renew_operation()
        return _page(call, found, form), WRONG

    def act() -> None:
        service.moderate(
            actor,
            call_ref,
            ref,
            points,
            form.reason.data or "",
            seen=form.seen.data or "",
            operation=form.operation.data,
        )

    error = tried(form, act, *SAID)
    if error is not None:
        found = proposal_in(actor, call, ref)
        form.seen.data = service.seen_digest(service.agreed_rows(found.id))
        return _page(call, found, form), error.status
    flash(_("The agreed points are saved beside the original scores."), "ok")
    return redirect(url_for("reviews.proposal", call_ref=call_ref, ref=ref))


def _points(form: ModerationForm, call: Call) -> dict[int, int | None] | None:
    """The points typed, by criterion id; None when some cannot be read, which is said there."""
    points: dict[int, int | None] = {}
    wrong = False
    for criterion in criteria_of(call):
        field = form[f"agreed_{criterion.code}"]
        try:
            points[criterion.id] = parse_points(field.data or "")
        except ValueError:
            field.errors = [_("Give points from 0 to 5, for example 3.5, or leave it empty")]
            wrong = True
    return None if wrong else points


def _form(call: Call, agreed: dict[int, ModeratedScore]) -> ModerationForm:
    criteria = criteria_of(call)
    data = {
        f"agreed_{c.code}": written(agreed[c.id].points_milli) for c in criteria if c.id in agreed
    }
    reason = next((row.reason for row in agreed.values()), "")
    return moderation_form(
        criteria, {**data, "reason": reason, "seen": service.seen_digest(agreed)}
    )


def _page(call: Call, found: Reviewed, form: ModerationForm | None) -> str:
    actor = current_actor()
    known = names({given.person_id for given in found.given})
    agreed = service.agreed_rows(found.id)
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
        agreed={criterion: row.points_milli for criterion, row in agreed.items()},
        waiting=[given.person for given in found.standing if not given.is_submitted],
        advice_words={advice.value: _(ADVICE_WORDS[advice]) for advice in Advice},
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )
