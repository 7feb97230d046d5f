"""Changes to how a call judges: its criteria and its checklist, in order, with what names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from grants.calls.rules.document import CallDocument, CheckText, CriterionText, Form
from grants.calls.rules.ordering import moved, one_of, placed

ALL_WEIGHTS = 100


S = TypeVar("S", CriterionText, CheckText)


def weights_left(criteria: Sequence[CriterionText]) -> int:
    """How much the weights lack to 100; below nothing when they are too much."""
    return ALL_WEIGHTS - sum(criterion.weight for criterion in criteria)


def with_weights(call: CallDocument, weights: Mapping[str, int]) -> CallDocument:
    """The weights of the criteria named here."""
    criteria = (_weighed(c, weights.get(c.code, c.weight)) for c in call.criteria)
    return replace(call, criteria=tuple(criteria))


def _weighed(one: CriterionText, weight: int) -> CriterionText:
    """With another weight it is no longer as the fund itself set it."""
    return one if one.weight == weight else replace(one, weight=weight, source="")


def with_criterion(call: CallDocument, code: str, criterion: CriterionText) -> CallDocument:
    """A criterion new or changed; what names it follows a new code."""
    after = replace(call, criteria=placed(call.criteria, code, criterion))
    if not code or code == criterion.code:
        return after
    return _named(after, code, (criterion.code,))


def without_criterion(call: CallDocument, code: str) -> CallDocument:
    """The call without a criterion, and without what names it."""
    kept = tuple(c for c in call.criteria if c.code != code)
    return _named(replace(call, criteria=kept), code, ())


def with_reads_moved(call: CallDocument, code: str, question: str, by: int) -> CallDocument:
    """A criterion that reads a question so many places later than before."""
    one = one_of(call.criteria, code)
    if one is None:
        return call
    reads = moved(one.reads, question, by)
    return replace(call, criteria=placed(call.criteria, code, replace(one, reads=reads)))


@dataclass(frozen=True)
class NamedBy:
    """What names a criterion and so changes when it goes."""

    questions: tuple[str, ...]
    is_in_ties: bool


def named_by(call: CallDocument, code: str) -> NamedBy:
    """The codes of the questions it scores, and whether it decides at a tie."""
    questions = (q.code for q in call.questions() if code in q.criteria)
    return NamedBy(tuple(dict.fromkeys(questions)), code in call.tie_order)


def _named(call: CallDocument, code: str, by: tuple[str, ...]) -> CallDocument:
    """Every mention of a criterion replaced by `by`: its new code, or nothing."""

    def mentions(codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(new for one in codes for new in (by if one == code else (one,)))

    def of_form(form: Form) -> Form:
        return tuple(
            replace(
                section,
                questions=tuple(
                    replace(q, criteria=mentions(q.criteria)) for q in section.questions
                ),
            )
            for section in form
        )

    return replace(
        call,
        tie_order=mentions(call.tie_order),
        concept_note=of_form(call.concept_note),
        full_proposal=of_form(call.full_proposal),
    )


def with_check(call: CallDocument, code: str, check: CheckText) -> CallDocument:
    """An item of the checklist new or changed."""
    return replace(call, checklist=placed(call.checklist, code, check))


def without_check(call: CallDocument, code: str) -> CallDocument:
    """The call without an item of the checklist, and without its quiz question."""
    return replace(call, checklist=tuple(c for c in call.checklist if c.code != code))
