"""Attributes of inputs are those WTForms would write."""

from typing import Any

import pytest
from hypothesis import given, strategies as st
from markupsafe import Markup
from wtforms import TextAreaField
from wtforms.widgets import html_params

from grants.core.attributes import html_attributes
from grants.core.forms import FilterForm

VALUES = st.one_of(
    st.booleans(), st.integers(), st.none(), st.text(), st.text().map(Markup), st.just("\"<&'>")
)
NAMES = st.one_of(st.sampled_from(["class_", "data_some_thing", "aria_label", "for_"]), st.text())


@given(st.dictionaries(NAMES, VALUES))
def test_attributes_are_those_of_wtforms(attributes: dict[str, Any]) -> None:
    assert html_attributes(**attributes) == html_params(**attributes)


@pytest.mark.usefixtures("app")
def test_a_text_cannot_leave_its_attribute() -> None:
    class Asking(FilterForm):
        words = TextAreaField()

    drawn = Asking().words(title='"><script>')
    assert "<script>" not in drawn
    assert 'title="&#34;&gt;&lt;script&gt;"' in drawn
