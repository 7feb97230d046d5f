"""Named views of the list, columns of one's own, and what each person begins with."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import Call
from grants.core.db import db
from grants.desk.models import SavedView
from grants.desk.service import lists
from grants.proposals.models import ProposalStatus as S
from tests import build
from tests.browsing import Browser
from tests.desk.test_proposals import handed_in, titles, url
from tests.screening import cases

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


@pytest.fixture
def filled(call: Call) -> Call:
    handed_in(call, "Alpha")
    handed_in(call, "Beta", country="PE", status=S.ELIGIBLE)
    return call


def saved(by: Person, name: str = "Peru", *, shared: bool = False, **query: str) -> str:
    asked = {key: [value] for key, value in (query or {"country": "PE"}).items()}
    return lists.save_view(build.acting(by), name, asked, shared=shared)


def test_a_view_is_made_from_the_present_list_and_opens_it_again(
    filled: Call, browse: Browse
) -> None:
    browser = browse(cases.officer())
    page = browser.get(url(filled), {"country": "PE", "sort": "asked"})
    page = page.click("Save this view").form("name").submit({"name": "Peru"})
    assert "The view is saved" in page.source
    assert titles(page) == ["Beta"]
    again = browser.get(url(filled)).click("Peru")
    assert titles(again) == ["Beta"]
    assert "sort=asked" in again.path


@pytest.mark.parametrize(("shared", "finds"), [(True, True), (False, False)])
def test_only_a_shared_view_is_found_by_others_of_the_secretariat(
    filled: Call, browse: Browse, *, shared: bool, finds: bool
) -> None:
    ref = saved(cases.officer(), shared=shared)
    other = browse(cases.officer())
    assert ("Peru" in other.get(url(filled)).links()) is finds
    assert other.get(f"{url(filled)}/views/{ref}").status == 404  # not hers to change


def test_an_auditor_keeps_views_alone_and_finds_none_of_the_secretariat(
    filled: Call, browse: Browse
) -> None:
    saved(cases.officer(), shared=True)
    auditor = build.person("", Role.AUDITOR)
    ref = saved(auditor, "Mine", shared=True)
    page = browse(auditor).get(url(filled))
    assert "Mine" in page.links()
    assert "Peru" not in page.links()
    assert "Mine" not in browse(cases.officer()).get(url(filled)).links()
    assert ref


def test_a_lead_may_rename_and_delete_what_is_shared(filled: Call, browse: Browse) -> None:
    ref = saved(cases.officer(), shared=True)
    browser = browse(cases.lead())
    page = browser.get(f"{url(filled)}/views/{ref}")
    page = page.form("name").submit({"name": "All of Peru"})
    assert "All of Peru" in page.text
    page = page.click("Delete")
    assert "everybody of the Secretariat loses it" in page.text
    page = page.form(action="delete").submit()
    assert "No views yet" in page.text


def test_a_name_is_used_once_by_a_person(filled: Call, browse: Browse) -> None:
    who = cases.officer()
    saved(who)
    page = browse(who).get(f"{url(filled)}/views/new", {"country": "GH"})
    page = page.form("name").submit({"name": "Peru"})
    assert page.status == 422
    assert "You have a view of this name already" in page.text
    page = page.form("name").submit({"name": ""})
    assert "Give the view a name" in page.text


def test_a_list_begins_with_the_view_one_chose(filled: Call, browse: Browse) -> None:
    who = cases.officer()
    saved(who)
    browser = browse(who)
    page = browser.get(f"{url(filled)}/views").form("Begin with it").submit()
    assert "Your list now begins with this view" in page.source
    assert titles(browser.get(url(filled))) == ["Beta"]
    every = browser.get(url(filled)).click("All proposals")
    assert titles(every) == ["Alpha", "Beta"]
    cleared = browser.get(url(filled)).click("Clear filters")
    assert titles(cleared) == ["Alpha", "Beta"]


def test_deleting_or_unsharing_a_view_ends_it_as_the_beginning_of_others(
    filled: Call, browse: Browse
) -> None:
    owner, other = cases.officer(), cases.officer()
    ref = saved(owner, shared=True)
    lists.begin_with(build.acting(other), ref)
    browser = browse(other)
    assert titles(browser.get(url(filled))) == ["Beta"]
    lists.change_view(build.acting(owner), ref, "Peru", shared=False, version=None, query=None)
    assert titles(browser.get(url(filled))) == ["Alpha", "Beta"]
    lists.begin_with(build.acting(owner), ref)
    lists.delete_view(build.acting(owner), ref)
    assert titles(browse(owner).get(url(filled))) == ["Alpha", "Beta"]


def test_a_view_whose_filter_is_gone_says_so(filled: Call, browse: Browse) -> None:
    who = cases.officer()
    saved(who, "Old", planet="mars", country="PE")
    page = browse(who).get(url(filled)).click("Old")
    assert "asks for something this list no longer knows (planet)" in page.text
    assert titles(page) == ["Beta"]


def test_a_changed_list_can_be_kept_in_its_view(filled: Call, browse: Browse) -> None:
    who = cases.officer()
    ref = saved(who)
    browser = browse(who)
    page = browser.get(url(filled), {"country": "GH", "view": ref})
    page.click("Keep this in").form("name").submit()
    db.session.expire_all()
    assert db.session.query(SavedView).one().query == {"country": ["GH"]}


def test_the_same_form_sent_twice_makes_one_view(filled: Call, browse: Browse) -> None:
    browser = browse(cases.officer())
    form = browser.get(f"{url(filled)}/views/new", {"country": "PE"}).form("name")
    for _ in range(2):
        assert form.submit({"name": "Peru"}).status == 200
    assert db.session.query(SavedView).count() == 1


@pytest.mark.both_databases
def test_a_view_changed_meanwhile_is_not_overwritten(app: Flask) -> None:
    who = cases.officer()
    ref = saved(who)
    acting = build.acting(who)
    lists.change_view(acting, ref, "One", shared=False, version=1, query=None)
    with pytest.raises(Exception, match="Somebody else changed this view"):
        lists.change_view(acting, ref, "Two", shared=False, version=1, query=None)


def test_columns_are_chosen_ordered_and_kept_for_the_person_alone(
    filled: Call, browse: Browse
) -> None:
    who = cases.officer()
    browser = browse(who)
    page = browser.get(url(filled)).click("Columns")
    sent = page.form("show-city")
    values = {name: [] for name in sent.values() if name.startswith("show-")}
    values |= {"show-months": ["yes"], "place-months": "2", "show-ref": ["yes"], "place-ref": "1"}
    page = sent.submit(values, button="Use these columns")
    heads = ["".join(th.itertext()) for th in page.root.iterfind(".//thead//th")]
    assert heads == ["Choose", "Proposal", "Reference", "Months"]
    usual = browse(cases.officer()).get(url(filled))
    assert "Officer" in ["".join(th.itertext()) for th in usual.root.iterfind(".//thead//th")]
    page = page.click("Columns").form("show-city").submit(button="Back to the usual columns")
    assert "Officer" in ["".join(th.itertext()) for th in page.root.iterfind(".//thead//th")]


def test_no_column_at_all_is_refused_and_changes_nothing(filled: Call, browse: Browse) -> None:
    browser = browse(cases.officer())
    form = browser.get(f"{url(filled)}/columns").form("show-city")
    page = form.submit({n: [] for n in form.values() if n.startswith("show-")}, button="Use these")
    assert "Tick one column at least" in page.source
    assert "City" in [
        "".join(th.itertext()) for th in browser.get(url(filled)).root.iterfind(".//thead//th")
    ]
