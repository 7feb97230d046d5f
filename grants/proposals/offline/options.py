"""Which options are ticked, in whatever way somebody ticked them."""

import enum
import re
from collections.abc import Mapping, Sequence
from typing import Any

from grants.core.messages import msg
from grants.proposals.offline.scalars import Unreadable
from grants.proposals.offline.vocabulary import Vocabulary, key_of

_TICKS = "☒☑✓✔✗✘🗹🗸×"
_MARKED = re.compile(rf"\s*(?:[{_TICKS}]\ufe0f?|\[?\s*[xX]\s*\](?=\s)|[xX](?=\s))\s*(.*)", re.S)
_UNMARKED = re.compile(r"\s*(?:[☐□▢◻⬜]\ufe0f?|\[\s*\])\s*(.*)", re.S)


class State(enum.Enum):
    """How a line stands in a list of options."""

    TICKED = 1
    OPEN = 2
    WRITTEN = 3  # neither a tick nor a box


def chosen_of(options: Sequence[Mapping[str, Any]], text: str) -> list[str]:
    """The values chosen, in the order of the options; raises Unreadable.

    A line with a tick is chosen, one with an empty box is not; one with neither is chosen when it
    reads as an option and no line is ticked: somebody wrote the answer instead.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    places = _places(options)
    found: dict[State, set[str]] = {state: set() for state in State}
    taken: dict[str, int] = {}
    for n, line in enumerate(lines):
        state, key = _state(line, places)
        value = _value(places, key, taken)
        if value is None and state is not State.WRITTEN and len(lines) == len(options):
            value = str(options[n]["value"])  # its wording was corrected since
        if value is None:
            raise Unreadable(msg("“%(typed)s” is not one of the options.", typed=line.strip()[:60]))
        found[state].add(value)
    chosen = found[State.TICKED] or found[State.WRITTEN]
    return [v for option in options if (v := str(option["value"])) in chosen]


def _state(line: str, places: Mapping[str, list[str]]) -> tuple[State, str]:
    """How a line stands, and its words as they are compared."""
    if key_of(line) in places:
        return State.WRITTEN, key_of(line)
    if unmarked := _UNMARKED.fullmatch(line):
        words = key_of(unmarked[1])
        beside = _MARKED.fullmatch(unmarked[1])  # a cross beside the empty box
        if words not in places and beside and key_of(beside[1]) in places:
            return State.TICKED, key_of(beside[1])
        return State.OPEN, words
    if marked := _MARKED.fullmatch(line):
        return State.TICKED, key_of(marked[1])
    return State.WRITTEN, key_of(line)


def _places(options: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Values by their words in every language; several where options are worded alike."""
    found: dict[str, list[str]] = {}
    for option in options:
        value = str(option["value"])
        for word in (value, *option["label"].values()):
            here = found.setdefault(key_of(word), [])
            if value not in here:
                here.append(value)
    return found


def _value(places: Mapping[str, list[str]], key: str, taken: dict[str, int]) -> str | None:
    """The option of these words; of several worded alike, the next one."""
    values = places.get(key)
    if not values:
        return None
    n = taken.get(key, 0)
    taken[key] = n + 1
    return values[min(n, len(values) - 1)]


def is_yes(text: str, words: Vocabulary) -> bool | None:
    """Yes, no or nothing; raises Unreadable."""
    offered = [
        {"value": "yes", "label": dict(enumerate(sorted(words.yes)))},
        {"value": "no", "label": dict(enumerate(sorted(words.no)))},
    ]
    chosen = chosen_of(offered, text)
    if len(chosen) > 1:
        raise Unreadable(msg("Both yes and no are ticked; only one can be."))
    return chosen[0] == "yes" if chosen else None
