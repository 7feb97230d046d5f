"""What people may type in a check."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField
from wtforms.validators import Optional, ValidationError

from grants.core.forms import (
    AtMostWords,
    Form,
    MayStayOpen,
    Required,
    TextField,
    TicksField,
    VersionedForm,
    choices,
)
from grants.core.i18n import lazy_gettext as _l
from grants.screening.models import CheckAnswer, LookAlikeVerdict
from grants.screening.queries.case import ItemState
from grants.screening.rules.appeal import APPEAL_WORDS, DECISION_WORDS
from grants.screening.rules.clarification import ANSWER_WORDS, QUESTION_WORDS, REPLY_WORDS
from grants.screening.rules.finding import SENTENCE_WORDS, Item, may_answer
from grants.screening.rules.labels import ANSWERS, VERDICTS
from grants.screening.service import Reply
from grants.screening.service.finding import RETURN_WORDS
from grants.screening.service.ties import REASON_WORDS

NOTE_WORDS = 150


class ActForm(Form):
    """One button."""


class ConfirmForm(VersionedForm):
    """One button, with the version of what it acts on."""


class ChecklistForm(VersionedForm):
    """The items an officer may answer: a radio and a note each, saved together."""

    codes: Sequence[str] = ()

    def pair(self, code: str) -> tuple[Any, Any]:
        """The two fields of an item."""
        return self[f"answer_{code}"], self[f"note_{code}"]

    def say_yes_to_the_rest(self) -> None:
        """What nobody has answered counts as in order; notes typed beside stay."""
        for code in self.codes:
            answer, _note = self.pair(code)
            if not answer.data:
                answer.data = CheckAnswer.YES.value

    def replies(self) -> dict[str, Reply]:
        """What was answered; items left open are left out."""
        found = {}
        for code in self.codes:
            answer, note = self.pair(code)
            if answer.data:
                found[code] = Reply(CheckAnswer(answer.data), note.data or "")
        return found


def checklist_form(items: Sequence[ItemState], **kwargs: Any) -> ChecklistForm:
    """The form for the items that are the officer's to answer, filled with what is saved."""
    mine = [state for state in items if is_officers(state)]
    made = _checklist_class(tuple((s.item.code, s.item.curable) for s in mine))
    data: dict[str, Any] = {}
    for state in mine:
        data[f"answer_{state.item.code}"] = state.answer.value if state.answer else None
        data[f"note_{state.item.code}"] = state.note
    return made(data=data, **kwargs)


def is_officers(state: ItemState) -> bool:
    """May an officer answer this item?"""
    item = Item(state.item.code, state.item.curable, state.item.reason_code)
    return may_answer(state.is_system, item, state.answer)


@lru_cache(maxsize=64)
def _checklist_class(items: tuple[tuple[str, bool], ...]) -> type[ChecklistForm]:
    fields: dict[str, Any] = {"codes": tuple(code for code, _curable in items)}
    for code, curable in items:
        answers = [a for a in CheckAnswer if curable or a is not CheckAnswer.CURABLE]
        fields[f"answer_{code}"] = RadioField(
            _l("Answer to %(code)s", code=code),
            choices=choices((a.value, _lazy(ANSWERS[a])) for a in answers),
            validators=[MayStayOpen()],
        )
        fields[f"note_{code}"] = TextField(
            _l("Note on %(code)s", code=code), validators=[AtMostWords(NOTE_WORDS)]
        )
    return type("ChecklistForm", (ChecklistForm,), fields)


def _lazy(text: str) -> Any:
    return _l(text)


class FindForm(VersionedForm):
    """The outcome, with the plain sentence the city will read when it is a refusal."""

    sentence = TextField(
        _l("Why it is not eligible, in one or two plain sentences"),
        description=_l("The city reads this first. The rules and figures follow by themselves."),
        validators=[AtMostWords(SENTENCE_WORDS)],
    )


