"""Lists of a Word file: the sign that stands before a paragraph without being part of its text.

Word makes a list of its own of what somebody types with a hyphen or a number; as plain text it
must keep these signs.
"""

from typing import Any

from grants.proposals.offline.elements import attribute, name_of


class Lists:
    """The numbering of one document; signs are asked for in the order of its paragraphs."""

    def __init__(self, numbering: Any, styles: Any):
        self._formats = _formats(numbering) if numbering is not None else {}
        self._styles, self._names = _styles(styles) if styles is not None else ({}, {})
        self._counts: dict[str, int] = {}

    def style_of(self, paragraph: Any) -> str:
        """The name of a paragraph's style in English, as files keep it."""
        used = _value(paragraph, "pPr", "pStyle")
        return self._names.get(used, used)

    def sign_before(self, paragraph: Any) -> str:
        """`- ` before a bullet, `3. ` before the third of a numbered list, else nothing."""
        given = _value(paragraph, "pPr", "numPr", "numId")
        number = given or self._styles.get(_value(paragraph, "pPr", "pStyle"), "")
        if number in ("", "0"):
            return ""
        kind = self._formats.get(number, "bullet")
        if kind == "none":
            return ""
        if kind == "bullet":
            return "- "
        self._counts[number] = self._counts.get(number, 0) + 1
        return f"{self._counts[number]}. "


def _formats(numbering: Any) -> dict[str, str]:
    """The format of the first level, by the number of a list."""
    shapes = {
        attribute(shape, "abstractNumId"): _value(shape, "lvl", "numFmt")
        for shape in numbering
        if name_of(shape) == "abstractNum"
    }
    return {
        attribute(one, "numId"): shapes.get(_value(one, "abstractNumId"), "bullet") or "bullet"
        for one in numbering
        if name_of(one) == "num"
    }


def _styles(styles: Any) -> tuple[dict[str, str], dict[str, str]]:
    """By style: the list its paragraphs belong to, and its name."""
    every = [style for style in styles if name_of(style) == "style"]
    lists = {attribute(s, "styleId"): _value(s, "pPr", "numPr", "numId") for s in every}
    return lists, {attribute(s, "styleId"): _value(s, "name") for s in every}


def _value(element: Any, *path: str) -> str:
    """The `val` at the end of a path of first children; "" where it breaks off."""
    for step in path:
        element = next((child for child in element if name_of(child) == step), None)
        if element is None:
            return ""
    return attribute(element, "val")
