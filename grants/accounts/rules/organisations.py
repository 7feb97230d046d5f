"""Organisations: their kinds, and what a merge may join."""

from collections.abc import Mapping

from grants.accounts.models import MembershipKind, OrganisationKind, SeatPlace
from grants.core.errors import Refused
from grants.core.messages import N_, msg

KIND_NAMES: dict[OrganisationKind, str] = {
    OrganisationKind.LOCAL_AUTHORITY: N_("City or local authority"),
    OrganisationKind.CITY_ASSOCIATION: N_("Association of cities"),
    OrganisationKind.NATIONAL_GOVERNMENT: N_("National government"),
    OrganisationKind.CIVIL_SOCIETY: N_("Civil society organisation"),
    OrganisationKind.RESEARCH: N_("University or research body"),
    OrganisationKind.PRIVATE: N_("Private company"),
    OrganisationKind.FOUNDATION: N_("Foundation"),
    OrganisationKind.MULTILATERAL: N_("Multilateral organisation"),
}
MEMBERSHIP_NAMES: dict[MembershipKind, str] = {
    MembershipKind.FULL: N_("Full member"),
    MembershipKind.ASSOCIATE: N_("Associate member"),
}
SEAT_PLACE_NAMES: dict[SeatPlace, str] = {
    SeatPlace.MEMBER: N_("Member"),
    SeatPlace.ALTERNATE: N_("Alternate"),
}


def survivor(organisation_id: int, merged_into: Mapping[int, int | None]) -> int:
    """The organisation that stands for this one after every merge."""
    seen = {organisation_id}
    here = organisation_id
    while (further := merged_into.get(here)) is not None and further not in seen:
        seen.add(further)
        here = further
    return here


def check_merge(source_id: int, target_id: int, merged_into: Mapping[int, int | None]) -> None:
    """Two different organisations, neither merged before; a circle cannot arise."""
    if source_id == target_id:
        words = msg("Choose another organisation: this is the same one")
        raise Refused(words, {"target": words})
    if merged_into.get(source_id) is not None:
        raise Refused(msg("This organisation was merged before; nothing was changed."))
    if merged_into.get(target_id) is not None:
        words = msg("That organisation was itself merged into another. Choose the other one")
        raise Refused(words, {"target": words})


def check_members(*, source_is_member: bool, target_is_member: bool) -> None:
    """Two memberships cannot become one by accident."""
    if source_is_member and target_is_member:
        words = msg("Both are members of the partnership. End one membership first")
        raise Refused(words, {"target": words})
    if source_is_member:
        words = msg("This one is a member of the partnership. Merge the other one into it instead")
        raise Refused(words, {"target": words})
