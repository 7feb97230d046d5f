"""Mails about one item, to the members who are not recused from it."""

from grants.accounts.queries import addressees
from grants.board.models import Item, Meeting
from grants.board.queries.blinders import blinders_of
from grants.board.queries.meetings import code_of
from grants.core.messages import N_, Link, msg
from grants.mail.service import queue


def tell_moved(meeting: Meeting, item: Item) -> None:
    """The item was not decided here and goes to the next meeting."""
    for person_id, mine in blinders_of(meeting.id).items():
        if mine.hide(item.id, item.proposal_id):
            continue
        for to in addressees([person_id]):
            queue(
                to,
                "item_moved",
                {
                    "code": code_of(meeting),
                    "n": item.n,
                    "title": item.title,
                    "why": msg(WHY.get(item.status.value, WHY["moved"])),
                    "link": Link("board.item", {"ref": meeting.ref, "n": item.n}),
                },
                about=item,
                dedupe=f"item_moved:{item.id}:{person_id}",
            )


WHY = {
    "moved": N_("A member objected, with reasons."),
    "no_quorum": N_("Too few members could take part for a quorum."),
    "rejected": N_("It did not find a majority."),
    "adopted": N_("A part of it could not be decided."),
}
