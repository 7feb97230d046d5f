"""From the answered checklist to an outcome: one officer finds, a second confirms a refusal."""

from typing import Any

from grants.audit.service import record
from grants.calls.queries import checklist_of
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.core.written import check_words
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move
from grants.screening.models import Finding, Screening
from grants.screening.queries.case import (
    Case,
    answers_of,
    checkers_of,
    checks_of,
    rule_items,
)
from grants.screening.queries.outcome import Refusal, refusal_reasons
from grants.screening.rules.finding import check_finding, check_second, check_waits
from grants.screening.rules.periods import appeal_until
from grants.screening.service.opening import check_version, open_case, take_part

RETURN_WORDS = 150


def find(
    actor: Actor,
    ref: str,
    finding: Finding,
    sentence: str = "",
    *,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """Eligible takes effect at once; ineligible waits for a second person."""
    operations.claim(operation, actor, "screening:find")
    case = open_case(actor, ref)
    screening = case.started
    check_version(screening, version)
    check_waits(case.proposal.status, screening.finding)
    answers = answers_of(checklist_of(case.call), checks_of(screening))
    codes = check_finding(finding, rule_items(case.call), answers, sentence)
    screening.finding = finding
    screening.reason_codes = codes
    screening.sentence = sentence.strip() if finding is Finding.INELIGIBLE else ""
    screening.found_by_id, screening.found_at = actor.person_id, clock.now()
    screening.returned_words, screening.returned_by_id = "", None
    take_part(screening, actor)
    record(
        actor,
        "screening:find",
        screening,
        new={"finding": finding.value, "reason_codes": codes},
    )
    if finding is Finding.ELIGIBLE:
        move(actor, case.proposal, Move.FIND_ELIGIBLE)
    operations.keep(operation, actor, ref)
    db.session.commit()


def confirm(
    actor: Actor, ref: str, *, version: int | None = None, operation: str | None = None
) -> None:
    """A second person agrees: the refusal takes effect and the city is told why."""
    operations.claim(operation, actor, "screening:confirm")
    case = open_case(actor, ref)
    screening = _waiting(case, actor, version)
    screening.confirmed_by_id, screening.confirmed_at = actor.person_id, clock.now()
    record(actor, "screening:confirm", screening, new={"finding": Finding.INELIGIBLE.value})
    move(
        actor,
        case.proposal,
        Move.FIND_INELIGIBLE,
        facts={"reason_codes": list(screening.reason_codes)},
        words=refusal_words(case, screening, refusal_reasons(case.call, checks_of(screening))),
    )
    operations.keep(operation, actor, ref)
    db.session.commit()


def send_back(
    actor: Actor,
    ref: str,
    words: str,
    *,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """A second person does not agree: the finding is taken off and the check goes on."""
    operations.claim(operation, actor, "screening:send_back")
    case = open_case(actor, ref)
    screening = _waiting(case, actor, version)
    check_words(words, RETURN_WORDS, "words")
    take_off_finding(actor, screening, words.strip())
    screening.returned_by_id = actor.person_id
    operations.keep(operation, actor, ref)
    db.session.commit()


def take_off_finding(actor: Actor, screening: Screening, words: str) -> None:
    """Back to an open check, with the reason; never commits."""
    record(
        actor,
        "screening:send_back",
        screening,
        old={"finding": Finding.INELIGIBLE.value, "found_by_id": screening.found_by_id},
        reason=words,
    )
    screening.finding, screening.reason_codes = None, []
    screening.found_by_id, screening.found_at = None, None
    screening.returned_words = words


def _waiting(case: Case, actor: Actor, version: int | None) -> Screening:
    """The check whose refusal waits for this second person."""
    screening = case.started
    check_version(screening, version)
    if screening.finding is not Finding.INELIGIBLE or screening.confirmed_at is not None:
        raise Refused(msg("No outcome waits for confirmation. Nothing was changed."))
    check_second(actor.person_id, checkers_of(screening) | _finder(screening))
    return screening


def _finder(screening: Screening) -> set[int]:
    return set() if screening.found_by_id is None else {screening.found_by_id}


def refusal_words(case: Case, screening: Screening, reasons: list[Refusal]) -> dict[str, Any]:
    """What the mails about a refusal say: sentence, figures, what would have been right, appeal."""
    told_at = screening.confirmed_at or clock.now()
    return {
        "sentence": screening.sentence,
        "reasons": [reason.packed() for reason in reasons],
        "until": appeal_until(told_at, case.call.appeal_days, case.call.zone),
        "outcome": Link("screening.outcome", {"ref": case.proposal.ref}),
    }
