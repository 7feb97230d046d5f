"""Registering, confirming, signing in and out, choosing a new password."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role, SignIn, Token
from grants.accounts.queries import person_by_email
from grants.accounts.service import entry
from grants.accounts.service.hashing import fits, hash_password
from grants.core.db import db
from grants.core.errors import Refused, TooMany
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]
Later = Callable[..., None]

GOOD = "seven green buses at noon"


def sent_to(address: str) -> list[Mail]:
    db.session.commit()
    return list(
        db.session.scalars(sa.select(Mail).where(Mail.address == address).order_by(Mail.id))
    )


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", write_letter(mail).text)
    assert found is not None
    return found[1]


def with_password(name: str = "Ama", **over: object) -> Person:
    return build.person(name, password_hash=hash_password(GOOD), **over)


def test_a_city_registers_confirms_and_is_signed_in(app: Flask, browse: Browse) -> None:
    browser = browse()
    page = browser.get("/register?next=/me/")
    page = page.form("email").submit({"email": " Ama@Accra.gov.gh ", "name": "Ama Mensah"})
    assert page.heading == "Look at your mail"
    mail = sent_to("ama@accra.gov.gh")[0]
    assert mail.kind == "confirm_email"
    page = browser.get(link_in(mail))
    assert page.form("password").values()["name"] == "Ama Mensah"
    page = page.form("password").submit({"password": GOOD})
    assert page.heading == "My details"
    assert "Ama Mensah" in page.source


def test_registering_answers_the_same_for_a_known_and_an_unknown_address(
    app: Flask, browse: Browse
) -> None:
    known = with_password().email
    answers = []
    for address in (known, "nobody@example.org"):
        page = browse().get("/register").form("email").submit({"email": address, "name": "X"})
        answers.append((page.status, page.text.replace(address, "…")))
    assert answers[0] == answers[1]
    assert [m.kind for m in sent_to(known)] == ["already_registered"]
    assert [m.kind for m in sent_to("nobody@example.org")] == ["confirm_email"]


def test_nobody_can_prepare_a_password_for_anothers_address(app: Flask, browse: Browse) -> None:
    browse().get("/register").form("email").submit({"email": "victim@example.org", "name": "Evil"})
    person = person_by_email("victim@example.org")
    assert person is not None
    assert person.password_hash is None
    assert person.confirmed_at is None


def test_opening_a_link_changes_nothing_and_using_it_twice_is_refused(
    app: Flask, browse: Browse
) -> None:
    entry.register(email="a@example.org", name="A", language="en", source="x")
    link = link_in(sent_to("a@example.org")[0])
    for _ in range(2):
        assert browse().get(link).heading == "Confirm your address"
    browse().get(link).form("password").submit({"password": GOOD}, follow=False)
    again = browse().get(link)
    assert again.status == 404
    assert again.heading == "This link no longer works"


def test_a_confirmation_ends_after_a_day(app: Flask, browse: Browse, later: Later) -> None:
    entry.register(email="a@example.org", name="A", language="en", source="x")
    link = link_in(sent_to("a@example.org")[0])
    later(hours=23, minutes=59)
    assert browse().get(link).status == 200
    later(minutes=2)
    page = browse().get(link)
    assert page.status == 404
    page = page.click("Ask for a new link").form("email").submit({"email": "a@example.org"})
    assert page.heading == "Look at your mail"
    assert len(sent_to("a@example.org")) == 2


def test_one_confirmation_spends_all_links_of_the_person(app: Flask, browse: Browse) -> None:
    for _ in range(2):
        entry.register(email="a@example.org", name="A", language="en", source="x")
    first, second = (link_in(mail) for mail in sent_to("a@example.org"))
    browse().get(second).form("password").submit({"password": GOOD}, follow=False)
    assert browse().get(first).status == 404


def test_a_weak_password_is_refused_with_what_to_do_and_keeps_the_link(
    app: Flask, browse: Browse
) -> None:
    entry.register(email="a@example.org", name="A", language="en", source="x")
    link = link_in(sent_to("a@example.org")[0])
    page = browse().get(link).form("password").submit({"password": "short", "name": "Abena"})
    assert page.status == 422
    assert "Use 15 characters or more" in page.text
    assert page.form("password").values()["name"] == "Abena"
    page = page.form("password").submit({"password": GOOD}, follow=False)
    assert page.status == 302


def test_a_registration_sent_twice_is_done_once(app: Flask, browse: Browse) -> None:
    form = browse().get("/register").form("email")
    for _ in range(2):
        assert form.submit({"email": "a@example.org", "name": "A"}).heading == "Look at your mail"
    assert len(sent_to("a@example.org")) == 1


def test_sign_in_returns_the_reader_to_where_they_were_going(app: Flask, browse: Browse) -> None:
    person = with_password(name="Ama")
    page = browse().get("/me/?from=mail")
    assert page.heading == "Sign in"
    page = page.form("email").submit({"email": person.email.upper(), "password": GOOD})
    assert page.heading == "My details"
    assert page.path == "/me/?from=mail"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\tx"],
)
def test_sign_in_never_leads_to_another_site(app: Flask, browse: Browse, target: str) -> None:
    person = with_password()
    page = browse().get("/sign-in", query={"next": target}).form("email")
    answer = page.submit({"email": person.email, "password": GOOD}, follow=False)
    assert answer.status == 302
    assert answer.response.headers["Location"] == "/"


def test_every_failed_sign_in_says_the_same(app: Flask, browse: Browse) -> None:
    from grants.core import clock

    right = with_password()
    disabled = with_password(disabled_at=clock.now())
    unconfirmed = with_password(confirmed_at=None)
    tries = [
        (right.email, "not the password at all"),
        ("nobody@example.org", GOOD),
        (disabled.email, GOOD),
        (unconfirmed.email, GOOD),
    ]
    said = set()
    for address, password in tries:
        page = browse().get("/sign-in").form("email")
        answer = page.submit({"email": address, "password": password})
        assert answer.status == 422
        assert answer.form("email").values()["email"] == address
        said.add(answer.text)
    assert len(said) == 1


def test_guessing_is_slowed_down_but_nothing_is_locked(
    app: Flask, browse: Browse, later: Later
) -> None:
    person = with_password()
    for _ in range(entry.FREE_SIGN_INS):
        with pytest.raises(Refused):
            entry.sign_in(email=person.email, password="wrong" * 4, source="s1", device="")
    page = browse().get("/sign-in").form("email")
    slow = page.submit({"email": person.email, "password": GOOD})
    assert slow.status == 429
    assert int(slow.response.headers["Retry-After"]) > 0
    assert "nothing is locked" in slow.text
    later(seconds=3)
    assert entry.sign_in(email=person.email, password=GOOD, source="s1", device="")


def test_one_source_trying_many_accounts_is_slowed_down(app: Flask) -> None:
    for n in range(entry.FREE_FROM_SOURCE):
        with pytest.raises(Refused):
            entry.sign_in(email=f"a{n}@example.org", password="x" * 15, source="s1", device="")
    with pytest.raises(TooMany):
        entry.sign_in(email="other@example.org", password="x" * 15, source="s1", device="")
    with pytest.raises(Refused):
        entry.sign_in(email="other@example.org", password="x" * 15, source="s2", device="")


def test_a_forwarded_address_does_not_escape_the_throttle(app: Flask, browse: Browse) -> None:
    browser = browse()
    statuses = []
    for n in range(entry.FREE_FROM_SOURCE + 1):
        form = browser.get("/sign-in").form("email")
        data = {**form.values(), "email": f"a{n}@example.org", "password": "x" * 15}
        page = browser.post("/sign-in", data, headers={"X-Forwarded-For": f"10.0.0.{n}"})
        statuses.append(page.status)
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {422}


def test_signing_in_makes_a_new_session_and_signing_out_ends_it_on_the_server(
    app: Flask, browse: Browse
) -> None:
    person = with_password()
    browser = browse()
    page = browser.get("/sign-in?next=/me/").form("email")
    page.submit({"email": person.email, "password": GOOD})
    with browser.client.session_transaction() as cookie:
        kept = dict(cookie)
    page = browser.get("/me/")
    token = page.form("name").values()["csrf_token"]
    browser.post("/sign-out", {"csrf_token": token})
    assert browser.get("/me/").heading == "Sign in"
    with browser.client.session_transaction() as cookie:
        cookie.update(kept)
    assert browser.get("/me/").heading == "Sign in"


def test_a_dated_hash_is_renewed_at_sign_in(app: Flask) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    person = build.person("Ama", password_hash=old)
    entry.sign_in(email=person.email, password=GOOD, source="s", device="")
    db.session.refresh(person)
    assert person.password_hash is not None
    assert "m=19456,t=2,p=1" in person.password_hash


def test_no_password_fits_nobody(app: Flask) -> None:
    assert not fits(None, "")
    assert not fits(None, GOOD)


def test_a_reset_ends_every_session_and_tells_the_person(app: Flask, browse: Browse) -> None:
    person = with_password()
    signed_in = browse(person)
    page = browse().get("/forgot-password").form("email").submit({"email": person.email})
    assert page.heading == "Look at your mail"
    link = link_in(sent_to(person.email)[-1])
    page = browse().get(link).form("password").submit({"password": "four tall trees by a river"})
    assert page.heading == "Sign in"
    assert signed_in.get("/me/").heading == "Sign in"
    assert sent_to(person.email)[-1].kind == "password_changed"
    assert browse().get(link).status == 404


def test_a_reset_link_works_for_one_hour(app: Flask, browse: Browse, later: Later) -> None:
    person = with_password()
    entry.forgot(email=person.email, language="en", source="x")
    link = link_in(sent_to(person.email)[-1])
    later(minutes=61)
    assert browse().get(link).status == 404


def test_asking_for_a_password_says_nothing_about_an_address(app: Flask, browse: Browse) -> None:
    page = browse().get("/forgot-password").form("email").submit({"email": "no@example.org"})
    assert page.heading == "Look at your mail"
    assert sent_to("no@example.org") == []


def test_mails_to_one_address_cannot_be_asked_for_without_end(app: Flask) -> None:
    for n in range(entry.FREE_MAILS):
        entry.forgot(email="a@example.org", language="en", source=f"s{n}")
    with pytest.raises(TooMany):
        entry.forgot(email="a@example.org", language="en", source="s9")


@pytest.mark.parametrize("typed", ["ama", "ama@", "@accra.gov.gh", "a b@c.org", "a@b", "x" * 300])
def test_what_is_no_address_is_refused_at_its_field(app: Flask, browse: Browse, typed: str) -> None:
    page = browse().get("/register").form("email").submit({"email": typed, "name": "A"})
    assert page.status == 422
    assert page.form("email").values()["email"] == typed
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0


def test_the_language_link_is_kept_for_visitors_and_for_people(app: Flask, browse: Browse) -> None:
    visitor = browse()
    visitor.get("/language/fr?next=/sign-in")
    assert 'lang="fr"' in visitor.get("/sign-in").source
    person = build.person()
    browser = browse(person)
    assert browser.get("/language/es?next=/me/").path == "/me/"
    assert 'lang="es"' in browser.get("/me/").source
    db.session.refresh(person)
    assert person.language == "es"
    assert browser.get("/language/xx").status == 404


def test_a_disabled_account_is_out_within_one_request(app: Flask, browse: Browse) -> None:
    from grants.core import clock

    person = build.person()
    browser = browse(person)
    assert browser.get("/me/").heading == "My details"
    person.disabled_at = clock.now()
    db.session.commit()
    assert browser.get("/me/").heading == "Sign in"


def test_a_post_after_a_long_pause_goes_through(app: Flask, browse: Browse, later: Later) -> None:
    person = build.person("Ama", Role.OFFICER)
    browser = browse(person)
    form = browser.get("/me/").form("name")
    later(minutes=10)
    assert form.submit({"name": "Ama Owusu"}).status == 200
    db.session.refresh(person)
    assert person.name == "Ama Owusu"
    seen = db.session.scalars(sa.select(SignIn.seen_at)).one()
    assert seen > person.created_at


@pytest.mark.both_databases
def test_a_link_is_used_once_whatever_the_database(app: Flask) -> None:
    entry.register(email="a@example.org", name="A", language="en", source="x")
    token = link_in(sent_to("a@example.org")[0]).rsplit("/", 1)[1]
    entry.confirm(token, name="A", password=GOOD, device="")
    with pytest.raises(entry.NotFound):
        entry.confirm(token, name="B", password=GOOD + "!", device="")
    assert db.session.scalar(sa.select(sa.func.count(Token.id)).where(Token.used_at.is_(None))) == 0
