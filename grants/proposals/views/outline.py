"""The sections of a form as a task list names them: made once for a form and a language, then kept.

The form of a call that has opened is the same object at every request (calls.queries), so it is
found by its identity, which the kept reference makes safe.
"""

from collections import OrderedDict
from dataclasses import dataclass
from itertools import groupby

from grants.calls.models import Call, FormKind, QuestionKind
from grants.calls.queries import FormView, SectionView
from grants.core.i18n import chosen_text, gettext, locale, money, ngettext

MOST_KEPT = 100


@dataclass(frozen=True)
class OutlineEntry:
    """A section by name, with what it asks for in a few words."""

    section_id: int
    slug: str
    title: str
    hint: str


Outline = tuple[tuple[str, tuple[OutlineEntry, ...]], ...]

_kept: OrderedDict[tuple[int, str], tuple[FormView, Outline]] = OrderedDict()


def outline_of(call: Call, form: FormView) -> Outline:
    """The sections under their headings, in the reader's language."""
    key = (id(form), locale().language)
    known = _kept.get(key)
    if known is not None and known[0] is form:
        return known[1]
    made = tuple(
        (heading, tuple(_entry(section, call, form.kind) for section in run))
        for heading, run in groupby(form.sections, key=lambda section: chosen_text(section.group))
    )
    _kept[key] = (form, made)
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return made


def _entry(section: SectionView, call: Call, form: FormKind) -> OutlineEntry:
    hint = _hint(section, call, form)
    return OutlineEntry(section.id, section.slug, chosen_text(section.title), hint)


def _hint(section: SectionView, call: Call, form: FormKind) -> str:
    """What a section asks for, in a few words; each full proposal has a most of its own."""
    kinds = [question.kind for question in section.questions]
    if QuestionKind.BUDGET in kinds and form is FormKind.CONCEPT_NOTE:
        return gettext(
            "%(least)s to %(most)s",
            least=money(call.min_cents, call.currency),
            most=money(call.max_cents, call.currency),
        )
    if QuestionKind.ENDORSEMENTS in kinds:
        n = call.sponsors_required
        return ngettext("%(num)s sponsor must confirm", "%(num)s sponsors must confirm", n)
    words = sum(q.max_words or 0 for q in section.questions if q.kind is QuestionKind.LONG_TEXT)
    parts = [ngettext("%(num)s question", "%(num)s questions", len(kinds))]
    if words:
        parts.append(ngettext("up to %(num)s word", "up to %(num)s words", words))
    if (files := kinds.count(QuestionKind.FILE)) == len(kinds):
        parts = [ngettext("%(num)s document", "%(num)s documents", files)]
    return " · ".join(parts)
