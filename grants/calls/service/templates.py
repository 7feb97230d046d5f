"""Offering a file to be filled in, and taking it back."""

from grants.calls import queries
from grants.calls.models import Call, FormKind
from grants.calls.rules.templates import with_template
from grants.calls.service.editing import check_not_opened, edit
from grants.calls.service.exchange import check_may_manage
from grants.core.actor import Actor
from grants.files.service import Received, store


def offer_template(
    actor: Actor,
    ref: str,
    kind: FormKind,
    code: str,
    language: str,
    received: Received,
    name: str,
    *,
    version: int,
    operation: str | None = None,
) -> Call:
    """Let a question offer this file in a language, instead of the one before."""
    check_may_manage(actor)
    call = queries.for_office(actor, ref)
    check_not_opened(call)
    file = store(actor, received, name, call)
    template = {"name": file.name, "sha256": received.sha256}
    return edit(
        actor,
        ref,
        lambda now: with_template(now, kind, code, language, template),
        version=version,
        operation=operation,
    )


def withdraw_template(
    actor: Actor,
    ref: str,
    kind: FormKind,
    code: str,
    language: str,
    *,
    version: int,
    operation: str | None = None,
) -> Call:
    """Let a question offer nothing in a language any more; the file stays with the call."""
    return edit(
        actor,
        ref,
        lambda now: with_template(now, kind, code, language, None),
        version=version,
        operation=operation,
    )
