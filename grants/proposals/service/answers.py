"""Saving a section: what was typed is kept, complete or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, SectionView
from grants.core import clock, operations
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Repeated
from grants.core.messages import msg
from grants.permissions import Permission
from grants.proposals.models import SectionWork
from grants.proposals.queries import content, earlier, sections
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
    """What a save gave; a repeated one gives the same again.

    When it was brought together with what others saved, the form shows old answers of theirs.
    """

    version: int
    saved_at: datetime
    work: SectionWork
    is_merged: bool = False

    def __str__(self) -> str:
        merged = " merged" if self.is_merged else ""
        return f"{self.version} {self.saved_at.isoformat()} {self.work.value}{merged}"

    @classmethod
    def read(cls, text: str) -> "Saved":
        version, saved_at, work, *merged = text.split(" ")
        at = datetime.fromisoformat(saved_at)
        return cls(int(version), at, SectionWork(work), bool(merged))


class Overtaken(Conflict):
    """Somebody saved the section meanwhile: carries what is stored now, so nothing is lost.

    `mine` is what the writer changed since the form was read; `contested`, by question code, what
    of it others changed too.
    """

    def __init__(
        self, stored: SectionContent, values: Values, mine: Values, contested: frozenset[str]
    ):
        super().__init__(
            msg("Somebody saved this section while you had it open. Nothing of yours is lost.")
        )
        self.stored = stored
        self.values = values
        self.mine_typed = mine
        self.contested = contested


def save_section(
    found: Access,
    section: SectionView,
    given: Mapping[str, Any],
    *,
    version: int,
    received_at: datetime,
    operation: str | None = None,
    merge: bool = False,
    restores: int | None = None,
) -> Saved:
    """Keep the answers given, by question code; what is not given stays as it is.

    `found` was loaded with its row locked. A budget is given as CostLines. Raises Overtaken when
    the section is stored in a newer version than the one the form was read at (with `merge`, only
    when the same question was changed on both sides), and Refused when nothing may change any
    more. `restores` is the id of the earlier version that the answers given bring back.
    """
    try:
        return _save(found, section, given, version, received_at, operation, merge, restores)
    except Repeated as again:
        return Saved.read(again.result or "")


def _save(
    found: Access,
    section: SectionView,
    given: Mapping[str, Any],
    version: int,
    received_at: datetime,
    operation: str | None,
    merge: bool,
    restores: int | None,
) -> Saved:
    check_may_write(found, received_at)
    operations.claim(operation, found.actor, "proposal:save")
    saved = put_section(found, section, given, version=version, merge=merge, restores=restores)
    operations.keep(operation, found.actor, str(saved))
    db.session.commit()
    return saved


def put_section(
    found: Access,
    section: SectionView,
    given: Mapping[str, Any],
    *,
    version: int,
    merge: bool = False,
    restores: int | None = None,
) -> Saved:
    """The same within the transaction of a caller, who has checked and claimed and will commit."""
    form = found.form()
    stored, values = present(found, section)
    changed = _changes(section, values, given)
    is_merged = bool(changed) and stored.version != version
    if is_merged:
        overtaken = _overtaken(found, section, stored, values, given, changed, version)
        if not merge or overtaken.contested:
            raise overtaken
        changed = overtaken.mine_typed
    values.update(changed)
    written = _write(found, form, section, stored, values, changed, restores)
    return replace(written, is_merged=is_merged)


def _overtaken(
    found: Access,
    section: SectionView,
    stored: SectionContent,
    values: Values,
    given: Mapping[str, Any],
    changed: Values,
    version: int,
) -> Overtaken:
    """Who changed what since the form was read; when that cannot be told, all is contested."""
    since = earlier.since(found.proposal.id, section, stored.version - version, version)
    if since is None:
        return Overtaken(stored, values, changed, frozenset(changed))
    typed = _changes(section, {**values, **since.before}, given)
    mine = {code: value for code, value in changed.items() if code in typed}
    return Overtaken(stored, values, mine, since.changed & mine.keys())


def present(found: Access, section: SectionView) -> tuple[SectionContent, Values]:
    """The section as stored now, with every answer by question code; a budget as CostLines."""
    stored = sections.section_content(found.proposal.id, section)
    return stored, {**stored.values(found.form()), **_stored_lines(found, section)}


def set_aside(found: Access, section: SectionView, typed: Values) -> None:
    """Keep what was typed and does not stand, where the team finds it again.

    What was begun before in this transaction is given up: the key of the form is free again.
    """
    db.session.rollback()
    rows.write_aside(found, section, typed, clock.now())
    db.session.commit()


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
    restores: int | None,
) -> Saved:
    now = clock.now()
    if changed:
        found.proposal.draft_version += 1
        rows.write_answers(found, section, changed, now, restores)
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
