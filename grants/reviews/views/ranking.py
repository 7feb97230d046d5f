"""The ranking of a call as it stands, and frozen rankings."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from flask import render_template, request, url_for

from grants.core import charts, i18n
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.messages import N_
from grants.core.paging import asked_page, page_of
from grants.core.text import fold
from grants.permissions import Permission
from grants.reviews.models import Recommendation
from grants.reviews.queries import frozen as frozen_queries
from grants.reviews.queries.frozen import frozen_of
from grants.reviews.queries.onward import onward
from grants.reviews.queries.ranking import RankingView, Row, ranking_of
from grants.reviews.rules.ranking import DRAWN, PREFERRED_COUNTRY, Placed, Standing
from grants.reviews.rules.scores import DIVERGENCE_WORDS
from grants.reviews.rules.work import RECOMMENDATION_TONES, RECOMMENDATION_WORDS
from grants.reviews.service.freeze import is_genuine
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, lead_tabs

PAGE = 50
STANDING_WORDS: dict[Standing, str] = {
    Standing.WITHIN: N_("Above the line"),
    Standing.BELOW_LINE: N_("Below the line"),
    Standing.FAILS: N_("Does not pass"),
    Standing.UNSCORED: N_("No review yet"),
}
STANDING_TONES: dict[Standing, str] = {
    Standing.WITHIN: "ok",
    Standing.BELOW_LINE: "reserve",
    Standing.FAILS: "bad",
    Standing.UNSCORED: "",
}
FLAGS = ("tied", "divergent", "open")


@blueprint.get("/calls/<call_ref>/ranking")
@requires(Permission.RANKING_READ)
def ranking(call_ref: str) -> str:
    actor = current_actor()
    view = ranking_of(actor, call_ref)
    asked = {
        "q": request.args.get("q", "").strip()[:200],
        "area": request.args.get("area", ""),
        "standing": [s for s in request.args.getlist("standing") if s in list(Standing)],
        "flag": [f for f in request.args.getlist("flag") if f in FLAGS],
    }
    chosen = [(n, row) for n, row in enumerate(view.rows) if _fits(row, asked)]
    start = (asked_page() - 1) * PAGE
    shown = chosen[start : start + PAGE]
    return render_template(
        "reviews/ranking.html",
        view=view,
        call=view.call,
        asked=asked,
        is_filtered=any(asked.values()),
        areas=[(a["code"], i18n.chosen_text(a["name"])) for a in view.call.focus_areas],
        standing_words=[(s.value, _(words)) for s, words in STANDING_WORDS.items()],
        rows=_with_line(shown, view),
        total=len(chosen),
        page=page_of(len(chosen), most=PAGE),
        frozen=frozen_of(view.call),
        may_freeze=actor.may(Permission.RANKING_FREEZE),
        tabs=lead_tabs(view.call, "ranking"),
        crumbs=call_crumbs(view.call, _("Ranking")),
    )


def _fits(row: Row, asked: dict[str, Any]) -> bool:
    if asked["q"]:
        words = f"{row.title} {row.city} {row.ref} {i18n.country(row.country)}"
        if fold(asked["q"]) not in fold(words):
            return False
    if asked["area"] and row.focus_area != asked["area"]:
        return False
    if asked["standing"] and row.placed.standing.value not in asked["standing"]:
        return False
    has = {
        "tied": row.placed.tied,
        "divergent": row.divergence is not None,
        "open": row.tally.count < row.assigned,
    }
    return all(has[flag] for flag in asked["flag"])


def _with_line(shown: list[tuple[int, Row]], view: RankingView) -> list[dict[str, Any]]:
    """Rows as the template draws them; the funding line comes after the row that ends above it."""
    last = view.order.line_after
    after: set[int] = set()
    if last is not None and shown:
        crossing = (a for (a, _r), (b, _s) in pairwise(shown) if a <= last < b)
        at = next(crossing, None)
        if at is None and shown[-1][0] == last:
            at = last
        after = set() if at is None else {at}
    return [{**_drawn(row, view), "line_below": n in after} for n, row in shown]


def _drawn(row: Row, view: RankingView) -> dict[str, Any]:
    tally = row.tally
    low, high = (tally.low_milli or 0) / 1000, (tally.high_milli or 0) / 1000
    mean = (row.mean_milli or 0) / 1000
    return {
        "place": row.placed.place,
        "title": row.title,
        "where": _where(row),
        "url": url_for("reviews.proposal", call_ref=view.call.ref, ref=row.ref),
        "asked": i18n.number(row.asked_cents // 100),
        "mean": i18n.milli(row.mean_milli),
        "spread": charts.spread(min(low, mean), mean, max(high, mean)),
        "spread_text": _(
            "from %(low)s to %(high)s",
            low=i18n.milli(tally.low_milli),
            high=i18n.milli(tally.high_milli),
        ),
        "has_scores": row.mean is not None,
        "points": i18n.milli(tally.spread_milli),
        "reviews": f"{tally.count}/{row.assigned}",
        "floors": _floors(row),
        "status": _(STANDING_WORDS[row.placed.standing]),
        "tone": STANDING_TONES[row.placed.standing],
        "marks": _marks(row, view),
        "running": i18n.number(row.placed.running_cents // 100)
        if row.placed.standing is Standing.WITHIN
        else "",
    }


def _where(row: Row) -> str:
    place = ", ".join(part for part in (row.city, i18n.country(row.country)) if part)
    return f"{place} · {row.ref}" if place else row.ref


def _marks(row: Row, view: RankingView) -> list[tuple[str, str]]:
    """What the lead should know of a row at a glance: words and tone."""
    marks = []
    if row.divergence:
        marks.append((_(DIVERGENCE_WORDS[row.divergence]), "warn"))
    if row.tally.agreed:
        marks.append((_("Agreed score"), "info"))
    if row.placed.tied:
        marks.append((tie_words(row.placed, view), ""))
    return marks


def _floors(row: Row) -> str:
    if row.mean is None:
        return "–"
    if not row.missed:
        return _("met")
    return _("below in %(codes)s", codes=", ".join(row.missed))


def tie_words(placed: Placed, view: RankingView) -> str:
    """What parted two proposals with the same mean."""
    match placed.decided_by:
        case str(rule) if rule == DRAWN:
            return _("Tie: drawn by lot")
        case str(rule) if rule == PREFERRED_COUNTRY:
            return _("Tie: preferred countries")
        case str(code):
            names = {c.code: i18n.chosen_text(c.name) for c in view.criteria}
            return _("Tie: %(criterion)s", criterion=names.get(code, code))
    return _("Tie")


@blueprint.get("/rankings/<ref>")
@requires(Permission.RANKING_READ)
def frozen(ref: str) -> str:
    actor = current_actor()
    found = frozen_queries.frozen(actor, ref, page=asked_page())
    course = onward(actor, found.ranking.id)
    return render_template(
        "reviews/frozen.html",
        found=found,
        course=course,
        places=[(code, url_for(link.endpoint, **link.values)) for code, link in course.places],
        genuine=is_genuine(found.ranking),
        rows=[
            {
                "row": row,
                "word": _(RECOMMENDATION_WORDS[row.recommendation]),
                "tone": RECOMMENDATION_TONES[row.recommendation],
            }
            for row in found.rows
        ],
        sums=_sums(found.sums),
        page=page_of(found.total, most=frozen_queries.PAGE),
        crumbs=call_crumbs(found.call, _("Ranking"), "reviews.ranking"),
    )


def _sums(sums: dict[Recommendation, tuple[int, int]]) -> Iterable[tuple[str, int, int]]:
    return [(_(RECOMMENDATION_WORDS[r]), *sums.get(r, (0, 0))) for r in Recommendation]
