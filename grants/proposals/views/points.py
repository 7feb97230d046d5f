"""Points to settle: what the quiz left open, on the task list until the team settles it."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from grants.calls.rules.quiz import SAID_WORDS, Said
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import chosen_text, country, gettext as _
from grants.permissions import Permission
from grants.proposals.forms.team import PressForm
from grants.proposals.models import PointSaid
from grants.proposals.queries.access import Access
from grants.proposals.queries.points import open_points
from grants.proposals.rules.carried import Carried
from grants.proposals.service import points as service
from grants.proposals.views import blueprint


@dataclass(frozen=True)
class PointShown:
    """One point in words."""

    code: str
    question: str
    said: str
    is_no: bool
    advice: str


@blueprint.post("/proposals/<ref>/points")
@requires(Permission.PROPOSAL_EDIT)
def settle(ref: str) -> Response:
    """The button of one point, or the one that puts the whole note away."""
    form, code = PressForm(), request.form.get("point") or None
    words = _("The point is settled.") if code else _("The note was put away.")
    key = form.operation.data
    pressed(form, lambda: service.settle(current_actor(), ref, code, operation=key), words)
    return redirect(url_for("proposals.tasks", ref=ref), 303)


def points_shown(found: Access) -> list[PointShown]:
    """While the proposal is written; a test has none."""
    if found.proposal.is_test:
        return []
    return [
        PointShown(
            point.question.code,
            chosen_text(point.question.text),
            _("You said no.") if point.said is PointSaid.NO else _("You did not know yet."),
            point.said is PointSaid.NO,
            _(point.question.advice),
        )
        for point in open_points(found.proposal.id, found.call)
    ]


def answers_shown(carried: Carried) -> list[tuple[str, str]]:
    """Each question of the quiz with its answer, as the start page shows them."""
    return [
        (chosen_text(question.text), _answer(answer, asks_country=question.asks_country))
        for question, answer in carried.answers
    ]


def _answer(answer: str, *, asks_country: bool) -> str:
    if not asks_country:
        return _(SAID_WORDS[Said(answer)])
    return country(answer) if len(answer) == 2 else _("Another country")
