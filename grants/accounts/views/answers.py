"""What the forms of this package answer when a service says no."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from grants.accounts.rules.sources import device_name, source_key
from grants.core.errors import Conflict, DomainError, TooMany
from grants.core.forms import Form

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


@contextmanager
def labelled(form: Form) -> Iterator[None]:
    """A conflict goes on with both its texts under the labels of the form's fields."""

    def with_labels(texts: dict[str, str]) -> dict[str, str]:
        return {
            str(form[name].label.text) if name in form else name: text
            for name, text in texts.items()
        }

    try:
        yield
    except Conflict as conflict:
        mine, theirs = with_labels(conflict.mine), with_labels(conflict.theirs)
        raise Conflict(conflict.message, mine, theirs) from conflict
