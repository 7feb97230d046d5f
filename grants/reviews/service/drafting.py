"""What a lead wants of the assignments of a call: each change is kept as a version of its own."""

from dataclasses import asdict

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, insert_unless_there
from grants.core.errors import Conflict, Forbidden
from grants.core.messages import msg
from grants.reviews.assignment import Rules
from grants.reviews.models import AssignmentRules
from grants.reviews.queries.drafting import rules_and_version
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.drafting import check_rules


def save_rules(
    actor: Actor, call_ref: str, rules: Rules, *, version: int, operation: str | None = None
) -> int:
    """Keep the rules as the next version; the number. Conflict when another lead was faster."""
    operations.claim(operation, actor, "reviews:rules")
    call = call_for(actor, call_ref)
    check_rules(rules)
    if actor.person_id is None:
        raise Forbidden
    before, n = rules_and_version(call)
    if n != version:
        raise _changed(rules, before)
    values = {
        "call_id": call.id,
        "n": n + 1,
        "rules": asdict(rules),
        "by_id": actor.person_id,
        "at": clock.now(),
    }
    if before != rules:
        made = db.session.scalar(
            insert_unless_there(AssignmentRules, values).returning(AssignmentRules.id)
        )
        if made is None:
            raise _changed(rules, before)
        record(
            actor, "assignment:rules", call, old=asdict(before), new={**asdict(rules), "n": n + 1}
        )
    operations.keep(operation, actor, str(n + 1))
    db.session.commit()
    return n + 1


def _changed(mine: Rules, theirs: Rules) -> Conflict:
    return Conflict(
        msg("Another lead changed the rules meanwhile. Compare both, then save again."),
        {name: str(value) for name, value in asdict(mine).items()},
        {name: str(value) for name, value in asdict(theirs).items()},
    )
