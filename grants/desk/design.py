"""Samples for the design page: every part in every state. Not translated: a page for builders."""

from dataclasses import dataclass
from typing import Any

from grants.core import charts, compare, text

LONG_WORD = (
    "Siedlungsentwicklungsgesellschaftsvertragsentwurf-Llanfairpwllgwyngyllgogerychwyrndrobwll"
)
TONES = ("ok", "info", "warn", "bad", "reserve", "")
TASK_STATES = ("done", "progress", "attention", "not_started", "locked")


@dataclass(frozen=True)
class SamplePerson:
    name: str
    role: str = ""
    note: str = ""


@dataclass(frozen=True)
class SampleEvent:
    title: str
    at_text: str
    at_iso: str
    by: str = ""
    text: str = ""
    tone: str = ""


@dataclass(frozen=True)
class SampleRow:
    city: str
    place: str
    line: str
    asked: str
    score: str
    spread: charts.Spread
    spread_text: str
    status: str
    tone: str


@dataclass(frozen=True)
class SamplePage:
    start: int
    end: int
    total: int | None
    previous_url: str | None
    next_url: str | None


def design_context() -> dict[str, Any]:
    """Everything `design/index.html` shows, besides its form."""
    return {
        "long_word": LONG_WORD,
        "tones": TONES,
        "task_states": TASK_STATES,
        "rows": _rows(),
        "table_columns": _columns(),
        "page": SamplePage(51, 100, 214, "#tables", "#tables"),
        "people": _people(),
        "events": _events(),
        "blocks": text.blocks(
            "The assembly has no budget line for drains.\n\n- 84 blocked culverts\n- one street in "
            "five is served\n\n1. Map with residents\n2. Agree on the first ten"
        ),
        "pieces": compare.word_changes(
            "Residents will clear ten culverts before the rains.",
            "Residents and the assembly will clear twelve culverts before the first rains.",
        ),
        **_figures(),
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": "City", "url": "#tables"},
        {"label": "Theme"},
        {"label": "Asked (US$)", "num": True},
        {"label": "Score", "num": True, "url": "#tables", "sort": "descending"},
        {"label": "Spread"},
        {"label": "Status"},
    ]


_SAMPLES = [
    ("Tamale", "Ghana", "Secondary cities", "212,000", 86.5, 4.2, "Shortlisted", "ok"),
    ("Maputo", "Mozambique", "Informal settlements", "250,000", 84.0, 6.8, "Shortlisted", "ok"),
    ("Cartagena de Indias", "Colombia", "Migration", "240,000", 81.7, 12.9, "Discuss", "warn"),
    ("Adama (አዳማ)", "Ethiopia", "Migration", "225,000", 78.2, 7.7, "With evaluators", "info"),
    ("Sfax (صفاقس)", "Tunisia", "Climate", "199,000", 77.5, 9.4, "Not eligible", "bad"),
    (
        "Pokhara",
        "Nepal",
        "Informal settlements",
        "95,000",
        74.1,
        2.8,
        "On the reserve list",
        "reserve",
    ),
    (
        LONG_WORD,
        "A name that never ends",
        "Finance",
        "1,000,000,000",
        66.0,
        10.2,
        "Withdrawn",
        "",
    ),
]


def _rows() -> list[SampleRow]:
    return [
        SampleRow(
            city,
            place,
            line,
            asked,
            f"{mean:.1f}",
            charts.spread(mean - around, mean, mean + around),
            f"from {mean - around:.1f} to {mean + around:.1f}",
            status,
            tone,
        )
        for city, place, line, asked, mean, around, status, tone in _SAMPLES
    ]


def _people() -> list[SamplePerson]:
    return [
        SamplePerson("Amina Yakubu", "Lead"),
        SamplePerson("Samuel Adjei", "Editor", "editing “Budget” now"),
        SamplePerson("محمد الهادي"),
        SamplePerson(LONG_WORD, "Viewer"),
    ]


def _events() -> list[SampleEvent]:
    return [
        SampleEvent(
            "An answer is needed",
            "Thursday 21 January 2027, 10:12 Brussels time",
            "2027-01-21T09:12:00Z",
            "Secretariat",
            "Please send the page with the signature.",
            "warn",
        ),
        SampleEvent(
            "Submitted",
            "Friday 15 January 2027, 16:58 Brussels time",
            "2027-01-15T15:58:00Z",
            "Amina Yakubu",
        ),
        SampleEvent(
            "Started", "Monday 7 December 2026, 09:30 Brussels time", "2026-12-07T08:30:00Z"
        ),
    ]


def _figures() -> dict[str, Any]:
    scores = [("40", 3), ("45", 6), ("50", 11), ("55", 19), ("60", 31), ("65", 42), ("70", 44)]
    scores += [("75", 33), ("80", 17), ("85", 7), ("90", 1)]
    stages = [("Drafts started", 612), ("Submitted", 268), ("Eligible", 214), ("Shortlisted", 24)]
    stages += [("Awarded", 12)]
    lines = [
        ("Country Programmes", 8.3, 6.1, "6.1 of 8.3m"),
        ("Catalytic Fund", 2.0, 1.75, "1.75 of 2.0m"),
        ("Joint Work Programmes", 1.5, 0.4, "0.4 of 1.5m"),
        ("Communications and Advocacy", 0.5, 0.62, "0.62 of 0.50m: over"),
    ]
    places = [
        ("Ghana", -1.2, 7.9, 41),
        ("India", 79.0, 22.0, 38),
        ("Brazil", -51.9, -10.8, 29),
        ("Mozambique", 35.5, -17.3, 18),
        ("Ethiopia", 39.6, 8.6, 15),
        ("Tunisia", 9.6, 34.1, 7),
        ("Colombia", -73.1, 3.9, 12),
        ("Philippines", 122.9, 11.8, 9),
        ("Samoa", -172.2, -13.8, 1),
        ("Cabo Verde", -23.6, 15.1, 2),
        ("South Africa", 25.1, -29.0, 6),
    ]
    return {
        "columns_chart": charts.columns(scores, highlight=frozenset({"80", "85", "90"})),
        "columns_rows": scores,
        "funnel_chart": charts.funnel(stages),
        "funnel_rows": stages,
        "bullet_chart": charts.bullets(lines),
        "bullet_rows": [(label, f"{limit:.2f}", f"{used:.2f}") for label, limit, used, _ in lines],
        "map_dots": charts.dots(places),
        "map_rows": [(label, value) for label, _, _, value in places],
    }
