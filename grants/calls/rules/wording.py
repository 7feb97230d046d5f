"""The wording of a call, apart from its rules: what may be corrected once it has opened.

A place names one thing of the call, such as `call/title`, `concept_note/questions/summary/help`,
`concept_note/sections/project/intro`, `criteria/A/anchors/5` or `checklist/B2/reason`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from grants.calls.models import FormKind
from grants.calls.rules.document import (
    NO_TEXTS,
    CallDocument,
    CheckText,
    CriterionText,
    Form,
    QuestionText,
    SectionText,
    Texts,
)
from grants.calls.rules.texts import Place, rewritten
from grants.calls.rules.window import NEVER_OPEN, Window, has_opened
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import word_count

OF_CALL = ("title", "theme", "summary", "guidance")
OF_SECTION = ("group", "title", "intro")
OF_QUESTION = ("label", "help", "why")
OF_CHECK = ("text", "reason")
FORMS = tuple(kind.value for kind in FormKind)
NOTE_WORDS = 100

T = TypeVar("T", CallDocument, SectionText, QuestionText, CriterionText, CheckText)


def may_correct(call: Window, now: datetime) -> bool:
    """From its opening on, until it is archived; before, the call itself is changed."""
    return has_opened(call, now) and call.status not in NEVER_OPEN


def check_may_correct(call: Window, now: datetime) -> None:
    if not may_correct(call, now):
        raise Refused(
            msg(
                "Only a call that has opened is corrected: before that it is changed itself, and "
                "a past call stays as it was. Nothing was corrected."
            )
        )


def texts_of(call: CallDocument) -> dict[str, Texts]:
    """Every text that may be corrected, by its place, in the order of the call."""
    found: dict[str, Texts] = {}

    def note(place: Place, texts: Texts) -> Texts:
        if address := _address(place):
            found[address] = texts
        return texts

    rewritten(call, note)
    return found


def _address(place: Place) -> str:
    """A place as a correction names it; empty for a text that is not corrected."""
    setting, code, part = place.setting, place.code, place.part
    if setting in OF_CALL:
        return f"call/{setting}"
    if setting in FORMS:
        if part in OF_SECTION:
            return f"{setting}/sections/{code}/{part}"
        return f"{setting}/questions/{code}/{part}" if part in OF_QUESTION else ""
    if setting == "criteria":
        anchor = part.removeprefix("anchor")
        return f"criteria/{code}/{part if anchor == part else f'anchors/{anchor}'}"
    return f"checklist/{code}/{part}" if setting == "checklist" and part in OF_CHECK else ""


def thing_of(place: str) -> str:
    """What a text belongs to: the call, a section, a question, a criterion, an item."""
    parts = place.split("/")
    return "/".join(parts[:-2] if parts[-2] == "anchors" else parts[:-1])


# -- the document after a correction -------------------------------------------------------------


def corrected(call: CallDocument, corrections: Mapping[str, Any]) -> CallDocument:
    """The document with these values at their places; of a text, the languages named.

    Whether only texts have changed is for `changed_rules` to say. Refused for an unknown place.
    """
    texts = texts_of(call)
    for place, value in corrections.items():
        if place in texts and isinstance(value, Mapping):
            value = {**texts[place], **value}
        call = _with(call, place, value)
    return call


def _with(call: CallDocument, place: str, value: Any) -> CallDocument:
    match place.split("/"):
        case ["call", name] if name in {f.name for f in fields(call)}:
            return replace(call, **{name: value})
        case [form, "sections", slug, name] if form in FORMS:
            sections = call.form(FormKind(form))
            return _with_form(call, form, _replaced(sections, "slug", slug, place, {name: value}))
        case [form, "questions", code, name] if form in FORMS:
            sections = call.form(FormKind(form))
            return _with_form(call, form, _asked(sections, code, place, {name: value}))
        case ["criteria", code, "anchors", n] if n.isdecimal():
            found = [one.anchors for one in call.criteria if one.code == code]
            if not found or int(n) >= len(found[0]):
                raise _unknown(place)
            anchors = tuple(value if i == int(n) else a for i, a in enumerate(found[0]))
            new = {"anchors": anchors}
            return replace(call, criteria=_replaced(call.criteria, "code", code, place, new))
        case ["criteria", code, name]:
            new = {name: value}
            return replace(call, criteria=_replaced(call.criteria, "code", code, place, new))
        case ["checklist", code, name]:
            new = {name: value}
            return replace(call, checklist=_replaced(call.checklist, "code", code, place, new))
    raise _unknown(place)


def _with_form(call: CallDocument, form: str, sections: Form) -> CallDocument:
    if form == FormKind.CONCEPT_NOTE:
        return replace(call, concept_note=sections)
    return replace(call, full_proposal=sections)


def _replaced(
    items: tuple[T, ...], key: str, wanted: str, place: str, new: Mapping[str, Any]
) -> tuple[T, ...]:
    """The items, the one of this key with other values."""
    found = [item for item in items if getattr(item, key) == wanted]
    if not found or any(name not in {f.name for f in fields(found[0])} for name in new):
        raise _unknown(place)
    return tuple(replace(item, **new) if item is found[0] else item for item in items)


def _asked(form: Form, code: str, place: str, new: Mapping[str, Any]) -> Form:
    for section in form:
        if any(question.code == code for question in section.questions):
            questions = _replaced(section.questions, "code", code, place, new)
            return tuple(replace(s, questions=questions) if s is section else s for s in form)
    raise _unknown(place)


def _unknown(place: str) -> Refused:
    return Refused(msg("There is no “%(place)s” in this call. Nothing was corrected.", place=place))


# -- what is a rule ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleChanged:
    """A setting that differs although every text is blank; `where` names the part of it."""

    setting: str
    where: str = ""


def changed_rules(before: CallDocument, after: CallDocument) -> list[RuleChanged]:
    """What of a call has changed besides its wording; a rule never does once it has opened."""
    blank, other = blanked(before), blanked(after)
    return [
        RuleChanged(f.name, where)
        for f in fields(CallDocument)
        for where in _differences(getattr(blank, f.name), getattr(other, f.name))
    ]


def blanked(call: CallDocument) -> CallDocument:
    """The same call without a word of what may be corrected."""
    return rewritten(call, lambda place, texts: NO_TEXTS if _address(place) else texts)


def _differences(before: Any, after: Any) -> Iterator[str]:
    """Where two values of a setting differ, in words a lead can find in the file."""
    if before == after:
        return
    both_listed = isinstance(before, tuple) and isinstance(after, tuple)
    if both_listed and len(before) == len(after) and all(map(is_dataclass, before)):
        for one, other in zip(before, after, strict=True):
            name = getattr(one, "code", None) or getattr(one, "slug", "")
            for f in fields(one):
                deeper = _differences(getattr(one, f.name), getattr(other, f.name))
                yield from (", ".join(filter(None, (name, where or f.name))) for where in deeper)
        return
    yield ""


# -- what a correction must say ------------------------------------------------------------------


@dataclass(frozen=True)
class Reworded:
    """One text before and after, in the languages that were corrected."""

    place: str
    before: Texts
    after: Texts


def reworded(before: CallDocument, after: CallDocument) -> list[Reworded]:
    """Every text that differs, place by place."""
    old, new = texts_of(before), texts_of(after)
    found = []
    for place, texts in new.items():
        languages = [code for code in texts if texts[code] != old[place].get(code, "")]
        if languages:
            was = {code: old[place].get(code, "") for code in languages}
            found.append(Reworded(place, was, {code: texts[code] for code in languages}))
    return found


def check_corrections(
    languages: tuple[str, ...], corrections: Mapping[str, Any], before: CallDocument
) -> None:
    """Texts stay texts, in the call's languages, and none disappears."""
    texts = texts_of(before)
    for place, value in corrections.items():
        if place not in texts:
            continue  # a rule, or unknown: refused by name
        whole = isinstance(value, Mapping) and all(isinstance(t, str) for t in value.values())
        if not whole or not set(value) <= {*languages, *texts[place]}:
            raise Refused(
                msg(
                    "“%(place)s” is corrected by a text in a language of the call. "
                    "Nothing was corrected.",
                    place=place,
                )
            )
        for code, text in value.items():
            if texts[place].get(code, "").strip() and not text.strip():
                message = msg("A correction does not take a text away; write what it should say")
                raise Refused(message, {f"{place}_{code}": message})


def check_note(languages: tuple[str, ...], note: Mapping[str, str]) -> None:
    """Everybody reads what changed: in one language of the call at least."""
    said = {code: text for code, text in note.items() if text.strip()}
    if not said or not set(said) <= set(languages):
        message = msg("Say what was corrected: everybody reads it on the call's page")
        raise Refused(message, {f"note_{code}": message for code in languages[:1]})
    for code, text in said.items():
        count = word_count(text)
        if count > NOTE_WORDS:
            message = msg(
                "This is %(n)s words. Shorten it to %(most)s words or fewer",
                n=count,
                most=NOTE_WORDS,
            )
            raise Refused(message, {f"note_{code}": message})
