"""The form of one review: points and comment for each criterion of the call."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from grants.calls.queries import CriterionView
from grants.core import i18n
from grants.core.forms import TextField, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l, ngettext
from grants.reviews.models import Advice, Confidence
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import (
    ABSTAIN,
    MOST_POINTS,
    NOT_APPLICABLE,
    Points,
    chosen_of,
    points_from,
)
from grants.reviews.rules.work import ADVICE_WORDS, CONFIDENCE_WORDS


class ReviewForm(VersionedForm):
    """What every review has; `review_form` adds the fields of the criteria."""

    strengths = TextField(_l("Strengths"), description=_l("For the applicant."))
    weaknesses = TextField(_l("Weaknesses"), description=_l("For the applicant."))
    question = TextField(
        _l("A question for the full proposal"),
        description=_l("For the applicant: what should the city explain if it is invited?"),
    )
    for_committee = TextField(
        _l("For the committee only"),
        description=_l("The Secretariat reads this. The applicant never does."),
    )
    advice = RadioField(_l("What do you advise?"), validate_choice=False)
    confidence = RadioField(
        _l("How well do you know this field?"),
        description=_l("It changes no points; the committee reads it beside them."),
        validators=[Optional()],
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.advice.choices = choices((a.value, gettext(ADVICE_WORDS[a])) for a in Advice)
        self.confidence.choices = choices(
            (c.value, gettext(CONFIDENCE_WORDS[c])) for c in Confidence
        )

    def given(self, criteria: Sequence[CriterionView]) -> Given:
        """What was typed; a choice that is none of ours counts as not made."""
        advice, confidence = self.advice.data, self.confidence.data
        return Given(
            scores={c.id: self._points(c.code) for c in criteria},
            strengths=self.strengths.data or "",
            weaknesses=self.weaknesses.data or "",
            question=self.question.data or "",
            for_committee=self.for_committee.data or "",
            advice=Advice(advice) if advice in list(Advice) else None,
            confidence=Confidence(confidence) if confidence in list(Confidence) else None,
        )

    def _points(self, code: str) -> Points:
        return points_from(
            self[f"points_{code}"].data or "",
            self[f"comment_{code}"].data or "",
            self[f"committee_{code}"].data or "",
        )


_classes: dict[tuple[str, tuple[str, ...]], type[ReviewForm]] = {}
_MOST_KEPT = 64


def review_form(
    criteria: Sequence[CriterionView], given: Given | None = None, version: int = 0
) -> ReviewForm:
    """The form of a call's reviews, filled with what is saved.

    The class is built once a language and set of criteria: building fields costs milliseconds.
    """
    key = (i18n.locale().language, tuple(criterion.code for criterion in criteria))
    found = _classes.get(key)
    if found is None:
        if len(_classes) >= _MOST_KEPT:
            _classes.clear()
        found = _classes[key] = _build(criteria)
    return found(data={**_data(criteria, given or Given()), "version": version})


def _build(criteria: Sequence[CriterionView]) -> type[ReviewForm]:
    fields: dict[str, Any] = {}
    for criterion in criteria:
        points = [
            (str(n), ngettext("%(num)s point", "%(num)s points", n))
            for n in range(MOST_POINTS, -1, -1)
        ]
        fields[f"points_{criterion.code}"] = RadioField(
            gettext("Points"),
            choices=choices(
                [
                    *points,
                    (ABSTAIN, gettext("I abstain")),
                    (NOT_APPLICABLE, gettext("Does not apply here")),
                ]
            ),
            validate_choice=False,
        )
        fields[f"comment_{criterion.code}"] = TextField(gettext("Comment for the applicant"))
        fields[f"committee_{criterion.code}"] = TextField(
            gettext("Comment for the committee"), validators=[Optional()]
        )
    return type("CallReviewForm", (ReviewForm,), fields)


def _data(criteria: Sequence[CriterionView], given: Given) -> dict[str, Any]:
    data: dict[str, Any] = {
        "strengths": given.strengths,
        "weaknesses": given.weaknesses,
        "question": given.question,
        "for_committee": given.for_committee,
        "advice": given.advice.value if given.advice else None,
        "confidence": given.confidence.value if given.confidence else None,
    }
    for criterion in criteria:
        score = given.scores.get(criterion.id, Points())
        data[f"points_{criterion.code}"] = chosen_of(score)
        data[f"comment_{criterion.code}"] = score.comment
        data[f"committee_{criterion.code}"] = score.for_committee
    return data
