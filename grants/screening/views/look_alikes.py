"""Two much alike texts side by side, and what a person says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.screening import service
from grants.screening.forms import JudgeForm
from grants.screening.lookalikes import passages
from grants.screening.models import LookAlikeVerdict
from grants.screening.queries import look_alikes as queries
from grants.screening.queries.case import Case
from grants.screening.queries.look_alike_list import Same, same_applicant
from grants.screening.queries.look_alikes import Pair, Side
from grants.screening.rules.labels import VERDICTS
from grants.screening.views import blueprint
from grants.screening.views.place import crumbs, here, load


@dataclass(frozen=True)
class Piece:
    """A run of text; `number` when it is a passage that the other text has too."""

    text: str
    number: int | None = None


@blueprint.route("/screening/<call_ref>/<ref>/look-alikes/<pair_ref>", methods=["GET", "POST"])
@requires(Permission.SCREENING_READ)
def look_alike(call_ref: str, ref: str, pair_ref: str) -> str | Response | tuple[str, int]:
    case = load(call_ref, ref, Permission.SCREENING_READ)
    actor, url = current_actor(), here(case)
    pair = queries.pair(actor, pair_ref)
    if case.proposal.id not in (pair.newer.proposal_id, pair.older.proposal_id):
        raise NotFound
    may_judge = actor.may(Permission.SCREENING_WORK)
    form = JudgeForm()
    if form.is_submitted() and not may_judge:
        raise NotFound

    def act() -> None:
        verdict, note = LookAlikeVerdict(form.verdict.data), form.note.data or ""
        service.judge(actor, pair_ref, verdict, note, operation=form.operation.data)

    if form.validate_on_submit():
        if done(form, act):
            flash(_("Your verdict is kept."), "ok")
            return redirect(url)
        case, pair = load(call_ref, ref), queries.pair(actor, pair_ref)
    elif not form.is_submitted() and pair.row.verdict is not LookAlikeVerdict.OPEN:
        form.verdict.data, form.note.data = pair.row.verdict.value, pair.row.note
    page = _page(case, pair, form, may_judge=may_judge)
    return (page, 422) if form.is_submitted() else page


def _page(case: Case, pair: Pair, form: JudgeForm, *, may_judge: bool) -> str:
    # Numbered as they come in the text that was submitted last.
    shared = sorted(passages(pair.newer.text, pair.older.text), key=lambda p: p.first)
    return render_template(
        "screening/look_alike.html",
        form=form,
        may_judge=may_judge,
        pair=pair,
        verdict=_(VERDICTS[pair.row.verdict]),
        sides=[
            (pair.newer, "a", "b", _pieces(pair.newer, [p.first for p in shared])),
            (pair.older, "b", "a", _pieces(pair.older, [p.second for p in shared])),
        ],
        shared_words=sum(p.words for p in shared),
        passages=shared,
        same=_same(same_applicant(pair.row)),
        back_url=here(case),
        crumbs=crumbs(case, _("Look-alike")),
    )


def _same(same: Same) -> str:
    """What the two share beside their words."""
    found = [
        words
        for holds, words in (
            (same.organisation, _("The same organisation")),
            (same.city, _("The same city")),
        )
        if holds
    ]
    return " · ".join(found) or _("Another organisation in another city")


def _pieces(side: Side, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text cut at the shared passages, which are numbered as given. One that begins inside
    another is shortened, to nothing if need be, but keeps its number to be jumped to."""
    pieces: list[Piece] = []
    at = 0
    for (start, end), number in sorted((span, n) for n, span in enumerate(spans, 1)):
        if start > at:
            pieces.append(Piece(side.text[at:start]))
        pieces.append(Piece(side.text[max(start, at) : end], number))
        at = max(at, end)
    if at < len(side.text):
        pieces.append(Piece(side.text[at:]))
    return pieces
