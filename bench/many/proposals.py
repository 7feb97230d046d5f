"""Proposals in bulk: the row, what was frozen of it, its receipt, attempt, team and event."""

import random
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bench.many import CALL, PLANTED, SIZES, WORDS
from bench.many.beside import insert_beside
from bench.many.filling import Filling, Template
from bench.texts import LANGUAGES, prose
from grants.audit.service import record
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.text import random_ref
from grants.proposals.models import (
    Attempt,
    Collaborator,
    Proposal,
    ProposalStatus,
    Receipt,
    Snapshot,
)

KEPT = (0.55, 0.95)  # the share of its words that a planted text keeps, from and to
STATES = {  # of a hundred proposals of the call
    "submitted": 30, "screening": 15, "clarification": 5, "ineligible": 10, "eligible": 25,
    "in_review": 10, "withdrawn": 5,
}  # fmt: skip


def batch(
    filling: Filling, call_id: int, slots: list[int], numbers: range, *, is_last: bool
) -> None:
    """These proposals of a call; the caller commits."""
    made = [_proposal(filling, call_id, n, is_last=is_last) for n in numbers]
    rows = [row for row, _, _ in made]
    db.session.add_all(rows)
    db.session.flush()
    for n, (row, _, source) in zip(numbers, made, strict=True):
        if is_last and n in filling.sources:
            filling.sources[n] = (*filling.sources[n][:2], row.id)
        if source is not None:
            filling.planted.append((row.id, filling.sources[source][2]))
        record(SYSTEM, "proposal:start_review", row, new={"status": row.status.value})
    _insert([(row, content) for row, content, _ in made])
    insert_beside(filling, rows, slots)


def _proposal(
    filling: Filling, call_id: int, n: int, *, is_last: bool
) -> tuple[Any, dict[str, Any], int | None]:
    """The row, what is frozen of it, and of which other one it is a version."""
    dice = filling.dice
    language, words, source = _words(filling, n, is_last=is_last)
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
            "recipient_id": body_id,
            "grant_cents": dice.randrange(50, 201) * 100_000,
            "draft_version": 1,
            "submitted_version": 1,
            "submitted_at": at,
            "status_at": at,
        }
    )
    return row, _content(template, title, words, dice), source


def _words(filling: Filling, n: int, *, is_last: bool) -> tuple[str, list[str], int | None]:
    """The language and words of a text, and the number of the one it is a version of."""
    dice, first_planted = filling.dice, SIZES[CALL] - PLANTED
    if is_last and n >= first_planted:
        source = dice.choice(sorted(filling.sources))
        language, original, _ = filling.sources[source]
        return language, filling.author.reworded(language, original, dice.uniform(*KEPT)), source
    language = dice.choices(LANGUAGES, (2, 1, 1))[0]
    words = filling.author.words(language, WORDS)
    if is_last and n % 10 == 0:
        filling.sources[n] = (language, words, 0)
    return language, words, None


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


def _insert(made: list[tuple[Any, dict[str, Any]]]) -> None:
    """The team, the frozen version with its receipt and attempt."""
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
