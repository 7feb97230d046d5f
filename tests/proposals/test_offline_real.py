"""The real forms of 2015 and of the call that is open, filled completely, there and back."""

import gzip
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from grants.calls.models import Call, QuestionKind as K
from grants.calls.queries import FormView, QuestionView, criteria_of, eligible_countries, form_of
from grants.calls.rules import BudgetRules
from grants.calls.service import exchange
from grants.core import clock, i18n
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.i18n import in_language
from grants.places.queries import country_names
from grants.proposals.offline.book_reading import read_book
from grants.proposals.offline.book_writing import book_of, has_tables
from grants.proposals.offline.cleaned import cleaned, parts_of
from grants.proposals.offline.marks import IN_ROWS, FileMark, form_digest, numbered
from grants.proposals.offline.reading import read_all
from grants.proposals.offline.word_reading import read_word
from grants.proposals.offline.word_writing import word_of
from grants.proposals.offline.wording import vocabulary_of
from grants.proposals.rules.budget import CostLine
from tests import build
from tests.browsing import Browser
from tests.proposals.offline_hands import changed, every_box, send, word
from tests.proposals.writing import City

DATA = Path(exchange.__file__).parent.parent / "data"
LINE = "Ágora № 5 – “eau” =1+1"
TEXT = "First paragraph, with a tab\there.\n\n- one\n- two\n\n1) three\n  indented ☒ x\nالعربية"


def call_of(name: str) -> Call:
    file = DATA / name
    return exchange.import_call(SYSTEM, file.read_text(), str(file))


def row_of(question: QuestionView, country: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(parts_of(question), LINE)
    if "country" in row:
        row["country"] = country
    if "kind" in row:
        row["kind"] = "local_authority"
    for column in question.config.get("columns", ()):
        kind = column.get("kind", "text")
        of_kind = {"number": 12, "money": 4_999_900, "date": "2027-03-04", "text": LINE}
        row[column["code"]] = column["options"][-1]["value"] if kind == "choice" else of_kind[kind]
    return row


def answer_of(question: QuestionView, country: str, budget: BudgetRules) -> Any:
    options = [str(o["value"]) for o in question.options]
    match question.kind:
        case K.SINGLE_CHOICE:
            return options[-1]
        case K.MULTIPLE_CHOICE:
            return options[::2]
        case K.CITY | K.ORGANISATION:
            return row_of(question, country)
        case K.ORGANISATIONS | K.PEOPLE | K.TABLE:
            return [row_of(question, country)] * (question.max_rows or 4)
        case K.BUDGET:
            codes = [c.code for c in budget.categories] or ["anything"]
            amounts = {f"{source}_cents": 123_456_78 for source in budget.sources}
            return [CostLine(LINE, code, LINE, LINE, **amounts) for code in codes]
    simple = {K.SHORT_TEXT: LINE, K.LONG_TEXT: TEXT, K.YES_NO: False, K.NUMBER: 12}
    simple |= {K.MONEY: 20_000_050, K.DATE: "2027-01-15", K.COUNTRY: country}
    return simple.get(question.kind)


def filled(call: Call, form: FormView, country: str) -> dict[str, Any]:
    budget = BudgetRules.parse(call.budget_rules)
    return {q.code: answer_of(q, country, budget) for q in form.questions()}


@pytest.mark.parametrize("name", ["catf-2015.yaml", "catf-2026.yaml"])
@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
def test_a_form_filled_completely_comes_back_byte_for_byte(
    app: Flask, tmp_path: Path, name: str, language: str
) -> None:
    call = call_of(name)
    form, budget = form_of(call), BudgetRules.parse(call.budget_rules)
    codes = country_names("en")
    eligible = eligible_countries(call)
    country = sorted(eligible or codes)[0]
    answers = filled(call, form, country)
    mark = FileMark("ABCDEFGH23", call.ref, language, form_digest(form))
    with in_language(language):
        names = {code: i18n.country(code) for code in codes}
        word = word_of(call, form, criteria_of(call), mark, answers, "Ours")
        book = book_of(form, budget, mark, answers, "Ours", names, names)
    words = vocabulary_of(form, budget, language=language, countries=codes, eligible=eligible)
    (tmp_path / "f.docx").write_bytes(word)
    (tmp_path / "f.xlsx").write_bytes(book)
    wanted = {q.code: cleaned(q, answers[q.code]) for q in numbered(form).values()}
    assert all(wanted.values()) or False in wanted.values()
    found = read_all(form, read_word(tmp_path / "f.docx"), words, rows_only=False)
    assert (found.unread, found.missing) == ({}, [])
    assert found.answers == wanted
    found = read_all(form, read_book(tmp_path / "f.xlsx"), words, rows_only=True)
    in_rows = {q.code for q in form.questions() if q.kind in IN_ROWS}
    assert has_tables(form) == bool(in_rows)
    assert found.answers == {c: v for c, v in wanted.items() if c in in_rows}


def test_every_country_is_recognised_in_every_language(app: Flask) -> None:
    call = call_of("catf-2026.yaml")
    codes = country_names("en")
    for language in i18n.LANGUAGES:
        words = vocabulary_of(
            form_of(call), BudgetRules(), language=language, countries=codes, eligible=()
        )
        with in_language(language):
            assert {words.country(i18n.country(code)) for code in codes} == set(codes)


def test_a_whole_form_written_offline_is_compared_on_a_small_page(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    call = call_of("catf-2026.yaml")
    call.opens_at = clock.now() - timedelta(days=1)
    db.session.commit()
    lead = build.person()
    of = City(lead, call, build.proposal(call, lead, title="", city="", country=None))
    browser, dice = browse(lead), random.Random(5)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(900)]

    def essay() -> str:
        return " ".join(dice.choices(words, k=250))

    data = changed(word(browser, of), lambda document: every_box(document, essay))
    page = send(browser, of, data)
    assert page.text.count("Read all of it") >= 3
    assert len(gzip.compress(page.source.encode())) <= 8_000
    whole = page.click("Read all of it")
    assert len(whole.text.split()) >= 250
