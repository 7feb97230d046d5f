"""Documents in their slots."""

from io import BytesIO

import pytest
import sqlalchemy as sa

from grants.accounts.models import Role
from grants.calls.models import QuestionKind, Requirement
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.files.models import File
from grants.files.queries import readable
from grants.files.service import receive
from grants.proposals.models import Document, ProposalStatus, SectionWork
from grants.proposals.queries import content, sections
from grants.proposals.service import documents
from grants.proposals.views.filters import file_size
from tests import build
from tests.proposals.test_sections import ask
from tests.proposals.writing import City, city


def picture(colour: str = "red") -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def put(of: City, colour: str = "red", name: str = "letter.png", **more: str) -> str:
    return documents.upload(
        of.found(),
        "city_letter",
        receive(BytesIO(picture(colour))),
        name,
        received_at=clock.now(),
        **more,
    )


def versions(of: City) -> list[tuple[int, bool]]:
    rows = db.session.execute(sa.select(Document.n, Document.removed_at).order_by(Document.n))
    return [(row.n, row.removed_at is None) for row in rows]


@pytest.mark.both_databases
def test_a_new_document_replaces_and_the_old_version_is_kept(app):
    of = city()
    put(of, "red", "first.png")
    put(of, "blue", "second.png")
    assert versions(of) == [(1, False), (2, True)]
    assert content.documents_of(of.proposal.id)["city_letter"].name == "second.png"
    db.session.refresh(of.proposal)
    assert of.proposal.draft_version == 2


def test_the_same_upload_sent_twice_is_kept_once(app):
    of = city()
    assert put(of, operation="once") == put(of, operation="once")
    assert versions(of) == [(1, True)]


def test_taking_a_document_out_keeps_it_in_the_history(app):
    of = city()
    put(of)
    documents.remove(of.found(), "city_letter", received_at=clock.now())
    assert content.documents_of(of.proposal.id) == {}
    assert versions(of) == [(1, False)]
    put(of, "blue")
    assert versions(of) == [(1, False), (2, True)]


def test_a_document_completes_its_section_without_touching_its_version(app):
    of = city()
    put(of)
    state = sections.states_of(of.proposal.id)[of.section("documents").id]
    assert (state.work, state.version) == (SectionWork.COMPLETE, 1)
    put(of, "blue")
    assert sections.states_of(of.proposal.id)[of.section("documents").id].version == 1


def test_only_a_file_question_has_a_slot(app):
    of = city()
    with pytest.raises(NotFound):
        documents.slot(of.found(), "summary")


def test_the_page_uploads_shows_and_takes_out(app, browse):
    of = city()
    page = browse(of.lead).get(of.url("documents"))
    assert "PDF" in page.text
    assert "15 MB" in page.text
    form = page.form("Upload")
    page = form.submit({"file": (BytesIO(picture()), "carta.png")}, "Upload")
    assert "“carta.png” was saved" in page.text
    page = page.form("Replace").submit({"file": (BytesIO(picture("blue")), "new.png")})
    assert "new.png" in page.text
    assert "1 earlier version is kept" in page.text
    page = page.form("Take the document out").submit()
    assert "was taken out" in page.text
    assert content.documents_of(of.proposal.id) == {}


def test_a_refused_file_says_why_and_changes_nothing(app, browse):
    of = city()
    put(of)
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    page = form.submit({"file": (BytesIO(b"MZ\x90\x00 a program"), "letter.pdf")}, "Replace")
    assert page.status == 422
    assert "Send a PDF" in page.text
    assert versions(of) == [(1, True)]
    page = form.submit({}, "Replace")
    assert page.status == 422
    assert "Choose a file first" in page.text


def test_a_file_beside_answers_is_sent_with_them(app, browse):
    of = city()
    ask(of, "project", "photo", QuestionKind.FILE, required=Requirement.NEVER)
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    values = {
        "q_summary": "Water",
        "q_innovation": "Maps",
        "q_photo": (BytesIO(picture()), "street.png"),
    }
    page = form.submit(values, "Save and continue")
    assert page.heading == "Budget"
    assert content.documents_of(of.proposal.id)["photo"].name == "street.png"
    wrong = {**values, "q_summary": "Water again", "q_photo": (BytesIO(b"MZ\x90\x00"), "x.png")}
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit(wrong, "Save and continue")
    assert page.status == 422
    assert "Send a PDF" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "Water again"


def test_a_document_is_read_by_the_team_and_by_the_office_once_submitted(app):
    of = city()
    put(of)
    ref = db.session.scalars(sa.select(File.ref)).one()
    officer = build.person("", Role.OFFICER)
    assert readable(build.acting(of.lead), ref).name == "letter.png"
    for who in (officer, build.person()):
        with pytest.raises(NotFound):
            readable(build.acting(who), ref)
    of.proposal.status, of.proposal.submitted_at = ProposalStatus.SUBMITTED, clock.now()
    db.session.commit()
    assert readable(build.acting(officer), ref).name == "letter.png"
    with pytest.raises(NotFound):
        readable(build.acting(build.person()), ref)


def test_a_slot_takes_only_the_kinds_its_question_names(app):
    of = city()
    ask(of, "documents", "registration", QuestionKind.FILE, config={"accept": ["pdf"]})
    with pytest.raises(Refused) as caught:
        documents.upload(
            of.found(),
            "registration",
            receive(BytesIO(picture())),
            "letter.png",
            received_at=clock.now(),
        )
    assert "PDF" in str(caught.value.message)
    db.session.rollback()
    assert versions(of) == []


@pytest.mark.parametrize(("size", "words"), [(1, "1 kB"), (77_400, "77 kB"), (1_420_000, "1.4 MB")])
def test_a_size_reads_in_kilobytes_or_megabytes(app, size, words):
    with app.test_request_context():
        assert file_size(size) == words


def test_a_file_to_fill_in_is_offered_at_its_slot(app, browse):
    of = city()
    template = {"language": "fr", "name": "cadre.docx", "sha256": "0" * 64}
    ask(of, "documents", "frame", QuestionKind.FILE, config={"templates": [template]})
    page = browse(of.lead).get(of.url("documents"))
    assert page.links()["cadre.docx"] == f"/calls/{of.call.ref}/templates/concept_note/frame/fr"
    assert "Fill in this file and upload it as the answer" in page.text
    assert "(French)" in page.text
