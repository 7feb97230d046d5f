"""What of the trail the office reads about one proposal, of which kind, and in which words.

Left out is what the team does among itself, what evaluators say before it is time, and what the
board does: each has its own pages and its own readers.
"""

import enum

from grants.core.messages import N_
from grants.notes.models import FlagAct
from grants.notes.rules.labels import ACT_WORDS
from grants.proposals.rules.history import OFFICE_EVENTS


class Kind(enum.StrEnum):
    """What an event is about."""

    STATE = "state"
    CHECK = "check"
    NOTES = "notes"
    MESSAGES = "messages"
    PAPERS = "papers"


KIND_WORDS: dict[Kind, str] = {
    Kind.STATE: N_("State and deadlines"),
    Kind.CHECK: N_("Check"),
    Kind.NOTES: N_("Tags, notes and flags"),
    Kind.MESSAGES: N_("Messages"),
    Kind.PAPERS: N_("Receipts and sponsors"),
}

_PAPERS = ("proposal:confirm_endorsement", "proposal:decline_endorsement", "proposal:make_receipt")

# Every event that is told, in the words of the office.
EVENTS: dict[str, tuple[Kind, str]] = {
    **{
        action: (Kind.PAPERS if action in _PAPERS else Kind.STATE, words)
        for action, words in OFFICE_EVENTS.items()
    },
    "screening:take": (Kind.CHECK, N_("The check was taken over")),
    "screening:answer": (Kind.CHECK, N_("The checklist was answered")),
    "screening:find": (Kind.CHECK, N_("An outcome of the check was proposed")),
    "screening:confirm": (Kind.CHECK, N_("A second person confirmed the outcome")),
    "screening:send_back": (Kind.CHECK, N_("A second person sent the outcome back")),
    "clarification:answer": (Kind.CHECK, N_("The city answered a question")),
    "clarification:expire": (Kind.CHECK, N_("The time to answer a question ended")),
    "appeal:make": (Kind.CHECK, N_("The city objected to the outcome")),
    "appeal:decide": (Kind.CHECK, N_("The objection was decided")),
    "look_alike:judge": (Kind.CHECK, N_("A look-alike was judged")),
    "message:send": (Kind.MESSAGES, N_("A message was written")),
    "message:settle": (Kind.MESSAGES, N_("A message was marked as needing no answer")),
    "proposal:tag": (Kind.NOTES, N_("Tag added")),
    "proposal:untag": (Kind.NOTES, N_("Tag taken off")),
    "note:share": (Kind.NOTES, N_("Note shared")),
    "note:withdraw": (Kind.NOTES, N_("Note withdrawn")),
    "flag:raise": (Kind.NOTES, ACT_WORDS[FlagAct.RAISED]),
    "flag:hand": (Kind.NOTES, ACT_WORDS[FlagAct.HANDED]),
    "flag:resolve": (Kind.NOTES, ACT_WORDS[FlagAct.RESOLVED]),
    "flag:reopen": (Kind.NOTES, ACT_WORDS[FlagAct.REOPENED]),
}

# Whose reason, as it was written for the record, the office reads with the event.
WITH_REASON = frozenset({"proposal:withdraw", "proposal:extend", "screening:send_back"})


def actions_of(kind: Kind | None) -> tuple[str, ...]:
    """The events of a kind, or all."""
    return tuple(action for action, (its, _words) in EVENTS.items() if kind in (None, its))
