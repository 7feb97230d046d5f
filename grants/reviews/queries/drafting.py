"""What a draft of the assignments is worked out from, and how far the work is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Proposal
from grants.reviews.assignment import Bids, Need, Reader, Rules
from grants.reviews.models import (
    AssignmentBan,
    AssignmentRules,
    AssignmentRun,
    AssignmentStatus,
    Bid,
    PoolMember,
    RunKind,
    Seniority,
)
from grants.reviews.queries.assignment import Given, Reviewed, all_proposals
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.pool import Member, members
from grants.reviews.rules.drafting import bounded_bids, rules_of
from grants.screening.models import TextVector
from grants.screening.vectors import SCHEME, Corpus, Packed, pack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_ROUND, SECOND_ROUND = 1, 2
TAKEN_OFF = (AssignmentStatus.CONFLICTED, AssignmentStatus.VOIDED)


@dataclass(frozen=True)
class Wanted:
    """What a lead asks for.

    again: drafts that nobody chose by hand are given up and worked out anew. refs: only these
    proposals, with `extra` more evaluators each; None: all, up to the number of the call.
    """

    again: bool = False
    refs: frozenset[str] | None = None
    extra: int = 0
    stage: int = FIRST_ROUND

    def frees(self, given: Given) -> bool:
        """May this draft be given up?"""
        return (
            self.again
            and given.stage == self.stage
            and given.status is AssignmentStatus.DRAFT
            and not is_pinned(given)
        )


def is_pinned(given: Given) -> bool:
    """Chosen by a person, or kept by a plan for a reason of its own: no re-solving moves it."""
    return any(given.why.get(mark) for mark in ("by_hand", "anchor", "extra"))


@dataclass(frozen=True)
class Profile:
    """What somebody of the pool said of themselves besides languages, regions and themes."""

    strengths: Mapping[str, int]
    is_senior: bool
    expertise: str


UNKNOWN = Profile({}, False, "")


def profiles(call: Call) -> dict[int, Profile]:
    """By person id, of the whole pool; one query."""
    rows = db.session.execute(
        sa.select(
            PoolMember.person_id,
            PoolMember.strengths,
            PoolMember.seniority,
            PoolMember.expertise,
        ).where(PoolMember.call_id == call.id)
    )
    return {
        row.person_id: Profile(row.strengths, row.seniority is Seniority.SENIOR, row.expertise)
        for row in rows
    }


@dataclass(frozen=True)
class Problem:
    """Everything the solver needs, and the proposals it is about."""

    proposals: dict[int, Reviewed]
    needs: list[Need]
    readers: list[Reader]
    barred: frozenset[tuple[int, int]]
    bids: Bids
    likeness: "NDArray[np.float64] | None"
    rules: Rules


def rules_and_version(call: Call) -> tuple[Rules, int]:
    """The call's rules and the number of their version; 0 where nobody changed the usual ones."""
    row = db.session.scalars(
        sa.select(AssignmentRules)
        .where(AssignmentRules.call_id == call.id)
        .order_by(AssignmentRules.n.desc())
        .limit(1)
    ).one_or_none()
    return (Rules(), 0) if row is None else (rules_of(row.rules), row.n)


def banned_pairs(call: Call) -> set[tuple[int, int]]:
    """(proposal id, person id) that a lead does not want to be suggested."""
    rows = db.session.execute(
        sa.select(AssignmentBan.proposal_id, AssignmentBan.person_id)
        .join(Proposal, Proposal.id == AssignmentBan.proposal_id)
        .where(Proposal.call_id == call.id)
    )
    return {(row.proposal_id, row.person_id) for row in rows}


def banned_from(proposal: Reviewed) -> set[int]:
    """People a lead does not want to be suggested for a proposal the actor has loaded."""
    query = sa.select(AssignmentBan.person_id).where(AssignmentBan.proposal_id == proposal.id)
    return set(db.session.scalars(query))


def problem(actor: Actor, call: Call, wanted: Wanted, *, with_wishes: bool = True) -> Problem:
    """What is to be solved, over the proposals the actor may see; eight queries."""
    proposals = all_proposals(actor, call)
    pool, known = members(call), profiles(call)
    needs = [need_of(proposal, call, wanted) for proposal in proposals]
    over = {(p.id, g.person_id) for p in proposals for g in p.given if g.status in TAKEN_OFF}
    rules, _ = rules_and_version(call)
    return Problem(
        proposals={proposal.id: proposal for proposal in proposals},
        needs=needs,
        readers=readers_of(pool, known, proposals, needs, wanted),
        barred=frozenset(standing_pairs(call) | banned_pairs(call) | over),
        bids=bids_of(call, {m.person_id: m.most for m in pool}) if with_wishes else {},
        likeness=_likeness([p.id for p in proposals], [known[m.person_id].expertise for m in pool])
        if rules.text and with_wishes
        else None,
        rules=rules,
    )


