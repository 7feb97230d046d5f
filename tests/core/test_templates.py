"""Templates by the shorter ways say what Jinja's own ways say, to the letter."""

from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import given, strategies as st
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from markupsafe import Markup, escape

from grants.core.language import in_language, lazy_gettext
from grants.core.templates import DirectContext, PlainWriter, written

NASTY = '<b>&"quoted"\' 100 % %% %(name)s'
MACROS = """
{% macro plain(a, b=2, c="<c>") %}[{{ a }}|{{ b }}|{{ c }}]{% endmacro %}
{% macro many(a) %}{{ a }}{{ varargs|join(',') }}{{ kwargs.get('extra', '-') }}{% endmacro %}
{% macro frame(title, kind="") %}<{{ title }} {{ kind }}>{{ caller() }}{% endmacro %}
{% macro each(rows) %}{% for row in rows %}{{ caller(row) }}{% endfor %}{% endmacro %}
{% macro maybe(a) %}{{ a }}{{ caller() if caller is defined }}{% endmacro %}
{% macro asks(a, caller=none) %}{{ a }}{{ caller() if caller else '-' }}{% endmacro %}
"""
PAGE = """
{% from "macros.html" import plain, many, frame, each, maybe, asks %}
{{ value }}{{ safe }}{{ number }}{{ nothing }}{{ value ~ safe }}{{ value|upper }}
{{ plain(1) }}{{ plain(value, c=safe) }}{{ plain(b=value, a=safe) }}{{ plain(1, 2, 3) }}
{{ many(value, safe, number, extra=value) }}{{ many(1) }}
{% call frame(value) %}{{ value }}{% endcall %}{% call frame(safe, kind=value) %}x{% endcall %}
{% for n in [1, 2] %}
{% call(row) each([value, safe]) %}{{ n }}{{ row }}{{ plain(row) }}{% endcall %}
{% endfor %}
{{ maybe(value) }}{% call maybe(value) %}inside{% endcall %}
{{ asks(value) }}{% call asks(value) %}inside{% endcall %}
{% set kept %}{{ value }}{% endset %}{{ kept }}{{ function(value) }}{{ [value, safe]|join(safe) }}
{% autoescape false %}{{ value }}{% endautoescape %}
{% block last scoped %}{{ value }}{{ plain(value) }}{% endblock %}
"""


def rendered(app: Flask, page: str, *, direct: bool, suffix: str = "html", **values: Any) -> str:
    pages = DictLoader({f"page.{suffix}": page, "macros.html": MACROS})
    env = Environment(app, loader=pages, autoescape=app.select_jinja_autoescape)
    env.undefined = StrictUndefined
    env.context_class = DirectContext if direct else Context
    env.code_generator_class = PlainWriter if direct else CodeGenerator
    env.written = written  # type: ignore[attr-defined]
    return env.get_template(f"page.{suffix}").render(**values)


@given(value=st.text(max_size=30) | st.just(NASTY), number=st.integers() | st.floats())
def test_a_page_reads_the_same_by_the_shorter_ways(value: str, number: float) -> None:
    app = Flask("bare")
    values = {
        "value": value,
        "safe": Markup("<i>safe</i>"),
        "number": number,
        "nothing": None,
        "function": lambda text: f"<{text}>",
    }
    for suffix in ("html", "txt"):
        plain = rendered(app, PAGE, direct=False, suffix=suffix, **values)
        assert rendered(app, PAGE, direct=True, suffix=suffix, **values) == plain


@given(st.text() | st.integers() | st.none() | st.lists(st.text()) | st.text().map(Markup))
def test_a_written_value_is_the_escaped_one(value: object) -> None:
    assert written(value) == escape(value)


@pytest.mark.parametrize(
    "call", ["plain()", "plain(1, d=4)", "plain(1, 2, 3, 4)", "plain(1, a=2)", "frame('x')"]
)
def test_a_wrong_call_of_a_macro_is_refused_as_jinja_refuses_it(call: str) -> None:
    app = Flask("bare")
    page = '{% from "macros.html" import plain, frame %}{{ ' + call + " }}"
    said = []
    for direct in (False, True):
        with pytest.raises((TypeError, UndefinedError)) as refusal:
            rendered(app, page, direct=direct)
        said.append((type(refusal.value), str(refusal.value)))
    assert said[0] == said[1]


def test_words_of_a_page_are_translated_safe_and_formats(app: Flask) -> None:
    words = "{{ _('Sign in') }} {{ _('%(n)s of 100 %%', n=value) }} {{ _('100 %% sure') }}"
    page = app.jinja_env.from_string("{% autoescape true %}" + words + "{% endautoescape %}")
    text = app.jinja_env.from_string("{% autoescape false %}" + words + "{% endautoescape %}")
    with app.test_request_context():
        with in_language("fr"):
            assert page.render(value="<b>").startswith("Se connecter &lt;b&gt; of 100 % 100 % sure")
        with in_language("en"):
            assert page.render(value="<b>") == "Sign in &lt;b&gt; of 100 % 100 % sure"
            assert text.render(value="<b>") == "Sign in <b> of 100 % 100 % sure"
            assert escape(lazy_gettext("Sign in")) == "Sign in"
