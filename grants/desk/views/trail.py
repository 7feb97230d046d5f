"""The trail: what happened, by whom, to what; names are resolved here and nowhere kept."""

from datetime import date
from typing import Any

from flask import render_template, request

from grants.accounts.queries import names, people_matching
from grants.accounts.rules.roles import day_begins, day_is_over
from grants.audit import queries
from grants.core.access import current_actor, requires
from grants.core.paging import address
from grants.desk.views import blueprint
from grants.permissions import Permission


@blueprint.get("/trail/")
@requires(Permission.TRAIL_READ)
def trail() -> str:
    actor = current_actor()
    fields = ("action", "kind", "subject", "who", "day", "before")
    asked = {name: request.args.get(name, "").strip()[:200] for name in fields}
    day = _day(asked["day"])
    rows, further = queries.events_page(
        actor,
        queries.Filter(
            action=asked["action"],
            subject_kind=asked["kind"],
            subject_id=_number(asked["subject"]),
            actor_ids=tuple(people_matching(asked["who"])) if asked["who"] else None,
            since=day_begins(day) if day else None,
            until=day_is_over(day) if day else None,
        ),
        before=_number(asked["before"]),
    )
    return render_template(
        "desk/trail.html",
        rows=rows,
        names=names(row.actor_id for row in rows),
        words=_words,
        actions=[(name, name) for name in queries.actions(actor)],
        kinds=[(name, name) for name in queries.subject_kinds(actor)],
        asked=asked,
        bad_day=bool(asked["day"]) and day is None,
        filtered=any(asked[name] for name in fields if name != "before"),
        next_url=address(before=further) if further else None,
        first_url=address(before=None) if asked["before"] else None,
    )


def _number(typed: str) -> int | None:
    """A key from the address; anything but up to 17 digits is no key."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _words(values: dict[str, Any] | None) -> str:
    """Old or new values on one line."""
    if not values:
        return "–"
    return ", ".join(f"{name}: {'–' if value is None else value}" for name, value in values.items())
