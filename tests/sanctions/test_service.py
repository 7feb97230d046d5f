"""Lists put in force, names compared, verdicts kept: on both databases."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.core import clock, jobs
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused, Repeated
from grants.files.models import File
from grants.files.service import orphans, path_of
from grants.sanctions import service
from grants.sanctions.models import ListStatus, NamesCheck, NamesList, NamesRun, Verdict
from grants.sanctions.queries import lists as queries
from grants.sanctions.queries.panel import panel_of
from grants.sanctions.reading import NotAList
from grants.sanctions.rules.age import today
from grants.sanctions.rules.results import Result
from tests import build
from tests.sanctions import lists, proposals
from tests.screening import cases

pytestmark = pytest.mark.both_databases


def actions() -> list[str]:
    return list(db.session.scalars(sa.select(TrailEvent.action).order_by(TrailEvent.seq)))


def result_of(row_id: int) -> Result | None:
    panel = panel_of(build.acting(cases.officer()), row_id)
    return panel.result if panel else None


# -- lists ---------------------------------------------------------------------------------------


def test_an_uploaded_list_counts_only_once_it_is_put_in_force(app: Flask) -> None:
    lead, content = lists.keeper(), lists.present()
    ref = service.upload(build.acting(lead), BytesIO(content), "list.xml", "A test", None)
    row = db.session.scalars(sa.select(NamesList)).one()
    assert (row.people, row.entities, row.aliases) == (1, 1, 3)
    assert queries.in_force() is None
    service.put_in_force(build.acting(lead), ref)
    found = queries.in_force()
    assert found is not None
    assert (found.ref, found.status, found.settled_by_id) == (ref, ListStatus.KEPT, lead.id)
    assert [entry.reference for entry in queries.entries_of(found.id)] == ["QDi.901", "QDe.902"]
    assert actions() == ["names_list:upload", "names_list:keep"]
    file = db.session.scalars(sa.select(File)).one()
    assert (file.name, file.owner_kind, file.owner_id) == ("list.xml", "names_list", row.id)
    assert path_of(row.sha256).read_bytes() == content
    assert orphans() == []


def test_the_newest_list_by_its_own_date_is_in_force(app: Flask) -> None:
    day = today(clock.now())
    newest = lists.in_force(lists.dated(day))
    lists.in_force(lists.dated(day - timedelta(days=40)))
    found = queries.in_force()
    assert found is not None
    assert found.ref == newest


def test_a_file_that_is_no_list_leaves_the_one_in_force(app: Flask) -> None:
    ref, lead = lists.in_force(), build.acting(lists.keeper())
    for content in (b"<html></html>", b"", b"x" * (service.MOST_BYTES + 1)):
        with pytest.raises(NotAList, match="the list in force stays"):
            service.upload(lead, BytesIO(content), "list.xml", "A test", None)
    found = queries.in_force()
    assert found is not None
    assert found.ref == ref
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NamesList)) == 1


def test_a_list_without_a_date_of_its_own_needs_one_that_can_be(app: Flask) -> None:
    lead, day = build.acting(lists.keeper()), today(clock.now())
    for given in (None, day + timedelta(days=5), date(1980, 1, 1)):
        with pytest.raises(Refused) as caught:
            service.upload(lead, BytesIO(lists.CSV.encode()), "list.csv", "A test", given)
        assert "dated_on" in caught.value.fields
    assert lists.in_force(lists.CSV.encode(), day=day)


def test_the_same_list_is_kept_once(app: Flask) -> None:
    content, lead = lists.present(), build.acting(lists.keeper())
    waiting = [service.upload(lead, BytesIO(content), "list.xml", "A test", None) for _ in range(2)]
    service.put_in_force(lead, waiting[0])
    with pytest.raises(NotAList, match="kept already"):
        service.put_in_force(lead, waiting[1])
    with pytest.raises(NotAList, match="kept already"):
        service.upload(lead, BytesIO(content), "list.xml", "A test", None)
    service.throw_away(lead, waiting[1])
    with pytest.raises(Refused, match="settled this list meanwhile"):
        service.put_in_force(lead, waiting[1])


def test_only_leads_and_administrators_upload(app: Flask) -> None:
    for role in (Role.OFFICER, Role.AUDITOR, Role.FINANCE):
        who = build.acting(build.person("", role))
        with pytest.raises(Forbidden):
            service.upload(who, BytesIO(lists.present()), "list.xml", "A test", None)
    assert lists.in_force(by=build.person("", Role.ADMINISTRATOR))


# -- checks --------------------------------------------------------------------------------------


def test_a_submission_is_checked_by_itself_and_once(app: Flask) -> None:
    lists.in_force()
    row = proposals.submitted(cases.closed_call(), proposals.LIKE)
    for _ in range(2):
        service.on_submitted(row, snapshot=SimpleNamespace(n=1), actor=None)
    db.session.commit()
    while jobs.work_once():
        pass
    assert db.session.scalars(sa.select(jobs.Job)).one().last_error is None
    [hit] = proposals.hits()
    assert (hit.name, hit.matched, hit.roles) == (
        proposals.LIKE,
        "Yusuf Karim Tamimov",
        ["person"],
    )
    assert 85 <= hit.points < 100
    service.run_check({"proposal_id": row.id})
    assert len(proposals.hits()) == 1
    assert result_of(row.id) is Result.TO_JUDGE


def test_without_a_list_nothing_is_checked_and_the_button_says_so(app: Flask) -> None:
    call = cases.closed_call()
    row = proposals.checked(call, proposals.LIKE)
    assert result_of(row.id) is Result.NOT_CHECKED
    with pytest.raises(Refused, match="No list is in force"):
        service.check_now(build.acting(cases.officer()), row.ref)
    with pytest.raises(Refused, match="No list is in force"):
        service.check_call(build.acting(cases.officer()), call.ref)


def test_a_newer_list_or_version_makes_the_check_an_earlier_one(app: Flask) -> None:
    day, officer = today(clock.now()), build.acting(cases.officer())
    lists.in_force(lists.dated(day - timedelta(days=3)))
    row = proposals.checked(cases.closed_call(), proposals.OTHER)
    assert result_of(row.id) is Result.CLEAR
    lists.in_force(lists.dated(day))
    assert result_of(row.id) is Result.NOT_CHECKED
    service.check_now(officer, row.ref)
    assert result_of(row.id) is Result.CLEAR
    proposals.again(row, proposals.LIKE)
    assert result_of(row.id) is Result.NOT_CHECKED
    service.check_now(officer, row.ref)
    assert result_of(row.id) is Result.TO_JUDGE
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NamesCheck)) == 3


def test_a_whole_call_is_checked_in_pieces_and_asking_twice_does_it_once(app: Flask) -> None:
    call = cases.closed_call()
    rows = [proposals.submitted(call, proposals.LIKE) for _ in range(23)]
    proposals.submitted(call, proposals.LIKE, is_test=True)
    proposals.submitted(cases.closed_call(), proposals.LIKE)
    lists.in_force()
    officer = build.acting(cases.officer())
    for _ in range(2):
        service.check_call(officer, call.ref)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NamesRun)) == 1
    while jobs.work_once():
        pass
    found = db.session.scalars(sa.select(NamesCheck)).all()
    assert sorted(check.proposal_id for check in found) == sorted(row.id for row in rows)
    assert {check.asked_by_id for check in found} == {officer.person_id}
    assert db.session.scalars(sa.select(NamesRun)).one().finished_at is not None
    service.check_call(officer, call.ref)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NamesRun)) == 2


def test_neither_a_test_nor_a_full_proposal_asks_for_a_check(app: Flask) -> None:
    for kind in ({"is_test": True, "is_full": False}, {"is_test": False, "is_full": True}):
        sender = SimpleNamespace(id=1, **kind)
        service.on_submitted(sender, snapshot=SimpleNamespace(n=1))  # type: ignore[arg-type]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(jobs.Job)) == 0


def test_what_was_compared_is_never_changed(app: Flask) -> None:
    lists.in_force()
    row = proposals.checked(cases.closed_call(), proposals.LIKE)
    proposals.judge(row, proposals.hits()[0], cases.officer())
    for table in ("names_check", "names_verdict"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                db.session.execute(sa.text(act))
            db.session.rollback()


# -- verdicts ------------------------------------------------------------------------------------


def test_every_verdict_is_kept_and_the_last_one_counts(app: Flask) -> None:
    lists.in_force()
    row, officer = proposals.checked(cases.closed_call(), proposals.LIKE), cases.officer()
    for verdict, result in (
        (Verdict.UNSURE, Result.FLAGGED),
        (Verdict.SAME, Result.FLAGGED),
        (Verdict.DIFFERENT, Result.SETTLED),
    ):
        proposals.judge(row, proposals.hits()[0], officer, verdict)
        assert result_of(row.id) is result
    said = db.session.execute(
        sa.text("SELECT n, verdict, by_id FROM names_verdict ORDER BY n")
    ).all()
    assert [(one.n, one.verdict) for one in said] == [(1, "unsure"), (2, "same"), (3, "different")]
    assert actions().count("names:judge") == 3


def test_a_verdict_on_a_page_somebody_else_has_changed_is_kept_from_overwriting(
    app: Flask,
) -> None:
    lists.in_force()
    row = proposals.checked(cases.closed_call(), proposals.LIKE)
    version, [hit] = proposals.hits()[0].version, proposals.hits()
    proposals.judge(row, hit, cases.officer())
    with pytest.raises(Conflict):
        service.judge(
            build.acting(cases.officer()), row.ref, hit.ref, Verdict.SAME, "x", version=version
        )
    db.session.rollback()
    assert proposals.hits()[0].verdict is Verdict.DIFFERENT


def test_a_retry_judges_once(app: Flask) -> None:
    lists.in_force()
    row, actor = proposals.checked(cases.closed_call(), proposals.LIKE), cases.officer()
    ref = proposals.hits()[0].ref
    act = build.acting(actor)
    service.judge(act, row.ref, ref, Verdict.SAME, "x", operation="k")
    with pytest.raises(Repeated):
        service.judge(act, row.ref, ref, Verdict.SAME, "x", operation="k")
    assert actions().count("names:judge") == 1


def test_who_may_only_read_or_comes_from_another_proposal_judges_nothing(app: Flask) -> None:
    lists.in_force()
    call = cases.closed_call()
    row, other = (proposals.checked(call, proposals.LIKE) for _ in range(2))
    hit = proposals.hits()[0].ref
    for who, ref in (
        (build.person("", Role.AUDITOR), row.ref),
        (build.person(), row.ref),
        (cases.officer(), other.ref),
    ):
        with pytest.raises(NotFound):
            service.judge(build.acting(who), ref, hit, Verdict.SAME, "x")
        db.session.rollback()
