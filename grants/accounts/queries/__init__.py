"""Loading people, roles, organisations and seats."""

from grants.accounts.queries.directory import (
    administrators_standing,
    invitations_waiting,
    people_page,
    person_by_ref,
    person_file,
    roles_of,
    sessions_of,
)
from grants.accounts.queries.members import (
    MemberRow,
    StandingSeat,
    constituencies,
    members,
    seat_of,
    seats,
)
from grants.accounts.queries.organisations import (
    affiliated_people,
    merges,
    organisation_by_ref,
    organisation_file,
    organisations_of,
    organisations_page,
    same_as,
    same_organisations,
)
from grants.accounts.queries.people import (
    addressees,
    names,
    people_matching,
    people_with,
    person_by_email,
)
from grants.accounts.queries.sessions import Session, actor_of, open_session

__all__ = [
    "MemberRow",
    "Session",
    "StandingSeat",
    "actor_of",
    "addressees",
    "administrators_standing",
    "affiliated_people",
    "constituencies",
    "invitations_waiting",
    "members",
    "merges",
    "names",
    "open_session",
    "organisation_by_ref",
    "organisation_file",
    "organisations_of",
    "organisations_page",
    "people_matching",
    "people_page",
    "people_with",
    "person_by_email",
    "person_by_ref",
    "person_file",
    "roles_of",
    "same_as",
    "same_organisations",
    "seat_of",
    "seats",
    "sessions_of",
]
