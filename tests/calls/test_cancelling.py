"""A lead cancels a call before its results: for good, with a reason, and everybody is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent, TrailReason
from grants.calls import queries, rules, service
from grants.calls.models import Call, CallStatus
from grants.calls.service import lifecycle
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused, Repeated
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]
NOTE = {"en": "The money is needed elsewhere.", "fr": "L’argent manque."}
GIVEN = {"reason": "The board took the money back.", "note_en": NOTE["en"], "sure": "y"}


def cancel(actor: Actor, call: Call, **over: object) -> Call:
    given: dict[str, object] = {"reason": "Why", "note": NOTE, "version": call.version, **over}
    return service.cancel(actor, call.ref, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", list(CallStatus))
def test_only_a_public_call_before_its_results_is_cancelled(
    actor: Actor, status: CallStatus
) -> None:
    call = build.call(status=status)
    before = status in (
        CallStatus.PUBLISHED, CallStatus.OPEN, CallStatus.CLOSED, CallStatus.SCREENING,
        CallStatus.EVALUATION, CallStatus.RANKING, CallStatus.BOARD,
    )  # fmt: skip
    assert rules.may_cancel(call) is before
    if before:
        assert cancel(actor, call).status is CallStatus.CANCELLED
    else:
        with pytest.raises(Refused, match="no results yet"):
            cancel(actor, call)
        assert queries.for_office(actor, call.ref).status is status


def test_the_reason_is_on_the_trail_and_the_note_on_the_call(actor: Actor) -> None:
    call = cancel(actor, build.call(), reason=" Too little money ")
    query = sa.select(TrailReason.words).join(TrailEvent, TrailEvent.seq == TrailReason.seq)
    words = db.session.scalars(query.where(TrailEvent.action == "call:cancel")).one()
    assert words == "Too little money"
    assert call.provenance["cancelled"]["note"] == NOTE


@pytest.mark.parametrize(
    ("over", "field"),
    [({"reason": "  "}, "reason"), ({"note": {}}, "note_en"), ({"note": {"fr": "N"}}, "note_en")],
)
def test_neither_reason_nor_note_may_be_missing(
    actor: Actor, over: dict[str, object], field: str
) -> None:
    call = build.call()
    with pytest.raises(Refused) as refused:
        cancel(actor, call, **over)
    assert set(refused.value.fields) == {field}


def test_only_a_lead_who_saw_the_present_call_cancels_it_and_once(actor: Actor) -> None:
    call = build.call()
    with pytest.raises(Forbidden):
        cancel(build.acting(build.person("", Role.OFFICER)), call)
    with pytest.raises(Conflict):
        cancel(actor, call, version=call.version + 1)
    db.session.rollback()
    cancel(actor, call, operation="key")
    with pytest.raises(Repeated):
        cancel(actor, call, operation="key")


def test_a_cancelled_call_takes_no_work_and_no_change_and_goes_no_further(actor: Actor) -> None:
    now = clock.now()
    call = build.call(
        status=CallStatus.PUBLISHED,
        opens_at=now + timedelta(days=3),
        closes_at=now + timedelta(days=90),
    )
    text = service.export_call(actor, call.ref)
    cancel(actor, call)
    assert rules.has_opened(call, now)
    assert not rules.accepts_work(call, now + timedelta(days=4))
    assert not rules.may_extend(call, now)
    with pytest.raises(Refused, match="was cancelled"):
        service.edit(actor, call.ref, lambda it: replace(it, evaluators=9), version=call.version)
    db.session.rollback()
    with pytest.raises(Refused):  # nor does its old file bring it back
        service.import_call(actor, text, "a.yaml")
    db.session.rollback()
    with pytest.raises(Refused, match="goes no further"):
        lifecycle.enter(actor, call, CallStatus.SCREENING)
    service.advance(now + timedelta(days=100))
    assert call.status is CallStatus.CANCELLED


def test_everybody_with_a_live_proposal_is_told_in_their_language(actor: Actor) -> None:
    call, other = build.call(title={"en": "Cities", "fr": "Villes"}), build.call()
    french = build.person("Awa", language="fr")
    writing = build.proposal(call, french, title="Un marché")
    build.teammate(writing, build.person("Kofi"))
    build.proposal(call, build.person(), status=ProposalStatus.SUBMITTED)
    build.proposal(call, build.person(), status=ProposalStatus.WITHDRAWN)
    build.proposal(call, build.person(), status=ProposalStatus.INELIGIBLE)
    build.proposal(other, build.person())
    cancel(actor, call)
    mails = db.session.scalars(sa.select(Mail).where(Mail.kind == "call_cancelled")).all()
    assert len(mails) == 3
    [to_french] = [write_letter(mail) for mail in mails if mail.person_id == french.id]
    assert "Villes" in to_french.subject
    assert NOTE["fr"] in to_french.text
    english = write_letter(next(mail for mail in mails if mail.person_id != french.id))
    assert english.subject == "Cancelled: the call “Cities”"
    assert "You can still read everything you wrote" in english.text


def test_a_later_deadline_is_told_to_everybody_who_may_still_write(actor: Actor) -> None:
    call = build.call(title={"en": "Cities", "fr": "Villes"})
    build.proposal(call, build.person(), title="A market")
    build.proposal(call, build.person(), status=ProposalStatus.WITHDRAWN)
    later = call.closes_at + timedelta(days=7)
    service.extend(actor, call.ref, later, reason="A storm", version=call.version)
    [mail] = db.session.scalars(sa.select(Mail).where(Mail.kind == "call_extended")).all()
    letter = write_letter(mail)
    assert letter.subject == "More time: the call “Cities” closes later"
    assert "Brussels time" in letter.text


def test_the_page_says_what_will_happen_and_asks_twice(lead: Person, browse: Browse) -> None:
    call = build.call("CATF-2040")
    page = browse(lead).get("/calls/CATF-2040/details").click("Cancel the call")
    assert "Everybody who has a draft or a submitted proposal" in page.text
    page = page.form("reason").submit({**GIVEN, "sure": []})
    assert (page.status, "Tick this to cancel" in page.text) == (422, True)
    assert page.form("reason").values()["note_en"] == NOTE["en"]
    page = page.form("reason").submit({**GIVEN, "note_en": ""})
    assert (page.status, "Write it in English" in page.text) == (422, True)
    page = page.form("reason").submit(GIVEN)
    assert "The call is cancelled" in page.text
    assert NOTE["en"] in page.text
    assert "Cancel the call" not in page.links()
    assert "cannot be cancelled" in browse(lead).get("/calls/CATF-2040/cancel").text
    assert "This call was cancelled" in browse(lead).get("/calls/CATF-2040/edit").text
    public = browse().get(f"/calls/{call.ref}/").text
    assert NOTE["en"] in public
    assert GIVEN["reason"] not in public
    assert "Start a proposal" not in public


def test_an_officer_has_no_page_to_cancel(app: Flask, browse: Browse) -> None:
    build.call("CATF-2040")
    officer = browse(build.person("", Role.OFFICER))
    assert officer.get("/calls/CATF-2040/cancel").status in (403, 404)
    assert "Cancel the call" not in officer.get("/calls/CATF-2040/details").links()


def test_a_draft_of_a_cancelled_call_is_read_and_no_longer_changed(
    actor: Actor, browse: Browse
) -> None:
    call = build.call()
    writer = build.person("Awa")
    draft = build.proposal(call, writer)
    address = f"/proposals/{draft.ref}/sections/project"
    form = browse(writer).get(address).form("q_summary")
    cancel(actor, call)
    page = browse(writer).get(f"/proposals/{draft.ref}/")
    assert "This call was cancelled" in page.text
    assert NOTE["en"] in page.text
    assert browse(writer).get(address).status == 200
    page = form.submit({"q_summary": "Too late"})
    assert page.status == 422
    assert "the call was cancelled" in page.text
    assert db.session.get_one(Proposal, draft.id).status is ProposalStatus.DRAFT
