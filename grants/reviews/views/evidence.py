"""How sure an order is: who moves under another rule, agreement, strictness; and the table."""

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for

from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.spreadsheets import MEDIA_TYPE
from grants.permissions import Permission
from grants.reviews.models import RankingRule
from grants.reviews.queries.ranking import RankingView, ranking_of
from grants.reviews.queries.totals import names_of, points_of
from grants.reviews.ranking_book import ranking_book
from grants.reviews.rules.agreement import agreement
from grants.reviews.rules.ordering import RULE_WORDS, movers
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, lead_tabs


@blueprint.get("/calls/<call_ref>/ranking/evidence")
@requires(Permission.RANKING_READ)
def evidence(call_ref: str) -> Any:
    view = ranking_of(current_actor(), call_ref)
    if not view.ruling.is_open:
        return redirect(url_for("reviews.ranking", call_ref=call_ref))
    found = view.basis.calibrated
    return render_template(
        "reviews/evidence.html",
        view=view,
        call=view.call,
        found=found,
        refused=i18n.render(found.refused) if found.refused else "",
        used=_(RULE_WORDS[view.used]),
        others=[_other(view, rule) for rule in RankingRule if rule is not view.used],
        alphas=_alphas(view),
        lenient=_leniency(view),
        tabs=lead_tabs(view.call, "ranking"),
        crumbs=call_crumbs(view.call, _("Ranking"), "reviews.ranking"),
    )


def _other(view: RankingView, rule: RankingRule) -> dict[str, Any]:
    """Who changes sides of the line under another rule."""
    titles = {row.ref: row for row in view.rows}
    is_there = view.basis.available(rule) is rule
    return {
        "title": _(RULE_WORDS[rule]),
        "is_there": is_there,
        "rows": [
            {
                "title": titles[one.ref].title,
                "url": url_for("reviews.proposal", call_ref=view.call.ref, ref=one.ref),
                "ref": one.ref,
                "place": one.place,
                "other": one.other_place,
                "word": _("would come above the line")
                if one.gains
                else _("would fall below the line"),
                "tone": "ok" if one.gains else "warn",
            }
            for one in (movers(view.order, view.by(rule)) if is_there else ())
        ],
    }


def _alphas(view: RankingView) -> list[dict[str, Any]]:
    points = points_of(view.call, [row.ref for row in view.rows])
    found = []
    for criterion in view.criteria:
        agreed = {
            row.ref: row.tally.agreed[criterion.id]
            for row in view.rows
            if criterion.id in row.tally.agreed
        }
        one = agreement(points.get(criterion.id, []), agreed)
        found.append(
            {
                "name": f"{criterion.code}. {i18n.chosen_text(criterion.name)}",
                "scores": one.scores,
                "before": _alpha(one.before_milli),
                "after": _alpha(one.after_milli) if agreed else _("no panel yet"),
            }
        )
    return found


def _alpha(milli: int | None) -> str:
    return "–" if milli is None else i18n.milli(milli, 2)


def _leniency(view: RankingView) -> list[dict[str, Any]]:
    """Strictest first."""
    found = sorted(view.basis.calibrated.leniency, key=lambda one: one.milli)
    names = names_of([one.reviewer for one in found]) if found else {}
    return [
        {
            "name": names.get(one.reviewer, ""),
            "reviews": one.reviews,
            "effect": _signed(one.milli),
            "interval": _(
                "%(low)s to %(high)s", low=_signed(one.low_milli), high=_signed(one.high_milli)
            ),
            "word": (_("generous") if one.milli > 0 else _("strict")) if one.is_certain else "",
        }
        for one in found
    ]


def _signed(milli: int) -> str:
    sign = "+" if milli > 0 else "−" if milli < 0 else ""
    return sign + i18n.milli(abs(milli))


@blueprint.get("/calls/<call_ref>/ranking.xlsx")
@requires(Permission.RANKING_READ)
def ranking_export(call_ref: str) -> Any:
    view = ranking_of(current_actor(), call_ref)
    if not view.ruling.is_open:
        return redirect(url_for("reviews.ranking", call_ref=call_ref))
    response: Response = make_response(ranking_book(view))
    response.mimetype = MEDIA_TYPE
    day = clock.now().astimezone(clock.BRUSSELS).date()
    name = f"{view.call.ref}-ranking-{day:%Y-%m-%d}.xlsx".lower()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
