"""Who reviews what: the list, and drafts worked out to fill it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.assignment import Shortfall
from grants.reviews.forms import ButtonForm, WorkOutForm
from grants.reviews.models import AssignmentRun, AssignmentStatus, RunKind
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Given, Reviewed
from grants.reviews.queries.balance import lacks_of
from grants.reviews.queries.drafting import SECOND_ROUND, Wanted, is_pinned, own_run, profiles
from grants.reviews.queries.pool import call_for, members
from grants.reviews.rules.drafting import LACK_WORDS, RUN_WORDS
from grants.reviews.rules.work import ASSIGNMENT_TONES, ASSIGNMENT_WORDS
from grants.reviews.service import assign as service, suggesting
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, how_many, lead_tabs

Answer = str | Response | tuple[str, int]
ALIKE_FROM = 30  # percent of a full likeness of words that is worth a mention


@blueprint.get("/calls/<call_ref>/assignment")
@requires(Permission.REVIEWS_MANAGE)
def assignment(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    rows, total = queries.proposals_page(actor, call, page=asked_page())
    short = lacks_of(rows, call, members(call), profiles(call))
    run = own_run(actor, call, (RunKind.SUGGEST, RunKind.SHEET))
    return render_template(
        "reviews/assignment.html",
        call=call,
        rows=[
            {
                "row": row,
                "place": place_of(row),
                "language": language_of(row),
                "given": [given_words(g) for g in row.standing],
                "short": lack_words(short.get(row.id)),
            }
            for row in rows
        ],
        total=total,
        page=page_of(total, most=queries.PAGE),
        figures=queries.progress(actor, call),
        run=run,
        told=told(run) if run else [],
        done_words=_(RUN_WORDS[run.kind]) if run else "",
        fill=WorkOutForm(formdata=None),
        again=WorkOutForm(formdata=None, data={"again": "yes"}),
        clear=ButtonForm(formdata=None),
        **around(call, "assignment"),
    )


def around(call: Call, current: str, label: str = "") -> dict[str, Any]:
    """Tabs of reviewing, the pages about assignments, and the way back."""
    pages = (
        ("assignment", _("Proposals")),
        ("loads", _("Evaluators")),
        ("worst_served", _("Worst served")),
        ("comparable", _("Comparability")),
        ("assignment_rules", _("Rules")),
        ("prices", _("Price of each rule")),
        ("more_reviews", _("More reviews")),
        ("bidding", _("Bids")),
        ("sheet", _("Spreadsheet")),
    )
    here = (_("Assignments"), "") if current == "assignment" else (_("Assignments"), current)
    crumbs = call_crumbs(call, here[0], "reviews.assignment" if here[1] else "")
    return {
        "tabs": lead_tabs(call, "assignment"),
        "parts": [
            (words, url_for(f"reviews.{name}", call_ref=call.ref), name == current)
            for name, words in pages
        ],
        "crumbs": [*crumbs, (label, None)] if label else crumbs,
    }


def place_of(row: Reviewed) -> str:
    return ", ".join(p for p in (row.city, i18n.country(row.country)) if p)


def language_of(row: Reviewed) -> str:
    return str(i18n.locale().languages.get(row.language, row.language))


def lack_words(short: Shortfall | None) -> list[str]:
    """What a proposal falls short of."""
    return [_(LACK_WORDS[lack]) for lack in short.lacks] if short else []


def given_words(one: Given) -> dict[str, Any]:
    """One assignment with its state and its reasons in words."""
    words = _("Submitted") if one.is_submitted else _(ASSIGNMENT_WORDS[one.status])
    is_draft = one.status is AssignmentStatus.DRAFT
    return {
        "ref": one.ref,
        "person": one.person,
        "words": words,
        "tone": "ok" if one.is_submitted else ASSIGNMENT_TONES[one.status],
        "is_draft": is_draft,
        "is_pinned": is_draft and is_pinned(one),
        "is_second": one.stage == SECOND_ROUND,
        "why": why_words(one.why),
    }


def why_words(why: dict[str, Any]) -> str:
    """The reasons of an assignment in words, with the fit where it is known."""
    first = [_("chosen by hand")] if why.get("by_hand") else []
    first += [_("links evaluators")] if why.get("anchor") else []
    reasons = [*first, *_fitting(why)]
    words = ", ".join(reasons) if reasons else _("has room")
    fit = why.get("fit")
    return (
        words
        if fit is None
        else _("%(reasons)s; fit %(fit)s of 100", reasons=words, fit=round(fit))
    )


def _fitting(why: dict[str, Any]) -> list[str]:
    theme = why.get("theme")
    known = {
        1: _("knows the focus area a little"),
        2: _("knows the focus area"),
        3: _("knows the focus area well"),
    }
    words = [_("reads the language")] if why.get("language") else []
    words += [known[2 if theme is True else int(theme)]] if theme else []
    words += [_("knows the region")] if why.get("region") else []
    words += [_("writes about the same")] if why.get("text", 0) >= ALIKE_FROM else []
    bid = why.get("bid", 0)
    return words + ([_("asked for it") if bid > 0 else _("would rather not")] if bid else [])


@blueprint.post("/calls/<call_ref>/assignment/suggest")
@requires(Permission.REVIEWS_MANAGE)
def suggest(call_ref: str) -> Response:
    form = WorkOutForm()
    wanted = Wanted(again=form.again.data == "yes")

    def act() -> None:
        suggesting.ask(current_actor(), call_ref, wanted, operation=form.operation.data)

    if not done(form, act):
        flash(form.form_errors[0], "warn")  # nothing went wrong: nobody in the pool has accepted
    return redirect(url_for("reviews.assignment", call_ref=call_ref))


def told(run: AssignmentRun) -> list[str]:
    """What a finished run filled, and what it could not give."""
    report = run.report
    if run.finished_at is None:
        return []
    if report.get("failed"):
        return [_("This did not come to an end. Nothing was changed; start it again.")]
    filled = int(report.get("filled", 0))
    lines = [
        ngettext("%(num)s place was filled.", "%(num)s places were filled.", filled)
        + " "
        + _("Only you see the drafts until you publish them.")
    ]
    return lines + told_short(report)


def told_short(report: dict[str, Any]) -> list[str]:
    """What a plan falls short of, how good it is, and whether its reviews can be compared."""
    if "pairs" not in report:
        return []
    lines = []
    if report["short"]:
        few = ngettext(
            "%(num)s proposal gets less than the rules want; the list says what.",
            "%(num)s proposals get less than the rules want; the list says what.",
            report["short"],
        )
        lines.append(few)
    if report["no_senior"]:
        lines.append(_("Nobody in the pool is senior, so that rule was left out."))
    if not report["connected"]:
        lines.append(
            _(
                "Some evaluators share no proposal with the others, so their scores cannot "
                "be compared."
            )
        )
    if report["pairs"]:
        share = round(report["worst"] * 100)
        lines.append(_("The worst-served proposal gets %(n)s %% of its best.", n=share))
        lines.append(_gap_words(report["gap"], report["given_up"]))
    return lines


def _gap_words(gap: float | None, given_up: float) -> str:
    if gap is None:
        return _("Time ran out before anything was found. Start it again.")
    if gap == 0 and given_up:
        share = f"{given_up * 100:.1f}"
        return _("The best whole is proven; %(n)s %% of it went to lift the worst served.", n=share)
    if gap == 0:
        return _("No other choice fits better on the whole: that is proven.")
    share = f"{gap * 100:.1f}"
    return _("Time ran out: another choice might fit better by at most %(n)s %%.", n=share)


@blueprint.post("/calls/<call_ref>/assignment/clear")
@requires(Permission.REVIEWS_MANAGE)
def clear(call_ref: str) -> Response:
    key = ButtonForm().operation.data
    n = how_many(lambda: service.clear_drafts(current_actor(), call_ref, operation=key))
    flash(ngettext("%(num)s draft was removed.", "%(num)s drafts were removed.", n), "ok")
    return redirect(url_for("reviews.assignment", call_ref=call_ref))
