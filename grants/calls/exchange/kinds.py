"""How one value stands in a file: each kind reads a node and writes it back the same."""

import enum
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from grants.calls.exchange.nodes import Fields, Node, each
from grants.calls.rules.countries import CountryException
from grants.calls.rules.document import LANGUAGES, FocusArea, Funnel, Texts
from grants.core.messages import Message, msg

T = TypeVar("T")
E = TypeVar("E", bound=enum.StrEnum)

CODE_FORM = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,59}$", re.IGNORECASE)
_COUNTRY = re.compile(r"^[A-Z]{2}$")
MAX_DOLLARS = 10**12


class Kind(Generic[T]):
    """Reads a value from its place (raising Unreadable) and writes it as YAML data."""

    def __init__(self, read: Callable[[Node], T], write: Callable[[T], Any] = lambda value: value):
        self.read, self.write = read, write


class Flow(list[Any]):
    """A short list, written in one line."""


class Inline(dict[str, Any]):
    """A short mapping, written in one line."""


# -- reading ------------------------------------------------------------------------------------


def read_texts(node: Node) -> Texts:
    """A text in one or more languages, English among them."""
    fields = node.fields(msg("a text for each language, such as “en: …”"))
    found: dict[str, str] = {}
    for language in LANGUAGES:
        if language in fields:
            text = fields.take(language, read_text)
            if text is not None:
                found[language] = text
    fields.no_more()
    if "en" not in fields:
        node.note(msg("the English text (en) is missing"))
    return found


def write_texts(texts: Texts) -> dict[str, str]:
    """Always in the same order: a database may give JSON back in another."""
    return {language: texts[language] for language in LANGUAGES if language in texts}


def read_text(node: Node) -> str:
    text = node.scalar(msg("a text")).strip("\n")
    if not text.strip():
        raise node.refuse(msg("a text"))
    return text


def is_code(text: str) -> bool:
    """What files and pages take as a code."""
    return bool(CODE_FORM.match(text))


def read_code(node: Node) -> str:
    expected = msg("a short code of letters, digits, “-” and “_”")
    code = node.scalar(expected)
    if not is_code(code):
        raise node.refuse(expected)
    return code


def read_country(node: Node) -> str:
    expected = msg("a country code of two capital letters, such as GH")
    code = node.scalar(expected)
    if not _COUNTRY.match(code):
        raise node.refuse(expected)
    return code


def read_boolean(node: Node) -> bool:
    expected = msg("true or false")
    word = node.scalar(expected)
    if word not in ("true", "false"):
        raise node.refuse(expected)
    return word == "true"


def integer(least: int, most: int) -> Kind[int]:
    expected = msg("a whole number from %(least)s to %(most)s", least=least, most=most)

    def read(node: Node) -> int:
        typed = node.scalar(expected)
        if not re.fullmatch(r"-?\d{1,12}", typed) or not least <= int(typed) <= most:
            raise node.refuse(expected)
        return int(typed)

    return Kind(read)


def choice(members: type[E]) -> Kind[E]:
    expected = msg("one of %(words)s", words=", ".join(m.value for m in members))

    def read(node: Node) -> E:
        word = node.scalar(expected)
        if word not in {m.value for m in members}:
            raise node.refuse(expected)
        return members(word)

    return Kind(read, lambda member: member.value)


def one_of(words: tuple[str, ...]) -> Callable[[Node], str]:
    expected = msg("one of %(words)s", words=", ".join(words))

    def read(node: Node) -> str:
        word = node.scalar(expected)
        if word not in words:
            raise node.refuse(expected)
        return word

    return read


def several(read: Callable[[Node], str]) -> Kind[tuple[str, ...]]:
    """A list of single words, none twice."""

    def read_all(node: Node) -> tuple[str, ...]:
        words = each(node.items(msg("a list")), read)
        if len(set(words)) != len(words):
            node.note(msg("names something twice"))
        return words

    return Kind(read_all, Flow)


def among(words: tuple[str, ...]) -> Kind[tuple[str, ...]]:
    """Some of these words; in which order a file names them means nothing."""
    read = several(one_of(words)).read

    def in_order(found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(found, key=words.index))

    return Kind(lambda node: in_order(read(node)), lambda found: Flow(in_order(found)))


