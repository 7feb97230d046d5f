"""What happens next with a case, and what the reader can do about it."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from grants.core.actor import Actor
from grants.core.i18n import gettext as _, instant
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus as S
from grants.screening.models import AppealStatus, ClarificationStatus, Finding
from grants.screening.queries.case import Case, CaseFile, deadline_of, rule_items, took_part
from grants.screening.rules.appeal import may_decide_appeal
from grants.screening.rules.finding import (
    curable_items,
    may_confirm,
    may_start,
    open_items,
    possible_finding,
)
from grants.screening.rules.periods import appeal_until


@dataclass(frozen=True)
class Step:
    """A sentence, and the one button when there is something to do. `is_post`: a form with one
    button instead of a link."""

    text: str
    label: str = ""
    url: str = ""
    is_post: bool = False
    other_label: str = ""
    other_url: str = ""


def next_step(file: CaseFile, actor: Actor, now: datetime) -> Step:
    """For this actor, at this moment."""
    case = file.case
    if not actor.may(Permission.SCREENING_WORK):
        return Step(_("You may read this check."))
    match case.proposal.status:
        case S.SUBMITTED:
            return _to_start(case, now)
        case S.SCREENING:
            return _running(file, actor)
        case S.CLARIFICATION:
            return _waiting(file)
        case S.INELIGIBLE:
            return _refused(file, actor, now)
    return Step(_("The check has ended: nothing is left to do here."))


def _url(case: Case, endpoint: str) -> str:
    return url_for(f"screening.{endpoint}", call_ref=case.call.ref, ref=case.proposal.ref)


def _to_start(case: Case, now: datetime) -> Step:
    deadline = deadline_of(case.call, case.proposal.id)
    if may_start(deadline, now):
        return Step(
            _("Nobody has begun to check this proposal."),
            _("Start the check"),
            _url(case, "start"),
            is_post=True,
        )
    return Step(
        _(
            "The check can start after the deadline, %(deadline)s. Until then the city may change "
            "and submit again.",
            deadline=instant(deadline),
        )
    )


def _running(file: CaseFile, actor: Actor) -> Step:
    case, screening = file.case, file.case.started
    if screening.finding is Finding.INELIGIBLE:
        if may_confirm(actor.person_id, file.checkers):
            return Step(
                _("An officer found this proposal not eligible. You are asked to look again."),
                _("Confirm or send back"),
                _url(case, "confirm"),
            )
        return Step(
            _(
                "Found not eligible. Somebody who took no part in this check must confirm it; "
                "until then the city is not told."
            )
        )
    items, answers = rule_items(case.call), file.answers
    possible = possible_finding(items, answers)
    curable = curable_items(items, answers)
    if possible is not None:
        label = _("Find it eligible") if possible is Finding.ELIGIBLE else _("Find it not eligible")
        return Step(
            _("Every item needed for an outcome is answered."),
            label,
            _url(case, "find"),
            other_label=_("Ask for clarification") if curable else "",
            other_url=_url(case, "clarify") if curable else "",
        )
    if curable:
        return Step(
            _("Proof is missing. You may ask the city for it."),
            _("Ask for clarification"),
            _url(case, "clarify"),
        )
    left = len(open_items(items, answers))
    return Step(_("Answer the checklist below: %(n)s items are open.", n=left))


def _waiting(file: CaseFile) -> Step:
    last = file.clarifications[-1]
    if last.status is ClarificationStatus.OPEN:
        return Step(
            _(
                "The city was asked and has until %(due)s. The check goes on when it answers or "
                "the time is over.",
                due=instant(last.due_at),
            )
        )
    return Step(_("The city has answered."))


def _refused(file: CaseFile, actor: Actor, now: datetime) -> Step:
    case, appeal = file.case, file.case.appeal
    if appeal is None:
        return Step(_not_objected(case, now))
    if appeal.status is not AppealStatus.OPEN:
        return Step(_("The objection was decided: nothing is left to do here."))
    if may_decide_appeal(actor, took_part(case.started)):
        return Step(
            _("The city objects. You took no part in the check, so you may decide."),
            _("Decide the objection"),
            _url(case, "decide_appeal"),
        )
    return Step(_("The city objects. A lead who took no part in the check must decide."))


def _not_objected(case: Case, now: datetime) -> str:
    told_at = case.started.confirmed_at
    if told_at is None:
        return _("The check has ended: nothing is left to do here.")
    until = appeal_until(told_at, case.call.appeal_days, case.call.zone)
    if now > until:
        return _("The city was told and did not object in time: nothing is left to do here.")
    return _("The city was told and may object until %(until)s.", until=instant(until))
