"""Talking with the mail server: one envelope, one recipient, one answer."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from flask import current_app

from grants.core import clock
from grants.mail.letter import Letter
from grants.mail.models import Mail

TIMEOUT = 15.0  # seconds for each word with the server


class Refused(Exception):
    """The server answered no; `forever` when asking again is of no use."""

    def __init__(self, answer: str, *, forever: bool):
        super().__init__(answer)
        self.forever = forever


class Unreachable(Exception):
    """No talk with the server: nothing about this mail in particular."""


def message(mail: Mail, letter: Letter) -> EmailMessage:
    """The mail as it goes out; the Message-ID makes a second copy recognisable."""
    name, address = parseaddr(current_app.config["MAIL_FROM"])
    found = EmailMessage(policy=SMTP if mail.address.isascii() else SMTPUTF8)
    found["From"] = Address(name, addr_spec=address)
    found["To"] = mail.address
    found["Subject"] = letter.subject
    found["Date"] = format_datetime(clock.now())
    found["Message-ID"] = f"<{mail.ref}@{address.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found["Content-Language"] = mail.language
    found.set_content(letter.text, cte="quoted-printable")
    return found


class Post:
    """A talk with the mail server, opened at the first mail and kept for the next ones."""

    def __init__(self, url: str, sender: str):
        self.parts = urlsplit(url)
        self.is_real = bool(url)
        self.sender = parseaddr(sender)[1]
        self.server: smtplib.SMTP | None = None
        self.body = b""

    def begin(self, found: EmailMessage, recipient: str) -> None:
        """The envelope: sender and one recipient."""
        self.body = found.as_bytes()
        server = self.server = self.server or self._open()
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        try:
            # A refused sender is a fault of ours, not of this mail: it is tried again.
            _expect(server, *server.mail(self.sender, options), may_be_forever=False)
            _expect(server, *server.rcpt(recipient))
        except (OSError, smtplib.SMTPServerDisconnected) as trouble:
            self.server = None
            raise Unreachable(f"{trouble!r}") from trouble

    def finish(self) -> None:
        """The text; a missing answer leaves the try unsure."""
        server = self.server
        if server is None:
            raise Unreachable("the talk was not begun")
        try:
            _expect(server, *server.data(self.body))
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPServerDisconnected) as trouble:
            self.server = None
            raise Unreachable(f"no answer after the text was sent: {trouble!r}") from trouble

    def _open(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "", self.parts.port or 0
        secure = ssl.create_default_context()
        try:
            server: smtplib.SMTP
            if self.parts.scheme == "smtps":
                server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=secure)
            else:
                server = smtplib.SMTP(host, port, timeout=TIMEOUT)
            server.ehlo_or_helo_if_needed()
            if self.parts.scheme == "smtp+starttls":
                server.starttls(context=secure)
                server.ehlo()
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        except (OSError, smtplib.SMTPException) as trouble:
            raise Unreachable(f"{trouble!r}") from trouble
        return server

    def close(self) -> None:
        if self.server is not None:
            try:
                self.server.quit()
            except (OSError, smtplib.SMTPException):
                self.server.close()
            self.server = None


def _expect(server: smtplib.SMTP, code: int, answer: bytes, *, may_be_forever: bool = True) -> None:
    """Anything but yes refuses this mail; the talk goes on with the next one."""
    if 200 <= code < 300:
        return
    if code == 421:
        raise smtplib.SMTPServerDisconnected(f"421 {answer!r}")
    server.rset()
    refusal = _refusal(code, answer)
    refusal.forever = refusal.forever and may_be_forever
    raise refusal


def _refusal(code: int, answer: bytes | str) -> Refused:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return Refused(f"{code} {words}", forever=500 <= code < 600)
