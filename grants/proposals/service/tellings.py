"""What happens to a call is told to the teams of its proposals."""

from collections.abc import Sequence
from typing import Any

from grants.calls.models import Call
from grants.core import clock, hooks
from grants.core.messages import Link
from grants.mail.service import queue
from grants.proposals.models import Proposal
from grants.proposals.queries.concerned import concerned, writing
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import teams_addressees


def tell_cancelled(call: Call, **_given: Any) -> None:
    """Everybody with a draft or a submission; not those whose proposal was over before."""
    note = dict(call.provenance["cancelled"]["note"])
    _tell(call, concerned(call), "call_cancelled", {"note": note})


def tell_extended(call: Call, **_given: Any) -> None:
    """The same people, of the later deadline."""
    words = {"closes_at": call.closes_at, "zone": call.zone}
    _tell(call, concerned(call), "call_extended", words)


def tell_corrected(call: Call, note: dict[str, str], **_given: Any) -> None:
    """Everybody who can still write: what they read of the call before reads otherwise now.

    Somebody in the teams of several proposals gets one mail, about the first.
    """
    words = {"note": note, "page": Link("calls.corrections", {"ref": call.ref})}
    _tell(call, writing(call, clock.now()), "call_corrected", words, once=True)


def _tell(
    call: Call,
    proposals: Sequence[Proposal],
    kind: str,
    params: dict[str, Any],
    *,
    once: bool = False,
) -> None:
    teams = teams_addressees([proposal.id for proposal in proposals])
    told: set[int | None] = set()
    for proposal in proposals:
        for to in teams.get(proposal.id, []):
            if once and to.person_id in told:
                continue
            told.add(to.person_id)
            queue(
                to,
                kind,
                {
                    "call": dict(call.title),
                    "title": title_or_words(proposal.title),
                    "link": Link("proposals.tasks", {"ref": proposal.ref}),
                    **params,
                },
                about=proposal,
            )


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.call_cancelled.connect(tell_cancelled)
    hooks.call_extended.connect(tell_extended)
    hooks.call_corrected.connect(tell_corrected)
