"""Stored vectors and pairs: found once, judged by people, judged again when a text changes."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from grants.audit.models import TrailEvent
from grants.core import clock, jobs
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import NotFound, Refused
from grants.proposals.models import Proposal, Snapshot
from grants.screening import service
from grants.screening.models import LookAlike, LookAlikeSearch, LookAlikeVerdict, TextVector
from grants.screening.service import compare, searching
from grants.screening.vectors import THRESHOLD
from tests import build
from tests.screening import cases

SAME = "Residents and newcomers map every house together and agree on the lanes. " * 3
OTHER = "A bus line will connect the harbour with the university and fewer people are hurt. " * 3


def with_text(text: str, **over: object) -> Proposal:
    answers = {**cases.ANSWERS, "summary": text, "innovation": "", "title": text[:20]}
    of = over.pop("of", None) or cases.closed_call()
    return cases.submitted(of, content={"answers": answers}, **over)  # type: ignore[arg-type]


def submit_again(row: Proposal, text: str) -> None:
    """Another snapshot, compared by the worker."""
    answers = {**cases.ANSWERS, "summary": text, "innovation": "", "title": text[:20]}
    frozen = canonical(cases.content(answers=answers))
    last = db.session.scalar(
        sa.select(sa.func.max(Snapshot.n)).where(Snapshot.proposal_id == row.id)
    )
    db.session.add(
        Snapshot(
            proposal_id=row.id,
            n=(last or 0) + 1,
            form="concept_note",
            content=frozen,
            sha256=sha256(frozen),
            received_at=clock.now(),
            by_id=row.started_by_id,
        )
    )
    db.session.commit()
    service.find_lookalikes({"proposal_id": row.id})


def find(*rows: Proposal) -> None:
    for of in [row.id for row in rows]:
        service.find_lookalikes({"proposal_id": of})


def pairs() -> list[tuple[int, int]]:
    return sorted(
        (row.proposal_id, row.other_id) for row in db.session.scalars(sa.select(LookAlike))
    )


def the_pair() -> LookAlike:
    return db.session.scalars(sa.select(LookAlike).execution_options(populate_existing=True)).one()


def judge(verdict: LookAlikeVerdict = LookAlikeVerdict.BOILERPLATE) -> None:
    service.judge(build.acting(cases.officer()), the_pair().ref, verdict, "General words.")


def test_a_submission_asks_for_its_look_alikes_once(app: Flask) -> None:
    row = with_text(SAME)
    for _ in range(2):
        service.on_submitted(row, snapshot=SimpleNamespace(n=1), actor=None)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(jobs.Job)) == 1
    assert jobs.work_once()
    assert db.session.scalars(sa.select(jobs.Job)).one().last_error is None


@pytest.mark.both_databases
def test_pairs_over_calls_are_flagged_once_the_later_first(app: Flask) -> None:
    first, second, third = with_text(SAME), with_text(SAME), with_text(OTHER)
    find(second, first, third, second)
    assert pairs() == [(second.id, first.id)]
    assert the_pair().likeness_pct > THRESHOLD * 100


@pytest.mark.both_databases
def test_a_pair_nobody_judged_goes_when_it_is_not_alike_any_more(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    submit_again(first, OTHER)
    assert pairs() == []
    submit_again(first, SAME)
    assert pairs() == [(second.id, first.id)]


@pytest.mark.both_databases
def test_a_judged_pair_whose_text_changed_is_to_be_judged_again(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    judge()
    assert not the_pair().is_changed
    submit_again(first, OTHER)
    row = the_pair()
    assert row.is_changed
    assert row.verdict is LookAlikeVerdict.BOILERPLATE
    assert row.likeness_pct < THRESHOLD * 100
    judge(LookAlikeVerdict.NO_CONCERN)
    assert not the_pair().is_changed
    find(second)
    assert not the_pair().is_changed


def test_submitting_the_same_text_again_changes_no_verdict(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    judge()
    submit_again(second, SAME)
    assert not the_pair().is_changed
    assert the_pair().verdict is LookAlikeVerdict.BOILERPLATE
    assert first.id


def test_what_is_judged_before_the_worker_came_is_what_both_say_now(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    submit_again(first, SAME + " More words were added since.")
    judge()
    find(first, second)
    assert not the_pair().is_changed


def test_test_proposals_are_not_compared(app: Flask) -> None:
    tried, row = with_text(SAME, is_test=True), with_text(SAME)
    find(row, tried)
    assert pairs() == []
    assert db.session.scalars(sa.select(TextVector.proposal_id)).all() == [row.id]


def test_a_text_without_words_is_stored_and_like_nothing(app: Flask) -> None:
    empty = cases.submitted(cases.closed_call(), content={"answers": {}})
    find(empty, with_text(SAME))
    assert pairs() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TextVector)) == 2


def test_vectors_of_an_earlier_scheme_are_made_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    db.session.execute(sa.update(TextVector).values(scheme=0, words=b"", times=b""))
    db.session.commit()
    monkeypatch.setattr(compare, "BATCH", 1)
    find(first)
    assert pairs() == [(second.id, first.id)]
    assert set(db.session.scalars(sa.select(TextVector.scheme))) == {compare.SCHEME}


def test_nothing_is_written_while_texts_are_compared(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long computation must not hold up people who save."""
    row = with_text(SAME)
    open_then: list[bool] = []
    before = compare.Corpus.__init__

    def note(self: compare.Corpus, packed: object) -> None:
        open_then.append(db.session().in_transaction())
        before(self, packed)  # type: ignore[arg-type]

    monkeypatch.setattr(compare.Corpus, "__init__", note)
    find(row)
    assert open_then == [False]


# -- looking again --------------------------------------------------------------------------------


