"""Saving a section: what was typed is kept, complete or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, SectionView, form_of
from grants.core import clock, operations
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Repeated
from grants.core.messages import msg
from grants.permissions import Permission
from grants.proposals.models import SectionWork
from grants.proposals.queries import content, sections
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Values
from grants.proposals.queries.resolve import city_id
from grants.proposals.queries.sections import SectionContent
from grants.proposals.rules.answers import is_empty
from grants.proposals.rules.budget import check_size
from grants.proposals.rules.deadline import accepts, check_editable
from grants.proposals.rules.work import section_work
from grants.proposals.service import rows
from grants.proposals.service.columns import REPEATED, repeat_columns


@dataclass(frozen=True)
class Saved:
    """What a save gave; a repeated one gives the same again."""

    version: int
    saved_at: datetime
    work: SectionWork

    def __str__(self) -> str:
        return f"{self.version} {self.saved_at.isoformat()} {self.work.value}"

    @classmethod
    def read(cls, text: str) -> "Saved":
        version, saved_at, work = text.split(" ")
        return cls(int(version), datetime.fromisoformat(saved_at), SectionWork(work))


class Overtaken(Conflict):
    """Somebody saved the section meanwhile: carries what is stored now, so nothing is lost."""

    def __init__(self, stored: SectionContent, values: Values):
        super().__init__(
            msg("Somebody saved this section while you had it open. Nothing of yours is lost.")
        )
        self.stored = stored
        self.values = values


def save_section(
    found: Access,
    section: SectionView,
    given: Mapping[str, Any],
    *,
    version: int,
    received_at: datetime,
    operation: str | None = None,
) -> Saved:
    """Keep the answers given, by question code; what is not given stays as it is.

    `found` was loaded with its row locked. A budget is given as CostLines. Raises Overtaken when
    the section is stored in a newer version than the one the form was read at, and Refused when
    nothing may change any more.
    """
    try:
        return _save(found, section, given, version, received_at, operation)
    except Repeated as again:
        return Saved.read(again.result or "")


def _save(
    found: Access,
    section: SectionView,
    given: Mapping[str, Any],
    version: int,
    received_at: datetime,
    operation: str | None,
) -> Saved:
    check_may_write(found, received_at)
    operations.claim(operation, found.actor, "proposal:save")
    form = form_of(found.call)
    stored = sections.section_content(found.proposal.id, section)
    values: Values = {**stored.values(form), **_stored_lines(found, section)}
    changed = _changes(section, values, given)
    if changed and stored.version != version:
        raise Overtaken(stored, values)
    values.update(changed)
    saved = _write(found, form, section, stored, values, changed)
    operations.keep(operation, found.actor, str(saved))
    db.session.commit()
    return saved


def check_may_write(found: Access, received_at: datetime) -> None:
    """The actor edits this proposal, and it may still change."""
    if not found.may(Permission.PROPOSAL_EDIT):
        raise NotFound
    until = None
    if not accepts(found.window, None, received_at):
        until = content.extension_until(found.proposal.id)
    check_editable(found.proposal.status, found.window, until, received_at)


def _stored_lines(found: Access, section: SectionView) -> Values:
    codes = [q.code for q in section.questions if q.kind is QuestionKind.BUDGET]
    lines = list(content.lines_of(found.proposal.id)) if codes else []
    return dict.fromkeys(codes, lines)


def _changes(section: SectionView, stored: Values, given: Mapping[str, Any]) -> Values:
    """What differs from what is stored, with cities looked up in the gazetteer."""
    changed = {}
    for question in section.questions:
        if question.code not in given:
            continue
        before, now = stored.get(question.code), given[question.code]
        if question.kind is QuestionKind.CITY:
            now = _with_city(before, now)
        if question.kind is QuestionKind.BUDGET:
            check_size(now)
        if now != before and not (is_empty(now) and is_empty(before)):
            changed[question.code] = "" if now is None else now
    return changed


def _with_city(before: Any, now: Any) -> Any:
    if not isinstance(now, dict):
        return now
    known = before if isinstance(before, dict) else {}
    if all(known.get(part) == now.get(part) for part in ("name", "country")):
        return before
    name, country = now.get("name") or "", now.get("country") or ""
    return {**now, "city_id": city_id(name, country) if name and country else None}


def _write(
    found: Access,
    form: FormView,
    section: SectionView,
    stored: SectionContent,
    values: Values,
    changed: Values,
) -> Saved:
    now = clock.now()
    if changed:
        found.proposal.draft_version += 1
        rows.write_answers(found, section, changed, now)
    full = rows.with_material(found, form, section, values)
    _repeat(found, section, changed, full)
    rows.restate_dependents(found, form, section, set(changed), full)
    work = section_work(section.questions, full)
    version = rows.write_state(found, section, stored, work, now, is_changed=bool(changed))
    return Saved(version, now if changed else stored.saved_at or now, work)


def _repeat(found: Access, section: SectionView, changed: Values, full: Values) -> None:
    """Set the columns that repeat what has changed."""
    budgets = [
        full[q.code]
        for q in section.questions
        if q.kind is QuestionKind.BUDGET and q.code in changed
    ]
    repeated = {code: value for code, value in changed.items() if code in REPEATED}
    if budgets or repeated:
        repeat_columns(found.proposal, repeated, budgets[0] if budgets else None)
