"""What a team takes along from the quiz into its proposal, and settling what was left open."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, form_of
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Permission
from grants.proposals.models import Point
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.sections import section_content
from grants.proposals.rules.carried import Carried
from grants.proposals.rules.work import section_work
from grants.proposals.service import rows
from grants.proposals.service.columns import repeat_columns


def take_along(found: Access, carried: Carried) -> None:
    """Fill in what fits and keep the open points; the caller commits."""
    for code, said in carried.points.items():
        db.session.add(Point(proposal_id=found.proposal.id, code=code, said=said))
    form = form_of(found.call)
    answers = _answers(form, carried)
    for section in form.sections:
        changed = {q.code: answers[q.code] for q in section.questions if q.code in answers}
        if not changed:
            continue
        found.proposal.draft_version += 1
        now = clock.now()
        rows.write_answers(found, section, changed, now)
        repeat_columns(found.proposal, changed)
        stored = section_content(found.proposal.id, section)
        full = rows.with_material(found, form, section, changed)
        work = section_work(section.questions, full)
        rows.write_state(found, section, stored, work, now, is_changed=True)


def _answers(form: FormView, carried: Carried) -> dict[str, Any]:
    """By question code: the country of the city, the kind of the proponent."""
    found: dict[str, Any] = {}
    for question in form.questions():
        if carried.country and question.kind is QuestionKind.CITY and question.code == "city":
            found[question.code] = {"name": "", "country": carried.country, "city_id": None}
        is_body = question.kind is QuestionKind.ORGANISATION
        if carried.kind and is_body and question.code == "proponent":
            found[question.code] = {"name": "", "kind": carried.kind, "country": ""}
    return found


def settle(actor: Actor, ref: str, code: str | None, *, operation: str | None = None) -> None:
    """A point is settled; with no code the whole note is put away. Twice is once."""
    operations.claim(operation, actor, "proposal:settle_point")
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    chosen = sa.true() if code is None else Point.code == code
    settled = db.session.scalars(
        sa.update(Point)
        .where(Point.proposal_id == found.proposal.id, Point.settled_at.is_(None), chosen)
        .values(settled_at=clock.now(), settled_by_id=actor.person_id)
        .returning(Point.code)
    ).all()
    if settled:
        record(actor, "proposal:settle_point", found.proposal, new={"points": sorted(settled)})
    db.session.commit()
