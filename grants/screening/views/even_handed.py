"""Were all checked with the same hand? Figures over ended checks, and the sample checked again."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for

from grants.accounts.queries import names
from grants.calls.models import Call
from grants.calls.queries import checklist_of, for_office
from grants.core import charts
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import chosen_text, gettext as _, locale, number, render
from grants.permissions import Permission
from grants.screening import service
from grants.screening.forms import ActForm
from grants.screening.queries import rescreen as queries
from grants.screening.rules.even_handed import Decided, Tally, Times, reasons, tallies, times
from grants.screening.rules.labels import FINDINGS
from grants.screening.rules.reasons import LANGUAGE_NAMES
from grants.screening.rules.rescreen import FEW, Agreement, sample_size
from grants.screening.views import blueprint
from grants.screening.views.file import Answer

SHOWN_REASONS = 12  # columns that can be read side by side


@blueprint.get("/screening/<call_ref>/even-handed")
@requires(Permission.SCREENING_READ)
def even_handed(call_ref: str) -> str:
    """Decisions by reason, officer, country and language; times; agreement of the sample."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    rows = queries.decided_in(actor, call)
    sample = queries.sample_of(call)
    drawn = queries.sample_rows(actor, call) if sample else []
    people = names({r.officer_id for r in rows} | {r.officer_id for r in drawn})
    found = queries.compared(actor, call, drawn) if drawn else None
    return render_template(
        "screening/even_handed.html",
        call=call,
        rows=rows,
        few=FEW,
        reasons=_reasons(call, rows),
        chart=charts.columns([(code, n) for code, n in reasons(rows)[:SHOWN_REASONS]]),
        parts=_parts(rows, people),
        times=[(title, agree) for title, agree in _times(rows, people)],
        duration=duration,
        sample=sample,
        drawn=drawn,
        people=people,
        findings={finding: _(words) for finding, words in FINDINGS.items()},
        compared=found,
        item_texts={item.code: chosen_text(item.text) for item in checklist_of(call)},
        kappa=kappa,
        may_draw=actor.may(Permission.RESCREEN_DRAW) and sample is None and bool(rows),
        crumbs=_crumbs(call, _("Even-handedness")),
    )


def _reasons(call: Call, rows: Sequence[Decided]) -> list[tuple[str, int]]:
    """Each with the words that explain its code, the most frequent first."""
    texts = {item.reason_code: chosen_text(item.reason) for item in checklist_of(call)}
    return [
        (f"{code} · {texts[code]}" if texts.get(code) else code, n) for code, n in reasons(rows)
    ]


def _parts(
    rows: Sequence[Decided], people: Mapping[int, str]
) -> list[tuple[str, str, list[tuple[str, Tally]]]]:
    """Title, head of the first column, and lines with their words."""
    territories = locale().territories

    def language(code: str) -> str:
        return render(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else code.upper()

    def lines(found: Sequence[Tally], words: Any) -> list[tuple[str, Tally]]:
        return [(words(one.key), one) for one in found]

    return [
        (
            _("By officer of the first check"),
            _("Officer"),
            lines(tallies(rows, _officer), lambda key: people.get(int(key), _("Nobody"))),
        ),
        (
            _("By country"),
            _("Country"),
            lines(
                tallies(rows, lambda row: row.country),
                lambda key: territories.get(key, key) or _("Not given"),
            ),
        ),
        (_("By language"), _("Language"), lines(tallies(rows, lambda r: r.language), language)),
    ]


def _times(rows: Sequence[Decided], people: Mapping[int, str]) -> list[tuple[str, Times]]:
    everybody = [(_("Everybody"), one) for one in times(rows, lambda _row: "")]
    each = times(rows, _officer)
    return everybody + [(people.get(int(one.key), _("Nobody")), one) for one in each]


def _officer(row: Decided) -> str:
    return str(row.officer_id or 0)


def duration(length: timedelta) -> str:
    """In the unit a person would use."""
    hours = length.total_seconds() / 3600
    if hours < 1:
        return _("%(n)s min", n=number(round(hours * 60)))
    if hours < 48:
        return _("%(n)s h", n=number(round(hours, 1)))
    return _("%(n)s days", n=number(round(hours / 24, 1)))


def kappa(found: Agreement) -> str:
    """With two decimals; a dash where chance alone explains everything."""
    return "–" if found.kappa is None else number(round(found.kappa, 2), 2)


@blueprint.route("/screening/<call_ref>/even-handed/draw", methods=["GET", "POST"])
@requires(Permission.RESCREEN_DRAW)
def draw(call_ref: str) -> Answer:
    """How many are checked again, by whom, and who is told; then it is drawn, once."""
    actor, form = current_actor(), ActForm()
    call = for_office(actor, call_ref)
    url = url_for("screening.even_handed", call_ref=call_ref)

    def act() -> None:
        service.draw(actor, call_ref, operation=form.operation.data)

    if form.validate_on_submit():
        if done(form, act):
            flash(_("The sample is drawn. Each officer was told."), "ok")
            return redirect(url)
        call = for_office(actor, call_ref)
    decided = len(queries.refs_decided(actor, call))
    if not form.is_submitted() and (queries.sample_of(call) is not None or not decided):
        flash(_("There is nothing to draw: see the sample below, or wait for a check."), "info")
        return redirect(url)
    page = render_template(
        "screening/draw.html",
        call=call,
        form=form,
        decided=decided,
        size=sample_size(decided),
        crumbs=_crumbs(call, _("Draw the sample")),
    )
    return (page, 422) if form.is_submitted() else page


def _crumbs(call: Call, last: str) -> list[tuple[str, str | None]]:
    desk = url_for("screening.desk", call_ref=call.ref)
    return [(_("Screening: %(call)s", call=chosen_text(call.title)), desk), (last, None)]
