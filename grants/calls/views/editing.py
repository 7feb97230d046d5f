"""What the pages that change a call share: who may, how a change is carried out, its way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, service
from grants.calls.models import Call
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import FINDING_WORDS
from grants.calls.rules.publishing import Finding
from grants.calls.service.reasons import NO_REASONS
from grants.core import i18n
from grants.core.access import current_actor
from grants.core.acts import tried
from grants.core.errors import Conflict, Refused
from grants.core.forms import VersionedForm
from grants.core.i18n import gettext as _

Crumbs = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Edited:
    """A call that may still change, and all that it is now."""

    call: Call
    document: CallDocument


def editable(ref: str) -> Edited:
    """The call, or a refusal in words once it has opened."""
    call = queries.for_office(current_actor(), ref)
    service.check_not_opened(call)
    return Edited(call, document_of(call))


def is_saved(
    form: VersionedForm,
    ref: str,
    change: Callable[[CallDocument], CallDocument],
    reasons: Mapping[str, str] = NO_REASONS,
) -> bool:
    """Carry the change out; what does not fit the rest of the call is listed above the form."""

    def act() -> Any:
        return service.edit(
            current_actor(),
            ref,
            change,
            version=form.version.data or 0,
            reasons=reasons,
            operation=form.operation.data,
        )

    return is_done(form, act)


def is_done(form: VersionedForm, act: Callable[[], Any]) -> bool:
    """The same for a change of another kind than of the document alone."""

    def with_both() -> Any:
        try:
            return act()
        except Conflict as conflict:
            raise Conflict(conflict.message, *_both(form), conflict.back) from conflict

    error = tried(form, with_both, Refused)
    if isinstance(error, service.Contradictory):
        form.form_errors.extend(finding_words(error.findings))
    return error is None


def _both(form: VersionedForm) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed and what stands there now, where they differ, each under its own label."""
    mine: dict[str, str] = {}
    theirs: dict[str, str] = {}
    for field in form:
        if field.widget.__class__.__name__ == "HiddenInput" or field.data == field.object_data:
            continue
        label = str(field.label.text)
        label = f"{label} ({field.name})" if label in mine else label
        mine[label], theirs[label] = _text(field.data), _text(field.object_data)
    return mine, theirs


def _text(data: Any) -> str:
    if isinstance(data, list):
        return ", ".join(str(one) for one in data)
    return "" if data is None else str(data)


def back_to_parts(ref: str) -> Response:
    """After a change: said, and back to the list of parts."""
    flash(_("Saved."), "ok")
    return redirect(url_for("calls.edit", ref=ref), 303)


def back_to(endpoint: str, ref: str) -> Response:
    """After a change of one thing of a list: said, and back to the list."""
    flash(_("Saved."), "ok")
    return redirect(url_for(endpoint, ref=ref), 303)


def step_in(op: str) -> tuple[str, int] | None:
    """What a button of a list asks for: the code of an item and how many places down it goes."""
    word, _colon, code = op.partition(":")
    step = {"up": -1, "down": 1}.get(word)
    return (code, step) if step and code else None


def finding_words(findings: Sequence[Finding]) -> list[str]:
    """What is wrong, each with its setting."""
    return [
        _("%(setting)s: %(problem)s", setting=_(FINDING_WORDS[one.setting]),
          problem=i18n.render(one.message))
        for one in findings
    ]  # fmt: skip


def crumbs_of(call: Call, here: str, *between: tuple[str, str]) -> Crumbs:
    """The way back from a part of the editor."""
    return [
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Change the call"), url_for("calls.edit", ref=call.ref)),
        *between,
        (here, None),
    ]
