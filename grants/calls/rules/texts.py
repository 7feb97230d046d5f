"""Every text of a call: where it stands, in which languages it is missing, filling it in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grants.calls.rules.document import (
    LANGUAGES,
    CallDocument,
    CheckText,
    CriterionText,
    Form,
    QuestionText,
    SectionText,
    Texts,
    written_in,
)
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.messages import Message, msg, nmsg

INTERFACE = ("en", "fr", "es", "pt")  # texts are shown in these; a call may accept more
LONG = ("summary", "guidance", "intro", "help", "why", "reason", "not_paid", "anchor", "note")


@dataclass(frozen=True)
class Place:
    """Where a text stands: its setting, the thing it belongs to, and the part of that thing."""

    setting: str
    code: str  # of the criterion, item, section or question; empty for the call's own texts
    part: str

    @property
    def where(self) -> str:
        """The thing it belongs to, in a list of findings; empty for the call's own texts."""
        if self.part.startswith("anchor"):
            return f"{self.code} ({self.part.removeprefix('anchor')})"
        return self.code

    @property
    def is_long(self) -> bool:
        return self.part.startswith(LONG)


Each = Callable[[Place, Texts], Texts]
Filled = Mapping[Place, Texts]


@dataclass(frozen=True)
class Gap:
    """A text that is missing in some languages."""

    place: Place
    texts: Texts
    missing: tuple[str, ...]


def wanted_languages(accepted: Sequence[str]) -> tuple[str, ...]:
    """The languages each text of a call is needed in: those it accepts that pages are shown in."""
    return tuple(code for code in INTERFACE if code == "en" or code in accepted)


def further_languages(accepted: Sequence[str]) -> tuple[str, ...]:
    """Those pages are shown in too, where a text of this call may stand and need not."""
    needed = wanted_languages(accepted)
    return tuple(code for code in INTERFACE if code not in needed)


def text_languages(call: CallDocument) -> tuple[str, ...]:
    """Those the call's texts are written in: needed ones, and any that some text is there in.

    Whoever changes a text must see it in every language in which it is read.
    """
    found = set(written_in(call.languages))

    def look(_place: Place, texts: Texts) -> Texts:
        found.update(code for code, text in texts.items() if text)
        return texts

    rewritten(call, look)
    return tuple(code for code in LANGUAGES if code in found)


def gaps(call: CallDocument) -> list[Gap]:
    """Every text that is written in some language but not in each one that is needed."""
    return lacking(call, wanted_languages(call.languages))


def lacking(call: CallDocument, wanted: Sequence[str]) -> list[Gap]:
    """Every text that is written in some language but not in each of these."""
    found: list[Gap] = []

    def look(place: Place, texts: Texts) -> Texts:
        missing = tuple(code for code in wanted if not texts.get(code))
        if any(texts.values()) and missing:
            found.append(Gap(place, texts, missing))
        return texts

    rewritten(call, look)
    return found


def missing_words(found: Sequence[Gap]) -> Message:
    """What a list of findings says of the gaps of one setting."""
    [first, *more] = found
    if more:
        n = len(found)
        return nmsg(
            "%(num)s text is missing in a language",
            "%(num)s texts are missing in a language",
            n,
            num=n,
        )
    languages = tuple(msg(LANGUAGE_WORDS[code]) for code in first.missing)
    if not first.place.code:
        return msg("is missing in %(languages)s", languages=languages)
    return msg(
        "%(where)s is missing in %(languages)s", where=first.place.where, languages=languages
    )


def written_and_lacking(call: CallDocument, language: str) -> tuple[int, int]:
    """How many texts of the call are written in a language, and how many are not."""
    written = 0

    def look(_place: Place, texts: Texts) -> Texts:
        nonlocal written
        written += bool(texts.get(language))
        return texts

    rewritten(call, look)
    return written, len(lacking(call, (language,)))


def filled(call: CallDocument, given: Filled) -> CallDocument:
    """The call with these texts beside those it has; what it has already stays."""

    def fill(place: Place, texts: Texts) -> Texts:
        more = {code: text for code, text in given.get(place, {}).items() if text}
        return {**more, **{code: text for code, text in texts.items() if text}} if more else texts

    return rewritten(call, fill)


