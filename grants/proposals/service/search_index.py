"""Keeping the index of submitted proposals: in the transaction of each submission, and anew."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.calls.models import Call, FormKind
from grants.calls.queries import form_of
from grants.core import hooks, jobs
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalText, Receipt, Snapshot
from grants.proposals.models.search import INDEX
from grants.proposals.queries.search import to_index, unindexed_count
from grants.proposals.rules.search.fields import Fields, fields_of, names_of
from grants.proposals.rules.search.tokens import dense, tokens

REBUILD = "search_rebuild"
BATCH = 100


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.proposal_submitted.connect(on_submitted)


def on_submitted(sender: Proposal, **facts: Any) -> None:
    """A submission is found from the moment it stands, in its words; never commits.

    A withdrawn proposal stays as it is: its state is the proposal's own.
    """
    if not sender.is_full and not sender.is_test:
        snapshot: Snapshot = facts["snapshot"]
        db.session.flush()
        _put(sender.id, snapshot.n, _of_snapshot(sender, snapshot))


def index_past(proposal: Proposal) -> None:
    """A proposal from before this system, of which only its columns are known; never commits."""
    db.session.flush()
    _put(proposal.id, 0, _of_columns(proposal))


def rebuild(told: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Index everything handed in anew, in batches with a commit each; returns how many.

    `told` hears how many of how many are done. Searches made meanwhile find what is done so far;
    a proposal submitted meanwhile is indexed by its submission.
    """
    _empty()
    db.session.commit()
    total, done = unindexed_count(), 0
    told(done, total)
    while ids := to_index(BATCH):
        for proposal, snapshot in _locked(ids):
            fields = _of_snapshot(proposal, snapshot) if snapshot else _of_columns(proposal)
            _put(proposal.id, snapshot.n if snapshot else 0, fields)
        db.session.commit()
        db.session.expunge_all()
        done += len(ids)
        told(done, max(done, total))
    return done


@jobs.handles(REBUILD)
def rebuild_later(_payload: dict[str, Any]) -> None:
    """Asked for by the migration that made the index."""
    rebuild()


# -- what is written ----------------------------------------------------------------------------


def _put(proposal_id: int, n: int, fields: Fields) -> None:
    """Replace what is known of a proposal; the caller holds its row."""
    db.session.execute(sa.delete(ProposalText).where(ProposalText.proposal_id == proposal_id))
    text_id = db.session.scalar(
        sa.insert(ProposalText)
        .values(
            proposal_id=proposal_id,
            n=n,
            language=fields.language,
            title=fields.title[:300],
            organisations=fields.organisations,
            places=fields.places,
            numbers=fields.numbers,
            body=zlib.compress(fields.body.encode()),
        )
        .returning(ProposalText.id)
    )
    each = {
        name: tokens(getattr(fields, name), fields.language)
        for name in ("title", "organisations", "places", "numbers", "body")
    }
    if db.engine.dialect.name == "sqlite":
        _insert_fts5(text_id, each)
    else:
        _insert_tsvectors(text_id, list(each.values()))


def _insert_fts5(text_id: int | None, each: dict[str, list[str]]) -> None:
    columns = {name: " ".join(found) for name, found in each.items()}
    columns["dense"] = " ".join(dense(each["body"]))
    db.session.execute(
        sa.text(
            f"INSERT INTO {INDEX} (rowid, title, organisations, places, numbers, body, dense) "  # noqa: S608
            "VALUES (:id, :title, :organisations, :places, :numbers, :body, :dense)"
        ),
        {"id": text_id, **columns},
    )


def _insert_tsvectors(text_id: int | None, each: Sequence[list[str]]) -> None:
    title, organisations, *_, body = each
    db.session.execute(
        sa.text(
            f"INSERT INTO {INDEX} (text_id, head, words) "  # noqa: S608
            "VALUES (:id, CAST(:head AS tsvector), CAST(:words AS tsvector))"
        ),
        {
            "id": text_id,
            "head": _vector([title, organisations]),
            "words": _vector(each, dense(body)),
        },
    )


def _vector(each: Sequence[list[str]], beside: Iterable[str] = ()) -> str:
    """A tsvector as text: tokens with their places, a gap between two fields so that no phrase
    goes over it, and tokens without a place."""
    places: dict[str, list[str]] = {}
    at = 0
    for found in each:
        for one in found:
            at += 1
            places.setdefault(one, []).append(str(at))
        at += 1
    words = (f"'{one}':{','.join(where)}" for one, where in places.items())
    return " ".join([*words, *(f"'{one}'" for one in beside)])


def _empty() -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')"))  # noqa: S608
    db.session.execute(sa.delete(ProposalText))


# -- what is read -------------------------------------------------------------------------------


def _locked(ids: Sequence[int]) -> list[tuple[Proposal, Snapshot | None]]:
    """Proposals with the snapshot that stands, held against a submission at the same time."""
    proposals = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(ids))
        .order_by(Proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    snapshots: dict[int, Snapshot] = {}
    for row in db.session.scalars(
        sa.select(Snapshot).where(Snapshot.proposal_id.in_(ids)).order_by(Snapshot.n)
    ):
        snapshots[row.proposal_id] = row
    return [(proposal, snapshots.get(proposal.id)) for proposal in proposals]


def _of_snapshot(proposal: Proposal, snapshot: Snapshot) -> Fields:
    call = db.session.get_one(Call, proposal.call_id)
    receipt = db.session.scalar(sa.select(Receipt.number).where(Receipt.snapshot_id == snapshot.id))
    numbers = [proposal.ref, call.ref, *([receipt] if receipt else [])]
    questions = form_of(call, FormKind(snapshot.form)).questions()
    return fields_of(json.loads(snapshot.content), questions, numbers=numbers)


def _of_columns(proposal: Proposal) -> Fields:
    bodies = [proposal.proponent_name]
    if proposal.recipient_id is not None:
        bodies.append(db.session.get_one(Organisation, proposal.recipient_id).name)
    call = db.session.get_one(Call, proposal.call_id)
    return Fields(
        language=proposal.language,
        title=proposal.title,
        organisations="\n".join(dict.fromkeys(filter(None, bodies))),
        places="\n".join(filter(None, [proposal.city, *names_of(proposal.country)])),
        numbers=f"{proposal.ref}\n{call.ref}",
    )