def the_search() -> LookAlikeSearch:
    return db.session.scalars(
        sa.select(LookAlikeSearch).execution_options(populate_existing=True)
    ).one()


@pytest.mark.both_databases
def test_a_search_of_a_call_compares_its_texts_with_all_calls(app: Flask) -> None:
    here, elsewhere = cases.closed_call(), cases.closed_call()
    old, first = with_text(SAME, of=elsewhere), with_text(SAME, of=here)
    apart = [with_text(OTHER, of=elsewhere), with_text(OTHER, of=elsewhere)]
    lead = build.acting(cases.lead())
    service.look_again(lead, here.ref, everywhere=False)
    assert jobs.work_once()
    assert pairs() == [(first.id, old.id)]
    search = the_search()
    assert (search.compared, search.total) == (1, 1)
    assert search.finished_at is not None
    service.look_again(lead, here.ref, everywhere=True)
    assert jobs.work_once()
    assert pairs() == [(first.id, old.id), (apart[1].id, apart[0].id)]


def test_a_long_search_goes_on_as_another_job_and_keeps_how_far_it_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_SECONDS", 0.0)
    monkeypatch.setattr(searching, "BLOCK", 2)
    monkeypatch.setattr(searching, "bring_up_to_date", lambda _until: compare.bring_up_to_date())
    rows = [with_text(SAME) for _ in range(5)]
    service.look_again(build.acting(cases.lead()), _call_ref(rows[0]), everywhere=True)
    seen = []
    while jobs.work_once():
        seen.append((the_search().compared, the_search().total, the_search().finished_at is None))
    assert seen == [(2, 5, True), (4, 5, True), (5, 5, False)]
    assert len(pairs()) == 10


def _call_ref(row: Proposal) -> str:
    from grants.calls.models import Call

    return db.session.get_one(Call, row.call_id).ref


def test_vectors_that_take_long_to_make_are_gone_on_with(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(compare, "BATCH", 1)
    first, second = with_text(SAME), with_text(SAME)
    service.look_again(build.acting(cases.lead()), _call_ref(first), everywhere=True)
    times = 0
    while jobs.work_once():
        times += 1
    assert times == 3
    assert pairs() == [(second.id, first.id)]


def test_a_search_done_twice_finds_the_same_and_keeps_verdicts(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    find(second)
    judge()
    lead = build.acting(cases.lead())
    for _ in range(2):
        service.look_again(lead, _call_ref(first), everywhere=True)
        assert jobs.work_once()
    assert pairs() == [(second.id, first.id)]
    assert the_pair().verdict is LookAlikeVerdict.BOILERPLATE
    search = db.session.scalars(sa.select(LookAlikeSearch.id)).first()
    service.search({"search_id": search})  # a worker that comes late
    assert pairs() == [(second.id, first.id)]


def test_one_search_of_the_same_runs_at_a_time(app: Flask) -> None:
    row, lead = with_text(SAME), build.acting(cases.lead())
    ref = _call_ref(row)
    service.look_again(lead, ref, everywhere=False)
    with pytest.raises(Refused, match="being compared already"):
        service.look_again(lead, ref, everywhere=False)
    db.session.rollback()
    service.look_again(lead, ref, everywhere=True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LookAlikeSearch)) == 2
    actions = db.session.scalars(sa.select(TrailEvent.action)).all()
    assert actions.count("look_alike:search") == 2


def test_an_officer_looks_again_at_one_proposal_and_a_lead_at_all(app: Flask) -> None:
    first, second = with_text(SAME), with_text(SAME)
    officer = build.acting(cases.officer())
    with pytest.raises(NotFound):
        service.look_again(officer, _call_ref(first), everywhere=False)
    db.session.rollback()
    service.look_again_at(officer, first.ref)
    assert jobs.work_once()
    assert pairs() == [(second.id, first.id)]


def test_somebody_tied_to_a_proposal_cannot_have_it_compared(app: Flask) -> None:
    row, officer = with_text(SAME), cases.officer()
    build.teammate(row, officer)
    with pytest.raises(NotFound):
        service.look_again_at(build.acting(officer), row.ref)


# -- what the database refuses --------------------------------------------------------------------


def _pair(later: Proposal, earlier: Proposal, **over: object) -> LookAlike:
    values = {
        "ref": "PAIR",
        "proposal_id": later.id,
        "other_id": earlier.id,
        "likeness_pct": 60,
        "found_at": clock.now(),
        "verdict": LookAlikeVerdict.OPEN,
    }
    return LookAlike(**{**values, **over})


def _search(**over: object) -> LookAlikeSearch:
    lead = cases.lead()
    values = {"scope": "all", "asked_by_id": lead.id, "asked_at": clock.now(), **over}
    return LookAlikeSearch(**values)


WRONG: dict[str, Callable[[Proposal, Proposal], list[object]]] = {
    "two_proposals_in_order": lambda a, b: [_pair(a, b)],
    "judged_as_something": lambda a, b: [_pair(b, a, judged_texts="x")],
    "uq_look_alike_pair": lambda a, b: [_pair(b, a), _pair(b, a, ref="AGAIN")],
    "each_word_so_many_times": lambda a, b: [
        TextVector(proposal_id=a.id, snapshot_n=1, scheme=1, digest="", words=b"1", times=b"1")
    ],
    "compared_within_total": lambda a, b: [_search(compared=2, total=1)],
    "of_one_kind": lambda a, b: [_search(call_id=a.call_id, proposal_id=a.id)],
    "look_alike_search": lambda a, b: [_search(), _search()],
}


@pytest.mark.both_databases
@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses(app: Flask, name: str) -> None:
    first, second = with_text(SAME), with_text(OTHER)
    db.session.add_all(WRONG[name](first, second))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
