"""In which language a page, a mail or a document is written, and its catalogue of words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel import Locale
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import force_locale, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from grants.core.access import current_actor

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "pt": "Português"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Words:
    """What the house says in one language: looked up once per process, not once per page."""

    def __init__(self, language: str):
        self.locale = Locale.parse(language)
        self.locale_code = str(self.locale)
        with force_locale(language):
            self.catalogue: Any = get_translations()
        self.formats = _Formats(self.catalogue)
        self.strings = _Strings(self.formats)


class _Formats(dict[str, Markup]):
    """Strings of templates by their English."""

    def __init__(self, catalogue: Any):
        super().__init__()
        self.catalogue = catalogue

    def __missing__(self, text: str) -> Markup:
        # Our own catalogue, nothing anybody typed.
        found = self[text] = Markup(self.catalogue.ugettext(text))  # noqa: S704
        return found


class _Strings(dict[str, Markup]):
    """The same for strings that take no parameter: `%%` is `%` already."""

    def __init__(self, formats: _Formats):
        super().__init__()
        self.formats = formats

    def __missing__(self, text: str) -> Markup:
        found = self[text] = self.formats[text] % {}
        return found


def _words() -> Words:
    """Those of this request, mail or document."""
    kept: dict[str, Any] = vars(g._get_current_object())  # without the detour of its proxy
    found: Words | None = kept.get("words")
    if found is None:
        language = choose_language()
        known: dict[str, Words] = current_app.extensions.setdefault("words", {})
        found = kept["words"] = known.get(language) or known.setdefault(language, Words(language))
    return found


def gettext(text: str, **params: Any) -> str:
    """A string in the reader's language; outside any request or command as it is written."""
    found = str(_words().catalogue.ugettext(text)) if has_app_context() else text
    return found % params if params else found


def of_count(one: str, many: str, n: int) -> str:
    """The sentence that fits a count, in the reader's language, its parameters still open."""
    if has_app_context():
        return str(_words().catalogue.ungettext(one, many, n))
    return one if n == 1 else many


def lazy_gettext(text: str, **params: Any) -> LazyString:
    """A string of a form, put into the reader's language when it is written."""
    return LazyString(gettext, text, **params)


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
    """The reader's locale."""
    return _words().locale if has_app_context() else Locale("en")


def locale_code() -> str:
    """The reader's locale by its identifier, which a long list asks for thousands of times."""
    return _words().locale_code if has_app_context() else "en"


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Everything inside is written in this language (mails, documents)."""
    before = {name: g.pop(name, None) for name in ("language", "words")}
    g.language = language if language in LANGUAGES else "en"
    try:
        yield
    finally:
        for name, value in before.items():
            g.pop(name, None)
            if value is not None:
                setattr(g, name, value)


def attach_catalogue(app: Flask) -> None:
    """Templates ask for the request's catalogue once, not once for every string on the page."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _words().catalogue.ugettext(text),
        ngettext=lambda one, many, n: _words().catalogue.ungettext(one, many, n),
        newstyle=True,
    )
    # Jinja's own `_` takes the whole context, which it copies for every string within a loop.
    app.jinja_env.globals.update(_=words, gettext=words)


@pass_eval_context
def words(context: EvalContext, text: str, /, **params: Any) -> str:
    """A string of a template, translated; always a format, safe where the template escapes."""
    found = vars(g._get_current_object()).get("words") or _words()
    if not context.autoescape:
        return str(found.catalogue.ugettext(text)) % params
    return found.formats[text] % params if params else found.strings[text]
