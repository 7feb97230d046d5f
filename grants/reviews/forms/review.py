"""The form of one review: points and comment for each criterion of the call."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField

from grants.calls.queries import CriterionView
from grants.core import i18n
from grants.core.forms import TextField, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l, ngettext
from grants.reviews.models import Advice
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import MOST_POINTS, Points
from grants.reviews.rules.work import ADVICE_WORDS

ABSTAIN = "abstain"


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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.advice.choices = choices((a.value, gettext(ADVICE_WORDS[a])) for a in Advice)

    def given(self, criteria: Sequence[CriterionView]) -> Given:
        """What was typed; a choice that is none of ours counts as not made."""
        advice = self.advice.data
        return Given(
            scores={c.id: self._points(c.code) for c in criteria},
            strengths=self.strengths.data or "",
            weaknesses=self.weaknesses.data or "",
            question=self.question.data or "",
            for_committee=self.for_committee.data or "",
            advice=Advice(advice) if advice in list(Advice) else None,
        )

    def _points(self, code: str) -> Points:
        chosen = self[f"points_{code}"].data or ""
        comment = self[f"comment_{code}"].data or ""
        if chosen == ABSTAIN:
            return Points(None, True, comment)
        is_number = chosen in {str(n) for n in range(MOST_POINTS + 1)}
        return Points(int(chosen) if is_number else None, False, comment)


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
            choices=choices([*points, (ABSTAIN, gettext("I abstain"))]),
            validate_choice=False,
        )
        fields[f"comment_{criterion.code}"] = TextField(gettext("Comment for the applicant"))
    return type("CallReviewForm", (ReviewForm,), fields)


def _data(criteria: Sequence[CriterionView], given: Given) -> dict[str, Any]:
    data: dict[str, Any] = {
        "strengths": given.strengths,
        "weaknesses": given.weaknesses,
        "question": given.question,
        "for_committee": given.for_committee,
        "advice": given.advice.value if given.advice else None,
    }
    for criterion in criteria:
        score = given.scores.get(criterion.id, Points())
        chosen = None if score.points is None else str(score.points)
        data[f"points_{criterion.code}"] = ABSTAIN if score.abstained else chosen
        data[f"comment_{criterion.code}"] = score.comment
    return data
