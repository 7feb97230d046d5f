"""Who else is at a section, in words."""

from zoneinfo import ZoneInfo

from flask import g, request

from grants.calls.queries import SectionView
from grants.core.i18n import clock_time, gettext as _
from grants.proposals.queries import presence as queries
from grants.proposals.queries.access import Access
from grants.proposals.queries.presence import Present
from grants.proposals.rules.presence import AT_SECTION, NOTED_EVERY
from grants.proposals.service.presence import note_opening


def others_at(found: Access, section: SectionView) -> list[str]:
    """A sentence for each colleague at this section now; opening it is noted for them too.

    Nobody else works in a test.
    """
    if found.proposal.is_test:
        return []
    there = queries.at_section(found, section, g.received_at - AT_SECTION)
    mine = [p.opened_at for p in there if p.person_id == found.actor.person_id]
    is_noted = any(g.received_at - at < NOTED_EVERY for at in mine)
    # A form that was sent stands in a transaction of its own; its page was opened before.
    if request.method == "GET" and not is_noted:
        note_opening(found, section, g.received_at)
    return [_sentence(found, p) for p in there if p.person_id != found.actor.person_id]


def _sentence(found: Access, colleague: Present) -> str:
    zone = ZoneInfo(found.actor.timezone)
    if colleague.saved_at is not None:
        time = clock_time(colleague.saved_at, zone)
        return _(
            "%(who)s is working in this section: last saved %(time)s.",
            who=colleague.name,
            time=time,
        )
    return _(
        "%(who)s opened this section at %(time)s and may be writing in it.",
        who=colleague.name,
        time=clock_time(colleague.opened_at, zone),
    )
