"""Which kinds of file a slot takes."""

from collections.abc import Collection

from grants.calls.rules.questions import Asked
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.files.rules import ACCEPTED, Kind


def kinds_of(question: Asked) -> tuple[Kind, ...]:
    """The kinds a question accepts, in the order of the house; all of them when it names none."""
    named = question.config.get("accept") or [kind.value for kind in Kind]
    return tuple(kind for kind in Kind if kind.value in named)


def check_kind(kind: Kind, accepted: Collection[Kind]) -> None:
    """Refused, naming what is accepted, when the content is of another kind."""
    if kind not in accepted:
        raise Refused(
            msg(
                "This is a file of the kind %(kind)s, which is not taken here. Choose one of "
                "these: %(accepted)s",
                kind=msg(ACCEPTED[kind].label),
                accepted=", ".join(a.upper() for a in accepted),
            )
        )
