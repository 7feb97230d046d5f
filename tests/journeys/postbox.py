"""A mail server of the journeys: what it took is read like a person's mail."""

import re
import threading
from email import message_from_bytes, policy
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.journeys.line import HOST, free_port

PATIENCE = 120


class Postbox:
    """Takes every letter on a port of its own."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"smtp://{HOST}:{port}"
        self._letters: list[tuple[str, str]] = []
        self._news = threading.Condition()
        self._server = Controller(self, hostname=HOST, port=port)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        body = letter.get_body(("plain",))
        text = f"{letter['Subject']}\n\n{body.get_content() if body else ''}"
        with self._news:
            self._letters += [(address, text) for address in envelope.rcpt_tos]
            self._news.notify_all()
        return "250 OK"

    def link(self, address: str, part: str) -> str:
        """The newest link of that kind in the letters to somebody, as soon as one has come."""
        pattern = re.compile(rf"http\S+{re.escape(part)}[^\s>)]*")

        def newest() -> str | None:
            for to, text in reversed(self._letters):
                if to == address and (found := pattern.search(text)):
                    return found[0]
            return None

        with self._news:
            found = self._news.wait_for(newest, PATIENCE)
        assert found, f"no letter to {address} with a link to {part}"
        return found
