"""What a lead types about the question sets: sections, and questions of each kind."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Length

from grants.calls.forms.fields import boxes, code_field, mark
from grants.calls.forms.kinds import own_data, own_fields, own_values
from grants.calls.forms.rows import are_whole
from grants.calls.forms.texts import LONGEST_LINE, WrittenForm, texts_fields, texts_in
from grants.calls.models import FormKind, QuestionKind, Requirement
from grants.calls.rules.asking import answers_to
from grants.calls.rules.document import (
    NO_TEXTS,
    CallDocument,
    CriterionText,
    QuestionText,
    SectionText,
)
from grants.calls.rules.texts import text_languages
from grants.core.forms import LineField, Required, VersionedForm, choices
from grants.core.i18n import chosen_text, gettext as _, lazy_gettext as _l

SECTION_TEXTS = ("group", "title", "intro")
TEXTS = ("label", "help", "why")
REQUIREMENTS = {
    Requirement.ALWAYS: _l("Always"),
    Requirement.NEVER: _l("Never"),
    Requirement.WHEN: _l("When another answer says so"),
}


class OrderForm(VersionedForm):
    """Buttons that move a section or a question."""


class SectionForm(WrittenForm):
    """One section of a question set; the texts are added for the languages of the call."""

    languages: ClassVar[tuple[str, ...]] = ()
    written = SECTION_TEXTS
    needed = ("group", "title")

    slug = code_field(_l("Code"), _l("It stands in the section's address: budget"))

    def section(self, before: SectionText | None) -> SectionText:
        """The section as typed; its questions stay."""
        start = before or SectionText("", NO_TEXTS, NO_TEXTS, NO_TEXTS, ())
        texts = {
            name: texts_in(self, name, getattr(start, name), self.languages)
            for name in SECTION_TEXTS
        }
        return SectionText(slug=self.slug.data, questions=start.questions, **texts)


def section_form(call: CallDocument, before: SectionText | None) -> SectionForm:
    """The form of a section in the languages of the call."""
    start = before or SectionText("", NO_TEXTS, NO_TEXTS, NO_TEXTS, ())
    languages = text_languages(call)
    fields: dict[str, Any] = {"languages": languages}
    for name in SECTION_TEXTS:
        texts = getattr(start, name)
        fields |= texts_fields(name, texts, languages, long=name == "intro")
    made = type("SectionFormOfCall", (SectionForm,), fields)
    form: SectionForm = made(data={"slug": start.slug})
    return form


class QuestionForm(WrittenForm):
    """One question; its texts and what only its kind has are added for each call and kind."""

    languages: ClassVar[tuple[str, ...]] = ()
    written = TEXTS
    needed = ("label",)
    answers: ClassVar[dict[str, tuple[str, ...]]] = {}  # of the other questions, by their code

    code = code_field(
        _l("Code"), _l("Criteria and other questions name it so; applicants do not see it")
    )
    required = RadioField(
        _l("An answer is needed"),
        choices=choices((one.value, words) for one, words in REQUIREMENTS.items()),
        default=Requirement.ALWAYS.value,
    )
    when_question = SelectField(_l("The other question"))
    when_equals = LineField(_l("The answer that makes this one needed"), [Length(max=200)])
    criteria = boxes(_l("Criteria that score it"))
    carries_over = BooleanField(_l("The answer is copied into the full proposal"))
    source = LineField(
        _l("Source, when the fund itself asked this"),
        [Length(max=LONGEST_LINE, message=_l("Shorten this to %(max)d characters or fewer"))],
    )

    def offer(self, others: Sequence[QuestionText], criteria: Sequence[CriterionText]) -> None:
        """The questions it may depend on, and the criteria, by their words."""
        pairs = [(one.code, f"{chosen_text(one.label)} ({one.code})") for one in others]
        self.when_question.choices = choices(pairs, _("Choose a question"))
        named = [(one.code, f"{one.code}: {chosen_text(one.name)}") for one in criteria]
        self.criteria.choices = choices(named)

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, the rows, and the condition."""
        sound = super().validate(extra_validators)
        if "options" in self and not self["from_call"].data:
            sound = are_whole(self["options"], "label", "value") and sound
        if "columns" in self:
            for entry in self["columns"].entries:
                sound = are_whole(entry.form["options"], "label", "value") and sound
            sound = are_whole(self["columns"], "label") and sound
        return self._condition_is_whole() and sound

    def _condition_is_whole(self) -> bool:
        if self.required.data != Requirement.WHEN.value:
            return True
        answers = self.answers.get(self.when_question.data or "", ())
        if not self.when_question.data:
            return mark(self.when_question, _("Choose the question it depends on"))
        if not self.when_equals.data:
            return mark(self.when_equals, _("Write the answer that makes this one needed"))
        if answers and self.when_equals.data not in answers:
            offered = ", ".join(answers)
            return mark(self.when_equals, _("The answers there are: %(answers)s", answers=offered))
        return True

    def question(self, before: QuestionText) -> QuestionText:
        """The question as typed; what the form does not show stays as it was."""
        required = Requirement(self.required.data)
        offered = [choice.value for choice in self.criteria.choices]
        chosen = tuple(code for code in offered if code in (self.criteria.data or ()))
        same = set(chosen) == set(before.criteria)
        values: dict[str, Any] = {
            name: texts_in(self, name, getattr(before, name), self.languages) for name in TEXTS
        }
        return QuestionText(
            code=self.code.data,
            kind=before.kind,
            required=required,
            required_when=self._condition() if required is Requirement.WHEN else None,
            criteria=before.criteria if same else chosen,
            carries_over=self.carries_over.data,
            source=self.source.data,
            **values,
            **{**_kept(before), **own_values(self, before, self.languages)},
        )

    def _condition(self) -> dict[str, str]:
        return {"question": self.when_question.data, "equals": self.when_equals.data}


def _kept(before: QuestionText) -> dict[str, Any]:
    names = ("max_words", "max_rows", "limits", "options", "config")
    return {name: getattr(before, name) for name in names}


def question_form(call: CallDocument, kind: FormKind, before: QuestionText) -> QuestionForm:
    """The form of a question in the languages of the call, with what its kind has."""
    languages = text_languages(call)
    others = [q for part in call.form(kind) for q in part.questions if q.code != before.code]
    fields: dict[str, Any] = {
        "languages": languages,
        "answers": {one.code: answers_to(one, call) for one in others},
        **own_fields(before.kind, languages),
    }
    for name in TEXTS:
        fields |= texts_fields(name, getattr(before, name), languages, long=name != "label")
    made = type("QuestionFormOfKind", (QuestionForm,), fields)
    when = before.required_when or {}
    form: QuestionForm = made(
        data={
            "code": before.code,
            "required": before.required.value,
            "when_question": when.get("question", ""),
            "when_equals": str(when.get("equals", "")),
            "criteria": list(before.criteria),
            "carries_over": before.carries_over,
            "source": before.source,
            **own_data(before),
        }
    )
    form.offer(others, call.criteria)
    return form


def empty_question(kind: QuestionKind) -> QuestionText:
    """A new question of a kind, before anything is typed."""
    return QuestionText(code="", kind=kind, label={})


class PlaceForm(VersionedForm):
    """Another section for a question."""

    section = RadioField(_l("The section it goes to"))


class CopyForm(VersionedForm):
    """Questions of the standard form, to be copied."""

    codes = boxes(_l("Questions to copy"), [Required(_l("Choose at least one question"))])
