"""What somebody must do next about a proposal, and by when; in words, with the page to do it on."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from grants.calls.models import CallStatus
from grants.calls.rules import Window
from grants.core.messages import N_, Link, Message, msg, nmsg
from grants.proposals.models import ProposalStatus as S, TeamRole
from grants.proposals.rules.deadline import accepts, deadline_of

LETTER_IS_NEW = timedelta(days=30)  # reading it is the next thing to do that long
FAR = datetime.max.replace(tzinfo=UTC)


class Need(enum.StrEnum):
    """What is to be done; of two that are due at one instant the earlier here comes first."""

    ANSWER = "answer"
    APPEAL = "appeal"
    JOIN = "join"
    ENDORSE = "endorse"
    MEND = "mend"
    RESUBMIT = "resubmit"
    SUBMIT = "submit"
    WRITE = "write"
    READ = "read"
    NOTHING = "nothing"


ORDER = list(Need)


@dataclass(frozen=True)
class Clocks:
    """What of the eligibility check runs out for a city."""

    answer_by: datetime | None = None
    appeal_until: datetime | None = None
    has_objected: bool = False  # and the objection is not decided yet


@dataclass(frozen=True)
class Step:
    """One thing to do, or where the proposal stands when there is nothing to do."""

    need: Need
    words: Message
    button: str = ""  # a message to be translated
    link: Link | None = None
    by: datetime | None = None

    @property
    def is_to_do(self) -> bool:
        return self.need is not Need.NOTHING


class Own(Protocol):
    """A proposal as one member of its team stands to it."""

    @property
    def ref(self) -> str: ...
    @property
    def status(self) -> S: ...
    @property
    def role(self) -> TeamRole: ...
    @property
    def is_imported(self) -> bool: ...
    @property
    def has_unsent_changes(self) -> bool: ...
    @property
    def status_at(self) -> datetime: ...
    @property
    def is_full(self) -> bool: ...
    @property
    def window(self) -> Window: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def sections(self) -> int: ...
    @property
    def sections_done(self) -> int: ...
    @property
    def sections_left(self) -> int: ...
    @property
    def sections_wrong(self) -> int: ...


def next_step(own: Own, clocks: Clocks, now: datetime) -> Step:
    """The next thing for this member of the team; lists and the home ask only this."""
    is_open = accepts(own.window, own.until, now)
    match own.status:
        case S.DRAFT:
            return _draft(own) if is_open else _closed(own)
        case S.SUBMITTED if own.has_unsent_changes and is_open:
            return _changed(own)
        case S.CLARIFICATION:
            return _asked(own, clocks, now)
        case S.INELIGIBLE:
            return _refused(own, clocks, now)
        case S.APPROVED | S.RESERVE | S.REJECTED:
            return _told(own, now)
    return _waiting(own)


def most_urgent(steps: Iterable[Step]) -> Step | None:
    """Of everything to do, what is due first; what has no date comes last."""
    to_do = [step for step in steps if step.is_to_do]
    return min(to_do, key=lambda s: (s.by or FAR, ORDER.index(s.need)), default=None)


def _draft(own: Own) -> Step:
    by = deadline_of(own.window, own.until)
    if own.role is TeamRole.VIEWER:
        return Step(Need.NOTHING, _counted(own), by=by)
    if own.sections_wrong:
        return _mend(own, by)
    if own.sections_left:
        words = msg(
            "%(done)s of %(total)s sections are complete. Go on writing, then submit.",
            done=own.sections_done,
            total=own.sections,
        )
        button = N_("Go on writing") if own.sections_done else N_("Begin writing")
        return Step(Need.WRITE, words, button, _to(own, "proposals.tasks"), by)
    if own.role is TeamRole.LEAD:
        words = msg("Every section is complete: check your answers, then submit.")
        return Step(Need.SUBMIT, words, N_("Check and submit"), _to(own, "proposals.check"), by)
    return Step(
        Need.NOTHING, msg("Every section is complete. The lead of the team can submit it."), by=by
    )


def _mend(own: Own, by: datetime | None) -> Step:
    words = nmsg(
        "%(n)s section needs attention before you can submit.",
        "%(n)s sections need attention before you can submit.",
        own.sections_wrong,
    )
    button = N_("See what to mend")
    return Step(Need.MEND, words, button, _to(own, "proposals.tasks"), by)


def _counted(own: Own) -> Message:
    return msg(
        "%(done)s of %(total)s sections are complete.", done=own.sections_done, total=own.sections
    )


def _closed(own: Own) -> Step:
    if own.window.status is CallStatus.CANCELLED:
        return Step(Need.NOTHING, msg("The call was cancelled. What you wrote can be read."))
    if own.is_full:
        return Step(
            Need.NOTHING, msg("The time for the full proposal is over; it was not submitted.")
        )
    return Step(Need.NOTHING, msg("The call has closed; this draft was not submitted."))


def _changed(own: Own) -> Step:
    by = deadline_of(own.window, own.until)
    if own.role is TeamRole.VIEWER:
        return Step(Need.NOTHING, msg("It was changed after submitting and not sent again."), by=by)
    if own.sections_wrong:
        return _mend(own, by)
    words = msg("You changed it after submitting: submit again to send the changes.")
    if own.role is not TeamRole.LEAD:
        words = msg("It was changed after submitting: the lead must submit it again.")
        return Step(Need.NOTHING, words, by=by)
    button = N_("Check and submit again")
    return Step(Need.RESUBMIT, words, button, _to(own, "proposals.check"), by)


def _asked(own: Own, clocks: Clocks, now: datetime) -> Step:
    words = msg("The Secretariat asked you a question: answer it.")
    if clocks.answer_by is not None and now > clocks.answer_by:
        words = msg("The time to answer the Secretariat is over. A late answer is still taken.")
    if own.role is TeamRole.VIEWER:
        words = msg("The Secretariat asked a question. The lead or an editor answers it.")
        return Step(Need.NOTHING, words, by=clocks.answer_by)
    link = _to(own, "screening.clarification")
    return Step(Need.ANSWER, words, N_("Read the question and answer"), link, clocks.answer_by)


def _refused(own: Own, clocks: Clocks, now: datetime) -> Step:
    until = clocks.appeal_until
    if clocks.has_objected:
        return Step(Need.NOTHING, msg("Your objection is being decided. We write to you."))
    if until is None or now > until:
        return Step(Need.NOTHING, msg("It was found not eligible and takes no further part."))
    if own.role is not TeamRole.LEAD:
        words = msg("It was found not eligible. The lead of the team may object once.")
        return Step(Need.NOTHING, words, by=until)
    words = msg("It was found not eligible. Read why; you may object once.")
    button = N_("Read why, and what you can do")
    return Step(Need.APPEAL, words, button, _to(own, "screening.outcome"), until)


def _told(own: Own, now: datetime) -> Step:
    if own.is_imported:
        return Step(Need.NOTHING, msg("It was decided before this system was used."))
    link = _to(own, "board.letter")
    if now - own.status_at > LETTER_IS_NEW:
        return Step(Need.NOTHING, msg("The result is in the letter you were sent."), link=link)
    words = msg("The result is there: read the letter.")
    return Step(Need.READ, words, N_("Read the letter with the result"), link)


def _waiting(own: Own) -> Step:
    if own.status is S.WITHDRAWN:
        return Step(Need.NOTHING, msg("You withdrew it; it takes no further part."))
    if own.status is S.SUBMITTED and own.has_unsent_changes:
        words = msg("Your submission stands; what you changed after it was not sent.")
        return Step(Need.NOTHING, words)
    return Step(Need.NOTHING, msg("Nothing to do now. We write to you when it goes on."))


def _to(own: Own, endpoint: str) -> Link:
    return Link(endpoint, {"ref": own.ref})


def invited(token: str, expires_at: datetime) -> Step:
    """Somebody asks the reader into a team."""
    words = msg("You are invited to the team.")
    return Step(
        Need.JOIN, words, N_("Read the invitation"), Link("proposals.join", {"token": token}),
        expires_at,
    )  # fmt: skip


def asked_to_endorse(token: str, closes_at: datetime | None) -> Step:
    """A team asks the reader to back its proposal."""
    words = msg("You are asked to endorse this proposal.")
    link = Link("proposals.endorse", {"token": token})
    return Step(Need.ENDORSE, words, N_("Read the proposal and answer"), link, closes_at)
