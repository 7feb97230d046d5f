"""What the forms of this package answer when a service says no."""

from flask import request

from grants.accounts.rules.sources import device_name, source_key
from grants.core import i18n
from grants.core.errors import DomainError, Refused, TooMany
from grants.core.forms import Form

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]

WRONG = 422


def source() -> str:
    """The key under which this request's source is slowed down."""
    return source_key(request.remote_addr)


def device() -> str:
    return device_name(request.user_agent.string)


def shown_again(form: Form, page: str, error: DomainError | None = None) -> Answer:
    """The page with its form and what is wrong; nothing typed is lost."""
    if isinstance(error, TooMany):
        return page, error.status, {"Retry-After": str(error.wait_seconds)}
    return page, error.status if error is not None else WRONG


def take(form: Form, error: DomainError) -> None:
    """Put an error into a form: at its fields, or above it."""
    if isinstance(error, Refused):
        form.refuse(error)
        return
    form.form_errors.append(i18n.render(error.message))
    form.renew_operation()
