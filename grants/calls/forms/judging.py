"""How a call is judged and decided."""

from typing import Any, cast

from wtforms import BooleanField, RadioField, SelectField

from grants.calls.forms.fields import CountField, mark
from grants.calls.forms.parts import PartForm
from grants.calls.models import BoardProcedure
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import PROCEDURE_WORDS, TIE_WORDS
from grants.core.forms import choices
from grants.core.i18n import chosen_text, gettext as _, lazy_gettext as _l

PLAIN = (
    "evaluators",
    "divergence_points",
    "pass_points",
    "no_objection_days",
    "quorum_members",
    "quorum_constituencies",
    "reviews_open",
    "evaluators_named",
    "applicant_hidden",
)


class JudgingForm(PartForm):
    """Made for the criteria of one call by `judging_form`."""

    ties: tuple[str, ...]

    stages = RadioField(
        _l("Scored stages"),
        choices=choices(
            [
                ("1", _l("One: the concept note")),
                ("2", _l("Two: the concept note, then the full proposal")),
            ]
        ),
    )
    evaluators = CountField(_l("Evaluators for each proposal"), 1, 20)
    divergence_points = CountField(_l("Points apart that count as divergent"), 1, 100)
    pass_points = CountField(_l("Pass mark of 100"), 0, 100)
    reviews_open = BooleanField(
        _l("Evaluators read each other's reviews once their own is in"),
        description=_l("They can then talk about the proposal. Nobody reads a draft."),
    )
    evaluators_named = BooleanField(
        _l("Evaluators see each other's names"),
        description=_l("Otherwise they are A, B, C to each other. The applicant sees no name."),
    )
    applicant_hidden = BooleanField(
        _l("Evaluators do not learn who applies"),
        description=_l(
            "The Secretariat makes a copy of each proposal without names; it must be released "
            "before an evaluator can be asked."
        ),
    )
    board_procedure = RadioField(
        _l("How the board decides"),
        choices=choices((one.value, _l(words)) for one, words in PROCEDURE_WORDS.items()),
    )
    no_objection_days = CountField(_l("Days for objections"), 1, 365)
    quorum_members = CountField(_l("Quorum: members"), 1, 100)
    quorum_constituencies = CountField(_l("Quorum: constituencies"), 1, 20)

    def begin_with(self, document: CallDocument) -> None:
        for name in PLAIN:
            self[name].data = getattr(document, name)
        self.stages.data = str(document.stages)
        self.board_procedure.data = BoardProcedure(document.board_procedure).value
        for field, code in zip(self.ties, document.tie_order, strict=False):
            self[field].data = code

    def offer(self, document: CallDocument) -> None:
        pairs = [
            *((one.code, f"{one.code}: {chosen_text(one.name)}") for one in document.criteria),
            *((code, _(words)) for code, words in TIE_WORDS.items()),
        ]
        for name in self.ties:
            self[name].choices = choices(pairs, "–")

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        seen: set[str] = set()
        for name in self.ties:
            if self[name].data in seen:
                sound = mark(self[name], _("This stands further up already"))
            seen.add(self[name].data or name)
        return sound

    def values(self, document: CallDocument) -> dict[str, Any]:
        return {
            **{name: self[name].data for name in PLAIN},
            "stages": int(self.stages.data),
            "board_procedure": BoardProcedure(self.board_procedure.data),
            "tie_order": tuple(self[name].data for name in self.ties if self[name].data),
        }


def judging_form(document: CallDocument) -> JudgingForm:
    """The form with as many places at a tie as there are things to decide it."""
    places = range(1, len(document.criteria) + len(TIE_WORDS) + 1)
    ties = {f"tie_{n}": SelectField(_("Place %(n)s", n=n), default="") for n in places}
    made = type("JudgingForm", (JudgingForm,), {"ties": tuple(ties), **ties})
    return cast(JudgingForm, made())
