"""A form with every kind of question, answers to it, and its files written and read again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from grants.calls.models import FormKind, QuestionKind as K, Requirement
from grants.calls.queries import FormView, QuestionView, SectionView
from grants.calls.rules import BudgetRules
from grants.core.clock import now
from grants.proposals.offline.book_reading import read_book
from grants.proposals.offline.book_writing import book_of
from grants.proposals.offline.frames import Opened
from grants.proposals.offline.marks import FileMark, form_digest
from grants.proposals.offline.reading import Reading, read_all
from grants.proposals.offline.vocabulary import Vocabulary
from grants.proposals.offline.word_reading import read_word
from grants.proposals.offline.word_writing import word_of
from grants.proposals.offline.wording import vocabulary_of
from grants.proposals.rules.budget import CostLine

COUNTRIES = ("GH", "NG", "NE", "CD", "CG", "DO", "DM", "BR", "CI", "GN", "GW", "PG", "MM")
RULES: dict[str, Any] = {
    "categories": [
        {"code": "staff", "label": {"en": "Staff", "fr": "Personnel", "es": "Personal"}},
        {"code": "travel", "label": {"en": "Travel & stay", "fr": "Voyages"}},
    ],
    "sources": ["grant", "recipient", "partner", "in_kind"],
}
BUDGET = BudgetRules.parse(RULES)
OPTIONS = (
    {"value": "live", "label": {"en": "Living", "fr": "Vivre"}},
    {"value": "x", "label": {"en": "x marks the spot", "fr": "x marque"}},
    {"value": "no", "label": {"en": "No, never", "fr": "Non"}},
)
COLUMNS = [
    {"code": "what", "label": {"en": "What", "fr": "Quoi"}, "max_words": 5},
    {"code": "n", "label": {"en": "How many", "fr": "Combien"}, "kind": "number"},
    {"code": "cost", "label": {"en": "Cost", "fr": "Coût"}, "kind": "money"},
    {"code": "on", "label": {"en": "Day", "fr": "Jour"}, "kind": "date"},
    {
        "code": "risk",
        "label": {"en": "Risk", "fr": "Risque"},
        "kind": "choice",
        "options": [
            {"value": "low", "label": {"en": "Low", "fr": "Faible"}},
            {"value": "high", "label": {"en": "High", "fr": "Élevé"}},
        ],
    },
]


def question(n: int, kind: K) -> QuestionView:
    return QuestionView(
        id=n,
        code=kind.value,
        kind=kind,
        label={"en": f"About {kind.value}", "fr": f"Sur {kind.value}"},
        help={},
        why={},
        required=Requirement.ALWAYS,
        required_when=None,
        max_words=200 if kind is K.LONG_TEXT else None,
        max_rows=None,
        limits={},
        options=OPTIONS if kind in (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE) else (),
        config={"columns": COLUMNS} if kind is K.TABLE else {},
        criteria=(),
        carries_over=False,
    )


def form() -> FormView:
    asked = tuple(question(n, kind) for n, kind in enumerate(K, 1))
    return FormView(
        FormKind.CONCEPT_NOTE,
        (SectionView(1, "all", {"en": "G"}, {"en": "All", "fr": "Tout"}, {}, 1, asked),),
    )


@dataclass
class Paper:
    """What of a call stands in its file."""

    ref: str = "CATF-2030"
    closes_at = now()
    zone: str = "Europe/Brussels"

    def __post_init__(self) -> None:
        self.title = {"en": "A call", "fr": "Un appel"}
        self.provenance: dict[str, Any] = {}
        self.budget_rules = RULES


def mark_of(asked: FormView, language: str = "en") -> FileMark:
    return FileMark("ABCDEFGH23", "CATF-2030", language, form_digest(asked))


def words_of(asked: FormView, language: str = "en") -> Vocabulary:
    return vocabulary_of(asked, BUDGET, language=language, countries=COUNTRIES, eligible=COUNTRIES)


def as_word(asked: FormView, answers: dict[str, Any], language: str = "en") -> bytes:
    return word_of(Paper(), asked, (), mark_of(asked, language), answers, "Our proposal")


def as_book(asked: FormView, answers: dict[str, Any], language: str = "en") -> bytes:
    names = {code: code for code in COUNTRIES}
    mark = mark_of(asked, language)
    return book_of(asked, BUDGET, mark, answers, "Our proposal", names, names)


def opened(data: bytes, folder: Path, kind: str = "docx") -> Opened:
    path = folder / f"file.{kind}"
    path.write_bytes(data)
    return read_word(path) if kind == "docx" else read_book(path)


def read(
    asked: FormView, data: bytes, folder: Path, kind: str = "docx", language: str = "en"
) -> Reading:
    found = opened(data, folder, kind)
    return read_all(asked, found, words_of(asked, language), rows_only=kind == "xlsx")


# -- arbitrary answers ---------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="ab é\n\t-=+@☐☒xX1.‐–_\u202e\u00a0\u2028", max_size=80),
    st.sampled_from(
        [
            "=1+1",
            "_x0041_",
            "first\n\nthird\n",
            "\n  - a\n  - b",
            "Q01-3F9A2C10",
            "☒ x",
            "CF1/ABCDEFGH23/X/en/00000000",
            "  two  spaces ",
            "\ttab\tbed",
            "ا\u064b عربي",
            "a\r\nb\x00c",
        ]
    ),
)
CENTS = st.one_of(st.none(), st.integers(0, 10**15 - 1), st.integers(0, 10**7))
DAYS = st.dates().map(lambda day: day.isoformat())
PLACES = st.sampled_from(("", *COUNTRIES))
KINDS = st.sampled_from(("", "local_authority", "civil_society", "research", "private"))
WHOLE = st.one_of(st.none(), st.integers(0, 999_999_999))


def _blank(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values.map(lambda value: "" if value is None else value)


ORGANISATION = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "kind": KINDS,
        "country": PLACES,
        "registration": TEXTS,
        "representative": TEXTS,
        "email": TEXTS,
    }
)
LINES = st.builds(
    CostLine,
    component=TEXTS,
    category=st.sampled_from(("", "staff", "travel")),
    description=TEXTS,
    note=TEXTS,
    grant_cents=st.integers(0, 10**14),
    recipient_cents=st.integers(0, 10**9),
    in_kind_cents=st.integers(0, 10**9),
)
ANSWERS: dict[K, st.SearchStrategy[Any]] = {
    K.SHORT_TEXT: TEXTS,
    K.LONG_TEXT: TEXTS,
    K.SINGLE_CHOICE: st.sampled_from(("", "live", "x", "no")),
    K.MULTIPLE_CHOICE: st.lists(st.sampled_from(("live", "x", "no")), unique=True),
    K.YES_NO: st.sampled_from((None, True, False)),
    K.NUMBER: WHOLE,
    K.MONEY: CENTS,
    K.DATE: st.one_of(st.just(""), DAYS),
    K.COUNTRY: PLACES,
    K.CITY: st.one_of(st.just({}), st.fixed_dictionaries({"name": TEXTS, "country": PLACES})),
    K.ORGANISATION: st.one_of(st.just({}), ORGANISATION),
    K.ORGANISATIONS: st.lists(ORGANISATION, max_size=3),
    K.PEOPLE: st.lists(
        st.fixed_dictionaries({"name": TEXTS, "role": TEXTS, "email": TEXTS}), max_size=3
    ),
    K.TABLE: st.lists(
        st.fixed_dictionaries(
            {
                "what": TEXTS,
                "n": _blank(WHOLE),
                "cost": _blank(CENTS),
                "on": st.one_of(st.just(""), DAYS),
                "risk": st.sampled_from(("", "low", "high")),
            }
        ),
        max_size=3,
    ),
    K.BUDGET: st.lists(LINES, max_size=4),
}
EVERYTHING = st.fixed_dictionaries({kind.value: given for kind, given in ANSWERS.items()})
