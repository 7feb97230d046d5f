"""A browser for tests: follows redirects, fills forms as they stand on the page, and refuses
pages that are not strict HTML with one main, one h1 in the title, labels and CSRF fields."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask, has_app_context
from lxml import etree
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from grants.core.db import db

XHTML = "{http://www.w3.org/1999/xhtml}"


# Browsers say with every form where it stood.
FROM_HERE = {"Origin": "http://localhost"}

# What a title begins with when the page shows errors: nothing else may stand before the heading.
ERROR_WORDS = ("", "Error", "Erreur", "Erro")


def check_page(source: str, where: str) -> etree._Element:
    """Parse strictly; AssertionError names what is wrong with the page."""
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("lxml"), strict=False, namespaceHTMLElements=False
    )
    tree = parser.parse(source)
    errors = [str(e) for e in parser.errors if e[1] != "unexpected-self-closing"]
    assert not errors, f"{where}: not strict HTML: {errors[:3]}"
    root = tree.getroot()
    mains, h1s = root.findall(".//main"), root.findall(".//h1")
    assert len(mains) == 1, f"{where}: {len(mains)} main elements"
    assert len(h1s) == 1, f"{where}: {len(h1s)} h1 elements"
    title = " ".join((root.findtext(".//title") or "").split())
    heading = " ".join("".join(h1s[0].itertext()).split())
    first = title.rsplit(" – ", 1)[0]
    before = first.removesuffix(heading).strip(" :\u00a0\u202f")
    assert first.endswith(heading), f"{where}: title {first!r}, h1 {heading!r}"
    assert before in ERROR_WORDS, f"{where}: title {first!r}, h1 {heading!r}"
    _check_forms(root, where)
    return root


def _check_forms(root: etree._Element, where: str) -> None:
    ids = [e.get("id") for e in root.iterfind(".//*[@id]")]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"{where}: ids used twice: {twice}"
    labelled = {label.get("for") for label in root.iterfind(".//label")}
    for control in root.xpath(".//input|.//select|.//textarea"):
        if control.get("type") in ("hidden", "submit", "button"):
            continue
        inside = any(parent.tag == "label" for parent in control.iterancestors())
        named = control.get("aria-label") or control.get("aria-labelledby")
        assert inside or named or control.get("id") in labelled, (
            f"{where}: no label for {control.get('name')}"
        )
    for form in root.iterfind(".//form"):
        if (form.get("method") or "get").lower() == "post":
            names = [i.get("name") for i in form.iterfind(".//input")]
            assert "csrf_token" in names, f"{where}: POST form {form.get('action')} has no CSRF"
    assert not root.xpath(".//*[@style]"), f"{where}: an inline style"
    assert not root.xpath(".//script[not(@src)][normalize-space()]"), f"{where}: an inline script"


class Page:
    """An answer, parsed when it is HTML."""

    def __init__(self, browser: Browser, response: TestResponse, path: str):
        self.browser, self.response, self.path = browser, response, path
        self.status = response.status_code
        moved = 300 <= self.status < 400  # a redirect's body is for programs
        html = (response.mimetype or "") == "text/html" and not moved
        self.root = check_page(response.text, path) if html else None

    @property
    def source(self) -> str:
        return self.response.text

    @property
    def text(self) -> str:
        """What a person reads in main, white space folded."""
        assert self.root is not None, f"{self.path} is not a page"
        return " ".join("".join(self.root.find(".//main").itertext()).split())

    @property
    def heading(self) -> str:
        assert self.root is not None
        return " ".join("".join(self.root.find(".//h1").itertext()).split())

    def links(self) -> dict[str, str]:
        """Link texts and where they go."""
        assert self.root is not None
        return {
            " ".join("".join(a.itertext()).split()): a.get("href", "")
            for a in self.root.iterfind(".//a")
        }

    def click(self, text: str) -> Page:
        """Follow the first link whose text contains `text`."""
        for label, href in self.links().items():
            if text in label:
                return self.browser.get(urljoin(self.path, href))
        raise AssertionError(f"{self.path}: no link {text!r} among {list(self.links())}")

    def form(self, holding: str | None = None, action: str | None = None) -> FormOnPage:
        """The form with a control or button called or labelled `holding`; else the main form."""
        assert self.root is not None
        for form in self.root.find(".//main").iterfind(".//form"):
            found = FormOnPage(self, form)
            if action is not None and action not in (form.get("action") or ""):
                continue
            if holding is None or found.holds(holding):
                return found
        raise AssertionError(f"{self.path}: no form holding {holding!r} (action {action!r})")


class FormOnPage:
    """A form as the browser would send it; `submit` changes only what is named."""

    def __init__(self, page: Page, element: etree._Element):
        self.page, self.element = page, element

    def holds(self, text: str) -> bool:
        return any(
            text in (control.get("name") or "", *control.itertext())
            or text in "".join(control.itertext())
            for control in self.element.xpath(".//input|.//select|.//textarea|.//button")
        )

    def values(self) -> MultiDict[str, Any]:
        found: MultiDict[str, Any] = MultiDict()
        for control in self.element.xpath(".//input|.//select|.//textarea"):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or control.get("disabled") is not None or kind in ("submit", "file"):
                continue
            if control.tag == "textarea":
                found.add(name, (control.text or "").removeprefix("\n"))
            elif control.tag == "select":
                options = control.findall(".//option")
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                for option in chosen:
                    found.add(name, option.get("value", option.text))
            elif kind in ("radio", "checkbox"):
                if control.get("checked") is not None:
                    found.add(name, control.get("value", "on"))
            else:
                found.add(name, control.get("value", ""))
        return found

    def submit(
        self,
        values: Mapping[str, Any] | None = None,
        button: str | None = None,
        follow: bool = True,
    ) -> Page:
        """Send it, with `values` over what stands there and the button whose text is given."""
        data = self.values()
        for name, value in (values or {}).items():
            data.setlist(name, value if isinstance(value, list) else [value])
        pressed = self._button(button)
        if pressed is not None and pressed.get("name"):
            data.setlist(pressed.get("name"), [pressed.get("value", "")])
        action = self.element.get("action")
        if pressed is not None and pressed.get("formaction"):
            action = pressed.get("formaction")
        target = urljoin(self.page.path, action or self.page.path)
        if (self.element.get("method") or "get").lower() == "get":
            return self.page.browser.get(target, query=data)
        return self.page.browser.post(target, data, follow=follow)

    def _button(self, text: str | None) -> etree._Element | None:
        buttons = self.element.xpath(".//button[not(@type) or @type='submit']")
        if text is None:
            return None
        for button in buttons:
            if text in " ".join("".join(button.itertext()).split()):
                return button
        raise AssertionError(f"{self.page.path}: no button {text!r}")


class Browser:
    """A test client that behaves like a person with a browser and no scripts."""

    def __init__(self, app: Flask):
        self.app = app
        self.client = app.test_client()

    def sign_in_with(self, token: str) -> None:
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def get(self, path: str, query: Any = None, headers: dict[str, str] | None = None) -> Page:
        # Read to its end apart as well: a server sends it when the request is over.
        response = self._apart(
            lambda: self.client.get(path, query_string=query, headers=headers, buffered=True)
        )
        return self._follow(response, path)

    def post(
        self, path: str, data: Any, *, follow: bool = True, headers: dict[str, str] | None = None
    ) -> Page:
        given = FROM_HERE if headers is None else headers
        response = self._apart(lambda: self.client.post(path, data=data, headers=given))
        response.request.environ["wsgi.input"].close()  # a large body was a file on disk
        return self._follow(response, path) if follow else Page(self, response, path)

    def _apart(self, ask: Callable[[], TestResponse]) -> TestResponse:
        """Outside the test's application context and transaction, as a real request is."""
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(ask)

    def _follow(self, response: TestResponse, path: str) -> Page:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308) and hops < 5:
            parts = urlsplit(urljoin(path, response.headers["Location"]))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            target = path
            response = self._apart(lambda target=target: self.client.get(target))
            hops += 1
        return Page(self, response, path)
