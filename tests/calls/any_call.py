"""Any call a lead may have made so far: the least a draft has, and drafts of every shape."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from grants.calls.models import CallStatus, CheckMode, QuestionKind as K, Requirement
from grants.calls.rules.document import (
    CallDocument,
    CheckText,
    CriterionText,
    FocusArea,
    Form,
    QuestionText,
    SectionText,
)

LETTERS = ("a", "b", "c", "d", "e")
TEXTS = st.sampled_from([{"en": "One"}, {"en": "Two"}, {"en": "Two", "fr": "Deux"}])
OPTIONS = ({"value": "x", "label": {"en": "X"}}, {"value": "y", "label": {"en": "Y"}})


def page(slug: str, *questions: QuestionText) -> SectionText:
    return SectionText(slug, {"en": "Group"}, {"en": slug}, {}, questions)


def least(ref: str, **settings: Any) -> CallDocument:
    """The least that a draft has, and more."""
    given: dict[str, Any] = {
        "title": {"en": "Cities"},
        "summary": {"en": "What comes next."},
        "fiscal_year": 2030,
        "min_cents": 5_000_000,
        "max_cents": 20_000_000,
        "languages": ("en",),
        "contact_email": "catf@example.org",
        "focus_areas": (FocusArea("live", {"en": "Live"}), FocusArea("work", {"en": "Work"})),
    }
    return CallDocument(ref, CallStatus.DRAFT, **{**given, **settings})


@st.composite
def questions(draw: st.DrawFn, code: str, others: list[str], criteria: list[str]) -> QuestionText:
    kind = draw(st.sampled_from([K.SHORT_TEXT, K.LONG_TEXT, K.SINGLE_CHOICE, K.NUMBER, K.YES_NO]))
    when = draw(st.sampled_from(others)) if others and draw(st.booleans()) else None
    from_call = draw(st.booleans())
    return QuestionText(
        code,
        kind,
        draw(TEXTS),
        help=draw(st.one_of(st.just({}), TEXTS)),
        required=Requirement.WHEN if when else draw(st.sampled_from(["always", "never"])),  # type: ignore[arg-type]
        required_when={"question": when, "equals": "x"} if when else None,
        max_words=draw(st.integers(1, 9)) if kind in (K.SHORT_TEXT, K.LONG_TEXT) else None,
        limits={"min": draw(st.integers(-3, 3))} if kind is K.NUMBER and not from_call else {},
        options=OPTIONS if kind is K.SINGLE_CHOICE and not from_call else (),
        config={"from_call": "focus_areas"} if kind is K.SINGLE_CHOICE and from_call else {},
        criteria=tuple(c for c in criteria if draw(st.booleans())),
        carries_over=draw(st.booleans()),
        source=draw(st.sampled_from(["", "The fund"])),
    )


@st.composite
def forms(draw: st.DrawFn, criteria: list[str]) -> Form:
    """Sections in any order, each with some of a few questions in any order."""
    slugs = draw(st.permutations(("one", "two", "three")))[: draw(st.integers(0, 3))]
    free = draw(st.permutations(LETTERS))
    asked = []
    for slug in slugs:
        n = draw(st.integers(0, len(free)))
        asked.append((slug, free[:n]))
        free = free[n:]
    all_codes = [code for _, found in asked for code in found]
    made = {
        code: draw(questions(code, [c for c in all_codes if c != code], criteria))
        for code in all_codes
    }
    return tuple(
        page(slug, *(_answerable(made[code], made) for code in found)) for slug, found in asked
    )


def _answerable(question: QuestionText, made: dict[str, QuestionText]) -> QuestionText:
    """With a condition that the other question's answer can meet."""
    if not question.required_when:
        return question
    other = made[question.required_when["question"]]
    answer = "yes" if other.kind is K.YES_NO else "live" if other.config else "x"
    return replace(question, required_when={"question": other.code, "equals": answer})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """The settings of a draft that contradicts itself nowhere."""
    named = draw(st.permutations(("A", "B", "C")))[: draw(st.integers(0, 3))]
    checks = draw(st.permutations(("X", "Y", "Z")))[: draw(st.integers(0, 3))]
    note, full = draw(forms(list(named))), draw(forms(list(named)))
    asked = sorted({q.code for form in (note, full) for s in form for q in s.questions})
    return {
        "title": draw(TEXTS),
        "evaluators": draw(st.integers(1, 5)),
        "criteria": tuple(
            CriterionText(
                code,
                draw(TEXTS),
                draw(st.integers(1, 100)),
                draw(st.sampled_from([None, 3])),
                draw(st.sampled_from([(), ({"en": "Bad"}, {"en": "Good"})])),
                tuple(asked[: draw(st.integers(0, len(asked)))]),
                150,
            )
            for code in named
        ),
        "checklist": tuple(
            CheckText(
                code,
                CheckMode.OFFICER,
                "",
                draw(TEXTS),
                draw(st.booleans()),
                "why",
                draw(TEXTS),
                draw(st.sampled_from([None, {"question": {"en": "So?"}, "passes": "yes"}])),
            )
            for code in checks
        ),
        "tie_order": tuple(draw(st.permutations(named))),
        "concept_note": note,
        "full_proposal": full,
    }
