"""Security headers on every kind of answer."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.core.headers import HEADERS
from tests import build
from tests.browsing import Browser
from tests.databases import application


@pytest.mark.parametrize(
    "path",
    [
        "/odd/page/1",
        "/odd/fail/not-found",
        "/odd/fail/forbidden",
        "/odd/fail/refused",
        "/odd/fail/fault",
        "/odd/unmarked",
        "/odd/no-such-page",
        "/odd/officers",
        "/odd/away",
        "/odd/download",
    ],
)
def test_pages_errors_redirects_and_downloads_carry_every_header(odd_app: Flask, path: str) -> None:
    answer = odd_app.test_client().get(path)
    answer.close()
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert "Cookie" in answer.headers["Vary"]
    assert "Server" not in answer.headers


def test_static_files_carry_every_header_and_may_be_kept_for_ever(odd_app: Flask) -> None:
    client = odd_app.test_client()
    with odd_app.test_request_context():
        address = odd_app.jinja_env.globals["asset"]("app.css")
    answer = client.get(address)
    assert answer.status_code == 200
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


def test_nothing_but_our_own_scripts_and_styles_may_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action"):
        assert rule in policy


def test_what_a_signed_in_person_sees_is_kept_nowhere(
    browse: Callable[..., Browser],
) -> None:
    private = browse(build.person()).get("/about").response
    assert private.headers["Cache-Control"] == "no-store"
    public = browse().get("/about").response
    assert public.headers["Cache-Control"] == "no-cache"


def test_behind_https_the_cookie_stays_with_the_host_and_the_browser_with_https(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-grants",
        "TESTING": False,
    }
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    safe = application(tmp_path_factory.mktemp("https"), url, **settings)
    client = safe.test_client()
    answer = client.get("/about", base_url="https://fund.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    answer = client.get("/sign-in", base_url="https://fund.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-grants=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain=" not in cookie
    from grants.core.db import db

    with safe.app_context():
        db.engine.dispose()
