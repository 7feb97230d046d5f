"""The first page: of a visitor, and of whoever signs in, made from what they are."""

from typing import Any

from flask import g, render_template

from grants.board.models import MeetingStatus
from grants.calls.queries import open_calls, public_list
from grants.coordination.queries import calls_to_comment, open_calls_to_comment
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.desk.queries import home as queries
from grants.desk.queries.applicant import applicant
from grants.desk.queries.system import health
from grants.desk.views import blueprint
from grants.messages.queries import count_waiting, own_unread
from grants.notes.queries.inbox import waiting_for
from grants.permissions import Permission, Relation as R
from grants.proposals.models import ProposalStatus as S
from grants.proposals.rules.moves import APPLICANT_WORDS, TONES

SECRETARIAT = (R.OFFICER, R.LEAD)
BOARD = (R.BOARD_MEMBER, R.BOARD_CHAIR, R.BOARD_SECRETARY)
PARTNERSHIP = (*BOARD, R.MEMBER_REVIEWER)
OFFICES = (*SECRETARIAT, R.EVALUATOR, *PARTNERSHIP, R.FINANCE, R.AUDITOR, R.ADMINISTRATOR)

MINE_SHOWN = 20

# The steps of a call as the Secretariat counts them.
STEPS = {
    "unscreened": (S.SUBMITTED,),
    "checking": (S.SCREENING, S.CLARIFICATION),
    "eligible": (S.ELIGIBLE,),
    "in_review": (S.IN_REVIEW,),
    "ranked": (S.RANKED,),
    "with_board": (S.WITH_BOARD,),
    "untold": (S.DECIDED,),
}


@blueprint.get("/")
@requires(Permission.HOME)
def home() -> str:
    actor = current_actor()
    if not actor.is_signed_in:
        calls = open_calls(clock.now())
        return render_template("desk/welcome.html", calls=calls, past=_past())
    return render_template("desk/home.html", **_waiting(actor))


def _past() -> list[Any]:
    """Calls that are over and of which is known what became of them."""
    return [card for card in public_list() if card.funnel.get("approved")][:3]


def _waiting(actor: Actor) -> dict[str, Any]:
    """Only the parts this person has; each is empty for everybody else."""
    has_office = any(actor.is_(r) for r in OFFICES)
    applies = not has_office or actor.is_(R.EVALUATOR)
    own = applicant(actor, g.received_at)
    board = queries.board_work(actor) if any(actor.is_(r) for r in BOARD) else []
    if not actor.is_(R.BOARD_SECRETARY):
        board = [work for work in board if work.status is not MeetingStatus.DRAFT]
    return {
        "applies": not has_office,
        "own": own,
        "mine": own.mine[:MINE_SHOWN] if applies else [],
        "first": own.first if applies else None,
        "words": APPLICANT_WORDS,
        "tones": TONES,
        "calls": open_calls(clock.now()) if not has_office else [],
        "live": queries.live_calls(actor) if any(actor.is_(r) for r in SECRETARIAT) else [],
        "steps": STEPS,
        "threads_waiting": count_waiting(actor) if any(actor.is_(r) for r in SECRETARIAT) else 0,
        "notes_waiting": waiting_for(actor) if any(actor.is_(r) for r in SECRETARIAT) else 0,
        "unread_messages_total": own_unread(actor) if own.mine else 0,
        "leads": actor.is_(R.LEAD),
        "owed": queries.owed_reviews(actor) if actor.is_(R.EVALUATOR) else None,
        "board": board,
        "overlap": _to_comment(actor),
        "overlap_quiet": not actor.is_(R.MEMBER_REVIEWER),
        "is_secretary": actor.is_(R.BOARD_SECRETARY),
        "is_chair": actor.is_(R.BOARD_CHAIR),
        "finance": actor.is_(R.FINANCE),
        "auditor": actor.is_(R.AUDITOR),
        "health": health() if actor.is_(R.ADMINISTRATOR) else None,
    }


def _to_comment(actor: Actor) -> list[Any] | None:
    """Calls whose time to comment is open; None for whoever does not comment."""
    if not actor.may(Permission.OVERLAP_COMMENT):
        return None
    if not actor.is_(R.MEMBER_REVIEWER):
        return open_calls_to_comment(actor)
    return [call for call in calls_to_comment(actor) if call.is_open]
