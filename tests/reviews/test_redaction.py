"""Calls that hide who applies: what is blacked out, and that evaluators learn nothing else."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, strategies as st

from grants.calls.models import QuestionKind as K
from grants.calls.queries import form_of
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.text import fold
from grants.files.queries import readable
from grants.files.rules import Kind
from grants.files.service import keep_bare, path_of, receive
from grants.mail.models import Mail
from grants.proposals.queries.frozen import NAMED_QUESTION, as_submitted
from grants.reviews.models import RedactedCopy
from grants.reviews.queries.dossier import dossier
from grants.reviews.queries.redaction import beginning, latest, not_ready, original
from grants.reviews.queries.work import held
from grants.reviews.rules.redaction import (
    BLACK,
    Redaction,
    blackened,
    suggested_words,
    without_names,
)
from grants.reviews.service import after, assign, redaction
from grants.reviews.service.redaction import Wish
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.reviews import world as w
from tests.reviews.test_blind import pages

Browse = Callable[..., Browser]
NAMES = st.text("abcdéçßÀñ ", min_size=1, max_size=8).filter(lambda text: bool(text.strip()))


@given(words=st.lists(NAMES, max_size=4), text=st.text("abcdéçßÀñ ,.\n", max_size=60))
def test_no_word_of_the_list_is_left_whole_and_the_rest_stays(words: list[str], text: str) -> None:
    out = blackened(text, words)
    plain = " ".join(fold(out).split())
    for word in words:
        wanted = re.escape(" ".join(fold(word).split()))
        assert not re.search(rf"(?<!\w){wanted}(?!\w)", plain)
    rest = [part for part in out.split(BLACK) if part]
    at = 0
    for part in rest:  # what is left stands in the text, in its order
        at = text.index(part, at) + len(part)


def test_letter_case_accents_and_line_breaks_hide_no_name() -> None:
    text = "São\n Paulo, SAO PAULO and paulo; São Paulos. Ville de Thiès."
    assert blackened(text, ["sao paulo", "Thies"]) == (
        f"{BLACK}, {BLACK} and paulo; São Paulos. Ville de {BLACK}."
    )
    assert blackened("e\u0301te\u0301", ["ete"]) == BLACK


def test_answers_that_name_the_applicant_are_left_out_and_tables_are_searched() -> None:
    kinds = {"who": K.ORGANISATION, "why": K.LONG_TEXT, "plan": K.TABLE, "n": K.NUMBER, "x": K.FILE}
    content = {
        "answers": {
            "who": {"name": "City of Tamale", "representative": "Ama Mensah"},
            "why": "Tamale floods. Mensah said so.",
            "plan": [{"step": "Dig in Tamale", "months": 3}],
            "n": 12,
            "gone": "of another form",
        },
        "budget": [{"description": "Tamale pumps", "grant_cents": 5}],
        "documents": [{"code": "x", "sha256": "0"}],
        "endorsements": [{"organisation": "UN-Habitat", "representative": "Jo Doe"}],
    }
    words = suggested_words(content, kinds, ["Tamale"])
    bodies, people = ["City of Tamale", "Tamale", "UN-Habitat"], ["Ama Mensah", "Jo Doe", "Mensah"]
    assert words == sorted(bodies + people)
    out = without_names(content, kinds, Redaction(words=tuple(words)))
    assert out["answers"] == {
        "why": f"{BLACK} floods. {BLACK} said so.",
        "plan": [{"step": f"Dig in {BLACK}", "months": 3}],
        "n": 12,
    }
    assert out["budget"] == [{"description": f"{BLACK} pumps", "grant_cents": 5}]
    assert (out["documents"], out["endorsements"]) == ([], [])
    rewritten = Redaction(words=tuple(words), texts={"why": "It floods in Tamale."})
    assert without_names(content, kinds, rewritten)["answers"]["why"] == f"It floods in {BLACK}."
    hidden = Redaction(hidden=frozenset({"why"}))
    assert "why" not in without_names(content, kinds, hidden)["answers"]


def hidden_world(**proposal: Any) -> w.World:
    """A call that hides who applies, with one proposal; nobody is asked yet."""
    made = w.world(proposals=0, applicant_hidden=True)
    w.add_proposal(made, **{"title": "Drains for Tamale", "city": "Tamale", **proposal})
    return made


def copied(made: w.World, *, words: tuple[str, ...] = ("Tamale",)) -> None:
    lead, ref = build.acting(made.lead), made.proposals[0].ref
    title = blackened(made.proposals[0].title, words)
    n = redaction.save(lead, made.call.ref, ref, Redaction(title, words), {}, seen=0)
    redaction.release(lead, made.call.ref, ref, seen=n)


def test_nobody_is_asked_before_every_copy_is_released(app: Flask) -> None:
    made = hidden_world()
    lead, ref = build.acting(made.lead), made.proposals[0].ref
    with pytest.raises(Refused, match="no released copy"):
        w.publish(made)
    db.session.rollback()
    assert not_ready([made.proposals[0].id]) == 1
    redaction.save(lead, made.call.ref, ref, Redaction("Drains", ("Tamale",)), {}, seen=0)
    with pytest.raises(Refused):
        assign.publish(lead, made.call.ref, w.clock.now() + w.timedelta(days=3))
    db.session.rollback()
    redaction.release(lead, made.call.ref, ref, seen=1)
    w.publish(made)
    assert not_ready([made.proposals[0].id]) == 0


def test_an_evaluator_reads_the_released_copy_and_nothing_newer(app: Flask) -> None:
    made = hidden_world()
    copied(made)
    w.publish(made)
    one = made.evaluators[0]
    found = held(build.acting(one), made.ref_for(made.proposals[0], one))
    assert found.title == f"Drains for {BLACK}"
    assert (found.city, found.country) == ("", None)
    read = dossier(found).answers
    assert read["summary"].value == f"The secret summary of Drains for {BLACK}."
    assert "proponent" not in read
    lead = build.acting(made.lead)
    other = Redaction("Drains", (), hidden=frozenset({"summary"}))
    redaction.save(lead, made.call.ref, made.proposals[0].ref, other, {}, seen=2)
    assert "summary" in dossier(found).answers  # saved, not released
    redaction.release(lead, made.call.ref, made.proposals[0].ref, seen=3)
    assert "summary" not in dossier(found).answers


def test_a_newer_version_of_the_city_waits_for_a_copy_of_its_own(app: Flask) -> None:
    made = hidden_world()
    copied(made)
    w.publish(made)
    proposal, one = made.proposals[0], made.evaluators[0]
    snapshot = db.session.scalars(sa.select(w.Snapshot)).one()
    text = snapshot.content.replace("Something quite new", "Tamale was first")
    db.session.add(
        w.Snapshot(
            proposal_id=proposal.id,
            n=2,
            form="concept_note",
            content=text,
            sha256=w.sha256(text),
            received_at=w.clock.now(),
            by_id=made.city.id,
        )
    )
    db.session.commit()
    found = held(build.acting(one), made.ref_for(proposal, one))
    assert dossier(found).answers["innovation"].value == "Something quite new."
    assert not_ready([proposal.id]) == 1
    with pytest.raises(Refused, match="newer version"):
        redaction.release(build.acting(made.lead), made.call.ref, proposal.ref, seen=2)


def test_two_leads_at_one_copy_do_not_overwrite_each_other(app: Flask) -> None:
    made = hidden_world()
    lead, ref = build.acting(made.lead), made.proposals[0].ref
    redaction.save(lead, made.call.ref, ref, Redaction("One"), {}, seen=0)
    with pytest.raises(Conflict):
        redaction.save(lead, made.call.ref, ref, Redaction("Two"), {}, seen=0)
    db.session.rollback()
    with pytest.raises(Conflict):
        redaction.release(lead, made.call.ref, ref, seen=5)


@pytest.mark.both_databases
def test_no_copy_is_ever_changed(app: Flask) -> None:
    made = hidden_world()
    copied(made)
    for act in (sa.delete(RedactedCopy), sa.update(RedactedCopy).values(title="Other")):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(act)
        db.session.rollback()


def test_the_first_words_are_every_known_name(app: Flask) -> None:
    made = hidden_world()
    found = original(build.acting(made.lead), made.call.ref, made.proposals[0].ref)
    assert {"Tamale", "City of Tamale", "Ama City"} <= set(beginning(found).words)
    told = w.world(proposals=1)
    with pytest.raises(NotFound):
        original(build.acting(told.lead), told.call.ref, told.proposals[0].ref)


def test_mails_to_evaluators_tell_no_more_than_the_copy(app: Flask) -> None:
    made = hidden_world()
    copied(made)
    w.publish(made)
    one, other = made.evaluators[:2]
    lead, proposal = build.acting(made.lead), made.proposals[0]
    w.write(made, proposal, one, [3, 3, 3])
    after.send_back(lead, made.call.ref, made.ref_for(proposal, one), "Say more.")
    assign.take_back(lead, made.call.ref, made.ref_for(proposal, other), "Ill.")
    people = {one.id, other.id}
    told = [m for m in db.session.scalars(sa.select(Mail)) if m.person_id in people]
    assert {"review_sent_back", "assignment_ended"} <= {m.kind for m in told}
    assert not [m.kind for m in told if "Tamale" in str(m.params)]


def test_worlds_that_differ_only_in_who_applies_look_alike_to_evaluators(
    app: Flask, browse: Browse
) -> None:
    seen = []
    for city, body in (("Tamale", "GH"), ("Mopti", "ML")):
        made = hidden_world(title=f"Drains for {city}", city=city, country=body)
        copied(made, words=(city,))
        w.publish(made)
        w.write(made, made.proposals[0], made.evaluators[1], [3, 3, 3])
        browser = browse(made.evaluators[0])
        found = pages(browser, made)
        found["dates"] = browser.get("/reviews/dates.ics").source
        seen.append(found)
    for name, source in seen[0].items():
        if name != "dates":
            assert source == seen[1][name], name
        assert "Tamale" not in source, name
        assert "Ghana" not in source, name


def pdf_by(author: str) -> bytes:
    """A page whose file tells its author in two places."""
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        pdf.docinfo["/Author"] = author
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = [author]
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def test_a_shown_document_tells_nothing_of_who_made_it(app: Flask, tmp_path: Path) -> None:
    made = hidden_world()
    lead, ref = build.acting(made.lead), made.proposals[0].ref
    sent = pdf_by("Ama Mensah of Tamale")
    assert b"Ama Mensah" in sent
    bare = keep_bare(receive(io.BytesIO(sent)), Kind.PDF)
    kept = path_of(bare.sha256).read_bytes()
    assert b"Mensah" not in kept
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Info" not in pdf.trailer or "/Author" not in pdf.docinfo
    n = redaction.save(
        lead,
        made.call.ref,
        ref,
        Redaction("Drains"),
        {"map": Wish(True, io.BytesIO(sent))},
        seen=0,
    )
    copy = latest(made.proposals[0].id)
    assert copy is not None
    assert copy.redaction.files == {"map": bare.sha256}
    file = db.session.execute(sa.text("SELECT ref, name FROM file ORDER BY id DESC")).first()
    assert file is not None
    assert file.name == "map.pdf"
    redaction.release(lead, made.call.ref, ref, seen=n)
    w.publish(made)
    released = db.session.execute(sa.text("SELECT ref FROM file ORDER BY id DESC")).scalar()
    evaluator = build.acting(made.evaluators[0])
    assert readable(evaluator, str(released)).sha256 == bare.sha256
    with pytest.raises(NotFound):  # that of the copy before is not the one released
        readable(evaluator, file.ref)
    with pytest.raises(NotFound):
        readable(build.acting(build.person("Outsider")), str(released))


def test_a_lead_makes_and_releases_a_copy_on_its_pages(app: Flask, browse: Browse) -> None:
    made = hidden_world()
    root = f"/reviews/calls/{made.call.ref}"
    browser = browse(made.lead)
    page = browser.get(f"{root}/assignment").click("Copies without names")
    assert "0 of 1 are ready" in page.text
    page = page.click("Drains for Tamale")
    values = page.form("words").values()
    assert values["title"] == f"Drains for {BLACK}"
    assert "Tamale" in values["words"]
    wrong = page.form("words").submit({"title": " "})
    assert "Give a title that does not tell who applies" in wrong.text
    page = page.form("words").submit({"text_innovation": "Nothing of the kind.", "hide_title": "y"})
    assert "The copy is saved" in page.text
    assert page.form("words").values()["text_innovation"] == "Nothing of the kind."
    release = page.click("Read and release it")
    assert "Nothing of the kind." in release.text
    assert "City of Tamale" not in release.text
    done = release.form("seen").submit()
    assert "1 of 1 are ready" in done.text
    assert browse(made.evaluators[0]).get(f"{root}/copies").status == 403


def test_whom_a_city_wants_to_avoid_is_read_by_the_office_alone(app: Flask) -> None:
    made = w.world(proposals=1)
    form = form_of(made.call)
    asked, rest = form.sections[0], form.sections[1:]
    named = replace(asked.questions[0], code=NAMED_QUESTION)
    form = replace(form, sections=(replace(asked, questions=(named, *asked.questions)), *rest))
    content = {"answers": {NAMED_QUESTION: "Ada Rival, who sued us", "title": "Drains"}}
    for office in (True, False):
        sections = as_submitted(made.proposals[0].id, form, content, office=office)
        codes = {row.code for section in sections for row in section.rows}
        assert (NAMED_QUESTION in codes) is office
        assert "title" in codes


def test_an_office_has_no_surname() -> None:
    kinds = {"contact": K.PEOPLE}
    content = {"answers": {"contact": [{"name": "Projects office, Rosario", "email": ""}]}}
    assert suggested_words(content, kinds, []) == ["Projects office, Rosario"]
