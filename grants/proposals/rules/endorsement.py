"""When a sponsor may be asked, may answer, and counts."""

import enum
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from grants.core.errors import Refused
from grants.core.messages import N_, Message, msg
from grants.proposals.models import EndorsementStatus, ProposalStatus

REMIND_AFTER = timedelta(hours=20)  # between two reminders to one sponsor
REMIND_BEFORE = (timedelta(days=7), timedelta(days=2))  # the deadline, by the worker
TELL_TEAM_BEFORE = timedelta(days=3)  # who has not answered
MOST_STANDING = 20  # requests at a time; a bound against mass mail, far above real use

STANDING = frozenset({EndorsementStatus.ASKED, EndorsementStatus.CONFIRMED})
OPEN_STATES = frozenset({ProposalStatus.DRAFT, ProposalStatus.SUBMITTED})


class SponsorState(enum.StrEnum):
    """An endorsement as the team sees it."""

    ASKED = "asked"
    READ = "read"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[SponsorState, str] = {
    SponsorState.ASKED: N_("Asked, not read yet"),
    SponsorState.READ: N_("Read, not answered yet"),
    SponsorState.CONFIRMED: N_("Confirmed"),
    SponsorState.CHANGED: N_("Confirmed, changed since"),
    SponsorState.DECLINED: N_("Declined"),
    SponsorState.WITHDRAWN: N_("Request withdrawn"),
}

# The bare answer, where it does not matter what was read or changed.
STATUS_WORDS: dict[EndorsementStatus, str] = {
    EndorsementStatus.ASKED: N_("Asked"),
    EndorsementStatus.CONFIRMED: N_("Confirmed"),
    EndorsementStatus.DECLINED: N_("Declined"),
    EndorsementStatus.WITHDRAWN: N_("Request withdrawn"),
}

STATE_TONES: dict[SponsorState, str] = {
    SponsorState.ASKED: "info",
    SponsorState.READ: "info",
    SponsorState.CONFIRMED: "ok",
    SponsorState.CHANGED: "warn",
    SponsorState.DECLINED: "bad",
    SponsorState.WITHDRAWN: "",
}


class EndorsementLike(Protocol):
    """What the rules read of an endorsement."""

    @property
    def status(self) -> EndorsementStatus: ...
    @property
    def read_at(self) -> datetime | None: ...
    @property
    def content_sha256(self) -> str | None: ...


def state_of(endorsement: EndorsementLike, present_sha256: str) -> SponsorState:
    """The state as shown; `present_sha256` is the hash of what the proposal says now."""
    if endorsement.status is EndorsementStatus.ASKED:
        return SponsorState.ASKED if endorsement.read_at is None else SponsorState.READ
    if endorsement.status is EndorsementStatus.CONFIRMED:
        same = endorsement.content_sha256 == present_sha256
        return SponsorState.CONFIRMED if same else SponsorState.CHANGED
    return SponsorState(endorsement.status.value)


def counts(endorsement: EndorsementLike, present_sha256: str, *, reconfirm: bool) -> bool:
    """Does it count towards the sponsors a call requires?

    A confirmation of an earlier text counts unless the call asks for it anew (`reconfirm`).
    """
    state = state_of(endorsement, present_sha256)
    return state is SponsorState.CONFIRMED or (state is SponsorState.CHANGED and not reconfirm)


def how_many_count(
    endorsements: Iterable[EndorsementLike], present_sha256: str, *, reconfirm: bool
) -> int:
    return sum(counts(e, present_sha256, reconfirm=reconfirm) for e in endorsements)


def check_may_ask(
    email: str,
    organisation_id: int,
    *,
    team: Collection[str],
    members: Collection[int],
    standing: Collection[int],
) -> None:
    """Refused when the organisation is no member or asked already, or the address a teammate's."""
    if organisation_id not in members:
        raise _field("organisation", msg("Choose a member of the partnership from the list"))
    if organisation_id in standing:
        raise _field(
            "organisation",
            msg(
                "This member was asked already. Withdraw that request first if you want to ask "
                "somebody else there."
            ),
        )
    if email in team:
        raise _field(
            "email",
            msg(
                "%(email)s is in the team of this proposal. A sponsor is somebody else: give the "
                "address of a person at the member organisation.",
                email=email,
            ),
        )
    if len(standing) >= MOST_STANDING:
        raise Refused(msg("%(n)s sponsors were asked already: that is the most.", n=MOST_STANDING))


def _field(name: str, message: Message) -> Refused:
    return Refused(message, {name: message})


def check_open(status: ProposalStatus, *, in_time: bool) -> None:
    """Sponsors are asked and answer until the deadline, while the proposal can be submitted."""
    if status not in OPEN_STATES:
        raise Refused(
            msg(
                "The proposal was withdrawn or is being judged, so endorsements can no longer "
                "change. Nothing was changed."
            )
        )
    if not in_time:
        raise Refused(
            msg(
                "The deadline of this call has passed, so endorsements can no longer change. "
                "Nothing was changed."
            )
        )


def check_unanswered(status: EndorsementStatus) -> None:
    """A request is answered once."""
    if status is EndorsementStatus.WITHDRAWN:
        raise Refused(msg("The team withdrew this request, so there is nothing to answer."))
    if status is not EndorsementStatus.ASKED:
        raise Refused(
            msg("This request was answered already. What was answered stands; nothing was changed.")
        )


def check_withdrawable(status: EndorsementStatus) -> None:
    """A declined request stays as it is; asking somebody else is a new request."""
    if status not in STANDING:
        raise Refused(msg("This request was declined or withdrawn already. Nothing was changed."))


def check_may_renew(state: SponsorState) -> None:
    """A confirmation is asked anew only when the proposal changed after it."""
    if state is not SponsorState.CHANGED:
        raise Refused(
            msg("The sponsor has confirmed what the proposal says now; there is nothing to ask.")
        )


def check_not_teammate(email: str, team: Collection[str]) -> None:
    if email in team:
        raise Refused(
            msg(
                "You are in the team of this proposal, so you cannot endorse it for a member. "
                "Somebody else at your organisation can: ask the team to send the request to "
                "them."
            )
        )


def check_reminder(asked_at: datetime, reminded_at: datetime | None, now: datetime) -> None:
    """One reminder a day at most."""
    last = max(asked_at, reminded_at or asked_at)
    if now - last < REMIND_AFTER:
        raise Refused(
            msg(
                "A message went to this sponsor less than a day ago. Wait a day before reminding; "
                "nothing was sent."
            )
        )


def is_reminder_due(
    asked_at: datetime, reminded_at: datetime | None, deadline: datetime, now: datetime
) -> bool:
    """Has the clock passed an hour to remind, with nothing sent since or the day before it?"""
    if now > deadline:
        return False
    last = max(asked_at, reminded_at or asked_at)
    return any(
        deadline - before <= now and last < deadline - before - REMIND_AFTER
        for before in REMIND_BEFORE
    )
