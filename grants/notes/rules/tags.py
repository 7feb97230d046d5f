"""What a tag may be called, and which tags may be put or kept."""

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.text import clean_line, fold

MOST_CHARACTERS = 40
MOST_TAGS = 12  # on one proposal: more are read by nobody


def check_name(typed: str) -> tuple[str, str]:
    """The name of a tag and the form it is compared by, without letter case and accents.

    Raises Refused at the field `name`.
    """
    name = clean_line(typed)
    if not name:
        raise _refused(msg("Type a tag"))
    if len(name) > MOST_CHARACTERS:
        raise _refused(msg("Shorten this to %(max)d characters or fewer", max=MOST_CHARACTERS))
    folded = fold(name)
    if not any(c.isalnum() for c in folded):
        raise _refused(msg("A tag has at least one letter or digit"))
    return name, folded


def check_can_be_put(*, is_retired: bool) -> None:
    """A tag that was retired is not put on anything until a lead brings it back."""
    if is_retired:
        raise _refused(msg("This tag was retired. Choose another, or ask a lead to bring it back"))


def check_room(on_proposal: int) -> None:
    """No more than MOST_TAGS on one proposal."""
    if on_proposal >= MOST_TAGS:
        raise _refused(
            msg(
                "There are %(n)s tags on this proposal already. Take one off before adding another",
                n=on_proposal,
            )
        )


def check_standing(*, is_retired: bool) -> None:
    """Only a tag in use is renamed, merged or retired."""
    if is_retired:
        raise Refused(msg("Somebody retired or merged this tag meanwhile; nothing was changed."))


def _refused(message: Message) -> Refused:
    return Refused(message, {"name": message})
