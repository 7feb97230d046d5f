"""Domain errors: what a service raises when the answer is no.

One handler in the application factory rolls back and answers with the status below; a view may
catch `Refused` and show it in the form, with everything typed kept.
"""

from collections.abc import Mapping

from grants.core.messages import Link, Message, msg


class DomainError(Exception):
    """Base of all; `message` is for the reader."""

    status = 500

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message


class SignedOut(DomainError):
    """A form came whose sender's session has ended: what was typed is given back."""

    status = 401

    def __init__(self) -> None:
        super().__init__(msg("You have been signed out."))


class NotFound(DomainError):
    """Missing, or not for this actor: the two look alike."""

    status = 404

    def __init__(self, message: Message | None = None):
        super().__init__(message or msg("There is no such page, or it is not open to you."))


class Forbidden(DomainError):
    """A function the actor does not have (objects use NotFound)."""

    status = 403

    def __init__(self, message: Message | None = None):
        super().__init__(message or msg("Your account does not include this function."))


class Conflict(DomainError):
    """Somebody else was first; carries both texts so that neither is lost.

    `back` is the page to compare on; without it, the page the form stands on.
    """

    status = 409

    def __init__(
        self,
        message: Message,
        mine: Mapping[str, str] | None = None,
        theirs: Mapping[str, str] | None = None,
        back: Link | None = None,
    ):
        super().__init__(message)
        self.mine = dict(mine or {})
        self.theirs = dict(theirs or {})
        self.back = back


class Refused(DomainError):
    """A rule says no; `fields` maps a form field to its own message."""

    status = 422

    def __init__(self, message: Message, fields: Mapping[str, Message] | None = None):
        super().__init__(message)
        self.fields = dict(fields or {})


class TooMany(DomainError):
    """Slow down: a throttle is on; `wait_seconds` says for how long."""

    status = 429

    def __init__(self, message: Message, wait_seconds: int):
        super().__init__(message)
        self.wait_seconds = wait_seconds


class Repeated(Exception):
    """This operation was done before; `result` is what it gave then (not an error to a person)."""

    def __init__(self, result: str | None):
        super().__init__("operation already done")
        self.result = result
