"""How a call judges, as a lead types it: a criterion, an item of the checklist, the weights."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from grants.calls.forms.fields import boxes, code_field, mark
from grants.calls.forms.texts import LONGEST_LINE, WrittenForm, texts_fields, texts_in
from grants.calls.models import CheckMode
from grants.calls.rules.document import CallDocument, CheckText, CriterionText, Texts
from grants.calls.rules.judging import ALL_WEIGHTS
from grants.calls.rules.labels import FORM_WORDS, MODE_WORDS, RULE_WORDS
from grants.core.forms import LineField, VersionedForm, choices
from grants.core.i18n import chosen_text, gettext as _, lazy_gettext as _l

POINTS = range(6)
LONGEST_COMMENT = 5_000
USUAL_COMMENT = 150  # characters


def source_field() -> LineField:
    """Who of the fund said so."""
    return LineField(
        _l("Source, when the fund itself published this"),
        [Length(max=LONGEST_LINE, message=_l("Shorten this to %(max)d characters or fewer"))],
        description=_l("Empty: it is our own."),
    )


# -- weights ------------------------------------------------------------------------------------


def _weight_field(label: Any, weight: int | None) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired(_l("Give a weight from 1 to 100")),
            NumberRange(1, ALL_WEIGHTS, message=_l("Give a weight from 1 to 100")),
        ],
        default=weight,
    )


def weights_fields(criteria: Sequence[CriterionText], but: str = "") -> dict[str, Any]:
    """Fields `weight_of_A`, … for every criterion but one."""
    return {
        f"weight_of_{one.code}": _weight_field(f"{one.code}: {chosen_text(one.name)}", one.weight)
        for one in criteria
        if one.code != but
    }


def weights_form(criteria: Sequence[CriterionText], version: int, but: str = "") -> VersionedForm:
    """The weights of the criteria alone."""
    made = type("WeightsForm", (VersionedForm,), weights_fields(criteria, but))
    form: VersionedForm = made(version=version)
    return form


def weights_in(form: VersionedForm) -> dict[str, int]:
    """The typed weights by the code of their criterion."""
    start = "weight_of_"
    return {f.name.removeprefix(start): f.data for f in form if f.name.startswith(start)}


# -- a criterion --------------------------------------------------------------------------------


def reading_sections(call: CallDocument) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each section of both forms: its field, its words, and its questions as choices.

    A question asked in both forms stands where it is asked first.
    """
    found, seen = [], set()
    for kind, words in FORM_WORDS.items():
        for n, section in enumerate(call.form(kind)):
            asked = [q for q in section.questions if q.code not in seen]
            seen |= {q.code for q in asked}
            if asked:
                label = f"{_(words)}: {chosen_text(section.title)}"
                pairs = [(q.code, chosen_text(q.label)) for q in asked]
                found.append((f"reads_{kind.value}_{n}", label, pairs))
    return found


def criterion_form(
    call: CallDocument, one: CriterionText | None, languages: Sequence[str], version: int
) -> WrittenForm:
    """The form of a criterion, or of a new one."""
    name: Texts = one.name if one else {}
    anchors = one.anchors if one else ()
    fields: dict[str, Any] = {
        "code": code_field(_l("Code"), _l("Short, like A or B1; evaluators see it in tables")),
        **texts_fields("name", name, languages),
        "weight": _weight_field(_l("Weight"), None),
        **weights_fields(call.criteria, one.code if one else ""),
        "floor": IntegerField(
            _l("Least points"),
            [Optional(), NumberRange(0, 5, message=_l("Choose from 0 to 5 points, or nothing"))],
            description=_l("A proposal with fewer points here cannot be funded. May stay empty."),
        ),
    }
    for points in POINTS:
        text = anchors[points] if points < len(anchors) else {}
        fields |= texts_fields(f"anchor{points}", text, languages, long=True)
    for field, label, pairs in reading_sections(call):
        fields[field] = boxes(label, choices=choices(pairs))
    fields["min_comment_chars"] = IntegerField(
        _l("Least length of a comment, in characters"),
        [
            InputRequired(_l("Give a number; 0 asks for no comment")),
            NumberRange(0, LONGEST_COMMENT, message=_l("Give a number from 0 to 5,000")),
        ],
        description=_l("Asked of an evaluator who gives 0, 1 or 5 points"),
    )
    fields["source"] = source_field()
    fields["written"] = fields["needed"] = ("name", *(f"anchor{points}" for points in POINTS))
    made = type("CriterionForm", (WrittenForm,), fields)
    form: WrittenForm = made(version=version, **_shown(call, one))
    return form