def optional(kind: Kind[T]) -> Kind[T | None]:
    """The kind, or `null` for none."""
    return Kind(
        lambda node: None if node.is_null else kind.read(node),
        lambda value: None if value is None else kind.write(value),
    )


def _read_dollars(node: Node) -> int:
    expected = msg("whole dollars in digits only, such as 200000")
    typed = node.scalar(expected)
    if not re.fullmatch(r"\d{1,13}", typed) or int(typed) > MAX_DOLLARS:
        raise node.refuse(expected)
    return int(typed) * 100


def _read_percent(node: Node) -> int:
    expected = msg("a percentage above 0 and up to 100, such as 80")
    try:
        share = Decimal(node.scalar(expected)) * 100
    except InvalidOperation:
        raise node.refuse(expected)
    if share != share.to_integral_value() or not 1 <= share <= 10_000:
        raise node.refuse(expected)
    return int(share)


def _write_percent(share_bp: int) -> int | float:
    return share_bp // 100 if share_bp % 100 == 0 else share_bp / 100


def read_local_time(node: Node) -> datetime:
    """A moment on the clock of the call's zone, or with an offset of its own."""
    expected = msg("a day and time such as “2027-01-15 23:59:59”")
    typed = node.scalar(expected)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d([+-]\d\d:\d\d)?", typed):
        raise node.refuse(expected)
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise node.refuse(expected)


def _read_focus_area(node: Node) -> FocusArea:
    fields = node.fields(msg("a code and a name"))
    area = FocusArea(
        code=fields.take("code", read_code) or "", name=fields.take("name", read_texts) or {}
    )
    fields.no_more()
    return area


def _read_exception(node: Node) -> CountryException:
    fields = node.fields(msg("a country and a reason"))
    exception = CountryException(
        country=fields.take("country", read_country) or "",
        reason=fields.take("reason", read_text) or "",
    )
    fields.no_more()
    return exception


def _read_funnel(node: Node) -> Funnel:
    fields = node.fields(msg("received, eligible, approved, awarded_usd and note"))
    count = integer(0, 1_000_000)
    funnel = Funnel(
        received=fields.take("received", count.read, None),
        eligible=fields.take("eligible", count.read, None),
        approved=fields.take("approved", count.read, None),
        awarded_cents=fields.take("awarded_usd", _read_dollars, None),
        note=fields.take("note", read_texts, {}) or {},
    )
    fields.no_more()
    return funnel


def _write_funnel(funnel: Funnel) -> dict[str, Any]:
    awarded = None if funnel.awarded_cents is None else funnel.awarded_cents // 100
    return without_empty(
        {
            "received": funnel.received,
            "eligible": funnel.eligible,
            "approved": funnel.approved,
            "awarded_usd": awarded,
            "note": write_texts(funnel.note),
        }
    )


def listed(read: Callable[[Node], T], write: Callable[[T], Any]) -> Kind[tuple[T, ...]]:
    """A list, one item under the other."""
    return Kind(
        lambda node: each(node.items(msg("a list")), read),
        lambda values: [write(value) for value in values],
    )


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what says something: neither None nor an empty text, list or mapping."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def require(fields: Fields, name: str, read: Callable[[Node], T], fallback: T) -> T:
    """A required field, or the fallback when it could not be read (which is recorded)."""
    value = fields.take(name, read)
    return fallback if value is None else value


TEXTS: Kind[Texts] = Kind(read_texts, write_texts)
CODE: Kind[str] = Kind(read_code)
LINE: Kind[str] = Kind(read_text)
BOOLEAN: Kind[bool] = Kind(read_boolean)
DOLLARS: Kind[int] = Kind(_read_dollars, lambda cents: cents // 100)
PERCENT: Kind[int] = Kind(_read_percent, _write_percent)
COUNTRIES: Kind[tuple[str, ...]] = several(read_country)
FOCUS_AREAS: Kind[tuple[FocusArea, ...]] = listed(
    _read_focus_area, lambda area: {"code": area.code, "name": write_texts(area.name)}
)
EXCEPTIONS: Kind[tuple[CountryException, ...]] = listed(
    _read_exception, lambda one: {"country": one.country, "reason": one.reason}
)
FUNNEL: Kind[Funnel] = Kind(_read_funnel, _write_funnel)


def expected_of(what: str) -> Message:
    """The words for “expected …” where a part lists its own fields."""
    return msg("the fields of %(what)s", what=what)
