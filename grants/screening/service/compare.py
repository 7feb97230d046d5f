"""Texts become vectors, and what is alike becomes pairs; the worker's part, which decides nothing.

Nobody waits for it: what it needs is read in a transaction that only reads, and it computes in
none. Two workers may do the same at once: each statement holds on its own.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from grants.core import clock
from grants.core.db import db, reading, unless_there
from grants.core.text import random_ref
from grants.screening.models import LookAlike, LookAlikeVerdict, TextVector
from grants.screening.queries.vectors import Stored, Text, texts_without_vector
from grants.screening.rules.look_alikes import digest_of_both, percent
from grants.screening.vectors import SCHEME, Corpus, Pair, pack

BATCH = 100  # texts read and stored at a time

Row = Mapping[str, Any]


def bring_up_to_date(until: float | None = None) -> bool:
    """Make the vectors that are missing or old; False when `until` (time.monotonic) came first.

    Usually those of one text. All at once where a new scheme makes every one anew.
    """
    while True:
        with reading():
            texts = texts_without_vector(BATCH)
        if not texts:
            return True
        _store([_row(text) for text in texts])
        if len(texts) < BATCH:  # a submission made meanwhile asks for itself
            return True
        if until is not None and time.monotonic() > until:
            return False


def keep(texts: Stored, corpus: Corpus, compared: Sequence[int], pairs: Sequence[Pair]) -> None:
    """Write what comparing the texts at these places found; the caller commits.

    A pair that was judged stays whatever its texts are now; one that nobody judged goes when they
    are not alike any more. Four statements at most.
    """
    found = {(texts.ids[one.first], texts.ids[one.second]): percent(one.cosine) for one in pairs}
    digests = dict(zip(texts.ids, texts.digests, strict=True))
    known = {
        (row.proposal_id, row.other_id): row for row in _known([texts.ids[i] for i in compared])
    }
    gone = [
        row.id
        for both, row in known.items()
        if both not in found and row.verdict is LookAlikeVerdict.OPEN
    ]
    _take_off(gone)
    places = {of: place for place, of in enumerate(texts.ids)}
    changed: list[Row] = []
    for both, row in sorted(known.items()):
        texts_now = _digest(digests, both)
        if row.id in gone or texts_now is None:
            continue
        likeness = found.get(both)
        if likeness is None:
            likeness = percent(corpus.cosine(*(places[of] for of in both)))
        if (row.texts, row.likeness_pct) != (texts_now, likeness):
            changed.append({"row": row.id, "texts_now": texts_now, "likeness": likeness})
    _change(changed)
    new = sorted(found.keys() - known.keys())
    _add([_pair(both, found[both], _digest(digests, both)) for both in new])


def _row(text: Text) -> Row:
    packed = pack(text.text)
    return {
        "proposal_id": text.proposal_id,
        "snapshot_n": text.snapshot_n,
        "scheme": SCHEME,
        "digest": text.digest,
        "words": packed.words,
        "times": packed.times,
    }


def _store(rows: Sequence[Row]) -> None:
    """Never an older snapshot over a newer one."""
    anew = (
        sa.update(TextVector)
        .where(
            TextVector.proposal_id == sa.bindparam("of"),
            sa.or_(TextVector.snapshot_n < sa.bindparam("n"), TextVector.scheme < SCHEME),
        )
        .values(
            snapshot_n=sa.bindparam("n"),
            scheme=SCHEME,
            digest=sa.bindparam("of_text"),
            words=sa.bindparam("places"),
            times=sa.bindparam("often"),
        )
    )
    values = [
        {
            "of": row["proposal_id"],
            "n": row["snapshot_n"],
            "of_text": row["digest"],
            "places": row["words"],
            "often": row["times"],
        }
        for row in rows
    ]
    connection = db.session.connection()
    connection.execute(anew, values)
    connection.execute(unless_there(TextVector, db.engine.dialect.name), rows)
    db.session.commit()


def _known(ids: Sequence[int]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Pairs of these proposals; locked, so that a verdict given meanwhile is not passed over."""
    return db.session.execute(
        sa.select(
            LookAlike.id,
            LookAlike.proposal_id,
            LookAlike.other_id,
            LookAlike.verdict,
            LookAlike.likeness_pct,
            LookAlike.texts,
        )
        .where(sa.or_(LookAlike.proposal_id.in_(ids), LookAlike.other_id.in_(ids)))
        .order_by(LookAlike.id)
        .with_for_update()
    ).all()


def _digest(digests: Mapping[int, str], both: tuple[int, int]) -> str | None:
    """None where one of the two is not compared any more."""
    later, earlier = digests.get(both[0]), digests.get(both[1])
    return digest_of_both(later, earlier) if later and earlier else None


def _take_off(ids: Sequence[int]) -> None:
    if ids:
        db.session.execute(
            sa.delete(LookAlike).where(
                LookAlike.id.in_(ids), LookAlike.verdict == LookAlikeVerdict.OPEN
            )
        )


def _change(rows: Sequence[Row]) -> None:
    """The verdict stays; that its texts are others now shows by their digest."""
    if rows:
        db.session.connection().execute(
            sa.update(LookAlike)
            .where(LookAlike.id == sa.bindparam("row"))
            .values(texts=sa.bindparam("texts_now"), likeness_pct=sa.bindparam("likeness")),
            list(rows),
        )


def _pair(both: tuple[int, int], likeness: int, texts: str | None) -> Row:
    return {
        "ref": random_ref(),
        "proposal_id": both[0],
        "other_id": both[1],
        "likeness_pct": likeness,
        "found_at": clock.now(),
        "texts": texts,
        "verdict": LookAlikeVerdict.OPEN,
        "note": "",
    }


def _add(rows: Sequence[Row]) -> None:
    """Another worker may have found the same two at the same time."""
    if rows:
        insert = unless_there(LookAlike, db.engine.dialect.name)
        db.session.connection().execute(insert, list(rows))
