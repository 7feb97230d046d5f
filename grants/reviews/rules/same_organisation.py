"""Are two names those of one organisation? Compared by what tells them apart, not letter by letter.

Accents, legal forms and small words carry no weight; words for a kind of body are one word in
every language ("Universität Zürich" is "University of Zurich") but never drop out, so that a city
and its university stay two. Initials count only against initials that somebody wrote: "ETHZ" is
"ETH Zürich" and "Eidgenössische Technische Hochschule Zürich"; two long names with equal initials
are two bodies.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from grants.core.text import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = _set(
    "a al an and at d da das de del dem den der des di die do dos du e el et for fur in l la las "
    "le les los of on per por pour the und y zu zur"
)
_LEGAL = _set(
    "ag asbl bv co corp ev eg gmbh inc limited llc llp ltd ltda mbh nv plc pty pvt sa sarl sas sl "
    "spa srl"
)
_KINDS = {
    "@city": "ayuntamiento camara city comune commune gemeente mairie municipal municipality "
    "municipio municipalidad municipalite prefeitura stadt stadtverwaltung town ville",
    "@university": "universidad universidade universita universitaet universitat universite "
    "universiteit university",
    "@ministry": "ministere ministerie ministerio ministerium ministry",
    "@institute": "institut institute instituto istituto",
    "@foundation": "fondation foundation fundacao fundacion stichting stiftung",
    "@association": "asociacion associacao association verband verein",
    "@technical": "technical technique technische technischen technology tecnica tecnico",
    "@national": "nacional national nationale",
    "@council": "conseil consejo conselho council",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_PARTS = re.compile(r"\s+[-–—]\s+|[,;/()–—|:]")
_WORD = re.compile(r"\w+(?:[.&]\w+)*")
_LEAST_INITIALS = 3
_LONGEST_ACRONYM = 10


@dataclass(frozen=True)
class Body:
    """A name, taken apart once; `called` is how it is shown.

    words: in order, kinds as one word; parts: the same for each part between commas and dashes;
    written: acronyms somebody wrote; short: a written acronym with the initials of what follows it
    ("ETH Zürich": ethz, zurich); initials: those of a long name. Countries are codes or None.
    """

    called: str
    country: str | None = None
    words: tuple[str, ...] = ()
    parts: frozenset[tuple[str, ...]] = frozenset()
    written: frozenset[str] = frozenset()
    short: tuple[str, frozenset[str]] | None = None
    initials: str = ""
    marks: frozenset[str] = field(default=frozenset())

    @property
    def is_telling(self) -> bool:
        """Something is left beside words for a kind of body."""
        return any(not word.startswith("@") for word in self.words)


def body(name: str, acronym: str = "", country: str | None = None) -> Body:
    """The name taken apart; an empty name gives a body that is like no other."""
    found = _WORD.findall(name)
    words = _telling(found)
    # A text in capitals throughout shouts; none of its words is an acronym.
    loud = len(found) > 1 and name.isupper()
    capitals = [] if loud else [word for word in found if _is_acronym(word)]
    written = {_letters(acronym)} if acronym else set()
    short = None
    if len(words) == 1 and capitals:
        written.add(words[0])
    elif capitals and words and _letters(capitals[0]) == words[0]:
        rest = words[1:]
        # Initials come from the words as they are spelled, before kinds are made one.
        spelled = [_letters(w) for w in found if _letters(w) not in _SMALL | _LEGAL][1:]
        short = (words[0] + "".join(w[0] for w in spelled if w), frozenset(rest))
    initials = _initials(found) if not capitals else ""
    marks = {w for w in words if not w.startswith("@")} | written
    marks |= {initials} | ({short[0]} if short else set())
    return Body(
        called=name,
        country=country,
        words=words,
        parts=frozenset(_telling(_WORD.findall(part)) for part in _PARTS.split(name)) - {()},
        written=frozenset(written) - {""},
        short=short,
        initials=initials,
        marks=frozenset(marks) - {""},
    )


def is_same(one: Body, other: Body) -> bool:
    """One organisation, by its whole name or by an acronym somebody wrote."""
    if _in_other_countries(one, other):
        return False
    if one.is_telling and sorted(one.words) == sorted(other.words):
        return True
    if any(len(key) >= _LEAST_INITIALS for key in one.written & other.written):
        return True
    return _stands_for(one, other) or _stands_for(other, one)


def is_family(one: Body, other: Body) -> bool:
    """Not the same, but one is named as a part of the other: a department, a country's office."""
    if _in_other_countries(one, other) or is_same(one, other):
        return False
    return _is_part(one, other) or _is_part(other, one)


def marks_of(bodies: Iterable[Body]) -> frozenset[str]:
    """What two lists must share before any of their bodies can be the same or a family."""
    return frozenset().union(*(one.marks for one in bodies))


def _stands_for(acronym: Body, name: Body) -> bool:
    long = {name.initials} if len(name.initials) >= _LEAST_INITIALS else set()
    if acronym.written & (long | ({name.short[0]} if name.short else set())):
        return True
    if acronym.short is None or acronym.short[0] not in long:
        return False
    return acronym.short[1] <= set(name.words)


def _is_part(whole: Body, part: Body) -> bool:
    """The part begins with the whole's name, or has it between its commas."""
    if not whole.is_telling or len(whole.words) < 2:
        return False
    begins = part.words[: len(whole.words)] == whole.words and len(part.words) > len(whole.words)
    return begins or whole.words in part.parts


def _in_other_countries(one: Body, other: Body) -> bool:
    return bool(one.country and other.country and one.country != other.country)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    folded = (_letters(word) for word in words)
    return tuple(_KIND_OF.get(w, w) for w in folded if w and w not in _SMALL | _LEGAL)


def _letters(word: str) -> str:
    return "".join(c for c in fold(word) if c.isalnum())


def _is_acronym(word: str) -> bool:
    plain = "".join(c for c in word if c.isalnum())
    return word.isupper() and 2 <= len(plain) <= _LONGEST_ACRONYM


def _initials(words: Iterable[str]) -> str:
    kept = [w for word in words if (w := _letters(word)) and w not in _SMALL | _LEGAL]
    return "".join(w[0] for w in kept) if len(kept) >= _LEAST_INITIALS else ""
