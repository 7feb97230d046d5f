"""What is written into a file comes back from it, byte for byte after the cleaning rules."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from grants.calls.queries import FormView
from grants.core.i18n import in_language
from grants.proposals.offline.cleaned import cleaned
from grants.proposals.offline.marks import IN_ROWS, NOT_OFFLINE, find_file_mark, short_digest
from tests.proposals.offline_forms import (
    EVERYTHING,
    as_book,
    as_word,
    form,
    mark_of,
    opened,
    read,
)

# A failing file of every kind takes minutes to shrink, and reads well enough as it is.
FEW = settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def expected(asked: FormView, answers: dict[str, Any], *, rows_only: bool) -> dict[str, Any]:
    return {
        q.code: cleaned(q, answers[q.code])
        for q in asked.questions()
        if q.kind not in NOT_OFFLINE and (q.kind in IN_ROWS or not rows_only)
    }


@FEW
@given(answers=EVERYTHING, language=st.sampled_from(("en", "fr", "es", "pt")))
def test_every_answer_comes_back_from_word(
    app: Flask, tmp_path: Path, answers: dict[str, Any], language: str
) -> None:
    asked = form()
    with in_language(language):
        data = as_word(asked, answers, language)
    found = read(asked, data, tmp_path, "docx", language)
    assert (found.unread, found.missing) == ({}, [])
    wanted = expected(asked, answers, rows_only=False)
    assert found.answers == wanted
    assert found.bases == {code: short_digest(value) for code, value in wanted.items()}


@FEW
@given(answers=EVERYTHING, language=st.sampled_from(("en", "fr", "es", "pt")))
def test_every_table_comes_back_from_the_spreadsheet(
    app: Flask, tmp_path: Path, answers: dict[str, Any], language: str
) -> None:
    asked = form()
    with in_language(language):
        data = as_book(asked, answers, language)
    found = read(asked, data, tmp_path, "xlsx", language)
    assert (found.unread, found.missing) == ({}, [])
    assert found.answers == expected(asked, answers, rows_only=True)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_file_says_whose_it_is(app: Flask, tmp_path: Path, kind: str) -> None:
    asked = form()
    write = as_word if kind == "docx" else as_book
    found = opened(write(asked, {}), tmp_path, kind)
    assert find_file_mark(found.file_mark) == mark_of(asked)
