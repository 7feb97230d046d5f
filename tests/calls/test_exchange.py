"""A call as a file: read strictly, written back the same."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from grants.calls.exchange import read_call, write_call
from grants.calls.models import CallStatus, QuestionKind
from grants.calls.rules.publishing import check_publishable
from grants.core import i18n
from grants.core.text import word_count
from tests.calls.documents import FILES, shipped, text_of

SMALL = """\
format: 1
ref: CATF-X
status: draft
facts:
  - source: Somebody
    says:
      min_usd: 50000
defaults:
  title:
    en: A call
  summary:
    en: In plain words
  fiscal_year: 2027
  max_usd: 200000
  languages: [en]
  contact_email: catf@example.org
"""


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_our_files_are_written_back_byte_for_byte(path: Path) -> None:
    assert write_call(shipped(path.name)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_our_files_have_everything_a_published_call_needs(path: Path) -> None:
    assert check_publishable(shipped(path.name)) == []


def test_all_four_calls_ship() -> None:
    assert [p.stem for p in FILES] == ["catf-2011", "catf-2014", "catf-2015", "catf-2026"]


def test_facts_of_the_real_calls_are_the_published_ones() -> None:
    first, second, third = (shipped(f"catf-{year}.yaml") for year in (2011, 2014, 2015))
    assert (first.funnel.received, first.funnel.eligible, first.funnel.approved) == (73, 44, 7)
    assert first.max_cents == 25_000_000
    assert set(first.languages) == {"ar", "en", "fr", "pt", "es"}
    assert first.closes_at == datetime(2011, 4, 1, 3, 59, 59, tzinfo=UTC)  # midnight in Washington
    assert (second.funnel.received, second.funnel.approved) == (239, 11)
    assert second.funnel.awarded_cents == 200_476_800
    assert "243" in second.funnel.note["en"]
    assert second.closes_at == datetime(2014, 6, 30, 21, 59, 59, tzinfo=UTC)  # summer time
    assert third.funnel.received == 115
    assert third.max_share_bp == 8000
    assert [a.code for a in third.focus_areas] == ["live", "work", "connect", "participate"]
    for call in (first, second, third):
        assert "criteria" in call.defaults
        assert call.facts


def test_in_which_order_a_file_names_languages_and_applicants_means_nothing() -> None:
    text = text_of("catf-2015.yaml")
    turned = text.replace("[en, fr, es]", "[es, en, fr]")
    turned = turned.replace(
        "[local_authority, city_association,", "[city_association, local_authority,"
    )
    assert turned.count("[es, en, fr]") == turned.count("[city_association,") == 1
    found = read_call(turned, "turned.yaml").document
    assert found == read_call(text, "x.yaml").document
    assert found is not None
    assert write_call(found) == text


def test_the_invented_call_says_so_and_claims_no_fact() -> None:
    call = shipped()
    assert not call.facts
    assert set(call.note) == {"en", "fr", "es", "pt"}


def test_question_codes_are_those_other_domains_rely_on() -> None:
    questions = [q for section in shipped().concept_note for q in section.questions]
    asked = {q.code: q.kind for q in questions}
    kinds = QuestionKind
    assert asked["title"] is kinds.SHORT_TEXT
    assert asked["city"] is kinds.CITY
    assert asked["proponent"] is asked["recipient"] is kinds.ORGANISATION
    assert asked["partners"] is kinds.ORGANISATIONS
    assert asked["sponsors"] is kinds.ENDORSEMENTS
    assert asked["months"] is kinds.NUMBER
    assert asked["budget"] is kinds.BUDGET
    assert asked["city_letter"] is asked["registration"] is kinds.FILE
    limits = {q.code: q.max_words for q in questions if q.kind is kinds.LONG_TEXT}
    assert limits == {
        "summary": 200,
        "context": 350,
        "objective": 200,
        "approach": 500,
        "innovation": 300,
        "catalytic_effect": 350,
        "partnership": 300,
        "inclusion": 250,
        "learning": 200,
        "fit": 150,
        "capacity": 250,
        "risks": 200,
    }


def test_every_text_of_the_open_call_is_there_in_all_four_languages_and_none_is_long() -> None:
    call = shipped()
    for question in call.questions():
        for texts in (question.label, question.help, question.why):
            assert not texts or set(texts) == set(i18n.LANGUAGES), question.code
            assert all(word_count(text) < 40 for text in texts.values())
    for criterion in call.criteria:
        assert len(criterion.anchors) == 6
        for anchor in criterion.anchors:
            assert set(anchor) == set(i18n.LANGUAGES)


def test_what_a_call_takes_from_its_settings_is_not_written_twice() -> None:
    call = shipped("catf-2015.yaml")
    areas = next(q for q in call.questions() if q.code == "focus_area")
    months = next(q for q in call.questions() if q.code == "months")
    assert areas.options == ()
    assert "max" not in months.limits


def test_a_small_draft_reads_with_facts_and_defaults_apart() -> None:
    reading = read_call(SMALL, "x.yaml")
    assert reading.problems == ()
    assert reading.document is not None
    assert reading.document.facts == {"min_usd": "Somebody"}
    assert "max_usd" in reading.document.defaults
    again = read_call(write_call(reading.document), "x.yaml")
    assert again.document == reading.document


BROKEN: list[tuple[str, str, str, int, str, str]] = [
    ("money in words", "max_usd: 200000", "max_usd: lots", 14, "max_usd", "“lots”"),
    ("cents", "max_usd: 200000", "max_usd: 2000.50", 14, "max_usd", "whole dollars"),
    ("min over max", "max_usd: 200000", "max_usd: 40000", 7, "min_usd", "above the largest grant"),
    (
        "unknown field",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  colour: red",
        14,
        "colour",
        "no field",
    ),
    ("status", "status: draft", "status: nearly", 3, "status", "one of draft"),
    ("format", "format: 1", "format: 7", 1, "format", "the number 1"),
    ("language", "languages: [en]", "languages: [en, de]", 15, "languages[2]", "one of en"),
    ("language twice", "languages: [en]", "languages: [en, en]", 15, "languages", "twice"),
    ("no English", "    en: A call", "    fr: Un appel", 10, "title", "English"),
    ("empty text", "    en: A call", "    en: ''", 10, "title.en", "a text"),
    ("list for text", "    en: A call", "    en: [a]", 10, "title.en", "a list"),
    ("a key twice", "status: draft", "status: draft\nref: CATF-Y", 4, "ref", "twice"),
    (
        "in facts and defaults",
        "  max_usd: 200000",
        "  max_usd: 200000\n  min_usd: 1",
        15,
        "min_usd",
        "line 7",
    ),
    ("missing", "  summary:\n    en: In plain words\n", "", 1, "(the file)", "summary"),
    ("no source", "  - source: Somebody\n    says:", "  - says:", 5, "facts[1]", "source"),
    (
        "a reference",
        "    en: A call",
        "    en: &a A call\n  theme: {en: *a}",
        11,
        "(the file)",
        "references",
    ),
    ("not YAML", "status: draft", "status: [", 5, "(the file)", "not YAML"),
    (
        "bad zone",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  zone: Europe/Atlantis",
        14,
        "zone",
        "Europe/Brussels",
    ),
    (
        "skipped hour",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  opens_at: '2027-03-28 02:30:00'",
        14,
        "opens_at",
        "skip",
    ),
    (
        "a day without time",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  opens_at: 2027-03-28",
        14,
        "opens_at",
        "23:59:59",
    ),
    (
        "no such day",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  opens_at: '2027-02-30 02:30:00'",
        14,
        "opens_at",
        "day and time",
    ),
    (
        "other folders",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  concept_note:\n    include: ../../../../etc/passwd",
        15,
        "concept_note.include",
        "forms/concept-note.yaml",
    ),
    (
        "unknown code left out",
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  criteria:\n    include: criteria/concept-note.yaml\n    without: [Z]",
        15,
        "criteria",
        "Z",
    ),
    ("ties", "fiscal_year: 2027", "fiscal_year: 2027\n  tie_order: [Z]", 14, "tie_order", "“Z”"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "words"),
    [case[1:] for case in BROKEN],
    ids=[case[0] for case in BROKEN],
)
def test_a_mistake_is_named_with_its_line_its_field_and_what_was_expected(
    old: str, new: str, line: int, path: str, words: str
) -> None:
    assert old in SMALL
    reading = read_call(SMALL.replace(old, new), "x.yaml")
    assert reading.document is None
    found = [p for p in reading.problems if p.path.removeprefix("defaults.").endswith(path)]
    assert found, [str(p) for p in reading.problems]
    assert words in str(found[0]), str(found[0])
    assert found[0].line == line, str(found[0])
    assert str(found[0]).startswith(f"x.yaml:{line}: ")


def test_all_mistakes_are_told_at_once() -> None:
    text = SMALL.replace("200000", "lots").replace("2027", "soon").replace("[en]", "[xx]")
    assert {p.path for p in read_call(text, "x.yaml").problems} >= {
        "defaults.max_usd",
        "defaults.fiscal_year",
        "defaults.languages[1]",
    }


def test_an_hour_that_comes_twice_keeps_its_offset() -> None:
    text = SMALL.replace(
        "fiscal_year: 2027",
        "fiscal_year: 2027\n  opens_at: '2027-10-31 02:30:00+01:00'\n"
        "  closes_at: '2027-12-31 23:59:59'",
    )
    document = read_call(text, "x.yaml").document
    assert document is not None
    assert document.opens_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert "'2027-10-31 02:30:00+01:00'" in write_call(document)
    assert read_call(write_call(document), "x.yaml").document == document


def test_a_running_call_is_written_as_published() -> None:
    reading = read_call(SMALL.replace("draft", "open"), "x.yaml")
    assert reading.document is not None
    assert reading.document.status is CallStatus.OPEN
    assert "status: published" in write_call(reading.document)


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300)
    .map(str.strip)
    .filter(bool)
)
def test_any_text_survives_being_written_and_read(text: str) -> None:
    document = read_call(SMALL, "x.yaml").document
    assert document is not None
    from dataclasses import replace

    from grants.core.text import clean

    kept = clean(text).strip()
    if not kept:
        return
    changed = replace(document, summary={"en": kept})
    again = read_call(write_call(changed), "x.yaml")
    assert again.problems == ()
    assert again.document == changed


@pytest.mark.parametrize(
    "hostile", ["", "- 1", "x", "{", "a: &a [*a]", "\x00", "!!python/object:os.system {}"]
)
def test_no_text_breaks_the_reader(hostile: str) -> None:
    reading: Any = read_call(hostile, "x.yaml")
    assert reading.document is None
    assert reading.problems