class SendBackForm(VersionedForm):
    """Why the second person does not agree."""

    words = TextField(
        _l("What should be looked at again"),
        validators=[
            Required(_l("Write what should be looked at again")),
            AtMostWords(RETURN_WORDS),
        ],
    )


class ClarifyForm(VersionedForm):
    """A question to the city about curable items."""

    items = TicksField(_l("What is missing"), validators=[Required(_l("Choose at least one item"))])
    opened = TicksField(
        _l("Questions of the form that may be answered anew"),
        description=_l(
            "The city sees its submitted answer beside the new one; both are kept. What evaluators "
            "score cannot be opened."
        ),
        validators=[MayStayOpen()],
    )
    question = TextField(
        _l("Your question"),
        description=_l("Ask for missing proof only, never for better content."),
        validators=[Required(_l("Write your question")), AtMostWords(QUESTION_WORDS)],
    )


class AnswerForm(Form):
    """The city's answer; with a field or two for each question of the form that was opened."""

    answer = TextField(_l("Your answer"), validators=[AtMostWords(ANSWER_WORDS)])
    file = FileField(_l("A document that proves it"), validators=[Optional()])
    codes: Sequence[str] = ()

    def fields_of(self, code: str) -> tuple[Any, Any]:
        """The words to an opened question, and its document."""
        return self[f"words_{code}"], self[f"file_{code}"]

    def validate_answer(self, field: Any) -> None:
        """Something must be said somewhere."""
        parts = [part.data for code in self.codes for part in self.fields_of(code)]
        if not (field.data or "").strip() and not any(parts):
            raise ValidationError(_l("Write your answer"))


def answer_form(opened: Sequence[str]) -> type[AnswerForm]:
    """The form for a question that opened some questions of the form, by their codes."""
    fields: dict[str, Any] = {"codes": tuple(opened)}
    for code in opened:
        fields[f"words_{code}"] = TextField(
            _l("Your new answer"), validators=[AtMostWords(REPLY_WORDS)]
        )
        fields[f"file_{code}"] = FileField(_l("A document"), validators=[Optional()])
    return type("AnswerForm", (AnswerForm,), fields)


class AppealForm(Form):
    """The city's objection, one page at most."""

    words = TextField(
        _l("Why the decision should change"),
        description=_l("Say which reason is wrong and what in your proposal shows it."),
        validators=[
            Required(_l("Write why the decision should change")),
            AtMostWords(APPEAL_WORDS),
        ],
    )


class DecideAppealForm(VersionedForm):
    """A lead's decision on an objection, with the reason the city will read."""

    verdict = RadioField(
        _l("Decision"),
        choices=choices(
            [
                ("uphold", _l("The objection is right: the proposal is eligible")),
                ("reject", _l("The objection is not right: the proposal stays not eligible")),
            ]
        ),
        validators=[Required(_l("Choose a decision"))],
    )
    decision = TextField(
        _l("Reason, as the city will read it"),
        validators=[Required(_l("Write the reason")), AtMostWords(DECISION_WORDS)],
    )


class TieForm(Form):
    """Why somebody steps aside, or why a tie does not matter."""

    reason = TextField(
        _l("Reason"),
        validators=[Required(_l("Write the reason")), AtMostWords(REASON_WORDS)],
    )


class LookAgainForm(Form):
    """Which texts to compare with all others."""

    scope = RadioField(
        _l("Which texts to compare with all others"),
        choices=choices([("call", _l("Those of this call")), ("all", _l("Those of all calls"))]),
        validators=[Required(_l("Choose which texts to compare"))],
    )


class JudgeForm(Form):
    """What two much alike texts are."""

    verdict = RadioField(
        _l("What are these two texts?"),
        validators=[Required(_l("Choose what these two texts are"))],
        choices=choices(
            (v.value, _lazy(VERDICTS[v]))
            for v in LookAlikeVerdict
            if v is not LookAlikeVerdict.OPEN
        ),
    )
    note = TextField(
        _l("Why"), validators=[Required(_l("Write a note that says why")), AtMostWords(NOTE_WORDS)]
    )
