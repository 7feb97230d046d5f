"""Guidance in Markdown: what staff wrote, and nothing that acts."""

import pytest

from grants.core.guidance import as_markup


def test_headings_stand_below_those_of_the_page() -> None:
    html = as_markup("# One\n\n## Two\n\n### Three\n\n- **a**\n- *b*")
    assert "<h3>One</h3>" in html
    assert "<h3>Two</h3>" in html
    assert "<h4>Three</h4>" in html
    assert "<li><strong>a</strong></li>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        '<img src=x onerror="alert(1)">',
        "[x](data:text/html,<script>alert(1)</script>)",
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_in_guidance_acts_loads_or_leaves_its_place(hostile: str) -> None:
    html = as_markup(hostile)
    for banned in ("<script", "<img", 'href="javascript', 'href="data', "<p style"):
        assert banned not in html
