"""The whole form as a Word file: nothing that stands on the page is missing in it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask

from grants.calls import queries
from grants.calls.models import CallStatus, FormKind, QuestionKind, Requirement
from grants.calls.paper.beside import asked
from grants.calls.queries import QuestionView
from grants.core.i18n import in_language
from grants.core.word import MEDIA_TYPE, WordFile
from tests import build
from tests.browsing import Browser
from tests.calls.test_views import imported, opened
from tests.counting import queries_of

Open = Callable[..., Browser]


def read(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def texts(document: Any) -> list[str]:
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def form_of(browse: Open, ref: str, language: str = "en") -> Any:
    response = browse().get(f"/calls/{ref}/form.docx", headers={"Accept-Language": language})
    assert response.status == 200
    assert response.response.mimetype == MEDIA_TYPE
    return read(response.response.data)


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
def test_every_section_question_help_and_limit_is_in_the_file(
    app: Flask, browse: Open, language: str
) -> None:
    call = opened()
    found = texts(form_of(browse, "CATF-2026", language))
    whole = "\n".join(found)
    with app.test_request_context(), in_language(language):
        form = queries.form_of(call, FormKind.CONCEPT_NOTE)
        criteria = queries.criteria_of(call)
        about = asked(form.questions(), criteria)
    assert len(form.sections) == 11
    for section in form.sections:
        assert section.title[language] in whole
        assert section.intro.get(language, "") in whole
        for question in section.questions:
            one = about[question.code]
            assert question.label[language] in found
            assert question.help.get(language, "") in whole
            assert question.why.get(language, "") in whole
            assert " · ".join(p for p in (one.required, one.kind, one.limit) if p) in found
            for option in question.options:
                assert f"☐ {option['label'][language]}" in found
    for criterion in criteria:
        assert any(t.startswith(f"{criterion.name[language]} · ") for t in found)
        assert all(anchor[language] in found for anchor in criterion.anchors)


def test_the_file_says_its_language_and_has_an_outline(app: Flask, browse: Open) -> None:
    opened()
    document = form_of(browse, "CATF-2026", "fr")
    assert document.core_properties.language == "fr"
    mark = document.styles.element.xpath("//w:rPrDefault//w:lang")[0]
    assert mark.get(qn("w:val")) == "fr"
    heads = [p.style.name for p in document.paragraphs if p.style.name.startswith(("Head", "Tit"))]
    assert heads[0] == "Title"
    assert heads.count("Heading 1") == 13  # the sections, the declaration, the points
    assert all(
        table.rows[0]._tr.xpath(".//w:tblHeader")
        for table in document.tables
        if len(table.rows) > 1
    )


def test_the_file_is_named_for_call_and_language_and_linked_from_both_pages(
    app: Flask, browse: Open
) -> None:
    opened()
    for page in ("/calls/CATF-2026/", "/calls/CATF-2026/form"):
        assert "/calls/CATF-2026/form.docx" in browse().get(page).links().values()
    answer = browse().get("/calls/CATF-2026/form.docx").response
    assert "catf-2026-en.docx" in answer.headers["Content-Disposition"]


def test_every_shipped_call_has_its_file_and_a_draft_has_none(app: Flask, browse: Open) -> None:
    for name in ("catf-2011", "catf-2014", "catf-2015"):
        imported(f"{name}.yaml")
        assert len(texts(form_of(browse, name.upper()))) > 50
    build.call("CATF-D", status=CallStatus.DRAFT)
    assert browse().get("/calls/CATF-D/form.docx").status == 404


def test_the_file_needs_few_queries(app: Flask, browse: Open) -> None:
    opened()
    assert queries_of(browse(), "/calls/CATF-2026/form.docx") <= 12


def question(kind: QuestionKind, **over: Any) -> QuestionView:
    plain: dict[str, Any] = {
        "id": 1,
        "code": "q",
        "kind": kind,
        "label": {"en": "Q"},
        "help": {},
        "why": {},
        "required": Requirement.ALWAYS,
        "required_when": None,
        "max_words": None,
        "max_rows": None,
        "limits": {},
        "options": (),
        "config": {},
        "criteria": (),
        "carries_over": False,
    }
    return QuestionView(**{**plain, **over})


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        (question(QuestionKind.LONG_TEXT, max_words=200), "Up to 200 words"),
        (question(QuestionKind.TABLE, max_rows=6), "Up to 6 rows"),
        (question(QuestionKind.TABLE, max_rows=6, max_words=9), "Up to 9 words · Up to 6 rows"),
        (question(QuestionKind.NUMBER, limits={"min": 2}), "At least 2"),
        (question(QuestionKind.NUMBER, limits={"max": 24}), "At most 24"),
        (question(QuestionKind.NUMBER, limits={"min": 0, "max": 24}), "From 0 to 24"),
        (question(QuestionKind.MONEY, limits={"max": 5_000_000}), "At most US$50,000"),
        (question(QuestionKind.MULTIPLE_CHOICE, limits={"max": 3}), "3 answers at most"),
        (
            question(QuestionKind.FILE, config={"accept": ["pdf", "png"]}),
            "PDF, PNG image, up to 15 MB",
        ),
        (question(QuestionKind.YES_NO), ""),
    ],
)
def test_every_limit_is_said_in_words(app: Flask, asks: QuestionView, words: str) -> None:
    with app.test_request_context():
        said = asked([asks], ())["q"].limit
    assert said.replace("\N{NO-BREAK SPACE}", "") == words


def test_what_somebody_wrote_into_a_call_stays_text(app: Flask) -> None:
    word = WordFile("A & B <w:p>", "en")
    word.table(["<b>"], [["=1+1"]])
    assert {"A & B <w:p>", "<b>", "=1+1"} <= set(texts(read(word.data())))
