"""What the forms of this package answer when a service says no."""

from flask import request

from grants.accounts.rules.sources import device_name, source_key
from grants.core.errors import DomainError, TooMany

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]

WRONG = 422


def source() -> str:
    """The key under which this request's source is slowed down."""
    return source_key(request.remote_addr)


def device() -> str:
    return device_name(request.user_agent.string)


def shown(page: str, error: DomainError | None = None) -> str | Answer:
    """The page with its form, as asked for or with what is wrong; nothing typed is lost."""
    if request.method == "GET":
        return page
    if isinstance(error, TooMany):
        return page, error.status, {"Retry-After": str(error.wait_seconds)}
    return page, error.status if error is not None else WRONG
