"""What all the proposals of the world “many” are made from."""

import json
import random
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bench.texts import LANGUAGES, Author
from grants.accounts.models import Organisation, OrganisationKind, Person
from grants.accounts.service.people import create_person
from grants.calls.models import Call, Question, QuestionKind, Section
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.text import fold, random_ref
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import SCORED
from grants.files.models import Blob
from grants.notes.models import Tag, TagTone
from grants.places.models import City
from grants.proposals.models import Proposal, Snapshot

PEOPLE, BODIES = 100, 2_000
TAGS = (
    "Site visit", "Second phase", "New partner", "Flood plain", "Land title", "Women's group",
    "Port city", "Landslides", "Capital city", "Metro region", "Known to a member", "Earlier grant",
)  # fmt: skip


@dataclass(frozen=True)
class Template:
    """A proposal of the demonstration: its columns and what was frozen of it."""

    columns: dict[str, Any]
    content: dict[str, Any]
    long: tuple[str, ...]


class Filling:
    """Everything that is the same for all the proposals that are made."""

    def __init__(self) -> None:
        self.dice = random.Random(2026)
        self.author = Author()
        self.now = clock.now()
        self.templates = _templates()
        emails = [BY_KEY[key].email for key in ("sofia", "kwame")]
        self.officers = list(
            db.session.scalars(sa.select(Person.id).where(Person.email.in_(emails)))
        )
        self.people, self.bodies, self.cities = _people(), self._bodies(), _cities()
        self.tags, self.blobs = self._tags(), list(db.session.scalars(sa.select(Blob.id)))
        # Of a proposal others are versions of: its language, its words, its id.
        self.sources: dict[int, tuple[str, list[str], int]] = {}
        self.planted: list[tuple[int, int]] = []

    def _bodies(self) -> list[tuple[int, str]]:
        rows = [
            Organisation(
                ref=random_ref(),
                name=f"City Council {n}",
                folded_name=fold(f"City Council {n}"),
                kind=OrganisationKind.LOCAL_AUTHORITY,
                created_at=self.now,
            )
            for n in range(BODIES)
        ]
        db.session.add_all(rows)
        db.session.commit()
        return [(row.id, row.name) for row in rows]

    def _tags(self) -> list[int]:
        rows = [
            Tag(
                ref=random_ref(),
                name=name,
                folded_name=fold(name),
                tone=TagTone.GREY,
                made_by_id=self.officers[0],
                made_at=self.now,
            )
            for name in TAGS
        ]
        db.session.add_all(rows)
        db.session.commit()
        return [row.id for row in rows]


def slots(call_id: int) -> list[int]:
    """Ids of the questions of a call that are answered with a file."""
    return list(
        db.session.scalars(
            sa.select(Question.id)
            .join(Section, Section.id == Question.section_id)
            .where(Section.call_id == call_id, Question.kind == QuestionKind.FILE)
            .order_by(Question.id)
        )
    )


def _people() -> list[int]:
    return [
        create_person(
            SYSTEM,
            email=f"projects@city{n}.example",
            name=f"Projects office {n}",
            password_hash="",
            language="en",
        ).id
        for n in range(PEOPLE)
    ]


def _templates() -> dict[str, list[Template]]:
    """Snapshots of the demonstration's scored call, by language."""
    found: dict[str, list[Template]] = {code: [] for code in LANGUAGES}
    rows = db.session.execute(
        sa.select(Proposal, Snapshot.content)
        .join(Snapshot, Snapshot.proposal_id == Proposal.id)
        .join(Call, Call.id == Proposal.call_id)
        .where(Call.ref == SCORED, Snapshot.n == 1)
        .order_by(Proposal.id)
    )
    kept = ("language", "country", "focus_area", "months", "cash_cents", "in_kind_cents")
    for row, text in rows:
        content = json.loads(text)
        answers = content["answers"]
        long = [
            code for code, value in answers.items() if isinstance(value, str) and len(value) > 79
        ]
        columns = {name: getattr(row, name) for name in kept}
        if row.language in found:
            found[row.language].append(Template(columns, content, tuple(long)))
    return found


def _cities() -> list[tuple[int, str, str]]:
    rows = db.session.execute(sa.select(City.id, City.name, City.country).order_by(City.id))
    return [(row.id, row.name, row.country) for row in rows]
