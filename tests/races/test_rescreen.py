"""Two leads draw at once, two windows open at once: one effect each."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.coordination import service as coordination
from grants.coordination.models import OverlapComment, OverlapCommentVersion, OverlapWindow
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.mail.models import Mail
from grants.screening import service
from grants.screening.models import Finding, RescreenSample
from tests import build
from tests.coordination import world
from tests.races.rounds import all_at_once
from tests.screening import cases

pytestmark = pytest.mark.both_databases


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_of_ten_leads_who_draw_at_once_one_draws(app: Flask) -> None:
    call, officer = cases.closed_call(), cases.officer()
    row = cases.submitted(call)
    cases.start(row, officer)
    cases.answer(row, officer, B2="yes", B5="yes")
    service.find(build.acting(officer), row.ref, Finding.ELIGIBLE)
    ref, leads = call.ref, [build.acting(cases.lead()) for _ in range(10)]
    results = all_at_once(app, [lambda a=a: service.draw(a, ref) for a in leads])
    assert [r for r in results if not isinstance(r, Refused)] == [1]
    assert count(RescreenSample) == 1


def test_of_ten_leads_who_open_at_once_one_opens_and_members_are_told_once(app: Flask) -> None:
    call = cases.closed_call()
    world.note(call)
    world.reviewer()
    ref, leads = call.ref, [build.acting(cases.lead()) for _ in range(10)]
    results = all_at_once(app, [lambda a=a: coordination.open_window(a, ref, 14) for a in leads])
    assert sum(isinstance(r, Refused) for r in results) == 9
    assert count(OverlapWindow) == 1
    kinds = db.session.scalars(sa.select(Mail.kind)).all()
    assert kinds.count("overlap_opened") == 1


def test_one_person_in_five_windows_keeps_one_comment(app: Flask) -> None:
    call = cases.closed_call()
    row, actor = world.note(call), build.acting(world.reviewer())
    world.opened(call)
    call_ref, ref = call.ref, row.ref
    results = all_at_once(
        app,
        [lambda: coordination.comment(actor, call_ref, ref, world.OVERLAPS) for _ in range(5)],
    )
    assert results.count(None) == 1
    assert sum(isinstance(r, Conflict) for r in results) == 4
    assert count(OverlapComment) == count(OverlapCommentVersion) == 1
