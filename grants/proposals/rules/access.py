"""Who is what to a proposal."""

from grants.core.actor import Actor
from grants.permissions import Permission, Relation
from grants.proposals.models import TeamRole


def relation_of(role: TeamRole | None) -> frozenset[Relation]:
    """The relation a place in the team gives."""
    return frozenset() if role is None else frozenset({Relation(role.value)})


def may(actor: Actor, permission: Permission, role: TeamRole | None, *, submitted: bool) -> bool:
    """May the actor do this to a proposal in whose team they hold `role` (or none)?

    Drafts belong to their team alone: the office sees a proposal once it was submitted.
    """
    if actor.is_(Relation.SYSTEM):
        return True
    own = relation_of(role)
    if own and actor.may(permission, *own):
        return True
    return submitted and actor.may(permission)
