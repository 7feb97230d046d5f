"""Forms in a file: sections and questions."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from grants.calls.exchange.kinds import (
    BOOLEAN,
    CODE,
    LINE,
    TEXTS,
    Flow,
    Inline,
    choice,
    expected_of,
    integer,
    one_of,
    require,
    several,
    without_empty,
)
from grants.calls.exchange.nodes import Fields, Node, each
from grants.calls.models import QuestionKind, Requirement
from grants.calls.rules.document import LANGUAGES, NO_TEXTS, Form, QuestionText, SectionText
from grants.core.messages import msg

_KIND = choice(QuestionKind)
_WORDS = integer(1, 20_000)
_ROWS = integer(1, 500)
_CODES = several(CODE.read)
_LIMIT = integer(-1_000_000_000, 1_000_000_000)
COLUMN_KINDS = ("text", "number", "money", "date", "choice")
FILE_KINDS = ("pdf", "jpeg", "png", "docx", "xlsx", "odt")
FROM_CALL = ("focus_areas", "max_months")


def read_form(node: Node) -> Form:
    return each(node.items(msg("a list of sections")), _read_section)


def write_form(form: Form) -> list[Any]:
    return [
        {
            "slug": section.slug,
            "group": TEXTS.write(section.group),
            "title": TEXTS.write(section.title),
            **without_empty({"intro": TEXTS.write(section.intro)}),
            "questions": [_write_question(question) for question in section.questions],
        }
        for section in form
    ]


def _read_section(node: Node) -> SectionText:
    fields = node.fields(expected_of("section"))
    section = SectionText(
        slug=require(fields, "slug", CODE.read, ""),
        group=require(fields, "group", TEXTS.read, NO_TEXTS),
        title=require(fields, "title", TEXTS.read, NO_TEXTS),
        intro=fields.take("intro", TEXTS.read, {}) or {},
        questions=require(
            fields, "questions", lambda n: each(n.items(msg("questions")), _read_question), ()
        ),
    )
    fields.no_more()
    return section


def _read_question(node: Node) -> QuestionText:
    fields = node.fields(expected_of("question"))
    required, when = fields.take("required", _read_required, (Requirement.ALWAYS, None)) or (
        Requirement.ALWAYS,
        None,
    )
    kind = require(fields, "kind", _KIND.read, QuestionKind.SHORT_TEXT)
    read_limit = _read_day if kind is QuestionKind.DATE else _LIMIT.read
    question = QuestionText(
        code=require(fields, "code", CODE.read, ""),
        kind=kind,
        label=require(fields, "label", TEXTS.read, NO_TEXTS),
        help=fields.take("help", TEXTS.read, {}) or {},
        why=fields.take("why", TEXTS.read, {}) or {},
        required=required,
        required_when=when,
        max_words=fields.take("max_words", _WORDS.read, None),
        max_rows=fields.take("max_rows", _ROWS.read, None),
        limits=fields.take("limits", lambda n: _read_limits(n, read_limit), {}) or {},
        options=tuple(_read_list(fields, "options", _read_option)),
        config=_read_config(fields),
        criteria=fields.take("criteria", _CODES.read, ()) or (),
        carries_over=bool(fields.take("carries_over", BOOLEAN.read, False)),
        source=fields.take("source", LINE.read, "") or "",
    )
    fields.no_more()
    return question


def _read_config(fields: Fields) -> dict[str, Any]:
    return without_empty(
        {
            "from_call": fields.take("from_call", one_of(FROM_CALL), None),
            "accept": list(fields.take("accept", several(one_of(FILE_KINDS)).read, ()) or ()),
            "columns": _read_list(fields, "columns", _read_column),
            "templates": _read_list(fields, "templates", _read_template),
        }
    )


def _read_list(
    fields: Fields, name: str, read: Callable[[Node], dict[str, Any]]
) -> list[dict[str, Any]]:
    return list(fields.take(name, lambda n: each(n.items(msg("a list")), read), ()) or ())


def _read_required(node: Node) -> tuple[Requirement, dict[str, Any] | None]:
    """`always`, `never`, or `{question: code, equals: value}`."""
    if not node.is_mapping:
        word = one_of(("always", "never"))(node)
        return Requirement(word), None
    fields = node.fields(msg("always, never, or “question” and “equals”"))
    when = {
        "question": require(fields, "question", CODE.read, ""),
        "equals": require(fields, "equals", LINE.read, ""),
    }
    fields.no_more()
    return Requirement.WHEN, when


def _read_limits(node: Node, read: Callable[[Node], int | str]) -> dict[str, int | str]:
    fields = node.fields(msg("min and max"))
    limits = {name: fields.take(name, read) for name in ("min", "max") if name in fields}
    fields.no_more()
    return without_empty(limits)


def _read_day(node: Node) -> str:
    expected = msg("a day such as “2027-01-15”")
    typed = node.scalar(expected)
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise node.refuse(expected)


def _read_option(node: Node) -> dict[str, Any]:
    fields = node.fields(msg("a value and a label"))
    option = {
        "value": require(fields, "value", CODE.read, ""),
        "label": require(fields, "label", TEXTS.read, NO_TEXTS),
    }
    fields.no_more()
    return option


def _read_column(node: Node) -> dict[str, Any]:
    fields = node.fields(msg("a code, a label and a kind"))
    column = {
        "code": require(fields, "code", CODE.read, ""),
        "label": require(fields, "label", TEXTS.read, NO_TEXTS),
        "kind": require(fields, "kind", one_of(COLUMN_KINDS), "text"),
        "options": _read_list(fields, "options", _read_option),
        "max_words": fields.take("max_words", _WORDS.read, None),
    }
    fields.no_more()
    return without_empty(column)


def _read_template(node: Node) -> dict[str, str]:
    fields = node.fields(msg("a language, a name and a sha256"))
    template = {
        "language": require(fields, "language", one_of(LANGUAGES), "en"),
        "name": require(fields, "name", LINE.read, ""),
        "sha256": require(fields, "sha256", _read_digest, ""),
    }
    fields.no_more()
    return template


def _read_digest(node: Node) -> str:
    expected = msg("64 digits and letters from a to f")
    typed = node.scalar(expected)
    if not re.fullmatch(r"[0-9a-f]{64}", typed):
        raise node.refuse(expected)
    return typed


def _write_question(question: QuestionText) -> dict[str, Any]:
    required: Any = question.required.value
    if question.required is Requirement.WHEN:
        required = _in_order(question.required_when or {}, ("question", "equals"))
    return {
        "code": question.code,
        "kind": question.kind.value,
        "label": TEXTS.write(question.label),
        **without_empty({"help": TEXTS.write(question.help), "why": TEXTS.write(question.why)}),
        "required": required,
        **without_empty(
            {
                "max_words": question.max_words,
                "max_rows": question.max_rows,
                "limits": _in_order(question.limits, ("min", "max")),
                "options": [_write_option(option) for option in question.options],
                "from_call": question.config.get("from_call"),
                "accept": Flow(question.config.get("accept", ())),
                "columns": [_write_column(column) for column in question.config.get("columns", ())],
                "templates": [
                    _in_order(one, ("language", "name", "sha256"))
                    for one in question.config.get("templates", ())
                ],
                "criteria": Flow(question.criteria),
            }
        ),
        **({"carries_over": True} if question.carries_over else {}),
        **without_empty({"source": question.source}),
    }


def _write_option(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": option["value"], "label": TEXTS.write(option["label"])}


def _write_column(column: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": column["code"],
        "label": TEXTS.write(column["label"]),
        "kind": column["kind"],
        **without_empty(
            {
                "options": [_write_option(option) for option in column.get("options", ())],
                "max_words": column.get("max_words"),
            }
        ),
    }


def _in_order(values: Mapping[str, Any], names: tuple[str, ...]) -> Inline:
    return Inline({name: values[name] for name in names if name in values})
