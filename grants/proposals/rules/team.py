"""Who may be in a proposal's team, and how its roles change."""

from collections.abc import Collection
from datetime import datetime, timedelta

from grants.core.errors import Refused
from grants.core.messages import N_, Message, msg
from grants.proposals.models import TeamRole

INVITATION_LASTS = timedelta(days=14)

ROLE_WORDS: dict[TeamRole, str] = {
    TeamRole.LEAD: N_("Lead"),
    TeamRole.EDITOR: N_("Editor"),
    TeamRole.VIEWER: N_("Viewer"),
}

ROLE_HINTS: dict[TeamRole, str] = {
    TeamRole.LEAD: N_("Writes, asks sponsors, manages the team, submits and withdraws."),
    TeamRole.EDITOR: N_("Writes, fills the budget, uploads documents and asks sponsors."),
    TeamRole.VIEWER: N_("Reads everything and changes nothing."),
}

INVITED_AS = (TeamRole.EDITOR, TeamRole.VIEWER)


def title_or_words(title: str) -> str | Message:
    """The title for a mail, or words for a proposal that has none yet."""
    return title or msg("a proposal without a title yet")


def check_role(role: TeamRole) -> None:
    """A proposal has one lead, who hands the lead over; nobody is made lead beside them."""
    if role not in INVITED_AS:
        raise Refused(
            msg("A proposal has one lead. To change who it is, hand the lead over."),
            {"role": msg("Choose editor or viewer")},
        )


def check_invitee(
    email: str, *, team: Collection[str], invited: Collection[str], sponsors: Collection[str]
) -> None:
    """Refused when the address is in the team already, invited already, or a sponsor's."""
    if email in team:
        raise _about_email(msg("%(email)s is in the team already.", email=email))
    if email in invited:
        raise _about_email(
            msg(
                "%(email)s has an invitation already. Withdraw it first to send a new one.",
                email=email,
            )
        )
    if email in sponsors:
        raise _about_email(
            msg(
                "%(email)s was asked to endorse this proposal. A sponsor cannot also be "
                "in the team.",
                email=email,
            )
        )


def _about_email(message: Message) -> Refused:
    return Refused(message, {"email": message})


def check_can_go(role: TeamRole) -> None:
    """The lead hands over before leaving, so that a proposal is never without one."""
    if role is TeamRole.LEAD:
        raise Refused(
            msg(
                "The lead cannot leave or be removed. Hand the lead over to somebody else "
                "in the team first."
            )
        )


def is_standing(
    *,
    expires_at: datetime,
    accepted_at: datetime | None,
    withdrawn_at: datetime | None,
    now: datetime,
) -> bool:
    """Can this invitation still be accepted?"""
    return accepted_at is None and withdrawn_at is None and now <= expires_at


def check_reader(email: str, reader: str) -> None:
    """An invitation is for one address; a forwarded link opens nothing."""
    if email != reader:
        raise Refused(
            msg(
                "This invitation was sent to %(email)s, and you are signed in as %(reader)s. "
                "Sign in with the invited address, or ask the lead to invite %(reader)s.",
                email=email,
                reader=reader,
            )
        )