def _shown(call: CallDocument, one: CriterionText | None) -> dict[str, Any]:
    """What stands in the form of a criterion beside its texts."""
    if one is None:
        return {"min_comment_chars": USUAL_COMMENT}
    return {
        "code": one.code,
        "weight": one.weight,
        "floor": one.floor,
        "min_comment_chars": one.min_comment_chars,
        "source": one.source,
        **{
            field: [code for code, _words in pairs if code in one.reads]
            for field, _label, pairs in reading_sections(call)
        },
    }


def criterion_in(
    form: WrittenForm, call: CallDocument, before: CriterionText | None, languages: Sequence[str]
) -> CriterionText:
    """The criterion that was typed; the order of what it reads stays as it was."""
    chosen = [code for field, _label, _pairs in reading_sections(call) for code in form[field].data]
    old = before.reads if before else ()
    kept = [code for code in old if code in chosen]
    anchors = before.anchors if before else ()
    return CriterionText(
        code=form["code"].data,
        name=texts_in(form, "name", before.name if before else {}, languages),
        weight=form["weight"].data,
        floor=form["floor"].data,
        anchors=tuple(
            texts_in(form, f"anchor{n}", anchors[n] if n < len(anchors) else {}, languages)
            for n in POINTS
        ),
        reads=(*kept, *(code for code in chosen if code not in kept)),
        min_comment_chars=form["min_comment_chars"].data,
        source=form["source"].data,
    )


# -- an item of the checklist -------------------------------------------------------------------


def check_form(one: CheckText | None, languages: Sequence[str], version: int) -> WrittenForm:
    """The form of an item of the checklist, or of a new one."""
    quiz: Mapping[str, Any] = (one.quiz if one else None) or {"question": {}, "passes": "yes"}
    fields: dict[str, Any] = {
        "code": code_field(_l("Code"), _l("Short, like A1 or B2")),
        **texts_fields("text", one.text if one else {}, languages, long=True),
        "mode": RadioField(
            _l("Checked"), choices=choices((m.value, _(words)) for m, words in MODE_WORDS.items())
        ),
        "rule": SelectField(
            _l("What the system checks"),
            choices=choices(((r, _(w)) for r, w in RULE_WORDS.items()), _("Nothing: an officer")),
        ),
        "curable": BooleanField(_l("Can be cured: the city is asked to put it right first")),
        "reason_code": code_field(_l("Code of the reason"), _l("Stands in figures of refusals")),
        **texts_fields("reason", one.reason if one else {}, languages, long=True),
        **texts_fields("quiz", quiz["question"], languages),
        "passes": RadioField(
            _l("The answer that passes"), choices=choices([("yes", _("Yes")), ("no", _("No"))])
        ),
        "source": source_field(),
    }
    form: WrittenForm = type("CheckForm", (CheckItemForm,), fields)(
        version=version,
        code=one.code if one else "",
        mode=(one.mode if one else CheckMode.OFFICER).value,
        rule=one.rule if one else "",
        curable=one.curable if one else False,
        reason_code=one.reason_code if one else "",
        passes=quiz["passes"],
        source=one.source if one else "",
    )
    return form


class CheckItemForm(WrittenForm):
    """What the fields of an item say together."""

    written = ("text", "reason", "quiz")
    needed = ("text", "reason")

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        is_system = self["mode"].data == CheckMode.SYSTEM.value
        if is_system and not self["rule"].data:
            sound = mark(self["rule"], _("Choose what the system checks"))
        return sound


def check_in(form: WrittenForm, before: CheckText | None, languages: Sequence[str]) -> CheckText:
    """The item that was typed; without a question it is not in the quiz."""
    old: Mapping[str, Any] = (before.quiz if before else None) or {"question": {}}
    question = texts_in(form, "quiz", old["question"], languages)
    mode = CheckMode(form["mode"].data)
    return CheckText(
        code=form["code"].data,
        mode=mode,
        rule=form["rule"].data if mode is CheckMode.SYSTEM else "",
        text=texts_in(form, "text", before.text if before else {}, languages),
        curable=bool(form["curable"].data),
        reason_code=form["reason_code"].data,
        reason=texts_in(form, "reason", before.reason if before else {}, languages),
        quiz={"question": question, "passes": form["passes"].data} if question.get("en") else None,
        source=form["source"].data,
    )
