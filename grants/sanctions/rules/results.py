"""What a check says as a whole, and what its states are called."""

import enum

from grants.core.errors import Refused
from grants.core.messages import N_, msg
from grants.sanctions.models import ListedKind, ListStatus, NameRole, Verdict

LONGEST_WORDS = 200  # of a verdict


class Result(enum.StrEnum):
    """What the check of one proposal against the list in force says."""

    NOT_CHECKED = "not_checked"
    CLEAR = "clear"
    TO_JUDGE = "to_judge"
    FLAGGED = "flagged"
    SETTLED = "settled"


def result_of(*, is_current: bool, hits: int, to_judge: int, flagged: int) -> Result:
    """From the numbers of hits; `is_current`: of what counts now, against the list in force."""
    if not is_current:
        return Result.NOT_CHECKED
    if to_judge:
        return Result.TO_JUDGE
    if flagged:
        return Result.FLAGGED
    return Result.SETTLED if hits else Result.CLEAR


RESULT_WORDS: dict[Result, str] = {
    Result.NOT_CHECKED: N_("Not checked against the list in force"),
    Result.CLEAR: N_("No name is like a listed one"),
    Result.TO_JUDGE: N_("A person must judge"),
    Result.FLAGGED: N_("Flagged: perhaps somebody listed"),
    Result.SETTLED: N_("Judged: somebody else"),
}

RESULT_TONES: dict[Result, str] = {
    Result.NOT_CHECKED: "warn",
    Result.CLEAR: "ok",
    Result.TO_JUDGE: "warn",
    Result.FLAGGED: "bad",
    Result.SETTLED: "ok",
}

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.OPEN: N_("Not judged yet"),
    Verdict.DIFFERENT: N_("Somebody else"),
    Verdict.UNSURE: N_("Not sure: flagged"),
    Verdict.SAME: N_("The same: flagged"),
}

VERDICT_TONES: dict[Verdict, str] = {
    Verdict.OPEN: "warn",
    Verdict.DIFFERENT: "ok",
    Verdict.UNSURE: "bad",
    Verdict.SAME: "bad",
}

ROLE_WORDS: dict[NameRole, str] = {
    NameRole.PROPONENT: N_("Proponent"),
    NameRole.RECIPIENT: N_("Recipient"),
    NameRole.PARTNER: N_("Implementing partner"),
    NameRole.REPRESENTATIVE: N_("Representative"),
    NameRole.SIGNATORY: N_("Signed the declaration"),
    NameRole.PERSON: N_("Named person"),
}

KIND_WORDS: dict[ListedKind, str] = {
    ListedKind.PERSON: N_("Person"),
    ListedKind.ENTITY: N_("Entity"),
}

STATUS_WORDS: dict[ListStatus, str] = {
    ListStatus.WAITING: N_("Looked into, not put in force"),
    ListStatus.KEPT: N_("Kept"),
    ListStatus.THROWN_AWAY: N_("Thrown away"),
}


def check_verdict(verdict: Verdict, words: str) -> None:
    """A verdict says something, and why; raises Refused at the field concerned."""
    if verdict is Verdict.OPEN:
        message = msg("Choose what you found")
        raise Refused(message, {"verdict": message})
    if not words.strip():
        message = msg("Write what you compared and what you found")
        raise Refused(message, {"words": message})
