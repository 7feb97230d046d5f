"""When something of a call last changed for the public."""

from datetime import datetime

from grants.calls.rules.window import Window

# What is on the trail about a call and seen by everybody; the money set aside for it is not.
PUBLIC_EVENTS = (
    "call:create",
    "call:change",
    "call:publish",
    "call:open",
    "call:extend",
    "call:correct",
    "call:close",
    "call:enter",
    "call:cancel",
)


def changed_at(call: Window, told_at: datetime | None, now: datetime) -> datetime | None:
    """The last public event, or the opening or closing instant that has passed since.

    None for a call that nothing is known of, not even its dates.
    """
    passed = [at for at in (call.opens_at, call.closes_at) if at is not None and at <= now]
    known = [*passed, *([told_at] if told_at else [])]
    return max(known, default=call.opens_at or call.closes_at)
