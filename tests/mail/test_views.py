"""The outbox: state, error, one mail as it reads, sending again."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from grants.mail import queries, service
from grants.mail.models import Mail
from grants.mail.service import Addressee, queue
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.mail.samples import SAMPLES

Browse = Callable[..., Browser]


def write(n: int = 1, **over: object) -> Mail:
    for i in range(n):
        queue(Addressee(f"a{i}@example.org"), "reset_password", SAMPLES["reset_password"])
    db.session.commit()
    db.session.execute(sa.update(Mail).values(**over)) if over else None
    db.session.commit()
    return db.session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def test_a_failed_mail_shows_why_and_is_sent_again(app: Flask, browse: Browse) -> None:
    mail = write(failed_at=clock.now(), last_error="550 no such mailbox", attempts=3, unsure=1)
    page = browse(build.person("Ada", Role.ADMINISTRATOR)).get("/mail/")
    assert "550 no such mailbox" in page.text
    page = page.form("Send again").submit(button="Send again")
    assert page.heading == "Choose a new password"
    db.session.refresh(mail)
    assert (mail.failed_at, mail.attempts, mail.unsure) == (None, 0, 0)
    event = db.session.scalars(sa.select(TrailEvent)).one()
    assert (event.action, event.subject_id) == ("mail:retry", mail.id)


def test_the_outbox_never_shows_a_personal_link(app: Flask, browse: Browse) -> None:
    mail = write()
    before = app.config["DEMO"]
    app.config["DEMO"] = False
    try:
        page = browse(build.person("Ada", Role.ADMINISTRATOR)).get(f"/mail/{mail.ref}")
    finally:
        app.config["DEMO"] = before
    assert "t0k3n" not in page.source
    assert "/reset-password/" in page.source


def test_a_mail_that_has_not_failed_is_not_sent_again(app: Flask) -> None:
    mail = write()
    admin = build.acting(build.person("Ada", Role.ADMINISTRATOR))
    with pytest.raises(Refused):
        service.retry(admin, mail)
    db.session.rollback()
    with pytest.raises(Forbidden):
        service.retry(build.acting(build.person("Aude", Role.AUDITOR)), mail)


def test_mails_are_found_by_state_and_address_and_paged_by_key(app: Flask, browse: Browse) -> None:
    write(60)
    browser = browse(build.person("Ada", Role.ADMINISTRATOR))
    first = browser.get("/mail/?state=waiting")
    second = first.click("Next page")
    assert "Next page" not in second.links()
    assert "a59@example.org" in first.text
    assert "a9@example.org" in second.text
    assert "a59@example.org" in browser.get("/mail/?q=A59@").text
    assert "No mail fits" in browser.get("/mail/?state=failed").text
    assert "60" in browser.get("/mail/?state=nonsense&before=%C2%B2").text


def test_the_outbox_is_cheap_however_long(app: Flask, browse: Browse) -> None:
    browser = browse(build.person("Ada", Role.ADMINISTRATOR))
    counts = []
    for n in (5, 60):
        write(n)
        counts.append(queries_of(browser, "/mail/"))
    assert counts[0] == counts[1] <= 12


def test_who_may_not_read_mail_finds_nothing(app: Flask, browse: Browse) -> None:
    mail = write()
    applicant = build.person()
    assert browse(applicant).get("/mail/").status == 403
    with pytest.raises(NotFound):
        queries.mail_by_ref(build.acting(applicant), mail.ref)
    auditor = browse(build.person("Aude", Role.AUDITOR)).get(f"/mail/{mail.ref}")
    assert auditor.root is not None
    assert auditor.root.find(".//main").findall(".//button") == []


def test_an_empty_outbox_says_so(app: Flask, browse: Browse) -> None:
    page = browse(build.person("Ada", Role.ADMINISTRATOR)).get("/mail/")
    assert "No mail yet" in page.text
