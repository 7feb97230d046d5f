"""How a refusal or a fault is answered, as a page and to a script."""

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from grants.core.db import db
from grants.core.settings import Setting
from tests.browsing import check_page

AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def client(odd_app: Flask) -> FlaskClient:
    return odd_app.test_client()


def token(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": client.get("/odd/token").text}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("not-found", 404),
        ("forbidden", 403),
        ("refused", 422),
        ("conflict", 409),
        ("conflict-plain", 409),
        ("too-many", 429),
        ("stale", 409),
        ("constraint", 409),
        ("fault", 500),
    ],
)
def test_every_failure_has_its_status_and_a_whole_page_with_a_reference(
    client: FlaskClient, kind: str, status: int
) -> None:
    answer = client.get(f"/odd/fail/{kind}")
    assert answer.status_code == status
    root = check_page(answer.text, kind)
    words = "".join(root.find(".//main").itertext())
    assert "What happened" in words
    assert "What was kept" in words
    assert re.search(r"quote this number:\s+[0-9a-f]{8}", words)
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429])
def test_what_the_web_server_refuses_has_a_page_too(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/odd/abort/{status}")
    assert answer.status_code == status
    check_page(answer.text, str(status))


def test_a_method_a_page_does_not_know_looks_like_a_missing_page(client: FlaskClient) -> None:
    assert client.delete("/odd/token").status_code in (400, 404, 405)
    answer = client.get("/odd/only-post/refused")
    assert answer.status_code == 405
    check_page(answer.text, "405")


def test_a_missing_and_a_forbidden_object_look_alike(client: FlaskClient) -> None:
    def without_reference(path: str) -> str:
        text = re.sub(r"[0-9a-f]{8}</strong>", "", client.get(path).text)
        return text.replace(path, "")

    pages = {without_reference("/odd/fail/not-found"), without_reference("/odd/no-such-page")}
    ways = [re.sub(r"next=[^\"&]*", "", page) for page in pages]
    heads = [re.search(r"<h1>(.*?)</h1>", page, re.S) for page in ways]
    assert len({head[1] for head in heads if head}) == 1


def test_a_conflict_shows_both_texts(client: FlaskClient) -> None:
    answer = client.post("/odd/fail/conflict", data=token(client))
    assert answer.status_code == 409
    words = " ".join("".join(check_page(answer.text, "409").find(".//main").itertext()).split())
    assert "Saved in another window." in words
    assert "ours" in words
    assert "theirs" in words
    assert 'href="/odd/fail/conflict"' in answer.text


def test_a_script_is_told_the_reason_the_reference_and_where_to_compare(
    client: FlaskClient,
) -> None:
    data = token(client)
    answer = client.post("/odd/fail/conflict", data=data, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json["message"] == "Saved in another window."
    assert answer.json["url"] == "/odd/fail/conflict"
    assert len(answer.json["reference"]) == 8
    answer = client.post("/odd/fail/conflict-elsewhere", data=data, headers=AUTOSAVE)
    assert answer.json["url"] == "/odd/page/7"


@pytest.mark.parametrize(
    ("came_from", "url"),
    [
        ("http://localhost/odd/page/3?x=1", "/odd/page/3?x=1"),
        ("http://elsewhere.example/odd/page/3", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_an_address_that_only_takes_posts_leads_back_where_the_form_stood_but_never_elsewhere(
    client: FlaskClient, came_from: str, url: str | None
) -> None:
    headers = {**AUTOSAVE, "Referer": came_from}
    answer = client.post("/odd/only-post/conflict", data=token(client), headers=headers)
    assert answer.json.get("url") == url


def test_a_refusal_to_a_script_says_why_and_a_lost_token_says_nothing_but_400(
    client: FlaskClient,
) -> None:
    answer = client.post("/odd/fail/refused", data=token(client), headers=AUTOSAVE)
    assert (answer.status_code, answer.json["message"]) == (422, "The amount is above 7.")
    answer = client.post("/odd/fail/refused", data={"csrf_token": "x"}, headers=AUTOSAVE)
    assert (answer.status_code, answer.json["message"]) == (400, "")


def test_who_is_too_fast_is_told_for_how_long(client: FlaskClient) -> None:
    answer = client.get("/odd/fail/too-many")
    assert answer.headers["Retry-After"] == "61"
    assert "2 minutes" in " ".join(answer.text.split())


def test_a_form_without_a_token_of_ours_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/odd/writes-by-session", data={"csrf_token": "forged"})
    assert answer.status_code == 400
    check_page(answer.text, "400")
    with client.application.app_context():
        assert db.session.get(Setting, "written") is None
        db.session.remove()


def test_the_log_has_everything_about_a_fault_and_the_reader_its_reference(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/odd/fail/fault")
    reference = re.search(r"[0-9a-f]{8}(?=</strong>)", answer.text)
    assert reference
    assert f"fault {reference[0]}: GET /odd/fail/fault" in caplog.text
    assert "ZeroDivisionError: secret detail" in caplog.text
