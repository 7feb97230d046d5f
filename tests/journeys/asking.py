"""How a call judges and what it asks, typed in the editor."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grants.calls.models import FormKind, QuestionKind, Requirement
from grants.calls.rules.document import CheckText, CriterionText, QuestionText, SectionText
from grants.calls.rules.labels import FORM_WORDS, QUESTION_WORDS
from tests.journeys.hand import Hand, dollars, of

# -- criteria and checklist ----------------------------------------------------------------------


def criteria(hand: Hand) -> None:
    """All but what they read, which is not asked yet."""
    hand.follow("Criteria", "Criteria")
    for one in hand.call.criteria:
        hand.start("Add a criterion")
        hand.type(
            of(one, "code", "weight", "floor", "min_comment_chars", "source"),
            hand.texts("name", one.name),
            *(hand.texts(f"anchor{points}", text) for points, text in enumerate(one.anchors)),
        )
        hand.press("Save", "Criteria")
    hand.back()


def reads(hand: Hand) -> None:
    """What each criterion reads, put in its order by the buttons."""
    hand.follow("Criteria", "Criteria")
    for one in hand.call.criteria:
        hand.follow(one.name["en"], f"Criterion {one.code}")
        for code in one.reads:
            hand.tick("reads_", code)
        hand.press("Save", "Criteria")
        _in_order(hand, one)
    hand.back()


def _in_order(hand: Hand, one: CriterionText) -> None:
    asked = dict.fromkeys(question.code for question in hand.call.questions())
    order = [code for code in asked if code in one.reads]
    if order == list(one.reads):
        return
    hand.follow(one.name["en"], f"Criterion {one.code}")
    hand.follow("Change the order", "Order of the answers")
    for place, code in enumerate(one.reads):
        for _step in range(order.index(code) - place):
            hand.press_value(f"up:{code}")
        order.remove(code)
        order.insert(place, code)
    hand.crumb(f"Criterion {one.code}", f"Criterion {one.code}")
    hand.crumb("Criteria", "Criteria")


def checklist(hand: Hand) -> None:
    hand.follow("Eligibility checklist", "Eligibility checklist")
    for one in hand.call.checklist:
        hand.start("Add an item")
        _check(hand, one)
        hand.press("Save", "Eligibility checklist")
    hand.back()


def _check(hand: Hand, one: CheckText) -> None:
    hand.type(
        of(one, "code", "curable", "reason_code", "source", "rule"),
        {"mode": [one.mode.value]},
        hand.texts("text", one.text),
        hand.texts("reason", one.reason),
    )
    if one.quiz:
        hand.type(hand.texts("quiz", one.quiz["question"]), {"passes": [one.quiz["passes"]]})


# -- questions -----------------------------------------------------------------------------------


def questions(kind: FormKind) -> Callable[[Hand], None]:
    """A set: each section with its questions; then what depends on another answer."""
    title = FORM_WORDS[kind]

    def type_all(hand: Hand) -> None:
        hand.follow(title, title)
        for section in hand.call.form(kind):
            _section(hand, section, title)
            for question in section.questions:
                _question(hand, section, question, title)
        for question in (q for section in hand.call.form(kind) for q in section.questions):
            if question.required_when:
                hand.follow(question.label["en"], "Change “")
                _condition(hand, question.required_when)
                hand.press("Save", title)
        hand.back()

    return type_all


def _section(hand: Hand, section: SectionText, title: str) -> None:
    hand.follow("Add a section", "A new section")
    texts = (hand.texts(name, getattr(section, name)) for name in ("group", "title", "intro"))
    hand.type(of(section, "slug"), *texts)
    hand.press("Save", title)


def _question(hand: Hand, section: SectionText, question: QuestionText, title: str) -> None:
    hand.follow(f"Add a question to “{section.title['en']}”", "Add a question to")
    hand.follow(QUESTION_WORDS[question.kind], "A new question")
    texts = (hand.texts(name, getattr(question, name)) for name in ("label", "help", "why"))
    hand.type(of(question, "code", "source", "carries_over"), *texts)
    if question.required is not Requirement.WHEN:
        hand.type({"required": [question.required.value]})
    if question.criteria:
        hand.type(of(question, "criteria"))
    _own(hand, question)
    hand.press("Save", title)


def _own(hand: Hand, question: QuestionText) -> None:
    """What only some kinds have."""
    low, high = (question.limits.get(end) for end in ("min", "max"))
    if question.kind is QuestionKind.MONEY:
        low, high = dollars(low), dollars(high)
    taken = bool(question.config.get("from_call"))
    hand.type(
        of(question, "max_words", "max_rows"),
        {"low": low, "high": high},
        {"from_call": taken or None, "accept": question.config.get("accept")},
    )
    _rows(hand, "options", question.options, "value", "Add an answer")
    columns = question.config.get("columns", ())
    _rows(hand, "columns", columns, "code", "Add a column")
    for n, column in enumerate(columns):
        row = f"columns-{n}"
        hand.type({f"{row}-kind": column["kind"], f"{row}-max_words": column.get("max_words")})
        _rows(hand, f"{row}-options", column.get("options", ()), "value", "Add an answer")


def _rows(hand: Hand, name: str, rows: Iterable[Mapping[str, Any]], key: str, words: str) -> None:
    """Rows with a code and words; those that are not on the page yet are added."""
    rows = tuple(rows)
    for n in range(len(rows)):
        if not hand.has(f"{name}-{n}-{key}"):
            hand.press_value(f"add-{name}", words)
    for n, row in enumerate(rows):
        hand.type({f"{name}-{n}-{key}": row[key]}, hand.texts(f"{name}-{n}-label", row["label"]))


def _condition(hand: Hand, when: Mapping[str, Any]) -> None:
    hand.type({"required": [Requirement.WHEN.value]})
    hand.type({"when_question": when["question"], "when_equals": when["equals"]})
