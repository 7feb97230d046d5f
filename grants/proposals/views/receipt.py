"""The proof of a submission, for its team; and the check anyone can make."""

from datetime import datetime

from flask import render_template, request

from grants.accounts.queries import names
from grants.calls.queries import form_of
from grants.core import throttle
from grants.core.access import current_actor, requires
from grants.core.clock import BRUSSELS
from grants.core.errors import TooMany
from grants.core.i18n import chosen_text, clock_time, day, gettext as _, ngettext, render, utc_stamp
from grants.permissions import Permission
from grants.proposals.forms.submit import ReceiptCheckForm
from grants.proposals.models import AttemptOutcome
from grants.proposals.queries import submission as queries
from grants.proposals.queries.access import find
from grants.proposals.queries.frozen import frozen
from grants.proposals.rules.submission import ATTEMPT_TONES, ATTEMPT_WORDS, normal_hash
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of

FREE_CHECKS = 30  # from one source within the throttle's window, before it slows down


@blueprint.get("/proposals/<ref>/receipt")
@requires(Permission.PROPOSAL_READ)
def receipt(ref: str) -> str:
    """The submission that counts, with its proof; earlier ones; every try."""
    found = find(current_actor(), ref)
    receipts = queries.receipts_of(found)
    attempts = queries.attempts_of(found)
    labels = {q.code: chosen_text(q.label) for q in form_of(found.call).questions()}
    people = names([r.by_id for r in receipts] + [a.person_id for a in attempts])
    return render_template(
        "proposals/receipt.html",
        found=found,
        name=name_of(found),
        receipts=receipts,
        content=frozen(found) if receipts else None,
        attempts=[
            {
                "row": attempt,
                "words": _(ATTEMPT_WORDS[attempt.outcome]),
                "tone": ATTEMPT_TONES[attempt.outcome],
                "who": people.get(attempt.person_id, ""),
                "facts": _facts(attempt, labels),
            }
            for attempt in attempts
        ],
        people=people,
        both_times=both_times,
        unsent=found.proposal.has_unsent_changes,
        crumbs=crumbs_of(found, _("Receipt")),
    )


@blueprint.get("/receipts/")
@requires(Permission.RECEIPT_CHECK)
def receipt_check() -> str | tuple[str, int, dict[str, str]]:
    """Number and hash: genuine or not, and when; never what was submitted."""
    form = ReceiptCheckForm(request.args)
    number = (form.number.data or "").upper()
    digest = normal_hash(form.hash.data or "")
    asked = bool(number and digest)
    found, wait = None, ""
    status, headers = 200, dict[str, str]()
    if asked:
        try:
            throttle.check((f"receipt:{request.remote_addr}", FREE_CHECKS))
            found = queries.genuine(number, digest)
        except TooMany as error:
            wait = render(error.message)
            status, headers = error.status, {"Retry-After": str(error.wait_seconds)}
    page = render_template(
        "proposals/receipt_check.html",
        form=form,
        asked=asked,
        half=bool(number or digest) and not asked,
        receipt=found,
        wait=wait,
        both_times=both_times,
    )
    return page, status, headers


def both_times(at: datetime) -> str:
    """An instant to the second, in Brussels and in UTC."""
    return _(
        "%(day)s, %(time)s Brussels time (%(utc)s)",
        day=day(at.astimezone(BRUSSELS)),
        time=clock_time(at, seconds=True),
        utc=utc_stamp(at),
    )


def _facts(attempt: queries.AttemptRow, labels: dict[str, str]) -> str:
    """What an attempt's facts mean, in a few words."""
    facts = attempt.facts
    match attempt.outcome:
        case AttemptOutcome.LATE:
            n = int(facts.get("seconds_late", 0))
            return ngettext(
                "%(num)s second after the deadline", "%(num)s seconds after the deadline", n
            )
        case AttemptOutcome.ACCEPTED:
            return _("Receipt %(number)s", number=facts.get("receipt") or "–")
        case AttemptOutcome.REPEATED:
            return _("Answered with receipt %(number)s", number=facts.get("receipt") or "–")
        case AttemptOutcome.INCOMPLETE:
            labels = {**labels, "declaration": _("Declaration")}
            parts = [labels.get(code, code) for code in facts.get("codes", ())]
            return _("Missing or over a limit: %(parts)s", parts=", ".join(parts))
    return ""
