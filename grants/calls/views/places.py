"""The places of a call's wording in words: what a text belongs to, and which of its texts it is."""

from collections.abc import Iterable

from grants.calls.models import FormKind
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import FORM_WORDS
from grants.calls.rules.wording import FORMS, texts_of, thing_of
from grants.core import i18n
from grants.core.i18n import gettext as _
from grants.core.messages import N_

TEXT_WORDS = {
    "title": N_("Title"),
    "theme": N_("Theme"),
    "summary": N_("Summary"),
    "guidance": N_("Guidance"),
    "group": N_("Heading in the task list"),
    "intro": N_("Introduction"),
    "label": N_("The question itself"),
    "help": N_("Help"),
    "why": N_("Why we ask"),
    "name": N_("Name"),
    "text": N_("What is checked"),
    "reason": N_("What the city reads when it is not met"),
}
GROUPS = ("call", *(f"{form}/{part}" for form in FORMS for part in ("sections", "questions")),
          "criteria", "checklist")  # fmt: skip


def headings() -> dict[str, str]:
    """What the kinds of things are called, in the order they are listed."""
    found = {"call": _("The call"), "criteria": _("Criteria"), "checklist": _("Checklist")}
    for kind, words in FORM_WORDS.items():
        form = _(words)
        found[f"{kind}/sections"] = _("%(form)s: sections", form=form)
        found[f"{kind}/questions"] = _("%(form)s: questions", form=form)
    return {group: found[group] for group in GROUPS}


def things(call: CallDocument) -> dict[str, list[tuple[str, str]]]:
    """Everything with texts, by its kind: the place of each and its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for thing in dict.fromkeys(thing_of(place) for place in texts_of(call)):
        group = thing if thing == "call" else thing.rsplit("/", 1)[0]
        found.setdefault(group, []).append((thing, place_name(call, thing)))
    return found


def text_name(place: str) -> str:
    """Which text of its thing this is: `Help`, or `What earns 3 points`."""
    last = place.rsplit("/", 1)[-1]
    if last.isdecimal():
        return _("What earns %(points)s of 5 points", points=last)
    return _(TEXT_WORDS[last])


def place_name(call: CallDocument, place: str) -> str:
    """A thing by its own words, with the text of it where the place names one."""
    texts = texts_of(call)
    thing = thing_of(place) if place in texts else place
    name = _thing(call, thing)
    return f"{name}: {text_name(place)}" if place in texts else name


def _thing(call: CallDocument, thing: str) -> str:
    if thing == "call":
        return _("The call")
    kind, *_rest, key = thing.split("/")
    if kind == "criteria":
        return _first((one.name for one in call.criteria if one.code == key), key)
    if kind == "checklist":
        return _first((one.text for one in call.checklist if one.code == key), key)
    form = call.form(FormKind(kind))
    if thing.split("/")[1] == "sections":
        return _first((one.title for one in form if one.slug == key), key)
    return _first((q.label for one in form for q in one.questions if q.code == key), key)


def _first(texts: Iterable[object], key: str) -> str:
    """The words in the reader's language, or the code where there are none."""
    for text in texts:
        if isinstance(text, dict):
            return i18n.chosen_text(text) or key
    return key
