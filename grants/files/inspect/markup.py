"""Reading the XML parts of office documents without believing them: no entities, no fetching."""

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

_CHUNK = 64 * 1024


class UnsafeMarkup(Exception):
    """XML that defines entities, or is not XML."""


class OutsideReference(Exception):
    """Something is fetched from elsewhere when the document is opened."""


def read_markup(part: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element's name and attributes, in order, in little memory."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    parser.EntityDeclHandler = _refuse_entity
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise UnsafeMarkup
    yield from found


def _refuse_entity(*_: object) -> None:
    raise UnsafeMarkup
