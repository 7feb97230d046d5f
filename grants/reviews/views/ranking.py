"""The ranking of a call as it stands, and frozen rankings."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from flask import render_template, request, url_for

from grants.core import charts, i18n
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import address, asked_page, page_of
from grants.core.text import fold
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm
from grants.reviews.models import RankingRule, Recommendation
from grants.reviews.queries import frozen as frozen_queries
from grants.reviews.queries.frozen import frozen_of
from grants.reviews.queries.onward import onward
from grants.reviews.queries.ranking import RankingView, Row, ranking_of
from grants.reviews.rules.ordering import RULE_WORDS, STANDING_WORDS
from grants.reviews.rules.ranking import DRAWN, PREFERRED_COUNTRY, Placed, Standing
from grants.reviews.rules.scores import DIVERGENCE_WORDS
from grants.reviews.rules.work import RECOMMENDATION_TONES, RECOMMENDATION_WORDS
from grants.reviews.service.freeze import content_of, is_genuine
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, lead_tabs
from grants.reviews.views.rule import closed_page

PAGE = 50
STANDING_TONES: dict[Standing, str] = {
    Standing.WITHIN: "ok",
    Standing.BELOW_LINE: "reserve",
    Standing.FAILS: "bad",
    Standing.UNSCORED: "",
}
FLAGS = ("tied", "divergent", "open")
# What the list can be sorted by: the largest first, or the smallest; None comes last.
SORTS: dict[str, tuple[Callable[[Row], Any], bool]] = {
    "place": (lambda row: row.placed.place, False),
    "asked": (lambda row: row.asked_cents, True),
    "mean": (lambda row: row.mean, True),
    "spread": (lambda row: row.tally.spread_milli, True),
    "calibrated": (lambda row: row.estimate and row.estimate.milli, True),
    "expected": (lambda row: row.estimate and row.estimate.rank_milli, False),
    "funded": (lambda row: row.estimate and row.estimate.funded_permille, True),
}


@blueprint.get("/calls/<call_ref>/ranking")
@requires(Permission.RANKING_READ)
def ranking(call_ref: str) -> str:
    actor = current_actor()
    view = ranking_of(actor, call_ref)
    if view.rows and not view.ruling.is_open:
        return closed_page(actor, view.call, view.ruling, ButtonForm())
    found = view.basis.calibrated
    asked = {
        "q": request.args.get("q", "").strip()[:200],
        "area": request.args.get("area", ""),
        "standing": [s for s in request.args.getlist("standing") if s in list(Standing)],
        "flag": [f for f in request.args.getlist("flag") if f in FLAGS],
    }
    chosen = [(n, row) for n, row in enumerate(view.rows) if _fits(row, asked)]
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "place"
    start = (asked_page() - 1) * PAGE
    shown = _sorted(chosen, sort)[start : start + PAGE]
    return render_template(
        "reviews/ranking.html",
        view=view,
        call=view.call,
        asked=asked,
        is_filtered=any(asked.values()),
        areas=[(a["code"], i18n.chosen_text(a["name"])) for a in view.call.focus_areas],
        standing_words=[(s.value, _(words)) for s, words in STANDING_WORDS.items()],
        rows=_with_line(shown, view) if sort == "place" else [_drawn(r, view) for _n, r in shown],
        columns=_columns(view, sort),
        rule=_(RULE_WORDS[view.used]),
        sort=sort,
        caption=_caption(len(chosen), view, sort),
        refused=i18n.render(found.refused) if found.refused else "",
        total=len(chosen),
        page=page_of(len(chosen), most=PAGE),
        frozen=frozen_of(view.call),
        may_freeze=actor.may(Permission.RANKING_FREEZE),
        tabs=lead_tabs(view.call, "ranking"),
        crumbs=call_crumbs(view.call, _("Ranking")),
    )


def _sorted(chosen: list[tuple[int, Row]], sort: str) -> list[tuple[int, Row]]:
    """Equal ones stay in the order of the ranking; what has no figure comes last."""
    key, is_falling = SORTS[sort]
    known = [one for one in chosen if key(one[1]) is not None]
    rest = [one for one in chosen if key(one[1]) is None]
    return sorted(known, key=lambda one: key(one[1]), reverse=is_falling) + rest


def _caption(total: int, view: RankingView, sort: str) -> str:
    if sort != "place":
        return ngettext(
            "%(num)s proposal, sorted by another figure than its rank",
            "%(num)s proposals, sorted by another figure than their rank",
            total,
        )
    if view.used is RankingRule.MEAN:
        return ngettext(
            "%(num)s proposal, highest mean first", "%(num)s proposals, highest mean first", total
        )
    return ngettext(
        "%(num)s proposal, in the order of: %(rule)s",
        "%(num)s proposals, in the order of: %(rule)s",
        total,
        rule=_(RULE_WORDS[view.used]),
    )


def _columns(view: RankingView, sort: str) -> list[dict[str, Any]]:
    """Heads of the table; those with a figure sort by it."""
    heads: list[tuple[str, str, bool]] = [
        (_("Rank"), "place", True),
        (_("Proposal"), "", False),
        (_("Asked (%(currency)s)", currency=view.call.currency), "asked", True),
        (_("Mean"), "mean", True),
        (_("Spread"), "spread", False),
    ]
    if view.basis.calibrated.refused is None:
        heads += [
            (_("Calibrated"), "calibrated", True),
            (_("Expected rank"), "expected", True),
            (_("Funded in"), "funded", True),
        ]
    heads += [
        (_("Reviews"), "", True),
        (_("Standing"), "", False),
    ]
    return [_head(label, by, is_number, sort) for label, by, is_number in heads]


def _head(label: str, by: str, is_number: bool, sort: str) -> dict[str, Any]:
    head: dict[str, Any] = {"label": label, "num": is_number}
    if by:
        head["url"] = address(sort=None if by == "place" else by, page=None)
    if by == sort:
        head["sort"] = "descending" if SORTS[by][1] else "ascending"
    return head


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
        **_estimated(row),
        "line_below": False,
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
        "missed": _("below in %(codes)s", codes=", ".join(row.missed))
        if row.mean is not None and row.missed
        else "",
        "status": _(STANDING_WORDS[row.placed.standing]),
        "tone": STANDING_TONES[row.placed.standing],
        "marks": _marks(row, view),
        "running": i18n.number(row.placed.running_cents // 100)
        if row.placed.standing is Standing.WITHIN
        else "",
    }


def _estimated(row: Row) -> dict[str, Any]:
    """The calibrated figures of a row; nothing where there are none."""
    found = row.estimate
    if found is None:
        return {"calibrated": "", "interval": "", "expected": "", "funded": ""}
    return {
        "calibrated": i18n.milli(found.milli),
        "interval": f"{i18n.milli(found.low_milli)}–{i18n.milli(found.high_milli)}",
        "expected": i18n.milli(found.rank_milli),
        "funded": i18n.share(round(found.funded_permille / 10) * 100),
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
    used = content_of(found.ranking).get("rule", {})  # the oldest records have none: the mean
    return render_template(
        "reviews/frozen.html",
        found=found,
        course=course,
        places=[(code, url_for(link.endpoint, **link.values)) for code, link in course.places],
        genuine=is_genuine(found.ranking),
        rule=_(RULE_WORDS[RankingRule(used.get("used", RankingRule.MEAN))]),
        reason=used.get("reason") or _("The usual rule: none was chosen."),
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
