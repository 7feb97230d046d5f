"""System items are computed again when a city's answer changed what they rest on."""

from grants.audit.service import record
from grants.calls.models import Call, CheckMode
from grants.calls.queries import checklist_of
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.proposals.models import Proposal
from grants.proposals.queries.submission import standing_snapshot
from grants.screening.models import Screening
from grants.screening.queries.case import checks_of
from grants.screening.queries.facts import facts_for
from grants.screening.queries.replies import said_in_time
from grants.screening.rules.checks import system_answer
from grants.screening.service.opening import touch


def recheck(proposal: Proposal, call: Call, screening: Screening) -> list[str]:
    """Codes of the items whose figures are others now; those an officer answered otherwise are
    answered by the system again. Never commits.

    Only answers given in time count here: whether a late one does, an officer decides.
    """
    snapshot = standing_snapshot(proposal.id)
    said = said_in_time(proposal.id)
    if snapshot is None or not said:
        return []
    facts = facts_for(call, proposal.id, snapshot, said)
    checks = checks_of(screening)
    changed = {}
    for item in checklist_of(call):
        check = checks.get(item.id)
        if item.mode is not CheckMode.SYSTEM or check is None:
            continue
        answer, figures = system_answer(item.rule, facts, curable=item.curable)
        if figures == check.figures:
            continue
        changed[item.code] = (check.answer.value, answer.value)
        check.answer, check.figures, check.note = answer, figures, ""
        check.by_id, check.at = None, clock.now()
    if changed:
        touch(screening)
        record(
            SYSTEM,
            "screening:recheck",
            screening,
            old={"answers": {code: before for code, (before, _after) in changed.items()}},
            new={"answers": {code: after for code, (_before, after) in changed.items()}},
        )
    return list(changed)