def need_of(proposal: Reviewed, call: Call, wanted: Wanted) -> Need:
    """How many more a proposal should get, and who stays."""
    here = [g for g in proposal.standing if g.stage == wanted.stage]
    fixed = frozenset(g.person_id for g in here if not wanted.frees(g))
    if wanted.refs is None:
        lacking = max(0, call.evaluators - len(fixed))
    else:
        lacking = wanted.extra if proposal.ref in wanted.refs else 0
    return Need(
        id=proposal.id,
        language=proposal.language,
        region=proposal.region or "",
        theme=proposal.focus_area,
        wanted=lacking,
        fixed=fixed,
    )


def readers_of(
    pool: Sequence[Member],
    known: Mapping[int, Profile],
    proposals: Sequence[Reviewed],
    needs: Sequence[Need],
    wanted: Wanted,
) -> list[Reader]:
    """The pool as the solver knows it; who left keeps what is fixed."""
    counted = Counter(person for need in needs for person in need.fixed)
    counted.update(g.person_id for p in proposals for g in p.standing if wanted.frees(g))
    return [
        replace(
            reader_of(member, known[member.person_id]),
            load=max(0, member.assigned - counted[member.person_id]),
        )
        for member in pool
    ]


def reader_of(member: Member, known: Profile = UNKNOWN) -> Reader:
    """Somebody of the pool as the solver knows them."""
    return Reader(
        id=member.person_id,
        languages=frozenset(member.languages),
        regions=frozenset(member.regions),
        themes=frozenset(member.themes),
        most=member.most,
        strengths=known.strengths,
        is_senior=known.is_senior,
        is_free=member.is_free,
    )


def bids_of(call: Call, most: dict[int, int]) -> Bids:
    """Everybody's bids, bounded by what each takes."""
    rows = db.session.execute(
        sa.select(Bid.proposal_id, Bid.person_id, Bid.choice)
        .join(Proposal, Proposal.id == Bid.proposal_id)
        .where(Proposal.call_id == call.id)
    )
    return bounded_bids([(row.proposal_id, row.person_id, row.choice) for row in rows], most)


def _likeness(
    proposal_ids: Sequence[int], expertise: Sequence[str]
) -> "NDArray[np.float64] | None":
    """Cosines of the proposals' words with each evaluator's, by TF-IDF; shape (proposals, people).

    None where nobody wrote a profile. It does not cross languages: themes do.
    """
    import numpy as np

    if not proposal_ids or not any(text.strip() for text in expertise):
        return None
    packed = dict.fromkeys(proposal_ids, Packed(b"", b""))
    for row in db.session.execute(
        sa.select(TextVector.proposal_id, TextVector.words, TextVector.times).where(
            TextVector.proposal_id.in_(list(proposal_ids)), TextVector.scheme == SCHEME
        )
    ):
        packed[row.proposal_id] = Packed(bytes(row.words), bytes(row.times))
    size = len(proposal_ids)
    corpus = Corpus([*packed.values(), *(pack(text) for text in expertise)])
    found = np.zeros((size, len(expertise)))
    for column, text in enumerate(expertise):
        if text.strip():
            found[:, column] = corpus.likeness(size + column)[:size]
    return found


def own_run(actor: Actor, call: Call, kinds: Collection[RunKind]) -> AssignmentRun | None:
    """The actor's latest run of these kinds that was started; what another lead's found is theirs:
    it may tell of proposals the actor is tied to."""
    return db.session.scalars(
        sa.select(AssignmentRun)
        .where(
            AssignmentRun.call_id == call.id,
            AssignmentRun.by_id == actor.person_id,
            AssignmentRun.kind.in_(list(kinds)),
            AssignmentRun.started_at.is_not(None),
        )
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    ).one_or_none()


def run_by_ref(actor: Actor, call: Call, ref: str, kind: RunKind) -> AssignmentRun:
    """One of the actor's own runs, or NotFound."""
    row = db.session.scalars(
        sa.select(AssignmentRun).where(
            AssignmentRun.call_id == call.id,
            AssignmentRun.by_id == actor.person_id,
            AssignmentRun.ref == ref,
            AssignmentRun.kind == kind,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row
