"""When a finding may be made, and by whom it may be confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.written import check_words
from grants.proposals.models import ProposalStatus
from grants.screening.models import CheckAnswer, Finding

PASSES = frozenset({CheckAnswer.YES, CheckAnswer.NOT_APPLICABLE})
SENTENCE_WORDS = 150


@dataclass(frozen=True)
class Item:
    """A checklist item as the rules need it."""

    code: str
    curable: bool
    reason_code: str


def may_start(deadline: datetime | None, now: datetime) -> bool:
    """Until its deadline the city may still change what it submitted."""
    return deadline is not None and now.replace(microsecond=0) > deadline


def check_start(deadline: datetime | None, now: datetime) -> None:
    if not may_start(deadline, now):
        raise Refused(
            msg(
                "The check can start only after the deadline: until then the city may change "
                "and submit again. Nothing was changed."
            )
        )


def check_answer(item: Item, answer: CheckAnswer, note: str) -> None:
    """`curable` only where the call says so; a `no` or `curable` is explained by a note."""
    if answer is CheckAnswer.CURABLE and not item.curable:
        raise Refused(
            msg(
                "%(code)s cannot be mended by a clarification in this call. Answer yes or no.",
                code=item.code,
            )
        )
    if answer not in PASSES and not note.strip():
        raise Refused(
            msg("%(code)s: write a note that says what you found.", code=item.code),
        )


def may_answer(mode_is_system: bool, item: Item, answer: CheckAnswer | None) -> bool:
    """Officers answer officer items, and close a system item that was found curable."""
    return not mode_is_system or (item.curable and answer is not CheckAnswer.YES)


def open_items(items: Sequence[Item], answers: Mapping[str, CheckAnswer]) -> list[str]:
    """Codes of items not answered yet."""
    return [item.code for item in items if item.code not in answers]


def failed_items(items: Sequence[Item], answers: Mapping[str, CheckAnswer]) -> list[Item]:
    """Items answered `no`."""
    return [item for item in items if answers.get(item.code) is CheckAnswer.NO]


def curable_items(items: Sequence[Item], answers: Mapping[str, CheckAnswer]) -> list[Item]:
    """Items answered `curable`: what a clarification may ask about."""
    return [item for item in items if answers.get(item.code) is CheckAnswer.CURABLE]


def possible_finding(items: Sequence[Item], answers: Mapping[str, CheckAnswer]) -> Finding | None:
    """The finding the answers allow now, if any."""
    if failed_items(items, answers):
        return Finding.INELIGIBLE
    if items and all(answers.get(item.code) in PASSES for item in items):
        return Finding.ELIGIBLE
    return None


def check_waits(status: ProposalStatus, finding: Finding | None) -> None:
    """An outcome is found while the check runs and none was found yet."""
    if finding is not None or status is not ProposalStatus.SCREENING:
        raise Refused(msg("This proposal does not wait for an outcome. Nothing was changed."))


def check_finding(
    finding: Finding, items: Sequence[Item], answers: Mapping[str, CheckAnswer], sentence: str
) -> list[str]:
    """The reason codes of the finding (none for eligible), or Refused with what is missing."""
    if finding is Finding.ELIGIBLE:
        in_the_way = [item.code for item in items if answers.get(item.code) not in PASSES]
        if in_the_way or not items:
            raise Refused(
                msg(
                    "Eligible needs “yes” or “not applicable” for every item. "
                    "Still in the way: %(codes)s.",
                    codes=", ".join(in_the_way),
                )
            )
        return []
    failed = failed_items(items, answers)
    if not failed:
        raise Refused(msg("Not eligible needs at least one item answered “no”."))
    if not sentence.strip():
        raise Refused(
            msg("Write the reason in one or two plain sentences."),
            {"sentence": msg("Write the reason in one or two plain sentences")},
        )
    check_words(sentence, SENTENCE_WORDS, "sentence")
    return [item.reason_code for item in failed]


def may_confirm(person_id: int | None, checkers: Collection[int]) -> bool:
    """A second person: nobody who took part in the first check, by any route."""
    return person_id is not None and person_id not in checkers


def check_second(person_id: int | None, checkers: Collection[int]) -> None:
    if not may_confirm(person_id, checkers):
        raise Refused(
            msg(
                "You took part in the first check, so somebody else must confirm this outcome. "
                "Nothing was changed."
            )
        )
