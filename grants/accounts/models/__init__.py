"""What accounts store."""

from grants.accounts.models.organisations import (
    Affiliation,
    Constituency,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationKind,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.models.people import (
    Invitation,
    Person,
    Role,
    RoleGrant,
    SignIn,
    Token,
    TokenPurpose,
)

__all__ = [
    "Affiliation",
    "Constituency",
    "Invitation",
    "Membership",
    "MembershipKind",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Role",
    "RoleGrant",
    "Seat",
    "SeatHolder",
    "SeatPlace",
    "SignIn",
    "Token",
    "TokenPurpose",
]
