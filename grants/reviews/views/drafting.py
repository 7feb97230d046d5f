"""The rules of a call's assignments, and what each of them costs."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, number
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm, RulesForm
from grants.reviews.models import RunKind
from grants.reviews.queries.drafting import own_run, rules_and_version
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.drafting import PRICED_WORDS, RUN_WORDS
from grants.reviews.service import drafting as service, suggesting
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, sent
from grants.reviews.views.assignment import around, told_short

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<call_ref>/assignment/rules", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def assignment_rules(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    rules, version = rules_and_version(call)
    form = RulesForm(data={**asdict(rules), "version": version})

    def act() -> None:
        service.save_rules(
            actor,
            call_ref,
            form.rules(),
            version=form.version.data or 0,
            operation=form.operation.data,
        )

    status = sent(form, act)
    if status == DONE:
        flash(_("The rules are saved. Drafts change when they are worked out anew."), "ok")
        return redirect(url_for("reviews.assignment", call_ref=call_ref))
    page = render_template(
        "reviews/assignment_rules.html",
        form=form,
        call=call,
        version=version,
        **around(call, "assignment_rules", _("Rules")),
    )
    return page, status


@blueprint.get("/calls/<call_ref>/assignment/prices")
@requires(Permission.REVIEWS_MANAGE)
def prices(call_ref: str) -> str:
    """What each rule costs: the same drafts worked out without it."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    run = own_run(actor, call, (RunKind.COMPARE,))
    report = run.report if run and run.finished_at else {}
    return render_template(
        "reviews/prices.html",
        call=call,
        run=run,
        told=told_short(report.get("base", {})),
        done_words=_(RUN_WORDS[RunKind.COMPARE]),
        base=_figures(report["base"]) if "base" in report else None,
        rows=[_priced(row, report["base"]) for row in report.get("rows", [])],
        failed=bool(report.get("failed")),
        form=ButtonForm(formdata=None),
        **around(call, "prices", _("Price of each rule")),
    )


def _figures(plan: dict[str, Any]) -> dict[str, str]:
    return {
        "total": number(plan["total"]),
        "pairs": number(plan["pairs"]),
        "worst": f"{round(plan['worst'] * 100)} %",
        "short": number(plan["short"]),
    }


def _priced(row: dict[str, Any], base: dict[str, Any]) -> dict[str, str]:
    """A plan without one rule, as differences from the one with all."""
    rule = row["rule"]
    worst = round(row["worst"] * 100) - round(base["worst"] * 100)
    return {
        "rule": _(PRICED_WORDS[rule]),
        "total": _signed(round(row["total"] - base["total"])),
        "pairs": _signed(row["pairs"] - base["pairs"]),
        "worst": _signed(worst),
        "short": _signed(row["short"] - base["short"]),
    }


def _signed(n: int) -> str:
    if n == 0:
        return _("the same")
    return ("+" if n > 0 else "−") + number(abs(n))


@blueprint.post("/calls/<call_ref>/assignment/prices")
@requires(Permission.REVIEWS_MANAGE)
def compare(call_ref: str) -> Response:
    form = ButtonForm()

    def act() -> None:
        suggesting.compare(current_actor(), call_ref, operation=form.operation.data)

    if not done(form, act):
        flash(form.form_errors[0], "warn")
    return redirect(url_for("reviews.prices", call_ref=call_ref))
