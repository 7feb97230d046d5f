"""Opening a Word file that came back, from whatever program wrote it.

Names are compared without their namespace, since the strict variant of the format has another one.
Deleted text of tracked changes is left out, inserted text is in.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grants.proposals.offline.elements import attribute, name_of
from grants.proposals.offline.frames import Frame, Opened, TooMuch
from grants.proposals.offline.lists import Lists
from grants.proposals.offline.marks import SlotMark, find_file_mark, find_slot_mark

LARGEST_PART = 30_000_000  # bytes, unpacked
ANSWER = ":a"  # ends the tag of the control around an answer
_SKIPPED = frozenset(
    {"pPr", "rPr", "sdtPr", "tcPr", "del", "moveFrom", "Fallback", "txbxContent", "instrText"}
)
_PICTURES = frozenset({"drawing", "pict", "object"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011"}
# Signs of Wingdings that programs put where a box was ticked, and where one was not.
_TICKED, _OPEN = ("00FC", "00FD", "00FE", "0052", "0053", "0054"), ("00A8", "006F", "00A3")


def read_word(path: Path) -> Opened:
    """Every frame, in the order of the document. Raises ValueError for what is no document."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        body = _parsed(archive, "word/document.xml")
        lists = Lists(
            *(
                _parsed(archive, name) if name in names else None
                for name in ("word/numbering.xml", "word/styles.xml")
            )
        )
        beside = [n for n in sorted(names) if re.match(r"word/(foot|head)er\d*\.xml$", n)]
        others = [_part(archive, name) for name in (*beside, "docProps/core.xml") if name in names]
    reader = _Reader(lists)
    frames = list(reader.frames(body))
    marks = [find_file_mark("".join(body.itertext()))]
    marks += [find_file_mark(text.decode("utf-8", "replace")) for text in others]
    found = next((mark for mark in marks if mark is not None), None)
    return Opened(str(found) if found else "", frames).check()


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise TooMuch
    return content


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]  # heavy: only these files need it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_part(archive, name), parser)
    except (etree.XMLSyntaxError, KeyError) as error:
        raise ValueError(name) from error
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type of its own")
    return root


class _Reader:
    """Walks a document and gathers its frames."""

    def __init__(self, lists: Lists):
        self.lists = lists

    def frames(self, root: Any) -> Iterator[Frame]:
        """Tables with a mark; controls with one; else what follows a mark up to the next head."""
        loose: Frame | None = None
        for kind, block in self._blocks(root):
            text = self._text(block) if kind == "p" else ""
            mark = find_slot_mark(text)
            if kind == "p" and loose is not None and mark is None and not self._is_head(block):
                loose.rows.append([text])
                continue
            if loose is not None:
                yield _joined(loose)
                loose = None
            if kind == "p":
                loose = Frame(str(mark), []) if mark is not None else None
            else:
                frame = self._table(block) if kind == "tbl" else self._control(block)
                if frame is not None:
                    yield frame
        if loose is not None:
            yield _joined(loose)

    def _blocks(self, parent: Any) -> Iterator[tuple[str, Any]]:
        for child in parent:
            name = name_of(child)
            if name in ("p", "tbl"):
                yield name, child
            elif name == "sdt" and _tagged(child, ANSWER) and not any(_named(child, "tbl")):
                yield "sdt", child
            elif name not in _SKIPPED:
                yield from self._blocks(child)

    def _control(self, control: Any) -> Frame | None:
        mark = find_slot_mark(_tagged(control, ANSWER))
        if mark is None:
            return None
        return Frame(str(mark), [[self._cell(control)]], [], _has_pictures(control))

    def _table(self, table: Any) -> Frame | None:
        rows = [list(_inside(row, "tc")) for row in _inside(table, "tr")]
        if not rows:
            return None
        before: list[str] = []
        mark: SlotMark | None = None
        for line in "\n".join(self._cell(cell) for cell in rows[0]).split("\n"):
            here = find_slot_mark(line) if mark is None else None
            if here is None:
                before.append(line)
            mark = mark or here
        if mark is None:
            mark = _first_tag(rows[0])
            before = []
        if mark is None:
            return self._answer_without_head(table)
        body = [[self._cell(cell) for cell in row] for row in rows[1:]]
        extra = "\n".join(before).strip()
        answer: list[list[Any]] = [[extra], *body] if extra else [*body]
        return Frame(str(mark), answer, [], any(_has_pictures(c) for r in rows[1:] for c in r))

    def _answer_without_head(self, table: Any) -> Frame | None:
        """The row with the code is gone, the control around the answer is still there."""
        for control in _named(table, "sdt"):
            if _tagged(control, ANSWER):
                return self._control(control)
        return None

    def _cell(self, cell: Any) -> str:
        lines = []
        for kind, block in self._blocks(cell):
            if kind == "tbl":
                for row in _inside(block, "tr"):
                    lines.append("\t".join(self._cell(c) for c in _inside(row, "tc")))
            else:
                lines.append(self._text(block) if kind == "p" else self._cell(block))
        return "\n".join(lines)

    def _text(self, paragraph: Any) -> str:
        return self.lists.sign_before(paragraph) + "".join(_words(paragraph))

    def _is_head(self, paragraph: Any) -> bool:
        return self.lists.style_of(paragraph).casefold().startswith(("heading", "title"))


def _words(parent: Any) -> Iterator[str]:
    for child in parent:
        name = name_of(child)
        if name in _SKIPPED or name in _PICTURES:
            continue
        if name == "t":
            yield child.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name == "sym":
            yield _sign(attribute(child, "char"))
        else:
            yield from _words(child)


def _sign(code: str) -> str:
    plain = code.upper().replace("F0", "00", 1)
    return "☒" if plain in _TICKED else "☐" if plain in _OPEN else ""


def _inside(parent: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside controls; not those of inner tables."""
    for child in parent:
        name = name_of(child)
        if name == wanted:
            yield child
        elif name not in _SKIPPED and name not in ("tbl", "tc", "p"):
            yield from _inside(child, wanted)


def _named(element: Any, wanted: str) -> Iterator[Any]:
    return (child for child in element.iter() if name_of(child) == wanted)


def _tagged(control: Any, ending: str) -> str:
    """The tag of a control when it ends so, else ""."""
    for part in control:
        if name_of(part) == "sdtPr":
            for tag in part:
                if name_of(tag) == "tag" and attribute(tag, "val").endswith(ending):
                    return attribute(tag, "val")
    return ""


def _first_tag(cells: list[Any]) -> SlotMark | None:
    """The mark in the tag around or inside the first row."""
    for cell in cells:
        around = [e for e in cell.iterancestors() if name_of(e) == "sdt"]
        for control in [*around[:2], *_named(cell, "sdt")]:
            mark = find_slot_mark(_tagged(control, "").removesuffix(ANSWER))
            if mark is not None:
                return mark
    return None


def _has_pictures(element: Any) -> bool:
    return any(name_of(child) in _PICTURES for child in element.iter())


def _joined(loose: Frame) -> Frame:
    """What followed a mark without a frame: one text."""
    text = "\n".join(str(row[0]) for row in loose.rows).strip("\n")
    return Frame(loose.mark, [[text]])
