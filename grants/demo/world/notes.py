"""Concept notes of the demonstration: 42 real project descriptions with invented answers around.

The real amounts are loans of millions; amounts here are redrawn inside the call's limits.
"""

import csv
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from grants.calls.models import QuestionKind as K
from grants.calls.queries import QuestionView
from grants.core.text import fold
from grants.proposals.rules.budget import CostLine

DATA = Path(__file__).parents[1] / "data"

# The city of each of the 42 projects, in the order of projects.csv (ours where none is named).
CITIES = (
    "Trujillo", "Camaçari", "Buenos Aires", "Belém", "San Salvador", "Belo Horizonte",
    "Itapipoca", "Juazeiro do Norte", "Uberaba", "São Bernardo do Campo", "Palmas",
    "Salvador", "Teresina", "Daule", "Panama City", "Chone", "Jundiaí", "Quito", "Taubaté",
    "Guayaquil", "Rosario", "Fortaleza", "Jacareí", "La Libertad", "Aparecida de Goiânia",
    "Maceió", "Loja", "São Bernardo do Campo", "La Paz", "Santo Domingo", "Quito", "Canoas",
    "Cuenca", "Porto Alegre", "Hortolândia", "Alagoinhas", "Gyumri", "Vanadzor", "Gyumri",
    "Vanadzor", "Yerevan", "Santa Ana",
)  # fmt: skip
PORTUGUESE = ("infraestrutura", "requalificação", "município de hortolândia")
SHARES = {  # how a budget is cut, in percent of the grant and of the cash co-financing
    "personnel": 16, "consultants": 14, "training": 16, "travel": 6, "equipment": 10,
    "community": 22, "communication": 6, "monitoring": 4, "audit": 2, "overhead": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One concept note to be written."""

    title: str
    description: str
    city: str
    country: str
    language: str
    proponent: str
    focus_area: str
    grant_cents: int
    cash_cents: int
    months: int
    figures: Mapping[str, str]
    variant: int
    over: Mapping[str, Any] = field(default_factory=dict)


def real_projects() -> list[dict[str, str]]:
    """The 42 descriptions as published (see data/SOURCE.md)."""
    with (DATA / "projects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def invented_answers() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (DATA / "answers.yaml").read_text(encoding="utf-8")
    )
    return loaded


def language_of(row: Mapping[str, str]) -> str:
    """The language a description is written in."""
    if row["publisher"] != "CAF":
        return "en"
    words = fold(f"{row['title']} {row['description']}")
    return "pt" if any(fold(word) in words for word in PORTUGUESE) else "es"


def real_notes(dice: random.Random, focus_areas: list[str]) -> list[Note]:
    """The 42, with cities from the gazetteer and amounts of our own."""
    notes = []
    for n, (row, city) in enumerate(zip(real_projects(), CITIES, strict=True)):
        grant = dice.randrange(90, 201, 5) * 1_000_00
        notes.append(
            Note(
                title=tidy(row["title"], city),
                description=row["description"].strip(),
                city=city,
                country=row["country"],
                language=language_of(row),
                proponent=_office(tidy(row["implementing"], city), city),
                focus_area=focus_areas[n % len(focus_areas)],
                grant_cents=grant,
                cash_cents=grant * dice.choice((25, 30, 40, 60)) // 100,
                months=dice.choice((12, 18, 24)),
                figures=figures(dice),
                variant=n,
            )
        )
    return notes


def figures(dice: random.Random) -> dict[str, str]:
    return {
        "people": f"{dice.randrange(8, 90) * 500:,}".replace(",", " "),
        "share": str(dice.randrange(12, 36)),
    }


def tidy(text: str, city: str) -> str:
    """Titles in capitals as published are hard to read: back to ordinary case, at most 20 words."""
    words = " ".join(text.split()).rstrip(".").split(" ")[:20]
    line = " ".join(words)
    if sum(c.islower() for c in line) <= len(line) / 3:
        line = line.capitalize()
        for name in (city, "Ecuador", "Panamá", "Brasil"):
            line = re.sub(re.escape(name), name, line, flags=re.IGNORECASE)
    return line


def _office(name: str, city: str) -> str:
    return name if city in name else f"{name} ({city})"


def answer(question: QuestionView, note: Note, answers: Mapping[str, list[str]], lead: str) -> Any:
    """What the note says to one question, by its kind; None where it says nothing."""
    if question.code in note.over:
        return note.over[question.code]
    office = f"Projects office, {note.city}"
    match question.kind:
        case K.SINGLE_CHOICE:
            return _choice(question, note)
        case K.SHORT_TEXT:
            return note.title if question.code == "title" else ""
        case K.LONG_TEXT:
            return limited(_text(question.code, note, answers), question.max_words)
        case K.PEOPLE:
            return [{"name": office, "role": "Coordinator", "email": lead}]
    return _FACTS.get(question.kind, _nothing)(note, office, lead)


def _nothing(_note: Note, _office: str, _lead: str) -> None:
    """Some kinds are filled elsewhere: files are uploaded, sponsors are asked."""


def _body(note: Note, office: str, lead: str) -> dict[str, str]:
    return {
        "name": note.proponent,
        "kind": "local_authority",
        "country": note.country,
        "registration_no": f"{note.country}-{1000 + note.variant}",
        "representative": office,
        "email": lead,
    }


_FACTS: dict[K, Callable[[Note, str, str], Any]] = {
    K.CITY: lambda note, _office, _lead: {"name": note.city, "country": note.country},
    K.ORGANISATION: _body,
    K.ORGANISATIONS: lambda *_: [],
    K.NUMBER: lambda note, _office, _lead: note.months,
    K.BUDGET: lambda note, _office, _lead: cost_lines(note),
}


def _choice(question: QuestionView, note: Note) -> str:
    values = [option["value"] for option in question.options]
    return note.focus_area if note.focus_area in values else values[note.variant % len(values)]


def _text(code: str, note: Note, answers: Mapping[str, list[str]]) -> str:
    if code == "summary":
        return note.description
    text = _passage(code, note, answers.get(code, [""]))
    return f"{note.description}\n\n{text}" if code == "approach" else text


def _passage(code: str, note: Note, variants: list[str]) -> str:
    """One sentence of one variant: more would make all the notes look alike."""
    dice = random.Random(f"{note.variant}:{code}")  # noqa: S311
    sentences = re.split(r"(?<=[.;:]) (?=[A-ZÁÉÍÓÚÂÊÔÃÕÇ0-9{])", dice.choice(variants).strip())
    country = Locale.parse(note.language).territories[note.country]
    return dice.choice(sentences).format(city=note.city, country=country, **note.figures)


def limited(text: str, most: int | None) -> str:
    """At most so many words, ended at a sentence where there is one."""
    words = text.split(" ")
    if most is None or len(text.split()) <= most:
        return text
    cut = " ".join(words[: most - 5])
    return cut[: cut.rfind(".") + 1] or cut


def cost_lines(note: Note) -> list[CostLine]:
    """The budget: ten categories, the grant and the recipient's cash spread by SHARES."""
    lines = []
    for n, (category, percent) in enumerate(SHARES.items()):
        lines.append(
            CostLine(
                component=("Mapping with residents", "Agreeing on works", "First works")[n % 3],
                category=category,
                description=category.capitalize(),
                grant_cents=note.grant_cents * percent // 100,
                recipient_cents=note.cash_cents * percent // 100,
                in_kind_cents=500_000 if category == "community" else 0,
            )
        )
    grant_left = note.grant_cents - sum(line.grant_cents for line in lines)
    cash_left = note.cash_cents - sum(line.recipient_cents for line in lines)
    if grant_left or cash_left:
        lines.append(CostLine("First works", "community", "Rounding", "", grant_left, cash_left))
    return lines
