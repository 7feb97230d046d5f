"""The world “many”: 10,000 proposals of 3,000 words in one call, 500 in an earlier one.

Made in bulk from the snapshots of the demonstration, each with texts of its own, its snapshot,
receipt, attempt, event on the trail and vector, so that `flask check-invariants` holds. Of those of
the call PLANTED are other applicants' versions of texts that were there before: what look-alikes
must find, listed in planted.json. `python -m bench.many FOLDER`.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.texts import LANGUAGES, Author, prose
from grants.accounts.models import Organisation, OrganisationKind, Person
from grants.accounts.service.people import create_person
from grants.app import create_app
from grants.audit.service import record
from grants.calls.models import Call, CallStaff, StaffDuty
from grants.calls.service import exchange, lifecycle
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.text import fold, random_ref
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import DATA, SCORED
from grants.places.models import City
from grants.proposals.models import (
    Attempt,
    Collaborator,
    Proposal,
    ProposalStatus,
    ProposalStatus as S,
    Receipt,
    Snapshot,
)
from grants.screening.models import Clarification, Finding, Screening
from grants.screening.service.compare import bring_up_to_date

EARLIER, CALL = "CATF-MANY-1", "CATF-MANY"
SIZES = {EARLIER: 500, CALL: 10_000}
WORDS = 3_000
PLANTED = 300
KEPT = (0.55, 0.95)  # the share of its words that a planted text keeps, from and to
BATCH = 250
PEOPLE, BODIES = 100, 2_000
STATES = {  # of a hundred proposals of the call
    "submitted": 30, "screening": 15, "clarification": 5, "ineligible": 10, "eligible": 25,
    "in_review": 10, "withdrawn": 5,
}  # fmt: skip


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
        self.people, self.bodies, self.cities = self._people(), self._bodies(), _cities()
        self.sources: dict[int, tuple[str, list[str], int]] = {}
        self.planted: list[tuple[int, int]] = []

    def _people(self) -> list[int]:

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


def fill() -> list[tuple[int, int]]:
    """Into a built demonstration; the planted pairs as ids, the later first."""
    filling = Filling()
    earlier, call = _call(EARLIER, -400), _call(CALL, -40)
    begin = time.perf_counter()
    for call_id, ref in ((earlier, EARLIER), (call, CALL)):
        for start in range(0, SIZES[ref], BATCH):
            _batch(filling, call_id, range(start, start + BATCH), is_last=ref == CALL)
            db.session.commit()
            db.session.expunge_all()
            bring_up_to_date()
            if start % 2500 == 0:
                took = time.perf_counter() - begin
                print(f"{ref}: {start + BATCH} of {SIZES[ref]}, {took:.0f} s", flush=True)
    return filling.planted


def _call(ref: str, closed: int) -> int:
    """The call of 2015 under another name, closed so many days from today."""
    text = (DATA / "catf-2015.yaml").read_text(encoding="utf-8")
    call = exchange.rehearse_call(
        SYSTEM,
        text.replace("ref: CATF-2015", f"ref: {ref}"),
        f"{ref}.yaml",
        opens_at=clock.now() + timedelta(days=closed - 56),
        closes_at=clock.now() + timedelta(days=closed),
        more_languages=("pt",),
    )
    for key, duty in (("helena", StaffDuty.LEAD), ("sofia", StaffDuty.OFFICER)):
        email = BY_KEY[key].email
        person = db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
        db.session.add(CallStaff(call_id=call.id, person_id=person, duty=duty))
    db.session.commit()
    call_id = call.id
    lifecycle.advance(clock.now())
    return call_id


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


def _batch(filling: Filling, call_id: int, numbers: range, *, is_last: bool) -> None:

    made = [_proposal(filling, call_id, n, is_last=is_last) for n in numbers]
    db.session.add_all(row for row, _, _ in made)
    db.session.flush()
    for n, (row, _, source) in zip(numbers, made, strict=True):
        if is_last and n in filling.sources:
            filling.sources[n] = (*filling.sources[n][:2], row.id)
        if source is not None:
            filling.planted.append((row.id, filling.sources[source][2]))
        record(SYSTEM, "proposal:start_review", row, new={"status": row.status.value})
    _insert(filling, [(row, content) for row, content, _ in made])


def _proposal(
    filling: Filling, call_id: int, n: int, *, is_last: bool
) -> tuple[Any, dict[str, Any], int | None]:
    """The row, what is frozen of it, and of which other one it is a version."""
    dice = filling.dice
    first_planted = SIZES[CALL] - PLANTED
    source = dice.choice(sorted(filling.sources)) if is_last and n >= first_planted else None
    if source is None:
        language = dice.choices(LANGUAGES, (2, 1, 1))[0]
        words = filling.author.words(language, WORDS)
        if is_last and n < first_planted and n % 10 == 0:
            filling.sources[n] = (language, words, 0)
    else:
        language, original, _ = filling.sources[source]
        words = filling.author.reworded(language, original, dice.uniform(*KEPT))
    template = dice.choice(filling.templates[language])
    title = " ".join(words[:8]).capitalize()
    city_id, city, country = dice.choice(filling.cities)
    body_id, body = dice.choice(filling.bodies)
    at = filling.now - timedelta(days=41 if is_last else 401, seconds=dice.randrange(3_000_000))
    row = Proposal(
        **{
            **template.columns,
            "ref": random_ref(),
            "call_id": call_id,
            "status": ProposalStatus(dice.choices(list(STATES), list(STATES.values()))[0]),
            "started_by_id": dice.choice(filling.people),
            "started_at": at - timedelta(days=10),
            "title": title,
            "country": country,
            "city": city,
            "city_id": city_id,
            "proponent_name": body,
            "proponent_kind": "local_authority",
            "proponent_id": body_id,
            "grant_cents": dice.randrange(50, 201) * 100_000,
            "draft_version": 1,
            "submitted_version": 1,
            "submitted_at": at,
            "status_at": at,
        }
    )
    return row, _content(template, title, words, dice), source


def _content(
    template: Template, title: str, words: list[str], dice: random.Random
) -> dict[str, Any]:
    """What the template froze, with these words in its long answers."""
    share = len(words) // len(template.long)
    texts = {
        code: prose(words[at * share : (at + 1) * share], dice)
        for at, code in enumerate(template.long)
    }
    return {**template.content, "answers": {**template.content["answers"], **texts, "title": title}}


def _insert(filling: Filling, made: list[tuple[Any, dict[str, Any]]]) -> None:
    """The team, the frozen version with its receipt and attempt, the check with its officer."""
    frozen, receipts, teams, attempts = [], [], [], []
    last = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(Snapshot.id), 0))) or 0
    for n, (row, content) in enumerate(made, last + 1):
        text = canonical(content)
        when, who = row.submitted_at, row.started_by_id
        of = {"proposal_id": row.id}
        frozen.append(
            {**of, "id": n, "n": 1, "form": "concept_note", "content": text,
             "sha256": sha256(text), "received_at": when, "by_id": who}
        )  # fmt: skip
        number = f"R-{random_ref(5)}-{random_ref(5)}"
        receipts.append({"number": number, "snapshot_id": n, "received_at": when})
        teams.append({**of, "person_id": who, "role": "proposal_lead", "added_at": when})
        attempts.append(
            {**of, "person_id": who, "received_at": when, "outcome": "accepted", "facts": {}}
        )
    tables = ((Snapshot, frozen), (Receipt, receipts), (Collaborator, teams), (Attempt, attempts))
    for model, rows in tables:
        db.session.execute(sa.insert(model), rows)
    _insert_checks(filling, [row for row, _ in made])


def _insert_checks(filling: Filling, made: list[Any]) -> None:

    checks, questions = [], []
    for row in made:
        if row.status in (S.SUBMITTED, S.WITHDRAWN):
            continue
        officer, at = filling.dice.choice(filling.officers), row.submitted_at + timedelta(days=1)
        check = {
            "proposal_id": row.id, "officer_id": officer, "started_at": at, "finding": None,
            "reason_codes": [], "sentence": "", "found_by_id": None, "found_at": None,
            "confirmed_by_id": None, "confirmed_at": None, "returned_words": "", "version": 1,
        }  # fmt: skip
        if row.status not in (S.SCREENING, S.CLARIFICATION):
            is_refused = row.status is S.INELIGIBLE
            second = next(one for one in filling.officers if one != officer)
            check |= {
                "finding": Finding.INELIGIBLE if is_refused else Finding.ELIGIBLE,
                "sentence": "The theme is another one." if is_refused else "",
                "reason_codes": ["B5-no"] if is_refused else [],
                "found_by_id": officer,
                "found_at": at,
                "confirmed_by_id": second if is_refused else None,
                "confirmed_at": at if is_refused else None,
            }
        checks.append(check)
        if row.status is S.CLARIFICATION:
            questions.append(
                {"ref": random_ref(), "proposal_id": row.id, "items": ["B2"], "opened": [],
                 "question": "The letter?", "asked_by_id": officer, "asked_at": at,
                 "due_at": filling.now + timedelta(days=5), "status": "open", "answer": "",
                 "version": 1}
            )  # fmt: skip
    for model, rows in ((Screening, checks), (Clarification, questions)):
        if rows:
            db.session.execute(sa.insert(model), rows)


def planted(folder: Path) -> Iterator[tuple[int, int]]:
    """The planted pairs of a built world."""
    for later, earlier in json.loads((folder / "planted.json").read_text()):
        yield max(later, earlier), min(later, earlier)


def main() -> None:
    folder = Path(sys.argv[1])
    os.environ["INSTANCE_DIR"] = str(folder)

    with create_app().app_context():
        pairs = fill()
    (folder / "planted.json").write_text(json.dumps(pairs))


if __name__ == "__main__":
    main()
