"""A call that asks sixty questions, in every language: longer than any real one was."""

from dataclasses import replace
from pathlib import Path

from grants.calls.exchange import read_call, write_call
from grants.calls.models import CallStatus, QuestionKind
from grants.calls.rules.document import LANGUAGES, QuestionText, SectionText

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "grants" / "calls" / "data" / "catf-2026.yaml"
REF = "CATF-LONG"
QUESTIONS, A_SECTION = 60, 8


def long_call(ref: str = REF) -> str:
    """Its file."""
    document = read_call(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name).document
    if document is None:
        raise SystemExit(f"{SHIPPED.name} cannot be read")
    asked = sum(len(section.questions) for section in document.concept_note)
    more = [_question(n) for n in range(QUESTIONS - asked)]
    sections = tuple(
        _section(n // A_SECTION, tuple(more[n : n + A_SECTION]))
        for n in range(0, len(more), A_SECTION)
    )
    return write_call(
        replace(
            document,
            ref=ref,
            status=CallStatus.DRAFT,
            concept_note=(*document.concept_note, *sections),
        )
    )


def _question(n: int) -> QuestionText:
    texts = dict.fromkeys(LANGUAGES, f"What more is there to say, point {n + 1}?")
    return QuestionText(
        f"more{n + 1}", QuestionKind.LONG_TEXT, texts, help=texts, why=texts, max_words=200
    )


def _section(n: int, questions: tuple[QuestionText, ...]) -> SectionText:
    texts = dict.fromkeys(LANGUAGES, f"More, part {n + 1}")
    return SectionText(f"more{n + 1}", texts, texts, texts, questions)
