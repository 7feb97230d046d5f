"""Examples keep within whatever limits a call sets."""

from datetime import date
from typing import Any

from hypothesis import given, strategies as st

from grants.calls.models import QuestionKind as K
from grants.calls.rules import SOURCES, BudgetRules
from grants.calls.rules.document import QuestionText
from grants.proposals.rules.answers import faults, is_empty
from grants.proposals.rules.budget import Budget
from grants.proposals.rules.examples import Sample, example_budget, example_of

DAY = date(2027, 1, 31)
SAMPLE = Sample("Example", "A sentence of five words.", "Accra", "GH", "local_authority", DAY)
LABEL = {"en": "Why?"}
BUDGET = {
    "categories": [
        {"code": "staff", "label": {"en": "Staff"}},
        {"code": "works", "label": {"en": "Works"}},
        {"code": "audit", "label": {"en": "Audit"}},
    ],
    "caps": [
        {
            "code": "staff",
            "label": {"en": "Staff"},
            "categories": ["staff"],
            "max_bp": 1000,
            "of": "grant",
            "severity": "warning",
        }
    ],
    "audit_above_cents": 1,
}
CHOICES = tuple({"value": letter, "label": {"en": letter}} for letter in "abc")
BOUNDS = st.one_of(st.none(), st.integers(-5_000_000, 5_000_000))


@st.composite
def questions(draw: st.DrawFn) -> QuestionText:
    kind = draw(st.sampled_from([kind for kind in K if kind not in ELSEWHERE]))
    made: dict[str, Any] = {}
    if kind in (K.SHORT_TEXT, K.LONG_TEXT):
        made["max_words"] = draw(st.one_of(st.none(), st.integers(1, 900)))
    if kind in (K.NUMBER, K.MONEY):
        made["limits"] = _bounds(draw(BOUNDS), draw(BOUNDS))
    if kind is K.DATE:
        least, most = draw(st.one_of(st.none(), st.dates())), draw(st.one_of(st.none(), st.dates()))
        made["limits"] = {name: str(day) for name, day in _bounds(least, most).items()}
    if kind in (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE):
        made["options"] = CHOICES[: draw(st.integers(1, 3))]
    if kind is K.MULTIPLE_CHOICE:
        made["limits"] = {"max": 1} if draw(st.booleans()) else {}
    if kind is K.TABLE:
        made["config"] = {
            "columns": [
                {"code": "a", "label": LABEL, "max_words": draw(st.integers(1, 9))},
                {"code": "b", "label": LABEL, "kind": "choice", "options": CHOICES},
                {"code": "c", "label": LABEL, "kind": "date"},
            ]
        }
    return QuestionText("q", kind, LABEL, **made)


ELSEWHERE = (K.BUDGET, K.ENDORSEMENTS, K.FILE)


def _bounds(least: Any, most: Any) -> dict[str, Any]:
    if least is not None and most is not None and least > most:
        least, most = most, least
    return {name: bound for name, bound in (("min", least), ("max", most)) if bound is not None}


@given(question=questions())
def test_an_example_is_an_answer_without_a_fault(question: QuestionText) -> None:
    value = example_of(question, SAMPLE)
    assert not is_empty(value)
    assert faults(question, value) == []


def test_what_is_kept_elsewhere_has_no_example() -> None:
    assert [example_of(QuestionText("q", kind, LABEL), SAMPLE) for kind in ELSEWHERE] == [None] * 3


class Terms:
    """What of a call bounds the grant."""

    currency = "USD"

    def __init__(self, least: int, most: int, share: int | None):
        self.min_cents, self.max_cents, self.max_share_bp = least, most, share


@given(
    least=st.integers(1, 500_000).map(lambda n: n * 100),
    more=st.integers(0, 500_000).map(lambda n: n * 100),
    share=st.one_of(st.none(), st.integers(1, 10_000)),
    payer=st.sampled_from(SOURCES[1:5]),
)
def test_an_example_budget_keeps_the_grant_and_the_share(
    least: int, more: int, share: int | None, payer: str
) -> None:
    terms = Terms(least, least + more, share)
    rules = BudgetRules.parse({**BUDGET, "sources": ["grant", payer]})
    budget = Budget(tuple(example_budget(rules, terms, "Example")), rules, terms)
    assert least <= budget.sums.grant <= least + more
    assert not budget.exceeds_share


def test_a_call_without_categories_has_no_example_budget() -> None:
    assert example_budget(BudgetRules(), Terms(100, 200, 8_000), "Example") == []