def rewritten(call: CallDocument, each: Each) -> CallDocument:
    """The call with every text of it as `each` gives it back."""
    return replace(
        call,
        note=each(Place("note", "", "note"), call.note),
        title=each(Place("title", "", "title"), call.title),
        theme=each(Place("theme", "", "theme"), call.theme),
        summary=each(Place("summary", "", "summary"), call.summary),
        guidance=each(Place("guidance", "", "guidance"), call.guidance),
        focus_areas=tuple(
            replace(area, name=each(Place("focus_areas", area.code, "name"), area.name))
            for area in call.focus_areas
        ),
        funnel=replace(call.funnel, note=each(Place("funnel", "", "note"), call.funnel.note)),
        budget=_budget(call, each),
        criteria=tuple(_criterion(one, each) for one in call.criteria),
        checklist=tuple(_check(one, each) for one in call.checklist),
        concept_note=_form("concept_note", call.concept_note, each),
        full_proposal=_form("full_proposal", call.full_proposal, each),
    )


def _budget(call: CallDocument, each: Each) -> Any:
    budget = call.budget
    return replace(
        budget,
        categories=tuple(
            replace(one, label=each(Place("budget", one.code, "label"), one.label))
            for one in budget.categories
        ),
        caps=tuple(
            replace(cap, label=each(Place("budget", cap.code, "cap"), cap.label))
            for cap in budget.caps
        ),
        not_paid=each(Place("budget", "", "not_paid"), budget.not_paid)
        if budget.not_paid
        else budget.not_paid,
    )


def _criterion(one: CriterionText, each: Each) -> CriterionText:
    return replace(
        one,
        name=each(Place("criteria", one.code, "name"), one.name),
        anchors=tuple(
            each(Place("criteria", one.code, f"anchor{points}"), anchor)
            for points, anchor in enumerate(one.anchors)
        ),
    )


def _check(one: CheckText, each: Each) -> CheckText:
    quiz = one.quiz
    if quiz:
        question = each(Place("checklist", one.code, "quiz"), quiz["question"])
        quiz = {**quiz, "question": question}
    return replace(
        one,
        text=each(Place("checklist", one.code, "text"), one.text),
        reason=each(Place("checklist", one.code, "reason"), one.reason),
        quiz=quiz,
    )


def _form(setting: str, form: Form, each: Each) -> Form:
    return tuple(_section(setting, section, each) for section in form)


def _section(setting: str, section: SectionText, each: Each) -> SectionText:
    return replace(
        section,
        group=each(Place(setting, section.slug, "group"), section.group),
        title=each(Place(setting, section.slug, "title"), section.title),
        intro=each(Place(setting, section.slug, "intro"), section.intro),
        questions=tuple(_question(setting, question, each) for question in section.questions),
    )


def _question(setting: str, question: QuestionText, each: Each) -> QuestionText:
    def place(part: str) -> Place:
        return Place(setting, question.code, part)

    config = question.config
    if config.get("columns"):
        columns = [_column(setting, question, column, each) for column in config["columns"]]
        config = {**config, "columns": columns}
    return replace(
        question,
        label=each(place("label"), question.label),
        help=each(place("help"), question.help),
        why=each(place("why"), question.why),
        options=_options(question.options, "option", place, each),
        config=config,
    )


def _column(
    setting: str, question: QuestionText, column: Mapping[str, Any], each: Each
) -> dict[str, Any]:
    def place(part: str) -> Place:
        return Place(setting, question.code, part)

    name = f"column.{column['code']}"
    after = {**column, "label": each(place(name), column["label"])}
    if column.get("options"):
        after["options"] = list(_options(column["options"], name, place, each))
    return after


def _options(
    options: Sequence[Mapping[str, Any]], name: str, place: Callable[[str], Place], each: Each
) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {**option, "label": each(place(f"{name}.{option['value']}"), option["label"])}
        for option in options
    )
