"""In which language a page, a mail or a document is written, and its catalogue of words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel import Locale
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import force_locale, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from grants.core.access import current_actor

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "pt": "Português"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def gettext(text: str, **params: Any) -> str:
    """A string in the reader's language; outside any request or command as it is written."""
    found = str(_catalogue().ugettext(text)) if has_app_context() else text
    return found % params if params else found


def choose_language() -> str:
    """The language of this request: the person's, the one chosen on a page, the browser's."""
    if not has_request_context():
        return str(g.get("language", "en"))
    if "language" in g:
        return str(g.language)
    actor = current_actor()
    if actor.is_signed_in:
        return actor.language
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, "en") or "en"


def locale() -> Locale:
    """The reader's locale, looked up once per request."""
    if not has_app_context():
        return Locale("en")
    kept: Locale | None = g.get("kept_locale")
    if kept is None:
        kept = g.kept_locale = get_locale() or Locale("en")
    return kept


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Everything inside is written in this language (mails, documents)."""
    before = {name: g.pop(name, None) for name in _KEPT}
    chosen = g.get("language")
    g.language = language if language in LANGUAGES else "en"
    try:
        with force_locale(g.language):
            yield
    finally:
        g.pop("language")
        if chosen is not None:
            g.language = chosen
        for name, value in before.items():
            g.pop(name, None)
            if value is not None:
                setattr(g, name, value)


_KEPT = ("kept_locale", "catalogue")


def attach_catalogue(app: Flask) -> None:
    """Templates ask for the request's catalogue once, not once for every string on the page."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    # Jinja's own `_` takes the whole context, which it copies for every string within a loop.
    app.jinja_env.globals.update(_=_words, gettext=_words)


@pass_eval_context
def _words(context: EvalContext, text: str, /, **params: Any) -> Any:
    """A string of a template, translated; always a format, safe where the template escapes."""
    found = _catalogue().ugettext(text)
    if context.autoescape:
        found = Markup(found)  # noqa: S704 (our own catalogue, nothing anybody typed)
    return found % params


def _catalogue() -> Any:
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found
