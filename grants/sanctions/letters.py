"""Other scripts in Latin letters, and Latin letters with what spellings of one name share: pure.

Cyrillic follows the table of ICAO Doc 9303, part 3 (the one passports use), Arabic and Persian the
romanisation of BGN/PCGN (1956 and 1958) without its marks, Greek that of ISO 843. Arabic writes no
short vowels, so a name from it is compared by its consonants.
"""

import re
import unicodedata
from functools import lru_cache


def _spelled(letters: str, spellings: str) -> dict[str, str]:
    """Each letter with its spelling; two spaces one after the other: it is left out."""
    return dict(zip(letters, spellings.split(" "), strict=True))


_CYRILLIC = _spelled(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђѓѕјљњћќџәөүұқғңһ",
    "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y  e iu ia i i ie g u d "
    "g dz j lj nj c k dz a o u u k g n h",
)
_ARABIC = _spelled(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئپچژگکیہے",
    "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y h a  a a i w y p ch zh g k y h e",
)
_GREEK = _spelled(
    "αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
)
_LATIN = _spelled("øđłæœıħþðŋ", "o d l ae oe i h th d n")
_TABLE = str.maketrans(_CYRILLIC | _ARABIC | _GREEK | _LATIN)
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_ARABIC_ARTICLE = re.compile("(?<![\u0620-\u064a\u0671-\u06d3])(?:و)?ال(?=[\u0620-\u064a]{2})")
_APART = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670'’‘ʼʻʿʾ`´′\u200c\u200d]")


def is_arabic(text: str) -> bool:
    """Does it hold a letter of the Arabic script?"""
    return bool(_ARABIC_LETTER.search(text))


@lru_cache(maxsize=65_536)
def latin(text: str) -> str:
    """In small Latin letters without accents; marks between letters go, other scripts stay."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    whole = _ARABIC_ARTICLE.sub("", whole)
    # A letter with a row of its own (й, آ) is met before it is taken apart.
    spelled = _APART.sub("", whole).translate(_TABLE)
    plain = unicodedata.normalize("NFKD", spelled)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _APART.sub("", plain.translate(_TABLE).casefold())


# What spellings of one name differ in, in the order it is taken away.
_SAME_SOUND = (
    (re.compile("shch|sch|tch|tsh|sh|ch"), "s"),
    (re.compile("dj|zh"), "j"),
    (re.compile("ph"), "f"),
    (re.compile("kh|ck|q|c"), "k"),
    (re.compile("gh"), "g"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ts|tz|dz|z"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("w"), "v"),
    (re.compile("ou|oo|o"), "u"),
    (re.compile("i[ae](?=.)|ee|ei|ey|ai|ay|ie|y|e"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=.)h$"), ""),
)
_VOWELS = re.compile("[aiuv]")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """What spellings of a word share: Muhammad, Mohamed and Mohammed give one."""
    for pattern, letter in _SAME_SOUND:
        word = pattern.sub(letter, word)
    return word


@lru_cache(maxsize=65_536)
def consonants(word: str) -> str:
    """The consonants of a word's sound; all of it when it has none."""
    found = sound(word)
    return _VOWELS.sub("", found) or found
