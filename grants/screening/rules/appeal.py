"""Who may object, until when, and who may decide it."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.written import check_words
from grants.permissions import Permission
from grants.screening.models import AppealStatus

APPEAL_WORDS = 600  # one page
DECISION_WORDS = 300


def may_appeal(*, is_ineligible: bool, is_made: bool, until: datetime | None, at: datetime) -> bool:
    """Once, against a confirmed ineligible, up to and including the last second."""
    return is_ineligible and not is_made and until is not None and at <= until


def check_appeal(
    *, is_ineligible: bool, is_made: bool, until: datetime | None, at: datetime, words: str
) -> None:
    if is_made:
        raise Refused(msg("You have objected before. One objection is decided, once."))
    if not is_ineligible or until is None:
        raise Refused(msg("There is nothing to object to: the proposal was not refused."))
    if at > until:
        raise Refused(
            msg("The time to object ended on %(until)s. Nothing was sent.", until=until),
        )
    check_words(words, APPEAL_WORDS, "words")


def may_decide_appeal(actor: Actor, took_part: Collection[int]) -> bool:
    """A lead of the Secretariat who took no part in the check or its confirmation."""
    return actor.may(Permission.APPEAL_DECIDE) and actor.person_id not in took_part


def check_decision(actor: Actor, took_part: Collection[int], *, is_open: bool, words: str) -> None:
    if not may_decide_appeal(actor, took_part):
        raise Refused(
            msg(
                "You took part in this check, so another lead must decide the objection. "
                "Nothing was changed."
            )
        )
    if not is_open:
        raise Refused(msg("This objection was decided before. Nothing was changed."))
    check_words(words, DECISION_WORDS, "decision")


class Told(Protocol):
    """A check, as far as this asks."""

    @property
    def confirmed_at(self) -> datetime | None: ...


class Decided(Protocol):
    """An objection, as far as this asks."""

    @property
    def status(self) -> AppealStatus: ...
    @property
    def decided_at(self) -> datetime | None: ...


def days_lost(screening: Told | None, appeal: Decided | None) -> int | None:
    """Whole days between the refusal and the return to the round; None without an upheld one."""
    if screening is None or appeal is None or appeal.status is not AppealStatus.UPHELD:
        return None
    if screening.confirmed_at is None or appeal.decided_at is None:
        return None
    return (appeal.decided_at - screening.confirmed_at).days
