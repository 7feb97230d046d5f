"""Who is acting: a plain value that services and rules take, free of the web."""

from dataclasses import dataclass, field

from grants.permissions import Permission, Relation, allows


@dataclass(frozen=True)
class Actor:
    """A person (or nobody, or the system) with the relations held at this moment."""

    person_id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "en"
    timezone: str = "Europe/Brussels"
    relations: frozenset[Relation] = field(default_factory=lambda: frozenset({Relation.VISITOR}))
    session_id: int | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def is_(self, relation: Relation) -> bool:
        return relation in self.relations

    def may(self, permission: Permission, *also: Relation) -> bool:
        """Does a relation held everywhere, or one `also` held to the object, allow this?"""
        return allows(permission, self.relations.union(also))


VISITOR = Actor()
SYSTEM = Actor(name="System", relations=frozenset({Relation.SYSTEM}))
