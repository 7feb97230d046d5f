"""All threads of one reader: of their own proposals, and those of the office."""

from flask import render_template, request

from grants.core.access import current_actor, requires
from grants.core.i18n import chosen_text
from grants.core.paging import asked_page, page_of
from grants.messages import queries
from grants.messages.rules import STATE_TONES, STATE_WORDS
from grants.messages.views import blueprint
from grants.permissions import Permission

SHOWN = 50


@blueprint.get("/messages/")
@requires(Permission.MESSAGES_READ)
def index() -> str:
    """Own threads, unread first; for the office what waits, then the rest."""
    actor = current_actor()
    is_office = actor.may(Permission.MESSAGES_READ)
    chosen = request.args.get("call", "").strip()[:40]
    start = (asked_page() - 1) * SHOWN
    desk = queries.office_desk(actor, chosen, start=start, most=SHOWN)
    return render_template(
        "messages/index.html",
        is_office=is_office,
        own=queries.own_threads(actor),
        quiet=queries.quiet_proposals(actor),
        threads=desk.threads,
        waiting=desk.waiting,
        others=desk.others,
        page=page_of(desk.waiting + desk.others, most=SHOWN),
        calls=[(ref, f"{ref} · {chosen_text(title)}") for ref, title in desk.calls],
        chosen=chosen,
        words=STATE_WORDS,
        tones=STATE_TONES,
    )
