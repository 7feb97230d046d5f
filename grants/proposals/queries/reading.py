"""A proposal as it is read: by its team, officers, evaluators, sponsors and the board."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grants.calls.models import Call, QuestionKind
from grants.calls.queries import FormView, QuestionView, form_of
from grants.core.text import Block, blocks
from grants.proposals.models import Proposal
from grants.proposals.queries import content
from grants.proposals.queries.content import Backer, DocumentView
from grants.proposals.rules.answers import is_empty
from grants.proposals.rules.budget import Budget

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column of a table; `options` are the words of its choices by value."""

    code: str
    label: Texts
    kind: str
    options: Mapping[str, Texts]


@dataclass(frozen=True)
class ReadAnswer:
    """One question with its answer; `value` is what is stored, shown by its kind.

    `choices` are the words of the options chosen, `columns` those of a table.
    """

    code: str
    label: Texts
    kind: QuestionKind
    value: Any
    is_given: bool
    blocks: tuple[Block, ...] = ()
    choices: tuple[Texts, ...] = ()
    columns: tuple[Column, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    backers: tuple[Backer, ...] = ()
    budget: Budget | None = None


@dataclass(frozen=True)
class ReadSection:
    """A section of the form with its answers."""

    slug: str
    title: Texts
    rows: tuple[ReadAnswer, ...]


def readable(
    proposal: Proposal,
    call: Call,
    codes: Collection[str] | None = None,
    form: FormView | None = None,
) -> list[ReadSection]:
    """The draft as it stands now, for reading; `codes` shows only some questions.

    Four queries at most. The caller has found the proposal for its actor.
    """
    form = form or form_of(call, proposal.form)
    shown = {q.kind for q in form.questions() if codes is None or q.code in codes}
    return sections_of(
        form,
        content.answers_of(proposal.id),
        budget=content.budget_of(proposal, call) if QuestionKind.BUDGET in shown else None,
        documents=content.documents_of(proposal.id) if QuestionKind.FILE in shown else {},
        backers=content.backers_of(proposal.id) if QuestionKind.ENDORSEMENTS in shown else (),
        codes=codes,
    )


def sections_of(
    form: FormView,
    answers: Mapping[str, Any],
    *,
    budget: Budget | None = None,
    documents: Mapping[str, DocumentView] | None = None,
    backers: Iterable[Backer] = (),
    codes: Collection[str] | None = None,
) -> list[ReadSection]:
    """Answers laid out by a form: those of a draft, or those a snapshot holds."""
    backers = tuple(backers)
    found = []
    for section in form.sections:
        rows = tuple(
            _read(question, answers.get(question.code), budget, documents or {}, backers)
            for question in section.questions
            if codes is None or question.code in codes
        )
        if rows:
            found.append(ReadSection(section.slug, section.title, rows))
    return found


def _read(
    question: QuestionView,
    value: Any,
    budget: Budget | None,
    documents: Mapping[str, DocumentView],
    backers: tuple[Backer, ...],
) -> ReadAnswer:
    kind = question.kind
    document = documents.get(question.code) if kind is QuestionKind.FILE else None
    given = {
        QuestionKind.BUDGET: budget is not None and bool(budget.lines),
        QuestionKind.FILE: document is not None,
        QuestionKind.ENDORSEMENTS: bool(backers),
    }.get(kind, not is_empty(value))
    return ReadAnswer(
        code=question.code,
        label=question.label,
        kind=kind,
        value=value,
        is_given=given,
        blocks=tuple(blocks(value)) if kind is QuestionKind.LONG_TEXT and value else (),
        choices=_choices(question, value),
        columns=_columns(question),
        documents=(document,) if document is not None else (),
        backers=backers if kind is QuestionKind.ENDORSEMENTS else (),
        budget=budget if kind is QuestionKind.BUDGET else None,
    )


def _choices(question: QuestionView, value: Any) -> tuple[Texts, ...]:
    if question.kind not in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
        return ()
    chosen = value if isinstance(value, list) else [value]
    return tuple(option["label"] for option in question.options if option["value"] in chosen)


def _columns(question: QuestionView) -> tuple[Column, ...]:
    if question.kind is not QuestionKind.TABLE:
        return ()
    return tuple(
        Column(
            column["code"],
            column["label"],
            column.get("kind", "text"),
            {option["value"]: option["label"] for option in column.get("options", ())},
        )
        for column in question.config["columns"]
    )
