"""Trying a call out with a test proposal, and throwing it away."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import OrganisationKind
from grants.audit.service import record
from grants.calls.models import Call, QuestionKind
from grants.calls.queries import SectionView, eligible_countries, for_office, form_of
from grants.calls.rules import BudgetRules
from grants.calls.service import check_may_manage, check_not_opened
from grants.core import clock, hooks, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import Base, db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.files.models import File
from grants.files.service import discard as discard_files
from grants.permissions import Permission
from grants.places.queries import largest_city
from grants.proposals.models import (
    Answer,
    AnswerVersion,
    BudgetLine,
    Collaborator,
    Document,
    OfflineUpload,
    Presence,
    Proposal,
    SectionState,
)
from grants.proposals.queries.access import find
from grants.proposals.queries.content import lines_of
from grants.proposals.queries.sections import section_content
from grants.proposals.queries.trying import test_in, tests_of
from grants.proposals.rules.examples import Sample, example_budget, example_of
from grants.proposals.service.answers import save_section
from grants.proposals.service.draft import begun

# What a test can hold, each before what it points to.
KEPT: tuple[type[Base], ...] = (
    AnswerVersion,
    Answer,
    Presence,
    SectionState,
    BudgetLine,
    Collaborator,
)


def start(actor: Actor, call_ref: str, language: str, *, operation: str | None = None) -> str:
    """A test proposal in a call that has not opened; the one there is when there is one."""
    return operations.outcome(lambda: _start(actor, call_ref, language, operation))


def _start(actor: Actor, call_ref: str, language: str, operation: str | None) -> str:
    check_may_manage(actor)
    operations.claim(operation, actor, "call:try")
    call = for_office(actor, call_ref)
    db.session.refresh(call, with_for_update=True)
    check_not_opened(call)
    if language not in call.languages:
        words = msg("Choose one of the languages this call takes")
        raise Refused(words, {"language": words})
    found = test_in(actor, call)
    proposal = found.proposal if found else begun(actor, call, language, is_test=True)
    if found is None:
        record(actor, "call:try", call, new={"language": language})
    ref = proposal.ref
    operations.keep(operation, actor, ref)
    db.session.commit()
    return ref


def fill(actor: Actor, call_ref: str, *, line: str, sentence: str) -> int:
    """Answer with examples what the actor's test leaves open; how many answers. Files stay open.

    `line` and `sentence` are what the examples say, in a language the actor reads.
    """
    call = for_office(actor, call_ref)
    test = test_in(actor, call)
    if test is None:
        raise NotFound
    countries = sorted(eligible_countries(call))
    city = largest_city(countries)
    sample = Sample(
        line=line,
        sentence=sentence,
        city=city.name if city else line,
        country=city.country if city else next(iter(countries), ""),
        kind=next(iter(call.applicant_kinds), OrganisationKind.LOCAL_AUTHORITY.value),
        today=clock.now().date(),
    )
    form = form_of(call)
    return sum(
        _fill_section(actor, test.proposal.ref, section, sample) for section in form.sections
    )


def _fill_section(actor: Actor, ref: str, section: SectionView, sample: Sample) -> int:
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    stored = section_content(found.proposal.id, section)
    given = {}
    for question in section.questions:
        if question.kind is QuestionKind.BUDGET:
            if not lines_of(found.proposal.id):
                rules = BudgetRules.parse(found.call.budget_rules)
                given[question.code] = example_budget(rules, found.call, sample.line)
        elif question.id not in stored.answers:
            given[question.code] = example_of(question, sample)
    given = {code: value for code, value in given.items() if value is not None}
    save_section(found, section, given, version=stored.version, received_at=clock.now())
    return len(given)


def throw_away(actor: Actor, call_ref: str, *, operation: str | None = None) -> None:
    """The actor's own test of the call goes, with everything written in it."""
    check_may_manage(actor)
    operations.claim(operation, actor, "call:throw_test_away")
    call = for_office(actor, call_ref)
    found = test_in(actor, call)
    if found is not None:
        _delete([found.proposal.id])
        record(actor, "call:throw_test_away", call)
    db.session.commit()


def end_tests(call: Call, **_given: Any) -> None:
    """When a call opens, whatever tried it goes; in the transaction that opens it."""
    ids = tests_of(call)
    if ids:
        _delete(ids)
        record(SYSTEM, "call:throw_test_away", call)


def forget_answers(
    call: Call, *, questions: Sequence[int], sections: Sequence[int], **_given: Any
) -> None:
    """Tests no longer answer questions that go or change their kind."""
    ids = tests_of(call)
    if not ids:
        return
    for model in (AnswerVersion, Answer):
        db.session.execute(
            sa.delete(model).where(model.proposal_id.in_(ids), model.question_id.in_(questions))
        )
    _delete_documents(Document.proposal_id.in_(ids), Document.question_id.in_(questions))
    for of_section in (SectionState, Presence):
        db.session.execute(
            sa.delete(of_section).where(
                of_section.proposal_id.in_(ids), of_section.section_id.in_(sections)
            )
        )


def _delete(ids: Sequence[int]) -> None:
    _delete_documents(Document.proposal_id.in_(ids))
    _delete_offline(ids)
    for model in KEPT:
        table = model.__table__
        db.session.execute(sa.delete(model).where(table.c.proposal_id.in_(ids)))
    db.session.execute(sa.delete(Proposal).where(Proposal.id.in_(ids), Proposal.is_test))


def _delete_offline(ids: Sequence[int]) -> None:
    """Files filled without a connection, with their content."""
    uploads = list(
        db.session.scalars(sa.select(OfflineUpload.id).where(OfflineUpload.proposal_id.in_(ids)))
    )
    if uploads:
        kept = sa.select(File.id).where(
            File.owner_kind == OfflineUpload.__tablename__, File.owner_id.in_(uploads)
        )
        discard_files(list(db.session.scalars(kept)))
        db.session.execute(sa.delete(OfflineUpload).where(OfflineUpload.id.in_(uploads)))


def _delete_documents(*conditions: sa.ColumnElement[bool]) -> None:
    files = list(db.session.scalars(sa.select(Document.file_id).where(*conditions)))
    if files:
        db.session.execute(sa.delete(Document).where(*conditions))
        discard_files(files)


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.call_opened.connect(end_tests)
    hooks.call_reshaped.connect(forget_answers)
