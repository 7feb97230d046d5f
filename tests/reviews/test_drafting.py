"""Drafts worked out: what stays, what moves, who sees what, and what is kept of the rules."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core import jobs
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import Conflict, NotFound, Refused
from grants.reviews.assignment import Rules
from grants.reviews.models import (
    Assignment,
    AssignmentRules,
    AssignmentRun,
    AssignmentStatus,
    ConflictKind,
    RunKind,
    Seniority,
)
from grants.reviews.queries.balance import worst_served
from grants.reviews.queries.drafting import (
    SECOND_ROUND,
    Wanted,
    own_run,
    problem,
    rules_and_version,
)
from grants.reviews.service import anchors, assign, conflicts, drafting, suggesting
from grants.screening.models import TextVector
from grants.screening.vectors import SCHEME, pack
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.reviews import world as w

Browse = Callable[..., Browser]
PAGES = (
    "", "/rules", "/prices", "/worst-served", "/evaluators", "/comparable", "/more", "/bids",
    "/spreadsheet",
)  # fmt: skip


def pairs() -> set[tuple[int, int, int]]:
    rows = db.session.execute(
        sa.select(Assignment.proposal_id, Assignment.person_id, Assignment.stage)
    )
    return {(row.proposal_id, row.person_id, row.stage) for row in rows}


def refs(made: w.World, *places: int) -> list[str]:
    return [w.member_of(made.call, made.evaluators[n]).ref for n in places]


@pytest.mark.both_databases
def test_what_was_chosen_by_hand_stays_and_bans_hold_when_worked_out_anew(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=6)
    lead, first = build.acting(made.lead), made.proposals[0]
    away = w.member_of(made.call, made.evaluators[5])
    assign.assign(lead, made.call.ref, first.ref, refs(made, 4), banned=[away.ref])
    for _turn in range(2):
        suggesting.ask(lead, made.call.ref, Wanted(again=True))
        now = {(p, person) for p, person, _stage in pairs()}
        assert (first.id, made.evaluators[4].id) in now
        assert (first.id, made.evaluators[5].id) not in now
        assert len(now) == 9
    run = own_run(lead, made.call, (RunKind.SUGGEST,))
    assert run is not None
    assert run.report["filled"] == 8
    with pytest.raises(Refused, match="Nothing was changed"):
        assign.assign(lead, made.call.ref, first.ref, [away.ref], banned=[away.ref])


@pytest.mark.both_databases
def test_after_a_new_conflict_only_the_orphaned_place_changes(app: Flask) -> None:
    made = w.world(proposals=4, evaluators=6)
    w.publish(made)
    lead, before = build.acting(made.lead), pairs()
    proposal, person, _stage = min(before)
    conflicts.exclude(lead, proposal, person, ConflictKind.NAMED_BY_SECRETARIAT, "A cousin.")
    db.session.commit()
    suggesting.ask(lead, made.call.ref, Wanted(again=True))
    new = pairs() - before
    assert len(new) == 1
    assert {p for p, _person, _stage in new} == {proposal}
    assert before <= pairs()


def test_a_third_review_and_a_second_round_touch_only_what_was_ticked(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=5)
    w.publish(made)
    lead, before = build.acting(made.lead), pairs()
    ticked = made.proposals[1]
    suggesting.ask(lead, made.call.ref, Wanted(refs=frozenset({ticked.ref}), extra=1))
    third = pairs() - before
    assert [(p, stage) for p, _person, stage in third] == [(ticked.id, 1)]
    again = Wanted(refs=frozenset({ticked.ref}), extra=2, stage=SECOND_ROUND)
    suggesting.ask(lead, made.call.ref, again)
    second = pairs() - before - third
    assert [(p, stage) for p, _person, stage in second] == [(ticked.id, 2)] * 2
    suggesting.ask(lead, made.call.ref, Wanted(again=True))
    assert third <= pairs()  # what was asked for is not given up by working out anew
    for wrong in (Wanted(refs=frozenset(), extra=1), replace(again, extra=0)):
        with pytest.raises(Refused):
            suggesting.ask(lead, made.call.ref, wrong)


def test_much_work_is_the_worker_s_and_holds_nothing_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "AT_ONCE", 0)
    made = w.world(proposals=2, evaluators=3)
    lead = build.acting(made.lead)
    suggesting.ask(lead, made.call.ref, Wanted())
    run = own_run(lead, made.call, (RunKind.SUGGEST,))
    assert run is not None
    assert (run.finished_at, pairs()) == (None, set())
    with pytest.raises(Refused, match="already"):
        suggesting.ask(lead, made.call.ref, Wanted())
    db.session.rollback()
    assert jobs.work_once()
    db.session.expire_all()
    assert (run.done, len(pairs())) == (100, 6)
    suggesting.carry_on({"run_id": run.id})
    assert len(pairs()) == 6


@pytest.mark.both_databases
def test_two_leads_at_once_fill_each_place_once(app: Flask) -> None:
    made = w.world(proposals=2, evaluators=4)
    other = build.person("Second lead", Role.LEAD)
    ids, barrier = [made.lead.id, other.id], threading.Barrier(2)
    ref, outcomes = made.call.ref, []

    def go(person_id: int) -> None:
        with app.app_context():
            from grants.accounts.queries import actor_of

            actor = actor_of(person_id)
            db.session.rollback()
            barrier.wait()
            try:
                suggesting.ask(actor, ref, Wanted())
                outcomes.append("done")
            except Refused:
                outcomes.append("refused")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=go, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "done" in outcomes
    assert len(outcomes) == 2
    assert len(pairs()) == 6


def test_a_run_is_seen_by_who_asked_for_it(app: Flask, browse: Browse) -> None:
    """It counts proposals that another lead may be tied to."""
    made = w.world(proposals=2)
    suggesting.ask(build.acting(made.lead), made.call.ref, Wanted())
    other = build.person("Second lead", Role.LEAD)
    assert own_run(build.acting(other), made.call, (RunKind.SUGGEST,)) is None
    path = f"/reviews/calls/{made.call.ref}/assignment"
    assert "6 places were filled" in browse(made.lead).get(path).text
    assert "6 places were filled" not in browse(other).get(path).text


@pytest.mark.both_databases
def test_rules_are_kept_as_versions_and_a_second_lead_is_told(app: Flask) -> None:
    made = w.world(proposals=1)
    lead = build.acting(made.lead)
    mine = replace(Rules(), theme=80, seniors=0)
    assert drafting.save_rules(lead, made.call.ref, mine, version=0) == 1
    assert rules_and_version(made.call) == (mine, 1)
    with pytest.raises(Conflict) as clash:
        drafting.save_rules(lead, made.call.ref, Rules(), version=0)
    assert clash.value.theirs["theme"] == "80"
    db.session.rollback()
    wrong = Rules(language=0, theme=0, region=0, text=0, bids=0, lift=21)
    with pytest.raises(Refused) as refused:
        drafting.save_rules(lead, made.call.ref, wrong, version=1)
    assert set(refused.value.fields) == {"lift"}
    db.session.rollback()
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.update(AssignmentRules).values(n=9))
    db.session.rollback()


def test_anchors_link_groups_as_shown_and_not_otherwise(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=2, evaluators=2)
    lead = build.acting(made.lead)
    for n in range(2):
        assign.assign(lead, made.call.ref, made.proposals[n].ref, refs(made, n))
    assert len(anchors.proposed(lead, made.call)[2]) == 2
    places = frozenset(anchors.proposed(lead, made.call)[0])
    assert len(places) == 1
    path = f"/reviews/calls/{made.call.ref}/assignment/comparable"
    assert queries_of(browse(made.lead), path) <= 12
    assert "1 extra place" in browse(made.lead).get(path).text
    with pytest.raises(Refused):
        anchors.link(lead, made.call.ref, frozenset({(1, 1)}))
    db.session.rollback()
    assert anchors.link(lead, made.call.ref, places) == 1
    assert len(anchors.proposed(lead, made.call)[2]) == 1


def test_what_each_rule_costs_is_worked_out_and_changes_nothing(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=3, evaluators=4)
    page = browse(made.lead).get(f"/reviews/calls/{made.call.ref}/assignment/prices")
    page = page.form("Work it out").submit()
    assert "Readers of the language" in page.text
    assert "Each evaluator's own limit" in page.text
    assert pairs() == set()


def test_the_worst_served_come_first_and_an_empty_place_counts_nothing(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=3)
    lead = build.acting(made.lead)
    assign.assign(lead, made.call.ref, made.proposals[0].ref, refs(made, 0, 1, 2))
    assign.assign(lead, made.call.ref, made.proposals[1].ref, refs(made, 0))
    found, total = worst_served(lead, made.call)
    assert total == 3
    assert [row.id for row, _fit in found] == [made.proposals[n].id for n in (2, 1, 0)]
    fits = [fit for _row, fit in found]
    assert fits[0] is None
    assert fits[1] is not None
    assert fits[2] == pytest.approx(3 * fits[1])


def test_a_lead_tied_to_a_proposal_finds_nothing_of_it(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=3)
    w.publish(made)
    tied = build.person("Tied lead", Role.LEAD)
    hidden = made.proposals[0]
    conflicts.exclude(
        build.acting(made.lead), hidden.id, tied.id, ConflictKind.NAMED_BY_SECRETARIAT, "Kin."
    )
    db.session.commit()
    browser = browse(tied)
    for part in PAGES:
        page = browser.get(f"/reviews/calls/{made.call.ref}/assignment{part}")
        assert page.status == 200
        assert hidden.title not in page.source
        assert hidden.ref not in page.source


def test_pages_need_as_many_queries_for_many_proposals(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=5, evaluators=3)
    w.publish(made)
    browser = browse(made.lead)
    paths = [f"/reviews/calls/{made.call.ref}/assignment{part}" for part in PAGES]
    few = [queries_of(browser, path) for path in paths]
    for n in range(45):
        w.add_proposal(made, title=f"Later {n}")
    suggesting.suggest(build.acting(made.lead), made.call.ref)
    assert [queries_of(browser, path) for path in paths] == few
    assert max(few) <= 12


def test_an_officer_opens_none_of_it(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    officer = build.person("Olu", Role.OFFICER)
    for part in PAGES:
        assert browse(officer).get(f"/reviews/calls/{made.call.ref}/assignment{part}").status != 200
    with pytest.raises(NotFound):
        suggesting.ask(build.acting(officer), made.call.ref, Wanted())


def test_drafts_published_while_a_plan_was_solved_stay(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is written over what stands then, not over what stood when it was begun."""
    made = w.world(proposals=2, evaluators=4)
    lead, real = build.acting(made.lead), suggesting._solved
    suggesting.ask(lead, made.call.ref, Wanted())

    def meanwhile(*args: object, **more: object) -> object:
        plan = real(*args, **more)  # type: ignore[arg-type]
        db.session.execute(sa.update(Assignment).values(status=AssignmentStatus.PUBLISHED))
        db.session.commit()
        return plan

    before = pairs()
    monkeypatch.setattr(suggesting, "_solved", meanwhile)
    suggesting.ask(lead, made.call.ref, Wanted(again=True))
    assert pairs() == before
    assert db.session.scalar(sa.select(sa.func.count(AssignmentRun.id))) == 2


def test_a_profile_counts_strength_seniority_and_words(app: Flask) -> None:
    made = w.world(proposals=2, evaluators=2)
    words, other = "Drains and flood channels for the lower wards", "School meals in hill towns"
    for proposal, text in zip(made.proposals, (words, other), strict=True):
        packed = pack(text)
        db.session.add(
            TextVector(
                proposal_id=proposal.id,
                snapshot_n=1,
                scheme=SCHEME,
                digest=sha256(text),
                words=packed.words,
                times=packed.times,
            )
        )
    member = w.member_of(made.call, made.evaluators[0])
    member.expertise = "I built drains and flood channels for ten years"
    member.seniority, member.themes = Seniority.SENIOR, ["water"]
    member.strengths = {"water": 3}
    db.session.commit()
    posed = problem(build.acting(made.lead), made.call, Wanted())
    at = [reader.id for reader in posed.readers].index(made.evaluators[0].id)
    reader = posed.readers[at]
    assert (reader.is_senior, reader.strength("water")) == (True, 3)
    assert posed.likeness is not None
    assert posed.likeness[0, at] > 0.2 > posed.likeness[1, at]
    assert posed.likeness[:, 1 - at].max() == 0
