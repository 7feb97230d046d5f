"""The form of one section: made from its questions once, then kept."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from wtforms import Field

from grants.calls.models import Call, QuestionKind as K
from grants.calls.queries import QuestionView, SectionView, eligible_countries
from grants.calls.rules import BudgetRules
from grants.core import i18n
from grants.core.forms import VersionedForm
from grants.places.queries import country_names
from grants.proposals.forms.fields import Options, country_options
from grants.proposals.forms.kinds import COLUMN, ELSEWHERE, FIELDS, Offer, is_blank_row
from grants.proposals.rules.faults import Fault

PREFIX = "q_"  # a question may be called like an attribute of forms
MOST_KEPT = 400
_NO_OPTIONS = Options(())
_WITH_COUNTRIES = frozenset({K.COUNTRY, K.CITY, K.ORGANISATION, K.ORGANISATIONS})


class SectionForm(VersionedForm):
    """Answers to the questions of one section, each in the field of its kind."""

    asked: ClassVar[tuple[QuestionView, ...]] = ()

    @classmethod
    def filled(cls, values: Mapping[str, Any], version: int) -> Self:
        """The form with stored answers; lists show an empty row when they have none."""
        data = {
            name_of(question): FIELDS[question.kind].show(values.get(question.code))
            for question in cls.asked
        }
        form = cls(formdata=None, data={**data, "version": version})
        for question in cls.asked:
            if FIELDS[question.kind].is_list and not form[name_of(question)].entries:
                form[name_of(question)].append_entry()
        return form

    def given(self) -> dict[str, Any]:
        """What was typed, by question code; what cannot be read is left out."""
        return {
            question.code: FIELDS[question.kind].read(self[name_of(question)])
            for question in self.asked
            if self._was_sent(question) and not _unread(self[name_of(question)])
        }

    def unread(self) -> list[QuestionView]:
        """Questions whose answer cannot be read in one way: it stays as typed, unsaved."""
        return [question for question in self.asked if _unread(self[name_of(question)])]

    def as_typed(self, question: QuestionView) -> str:
        """The characters typed for a question, as they came."""
        parts = _leaves(self[name_of(question)])
        return ", ".join(str(text) for part in parts for text in part.raw_data or () if text)

    def show_unread(self) -> None:
        """Put the reason beside each field that cannot be read."""
        for question in self.asked:
            field = self[name_of(question)]
            if _unread(field):
                _show_unread(field)

    def show_faults(self, question: QuestionView, faults: Iterable[Fault]) -> None:
        """Put faults beside the parts of the answer that they concern."""
        field = self[name_of(question)]
        for fault in faults:
            _show(field, fault.part.split(".") if fault.part else [], i18n.render(fault.message))

    def add_row(self, name: str) -> None:
        """One more empty row in a list."""
        if name in self._fields and hasattr(self[name], "entries"):
            self[name].append_entry()

    def remove_row(self, name: str, index: int) -> None:
        """Take the row at a place in the list away."""
        entries = getattr(self._fields.get(name), "entries", [])
        if 0 <= index < len(entries):
            del entries[index]

    def at_version(self, version: int) -> None:
        """Let the form save over a newer version, which its reader has now seen."""
        self.version.raw_data = None
        self.version.data = version
        self.renew_operation()

    def _was_sent(self, question: QuestionView) -> bool:
        """An absent text is no answer at all; absent rows or ticks say that there are none."""
        if FIELDS[question.kind].is_list or question.kind is K.MULTIPLE_CHOICE:
            return True
        return any(part.raw_data for part in _leaves(self[name_of(question)]))


def name_of(question: QuestionView) -> str:
    """The name of a question's field."""
    return PREFIX + question.code


def _leaves(field: Field) -> Iterable[Field]:
    if hasattr(field, "entries"):
        for entry in field.entries:
            yield from _leaves(entry)
    elif hasattr(field, "form"):
        for part in field.form:
            yield from _leaves(part)
    else:
        yield field


def _unread(field: Field) -> bool:
    return any(part.process_errors for part in _leaves(field))


def _show_unread(field: Field) -> None:
    for part in _leaves(field):
        if part.process_errors:
            part.errors = [str(error) for error in part.process_errors]
    if hasattr(field, "entries"):
        field.errors = [*field.errors, {"rows": True}]


def _show(field: Field, path: list[str], text: str) -> None:
    """Errors of rows also mark their list, so that the page knows it has errors."""
    if hasattr(field, "entries"):
        rows = [entry for entry in field.entries if not is_blank_row(entry)]
        if path and path[0].isdigit() and int(path[0]) < len(rows):
            field.errors = [*field.errors, {"rows": True}]
            _show(rows[int(path[0])], path[1:], text)
        else:
            of_rows = [error for error in field.errors if not isinstance(error, str)]
            of_list = [error for error in field.errors if isinstance(error, str)]
            field.errors = [*of_list, text, *of_rows]
    elif hasattr(field, "form"):
        parts = field.form._fields
        named = [name for name in (path[0], COLUMN + path[0]) if name in parts] if path else []
        name = named[0] if named else next(iter(parts))
        _show(parts[name], [], text)
    else:
        field.errors = [*field.errors, text]


# Sections of a call that has opened are the same objects at every request (calls.queries), so the
# class made for one is found by its identity, which the kept reference makes safe.
_kept: OrderedDict[tuple[int, str], tuple[SectionView, type[SectionForm]]] = OrderedDict()


def section_form(call: Call, section: SectionView) -> type[SectionForm]:
    """The form class of a section in the reader's language."""
    key = (id(section), i18n.locale().language)
    known = _kept.get(key)
    if known is not None and known[0] is section:
        return known[1]
    made = passing_section_form(call, section)
    _kept[key] = (section, made)
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return made


def passing_section_form(call: Call, section: SectionView) -> type[SectionForm]:
    """The same, made anew: for a section that may still change."""
    asked = tuple(q for q in section.questions if q.kind not in ELSEWHERE)
    offer = _offer(call, {q.kind for q in asked})
    fields = {name_of(q): FIELDS[q.kind].make(q, offer) for q in asked}
    return type("SectionFormOfCall", (SectionForm,), {"asked": asked, **fields})


def _offer(call: Call, kinds: set[K]) -> Offer:
    rules = BudgetRules.parse(call.budget_rules)
    if kinds.isdisjoint(_WITH_COUNTRIES):
        return Offer(_NO_OPTIONS, _NO_OPTIONS, rules)
    everywhere = country_names("en")
    return Offer(
        city_countries=country_options(eligible_countries(call) or everywhere),
        countries=country_options(everywhere),
        budget_rules=rules,
    )
