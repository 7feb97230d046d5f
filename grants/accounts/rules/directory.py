"""Who may keep the directory of people, organisations and seats."""

from grants.core.actor import Actor
from grants.core.errors import Forbidden
from grants.permissions import Permission, Relation


def check_may_keep_people(actor: Actor) -> None:
    """Invite, give and end roles, disable."""
    _check(actor, Permission.PEOPLE_MANAGE)


def check_may_keep_organisations(actor: Actor) -> None:
    """Add, correct, merge; affiliations and memberships."""
    _check(actor, Permission.ORGANISATION_MANAGE)


def check_may_keep_seats(actor: Actor) -> None:
    """Who sits on the board: the administrator and the board secretary."""
    _check(actor, Permission.SEATS_KEEP)


def _check(actor: Actor, permission: Permission) -> None:
    if not actor.is_(Relation.SYSTEM) and not actor.may(permission):
        raise Forbidden
