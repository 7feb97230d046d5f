"""Tags, notes and flags on their pages, as people of the office use them."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.notes.models import Flag, FlagAct, Note, ProposalTag, Tag
from grants.notes.queries.flags import Step, steps_of
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.notes import writing

Browse = Callable[..., Browser]


def test_an_officer_tags_writes_and_flags_from_the_page_of_the_check(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    show = f"/screening/{of.call.ref}/{of.ref}"
    page = browse(of.oda).get(show)
    page = page.form("Add the tag").submit({"name": "Coastal city"})
    assert page.path.startswith(show)
    assert "The tag is on the proposal" in page.source
    page = page.form("Keep the note").submit({"words": "@Kofi Boateng, look", "kind": "shared"})
    assert page.path.startswith(show)
    assert "Told: Kofi Boateng" in page.text
    page = page.click("Raise a flag").form("Raise the flag")
    page = page.submit({"to": of.kofi.ref, "words": "Is the city the same?"})
    assert "for Kofi Boateng, from Oda Officer" in page.text
    page = page.click("Activity")
    for words in ("Tag added", "Coastal city", "Note shared", "Flag raised: for Kofi Boateng"):
        assert words in page.text
    assert "Coastal city" in browse(of.kofi).get(show).text


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    page = browse(of.oda).get(of.url)
    refused = page.form("Keep the note").submit({"words": "word " * 501, "kind": "shared"})
    assert refused.status == 422
    assert "This is 501 words. Shorten it to 500 words or fewer" in refused.text
    assert "word word word" in refused.source
    refused = page.form("Keep the note").submit(
        {"words": "Mine", "kind": "private", "tell": [of.kofi.ref]}
    )
    assert "Only you read a private note" in refused.text
    assert [of.kofi.ref] == refused.form("Keep the note").values().getlist("tell")
    refused = page.form("Raise the flag").submit({"to": "", "words": "Look", "due_on": ""})
    assert refused.status == 422
    assert "Choose somebody of the list" in refused.text
    refused = page.form("Raise the flag").submit(
        {"to": of.kofi.ref, "words": "Look", "due_on": "2020-01-01"}
    )
    assert "This day is over" in refused.text
    refused = page.form("Add the tag").submit({"name": "…"})
    assert "A tag has at least one letter or digit" in refused.text
    assert db.session.scalars(sa.select(Note.id)).all() == []
    assert db.session.scalars(sa.select(Flag.id)).all() == []


def test_a_form_leads_back_to_this_system_only(app: Flask, browse: Browse) -> None:
    of = writing.world()
    form = browse(of.oda).get(of.url).form("Add the tag")
    answer = form.submit({"name": "One", "next": "https://elsewhere.example/"}, follow=False)
    assert answer.response.headers["Location"].startswith(of.url)


def test_the_one_a_flag_is_for_resolves_it_and_whoever_raised_it_opens_it_again(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    of.flag(due_on=clock.now().date() + timedelta(days=3))
    home = browse(of.kofi).get("/")
    assert "1 flag or note of a colleague waits for you." in home.text
    page = home.click("See what waits").click("Is this the same city?")
    refused = page.form("Resolve the flag").submit({"words": " "})
    assert "Say how it was settled" in refused.text
    page = refused.form("Resolve the flag").submit({"words": "It is another one."})
    assert "The flag is resolved." in page.source
    assert "Flag resolved" in page.text
    assert "Nothing waits for you" in browse(of.kofi).get("/for-you/").text
    mine = browse(of.oda).get(page.path)
    page = mine.form("Open the flag again").submit({"words": "The map says otherwise."})
    assert "The flag is open again." in page.source
    page = page.form("Hand it on").submit({"to": of.lena.ref, "words": ""})
    assert "A flag for Lena Lead" in page.text
    assert [one.act for one in _steps(page.path.rsplit("/", 1)[1])] == [
        "raised", "resolved", "reopened", "handed",
    ]  # fmt: skip


def _steps(flag_ref: str) -> list[Step]:
    return steps_of(writing.flag_row(flag_ref).id)


def test_an_open_flag_past_its_day_is_late(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    of = writing.world()
    of.flag(due_on=clock.now().date() + timedelta(days=1))
    assert "Late" not in browse(of.kofi).get("/for-you/").text
    later(days=3)
    assert "Late" in browse(of.kofi).get("/for-you/").text


def test_a_mention_waits_until_it_is_put_aside(app: Flask, browse: Browse) -> None:
    of = writing.world()
    of.note("Look at the budget", tell=[of.kofi.ref])
    page = browse(of.kofi).get("/for-you/")
    assert "Look at the budget" in page.text
    page = page.form("I have seen it").submit()
    assert "Nothing waits for you" in page.text
    assert "Look at the budget" in browse(of.kofi).get(of.url).text


def test_what_is_taken_back_is_asked_about_first(app: Flask, browse: Browse) -> None:
    of = writing.world()
    of.note("Shared by mistake")
    of.private("Only mine")
    page = browse(of.oda).get(of.url).click("Withdraw")
    assert "Shared by mistake" in page.text
    assert "This cannot be taken back" in page.text
    page = page.form("Withdraw the note").submit()
    assert "This note was withdrawn by its author." in page.text
    assert "Shared by mistake" not in page.source
    page = page.click("Delete").form("Delete the note").submit()
    assert "Only mine" not in page.source
    activity = browse(of.auditor).get(f"/proposals/{of.ref}/activity")
    assert "Note withdrawn" in activity.text
    assert "Shared by mistake" not in activity.source


def test_a_lead_renames_merges_and_retires(app: Flask, browse: Browse) -> None:
    of = writing.world()
    of.tag("Coast")
    of.tag("Seaside")
    of.tag("Old")
    lead = browse(of.lena)
    page = lead.get("/tags/").click("Change: Coast")
    refused = page.form("Save the tag").submit({"name": "SEASIDE"})
    assert "There is a tag of this name already" in refused.text
    page = refused.form("Save the tag").submit({"name": "Coastal", "tone": "blue"})
    assert "Coastal" in page.text
    page = page.click("Merge: Seaside")
    assert "Merge them" not in page.source
    page = page.browser.get(page.path + f"?into={_ref('Coastal')}")
    assert "1 proposal that carries “Seaside” carries “Coastal” instead." in page.text
    page = page.form("Merge them").submit()
    assert "merged into “Coastal”" in page.text
    page = page.click("Retire: Old").form("Retire the tag").submit()
    assert "The tag is retired." in page.source
    assert [t.name for t in of.seen_by(of.oda).tags] == ["Coastal", "Old"]
    page = page.form("Bring back").submit()
    assert "The tag is in use again." in page.source
    officer = browse(of.oda)
    assert "Merge" not in officer.get("/tags/").text
    assert officer.get(f"/tags/{_ref('Coastal')}/edit").status == 403


def _ref(name: str) -> str:
    return db.session.scalars(sa.select(Tag.ref).where(Tag.name == name)).one()


def test_a_tag_is_taken_off_on_the_page(app: Flask, browse: Browse) -> None:
    of = writing.world()
    of.tag("Coast")
    page = browse(of.oda).get(of.url).form("Take off: Coast").submit()
    assert "The tag is taken off." in page.source
    assert db.session.scalars(sa.select(ProposalTag.id)).all() == []


def test_the_auditor_reads_and_writes_nothing(app: Flask, browse: Browse) -> None:
    of = writing.world()
    of.tag()
    of.note("For all of us")
    of.flag()
    of.private("Mine alone")
    auditor = browse(of.auditor)
    for path in (of.url, f"/screening/{of.call.ref}/{of.ref}"):
        page = auditor.get(path)
        assert "For all of us" in page.text
        assert "Coastal" in page.text
        assert "Mine alone" not in page.source
        for button in ("Add the tag", "Keep the note", "Raise the flag", "Take off", "Withdraw"):
            assert button not in page.source
    page = page.click("Is this the same city?")
    assert "Resolve" not in page.source
    for act in ("resolve", "hand", "reopen"):
        assert auditor.post(f"{page.path}/{act}", {}).status in (400, 403)


def test_every_page_needs_as_many_queries_for_five_as_for_thirty(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    body = build.organisation()
    build.affiliate(of.kofi, body)
    paths = (of.url, f"/proposals/{of.ref}/activity", "/for-you/", "/tags/")
    browser = browse(of.kofi)
    _fill(of, 5)
    browser.get("/")
    few = [queries_of(browser, path) for path in paths]
    _fill(of, 25)
    assert [queries_of(browser, path) for path in paths] == few
    assert max(few) <= 12, few


def _fill(of: writing.World, n: int) -> None:
    """Rows of every kind; of the flags each second is resolved."""
    for i in range(n):
        of.note(f"Note {i}", tell=[of.kofi.ref])
        flag = of.flag()
        if i % 2:
            of.change(flag, FlagAct.RESOLVED)
        of.tag(f"Tag {i}")
        if i < n - 1:
            db.session.execute(sa.delete(ProposalTag))
            db.session.commit()


def test_a_button_that_cannot_be_undone_may_be_pressed_twice(app: Flask, browse: Browse) -> None:
    of = writing.world()
    note = of.private()
    source, target = of.tag("Seaside"), of.tag("Coastal")
    for who, path, name in (
        (of.oda, f"{of.url}/{note}/take-back", "Delete the note"),
        (of.lena, f"/tags/{source}/merge?into={target}", "Merge them"),
        (of.lena, f"/tags/{target}/retire", "Retire the tag"),
    ):
        form = browse(who).get(path).form(name)
        assert form.submit().status == 200
        assert form.submit().status == 200
