"""People: made, invited, given roles, shut out and let in again."""

from grants.accounts.service.people.access import disable, enable
from grants.accounts.service.people.creation import add_person, create_administrator, create_person
from grants.accounts.service.people.invitations import accept, invite, offer, withdraw_invitation
from grants.accounts.service.people.roles import end_role, give, grant_role

__all__ = [
    "accept",
    "add_person",
    "create_administrator",
    "create_person",
    "disable",
    "enable",
    "end_role",
    "give",
    "grant_role",
    "invite",
    "offer",
    "withdraw_invitation",
]
