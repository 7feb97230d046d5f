"""At least once, at most twice, one recipient per envelope, against a real mail server."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.core.messages import Link
from grants.mail import post as post_module, sending
from grants.mail.models import Mail
from grants.mail.rules import LONGEST_PAUSE, MOST_FAILURES, pause_after
from grants.mail.service import Addressee, queue
from tests.mail.samples import SAMPLES
from tests.races.rounds import all_at_once

Later = Callable[..., None]


class Mailbox:
    """What arrived, and how the server behaves."""

    def __init__(self) -> None:
        self.arrived: list[tuple[list[str], bytes]] = []
        self.rcpt_answer = "250 OK"
        self.data_answer = "250 OK"
        self.die_after_data = 0
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        if not self.rcpt_answer.startswith("250"):
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if not self.data_answer.startswith("250"):
            return self.data_answer
        self.arrived.append((list(envelope.rcpt_tos), envelope.content or b""))
        if self.die_after_data:
            self.die_after_data -= 1
            assert server.transport is not None
            server.transport.abort()  # taken, but the answer never comes
        return "250 OK"

    def to(self, address: str) -> list[Any]:
        return [
            message_from_bytes(body, policy=policy.default)
            for recipients, body in self.arrived
            if recipients == [address]
        ]


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    before = dict(app.config)
    app.config.update(
        SMTP_URL=f"smtp://127.0.0.1:{controller.port}",
        MAIL_FROM="Fund <fund@example.org>",
        DEMO=False,
    )
    yield box
    app.config.update({k: before[k] for k in ("SMTP_URL", "MAIL_FROM", "DEMO")})
    controller.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def write(n: int = 1, kind: str = "reset_password") -> list[Mail]:
    start = db.session.scalar(sa.select(sa.func.count(Mail.id))) or 0
    for i in range(start, start + n):
        queue(Addressee(f"a{i}@example.org"), kind, SAMPLES[kind])
    db.session.commit()
    return rows()[start:]


def rows() -> list[Mail]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Mail).order_by(Mail.id)))


def test_each_mail_arrives_once_in_an_envelope_of_its_own(app: Flask, mailbox: Mailbox) -> None:
    mails = write(5)
    assert sending.send_due() == 5
    assert sending.send_due() == 0
    assert sorted(r for r, _ in mailbox.arrived) == [[f"a{i}@example.org"] for i in range(5)]
    got = mailbox.to("a0@example.org")[0]
    assert got["Message-ID"] == f"<{mails[0].ref}@example.org>"
    assert got["To"] == "a0@example.org"
    assert got["From"] == "Fund <fund@example.org>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert "/reset-password/t0k3n" in got.get_content()
    assert all(mail.sent_at is not None for mail in rows())


def test_a_sent_mail_forgets_its_personal_link(app: Flask, mailbox: Mailbox) -> None:
    write()
    sending.send_due()
    assert "t0k3n" not in str(rows()[0].params)


def test_in_the_demonstration_links_stay_readable(app: Flask, mailbox: Mailbox) -> None:
    app.config["DEMO"] = True
    write()
    sending.send_due()
    assert "t0k3n" in str(rows()[0].params)


def test_without_a_server_mail_stays_readable_and_counts_as_delivered(app: Flask) -> None:
    assert app.config["SMTP_URL"] == ""
    write(3)
    assert sending.send_due() == 3
    assert all(m.sent_at is not None and "t0k3n" in str(m.params) for m in rows())


def test_a_server_that_is_down_loses_nothing(app: Flask, mailbox: Mailbox, later: Later) -> None:
    good = app.config["SMTP_URL"]
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{_free_port()}"
    write(3)
    assert sending.send_due() == 0
    assert [m.attempts for m in rows()] == [1, 0, 0]
    assert "refused" in (rows()[0].last_error or "").lower()
    app.config["SMTP_URL"] = good
    later(minutes=2)
    assert sending.send_due() == 3
    assert len(mailbox.arrived) == 3


def test_pauses_grow_and_ten_failures_are_shown_as_failed(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    mailbox.rcpt_answer = "451 try again"
    write()
    waited = []
    for _ in range(MOST_FAILURES):
        sending.send_due()
        mail = rows()[0]
        assert sending.send_due() == 0
        assert rows()[0].attempts == mail.attempts
        waited.append(round((mail.next_try_at - clock.now()).total_seconds() / 10))
        later(days=1)
    assert waited == sorted(waited)
    assert rows()[0].failed_at is not None
    assert rows()[0].sent_at is None
    assert "451" in (rows()[0].last_error or "")
    assert sum((pause_after(n) for n in range(1, MOST_FAILURES)), timedelta()) > timedelta(days=2)
    assert pause_after(50) == LONGEST_PAUSE
    later(days=30)
    mailbox.rcpt_answer = "250 OK"
    assert sending.send_due() == 0
    assert mailbox.arrived == []


@pytest.mark.parametrize("where", ["rcpt_answer", "data_answer"])
def test_a_temporary_no_is_tried_again(
    app: Flask, mailbox: Mailbox, later: Later, where: str
) -> None:
    setattr(mailbox, where, "452 full")
    write()
    assert sending.send_due() == 0
    assert (rows()[0].attempts, rows()[0].unsure) == (1, 0)
    setattr(mailbox, where, "250 OK")
    later(minutes=5)
    assert sending.send_due() == 1
    assert len(mailbox.arrived) == 1


@pytest.mark.parametrize("where", ["rcpt_answer", "data_answer"])
def test_a_no_for_good_fails_at_once(app: Flask, mailbox: Mailbox, where: str) -> None:
    setattr(mailbox, where, "554 not wanted here")
    write()
    assert sending.send_due() == 1
    mail = rows()[0]
    assert mail.failed_at is not None
    assert "554 not wanted here" in (mail.last_error or "")


def test_one_refused_recipient_does_not_stop_the_others(app: Flask, mailbox: Mailbox) -> None:
    mailbox.refused = {"a1@example.org"}
    write(3)
    assert sending.send_due() == 3
    assert [m.failed_at is not None for m in rows()] == [False, True, False]
    assert len(mailbox.arrived) == 2


def test_a_server_that_dies_after_the_text_leads_to_at_most_two_copies(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    mailbox.die_after_data = 1
    mail = write()[0]
    sending.send_due()
    assert rows()[0].sent_at is None
    assert rows()[0].unsure == 1
    later(hours=1)
    assert sending.send_due() == 1
    copies = mailbox.to("a0@example.org")
    assert len(copies) == 2
    assert {c["Message-ID"] for c in copies} == {f"<{mail.ref}@example.org>"}


def test_a_server_that_always_dies_gets_two_copies_and_a_visible_failure(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    mailbox.die_after_data = 99
    write()
    for _ in range(6):
        sending.send_due()
        later(days=1)
    assert len(mailbox.arrived) == 2
    mail = rows()[0]
    assert mail.failed_at is not None
    assert "no answer after the text was sent" in (mail.last_error or "")


def test_a_worker_killed_before_the_text_loses_nothing(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    write()
    assert sending._claim() is not None
    assert sending.send_due() == 0
    later(minutes=6)
    assert sending.send_due() == 1
    assert len(mailbox.arrived) == 1


def test_a_worker_killed_twice_in_mid_text_leaves_a_visible_failure(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    write()
    for _ in range(2):
        taken = sending._claim()
        assert taken is not None
        sending._note(taken, unsure=Mail.unsure + 1)
        later(minutes=6)
    assert sending.send_due() == 0
    assert rows()[0].failed_at is not None
    assert mailbox.arrived == []


def test_a_slow_server_is_given_up_in_time(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_module, "TIMEOUT", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        write()
        assert sending.send_due() == 0
    assert "timed out" in (rows()[0].last_error or "").lower()


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    app: Flask, mailbox: Mailbox
) -> None:
    queue(Addressee("bad@example.org"), "reset_password", {"link": Link("no.such.page")})
    db.session.commit()
    write(1)
    assert sending.send_due() == 1
    bad, good = rows()
    assert bad.sent_at is None
    assert "no.such.page" in (bad.last_error or "")
    assert good.sent_at is not None


def test_an_address_in_another_script_is_sent(app: Flask, mailbox: Mailbox) -> None:
    queue(Addressee("josé@exämple.org"), "reset_password", SAMPLES["reset_password"])
    db.session.commit()
    sending.send_due()
    mail = rows()[0]
    assert mail.sent_at is not None or mail.last_error is not None
    assert (mail.sent_at is not None) == (len(mailbox.arrived) == 1)


@pytest.mark.both_databases
def test_two_workers_never_claim_the_same_mail(app: Flask) -> None:
    write(4)
    taken = [sending._claim() for _ in range(5)]
    assert taken[4] is None
    assert len(set(taken)) == 5


def test_the_command_drains_the_outbox_and_fails_while_something_is_left(
    app: Flask, mailbox: Mailbox, later: Later
) -> None:
    from grants.commands.mail import command

    write(60)
    runner = app.test_cli_runner()
    done = runner.invoke(command, ["send"])
    assert (done.exit_code, len(mailbox.arrived)) == (0, 60)
    mailbox.rcpt_answer = "451 later"
    write(1)
    left = runner.invoke(command, ["send"])
    assert left.exit_code == 1
    assert "1 waiting" in left.output


@pytest.mark.both_databases
def test_the_same_mail_asked_for_by_many_at_once_is_queued_once(app: Flask) -> None:
    def remind() -> None:
        queue(
            Addressee("ama@city.example"),
            "password_changed",
            SAMPLES["password_changed"],
            dedupe="reminder:7",
        )
        db.session.commit()

    assert all_at_once(app, [remind] * 12) == [None] * 12
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 1
    remind()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 1
