"""The rule of the order is chosen before the scores are opened; the pages show how sure it is."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.reviews.models import RankingChoice, RankingRule, ScoreOpening
from grants.reviews.queries.ranking import ranking_of
from grants.reviews.queries.rule import ruling_of
from grants.reviews.service import assign, conflicts, rule
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]
# Evaluator n reads proposals n … n + 5 of eight in a circle; the first two are strict.
STRICT = (0, 0, 1, 1)


def scored(**call: object) -> w.World:
    """Eight proposals, four evaluators with six each; quality falls with the number."""
    made = w.world(proposals=8, evaluators=4, **call)
    lead = build.acting(made.lead)
    for n, proposal in enumerate(made.proposals):
        chosen = [e for m, e in enumerate(made.evaluators) if (n - 2 * m) % 8 < 6]
        refs = [w.member_of(made.call, e).ref for e in chosen]
        assign.assign(lead, made.call.ref, proposal.ref, refs)
    assign.publish(lead, made.call.ref, w.clock.now() + w.timedelta(days=20))
    for n, proposal in enumerate(made.proposals):
        for m, evaluator in enumerate(made.evaluators):
            if (n - 2 * m) % 8 < 6:
                ref = made.ref_for(proposal, evaluator)
                conflicts.declare(build.acting(evaluator), ref, has_conflict=False)
                base = 4 + STRICT[m] - n // 3
                points = [min(max(base + (n + m + k) % 2, 0), 5) for k in range(3)]
                w.write(made, proposal, evaluator, list(points))
    return made


def test_the_raw_mean_is_the_rule_until_a_lead_chooses_and_opening_ends_the_choice(
    app: Flask,
) -> None:
    made = scored()
    lead, ref = build.acting(made.lead), made.call.ref
    assert ranking_of(lead, ref).used is RankingRule.MEAN
    with pytest.raises(Refused) as refused:
        rule.choose(lead, ref, "calibrated", " ")
    assert "reason" in refused.value.fields
    db.session.rollback()
    rule.choose(lead, ref, "calibrated", "Few evaluators read everything.")
    view = ranking_of(lead, ref)
    assert (view.used, view.ruling.reason) == (
        RankingRule.CALIBRATED,
        "Few evaluators read everything.",
    )
    shown = [row.estimate.milli for row in view.rows if row.estimate]
    assert shown == sorted(shown, reverse=True)
    rule.open_scores(lead, ref)
    with pytest.raises(Refused, match="were opened"):
        rule.choose(lead, ref, "mean", "The result did not please.")
    db.session.rollback()
    assert ruling_of(made.call).rule is RankingRule.CALIBRATED
    actions = db.session.scalars(
        sa.select(TrailEvent.action).where(TrailEvent.action.startswith("ranking:"))
    ).all()
    assert sorted(actions) == ["ranking:choose", "ranking:open"]


@pytest.mark.both_databases
def test_the_database_keeps_every_choice_and_one_opening(app: Flask) -> None:
    made = w.world(proposals=0, evaluators=0)
    lead, ref = build.acting(made.lead), made.call.ref
    rule.choose(lead, ref, "median", "One far-off score should not decide.")
    rule.open_scores(lead, ref)
    rule.open_scores(lead, ref)
    assert db.session.scalar(sa.select(sa.func.count(ScoreOpening.id))) == 1
    for statement in (
        sa.update(RankingChoice).values(rule="mean"),
        sa.delete(RankingChoice),
        sa.delete(ScoreOpening),
        sa.insert(ScoreOpening).values(call_id=made.call.id, by_id=made.lead.id, at=w.clock.now()),
        sa.insert(RankingChoice).values(
            call_id=made.call.id, rule="mean", reason="", by_id=made.lead.id, at=w.clock.now()
        ),
    ):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(statement)
        db.session.rollback()


def test_who_may_not_freeze_may_neither_choose_nor_open(app: Flask) -> None:
    made = w.world(proposals=0, evaluators=0)
    for role in (Role.AUDITOR, Role.OFFICER, Role.EVALUATOR):
        actor = build.acting(build.person("X", role))
        for act in (
            lambda who: rule.open_scores(who, made.call.ref),
            lambda who: rule.choose(who, made.call.ref, "median", "Why not."),
        ):
            with pytest.raises(NotFound):
                act(actor)


def test_nobody_sees_the_order_before_a_lead_opens_it(app: Flask, browse: Browse) -> None:
    made = scored()
    lead, root = browse(made.lead), f"/reviews/calls/{made.call.ref}/ranking"
    auditor = browse(build.person("Ada", Role.AUDITOR))
    for browser in (lead, auditor):
        for path in (root, f"{root}/evidence", f"{root}.xlsx"):
            page = browser.get(path)
            assert "The order is not opened yet" in page.text, path
            assert made.proposals[0].title not in page.source
    assert auditor.get(root).root.findall(".//main//form") == []
    assert "not opened yet" in lead.get(f"{root}/freeze").text
    chosen = lead.get(f"{root}/rule").form("rule").submit({"rule": "median", "reason": ""})
    assert "Write why" in chosen.text
    chosen = chosen.form("rule").submit({"reason": "One score should not decide."})
    assert "Median of the totals" in chosen.text
    page = lead.get(root).form("operation").submit(button="Open the scores")
    assert "in the order of: Median of the totals" in page.text
    assert made.proposals[0].title in auditor.get(root).text
    assert "The rule stays as it is" in lead.get(f"{root}/rule").text


def test_the_pages_show_calibrated_figures_sort_by_any_and_name_who_moves(
    app: Flask, browse: Browse
) -> None:
    made = scored(envelope_cents=60_000_000)
    rule.open_scores(build.acting(made.lead), made.call.ref)
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}/ranking"
    view = ranking_of(build.acting(made.lead), made.call.ref)
    for name, figure in {
        "calibrated": lambda e: -e.milli,
        "expected": lambda e: e.rank_milli,
        "funded": lambda e: -e.funded_permille,
    }.items():
        wanted = sorted(view.rows, key=lambda row, of=figure: of(row.estimate))
        page = browser.get(root, {"sort": name})
        shown = ["".join(cell.itertext()) for cell in page.root.findall(".//tbody//th")]
        assert [row.ref in text for row, text in zip(wanted, shown, strict=True)] == [True] * 8
    page = browser.get(f"{root}/evidence")
    for words in ("Who moves if another rule is used", "Krippendorff", "Eva 0", "strict"):
        assert words in page.text
    sheet = openpyxl.load_workbook(BytesIO(browser.get(f"{root}.xlsx").response.data)).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[1] for line in cells[1:]] == [row.ref for row in view.rows]
    assert cells[1][13] == view.rows[0].estimate.milli / 1000


def test_what_a_lead_may_not_see_has_no_part_in_anybodys_strictness(app: Flask) -> None:
    """The scores of the hidden proposal alone are changed: not a figure moves."""
    made = scored()
    hidden, tied = made.proposals[0], build.person("Tia", Role.LEAD)
    body = build.organisation("City of Tamale")
    build.affiliate(tied, body)
    hidden.proponent_id = body.id
    db.session.commit()
    found = []
    for points in (1, 5):
        for m, evaluator in enumerate(made.evaluators):
            if -2 * m % 8 < 6:
                _rewrite(made, hidden, evaluator, points)
        db.session.expire_all()
        own = ranking_of(build.acting(tied), made.call.ref).basis.calibrated
        others = ranking_of(build.acting(made.lead), made.call.ref).basis.calibrated
        assert hidden.ref not in own.estimates
        found.append((own, others))
    assert found[0][0] == found[1][0]
    assert found[0][1] != found[1][1]


def _rewrite(made: w.World, proposal: object, evaluator: object, points: int) -> None:
    """Totals of a submitted review, changed where they are stored."""
    from grants.reviews.models import Review

    ref = made.ref_for(proposal, evaluator)  # type: ignore[arg-type]
    review = db.session.scalars(
        sa.select(Review).join(w.Assignment).where(w.Assignment.ref == ref)
    ).one()
    review.points_milli = points * 20_000
    db.session.commit()


def test_calibration_is_refused_in_words_and_the_mean_takes_its_place(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=3)
    w.publish(made)
    for proposal in made.proposals:
        for n, evaluator in enumerate(made.evaluators):
            w.write(made, proposal, evaluator, [3, 4, 3 + n % 2])
    lead = build.acting(made.lead)
    rule.choose(lead, made.call.ref, "calibrated", "Strictness differs.")
    rule.open_scores(lead, made.call.ref)
    assert ranking_of(lead, made.call.ref).used is RankingRule.MEAN
    page = browse(made.lead).get(f"/reviews/calls/{made.call.ref}/ranking")
    assert "With fewer than 5 reviews an evaluator" in page.text
    assert "chosen but cannot be had" in page.text
