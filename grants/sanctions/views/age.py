"""The list in force in words, for every page that shows a result."""

from dataclasses import dataclass

from grants.core import clock
from grants.core.access import current_actor
from grants.core.i18n import day, gettext as _, ngettext, render
from grants.permissions import Permission
from grants.sanctions.models import NamesList
from grants.sanctions.rules.age import OLD_AFTER_DAYS, age_days, is_old, list_blocks, today


@dataclass(frozen=True)
class ListShown:
    """`blocks` says why due diligence waits because of the list itself; empty when it does not."""

    row: NamesList | None
    age: str
    is_old: bool
    blocks: str
    may_upload: bool
    old_after: int = OLD_AFTER_DAYS


def list_shown(row: NamesList | None) -> ListShown:
    """No query."""
    now_is = today(clock.now())
    dated_on = row.dated_on if row else None
    reason = list_blocks(dated_on, now_is)
    return ListShown(
        row=row,
        age=age_words(age_days(row.dated_on, now_is), day(row.dated_on)) if row else "",
        is_old=row is not None and is_old(row.dated_on, now_is),
        blocks=render(reason) if reason else "",
        may_upload=current_actor().may(Permission.NAMES_LIST),
    )


def age_words(days: int, dated_on: str) -> str:
    """“List of 3 March 2026, 12 days old”."""
    if days == 0:
        return _("List of %(day)s, of today", day=dated_on)
    return ngettext(
        "List of %(day)s, %(num)s day old", "List of %(day)s, %(num)s days old", days, day=dated_on
    )
