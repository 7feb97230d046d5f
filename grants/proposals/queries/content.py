"""What a city has written. The callers have found the proposal for their actor before."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person
from grants.calls.models import Call, Question, QuestionKind
from grants.calls.queries import FormView, form_of
from grants.calls.rules import SOURCES, BudgetRules
from grants.core.db import db, read
from grants.files.models import Blob, File
from grants.proposals.models import (
    Answer,
    BudgetLine,
    Collaborator,
    Document,
    Endorsement,
    EndorsementStatus,
    Extension,
    Presence,
    Proposal,
    TeamRole,
)
from grants.proposals.rules.answers import Backing
from grants.proposals.rules.budget import Budget, CostLine, Terms
from grants.proposals.rules.full import terms_of
from grants.proposals.rules.trying import backed

Values = dict[str, Any]


@dataclass(frozen=True)
class DocumentView:
    """A file in its slot, as pages show it."""

    code: str
    n: int
    file_ref: str
    name: str
    size: int
    media_type: str
    sha256: str
    uploaded_at: datetime
    uploaded_by: str
    is_current: bool
    sent_size: int | None


@dataclass(frozen=True)
class Backer:
    """A sponsor and where their confirmation stands."""

    organisation: str
    representative: str
    status: EndorsementStatus
    answered_at: datetime | None


@dataclass(frozen=True)
class TeamMember:
    """Somebody who works on the proposal."""

    person_id: int
    name: str
    role: TeamRole
    section_id: int | None = None  # the last one they opened to write in
    opened_at: datetime | None = None


def answers_of(proposal_id: int) -> Values:
    """Every stored answer by question code; budget, sponsors and files are kept elsewhere."""
    rows = read(_answers(), {"proposal": proposal_id})
    return {row.code: row.value for row in rows}


@cache
def _answers() -> sa.Select[*tuple[Any, ...]]:
    """Built once, as what else a page of the city asks for below."""
    return (
        sa.select(Question.code, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.proposal_id == sa.bindparam("proposal"))
    )


_LINE = (
    BudgetLine.component,
    BudgetLine.category,
    BudgetLine.description,
    BudgetLine.note,
    *(getattr(BudgetLine, f"{source}_cents") for source in SOURCES),
)


def lines_of(proposal_id: int) -> tuple[CostLine, ...]:
    """The cost lines in their order."""
    return tuple(CostLine(*row) for row in read(_lines(), {"proposal": proposal_id}))


@cache
def _lines() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_LINE)
        .where(BudgetLine.proposal_id == sa.bindparam("proposal"))
        .order_by(BudgetLine.position, BudgetLine.id)
    )


def budget_under(call: Call, lines: tuple[CostLine, ...], terms: Terms | None = None) -> Budget:
    """Cost lines with the rules of a call; `terms` bound the grant instead of the call itself."""
    return Budget(lines, BudgetRules.parse(call.budget_rules), terms or call)


def budget_of(proposal: Proposal, call: Call) -> Budget:
    """The budget with the rules it stands under."""
    return budget_under(call, lines_of(proposal.id), terms_of(call, proposal))


def documents_of(proposal_id: int) -> dict[str, DocumentView]:
    """The current document of each slot, by question code."""
    found = _documents(Document.proposal_id == proposal_id, Document.removed_at.is_(None))
    return {view.code: view for view in found}


def document_versions(proposal_id: int, question_ids: list[int]) -> dict[str, list[DocumentView]]:
    """Every document ever put into some slots, newest first, by question code."""
    found: dict[str, list[DocumentView]] = {}
    if question_ids:
        for view in _documents(
            Document.proposal_id == proposal_id, Document.question_id.in_(question_ids)
        ):
            found.setdefault(view.code, []).append(view)
    return found


def _documents(*conditions: sa.ColumnElement[bool]) -> list[DocumentView]:
    rows = db.session.execute(
        sa.select(
            Question.code,
            Document.n,
            File.ref.label("file_ref"),
            File.name,
            Blob.size,
            Blob.media_type,
            Blob.sha256,
            Document.uploaded_at,
            Person.name.label("uploaded_by"),
            Document.removed_at.is_(None).label("is_current"),
            File.sent_size,
        )
        .join(Question, Question.id == Document.question_id)
        .join(File, File.id == Document.file_id)
        .join(Blob, Blob.id == File.blob_id)
        .join(Person, Person.id == Document.uploaded_by_id)
        .where(*conditions)
        .order_by(Document.n.desc())
    )
    return [DocumentView(**row._mapping) for row in rows]


def backers_of(proposal_id: int) -> list[Backer]:
    """The sponsors asked, in the order of asking; withdrawn requests left out."""
    rows = db.session.execute(
        sa.select(
            Organisation.name,
            Endorsement.representative,
            Endorsement.status,
            Endorsement.answered_at,
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(
            Endorsement.proposal_id == proposal_id,
            Endorsement.status != EndorsementStatus.WITHDRAWN,
        )
        .order_by(Endorsement.id)
    )
    return [Backer(*row) for row in rows]


def backing_of(proposal: Proposal, call: Call) -> Backing:
    """How many sponsors stand behind the proposal, and how many the call wants."""
    if proposal.is_test:
        return backed(call.sponsors_required)
    backers = backers_of(proposal.id)
    return Backing(
        asked=len(backers),
        confirmed=sum(b.status is EndorsementStatus.CONFIRMED for b in backers),
        needed=call.sponsors_required,
    )


def with_material(
    values: Values, proposal: Proposal, call: Call, kinds: set[QuestionKind], form: FormView
) -> Values:
    """The values with those of the kinds that are kept elsewhere: budget, sponsors, files."""
    full = dict(values)
    documents = documents_of(proposal.id) if QuestionKind.FILE in kinds else {}
    for question in form.questions():
        if question.kind not in kinds:
            continue
        match question.kind:
            case QuestionKind.BUDGET:
                full[question.code] = budget_of(proposal, call)
            case QuestionKind.ENDORSEMENTS:
                full[question.code] = backing_of(proposal, call)
            case QuestionKind.FILE if question.code in documents:
                full[question.code] = [documents[question.code]]
    return full


KEPT_ELSEWHERE = frozenset({QuestionKind.BUDGET, QuestionKind.ENDORSEMENTS, QuestionKind.FILE})


def everything(proposal: Proposal, call: Call, form: FormView | None = None) -> Values:
    """Every answer by code, with Budget, Backing and lists of documents; four queries at most."""
    form = form or form_of(call, proposal.form)
    kinds = {question.kind for question in form.questions()} & KEPT_ELSEWHERE
    return with_material(answers_of(proposal.id), proposal, call, kinds, form)


def team_of(proposal_id: int) -> tuple[list[TeamMember], datetime | None]:
    """Who works on the proposal, the lead first; and its own later deadline, if it has one."""
    rows = read(_team(), {"proposal": proposal_id})
    team = [TeamMember(r.id, r.name, r.role, r.section_id, r.opened_at) for r in rows]
    return team, rows[0].until if rows else None


@cache
def _team() -> sa.Select[*tuple[Any, ...]]:
    proposal: sa.BindParameter[int] = sa.bindparam("proposal")
    until = (
        sa.select(sa.func.max(Extension.until_at))
        .where(Extension.proposal_id == proposal)
        .scalar_subquery()
    )
    last = (
        sa.select(Presence.section_id, Presence.at)
        .where(
            Presence.proposal_id == Collaborator.proposal_id,
            Presence.person_id == Collaborator.person_id,
        )
        .order_by(Presence.at.desc(), Presence.id.desc())
        .limit(1)
        .correlate(Collaborator)
    )
    return (
        sa.select(
            Person.id,
            Person.name,
            Collaborator.role,
            until.label("until"),
            last.with_only_columns(Presence.section_id).scalar_subquery().label("section_id"),
            last.with_only_columns(Presence.at).scalar_subquery().label("opened_at"),
        )
        .join(Person, Person.id == Collaborator.person_id)
        .where(Collaborator.proposal_id == proposal, Collaborator.removed_at.is_(None))
        .order_by(Collaborator.role != TeamRole.LEAD, Person.name, Person.id)
    )


def extension_until(proposal_id: int) -> datetime | None:
    """The applicant's own later deadline."""
    return db.session.scalar(
        sa.select(sa.func.max(Extension.until_at)).where(Extension.proposal_id == proposal_id)
    )


def person_name(person_id: int | None) -> str:
    """Who saved something."""
    if person_id is None:
        return ""
    return db.session.scalar(sa.select(Person.name).where(Person.id == person_id)) or ""
