"""Reasons for what is unusual in the dates of a call: asked for, and kept on record."""

from collections.abc import Callable, Mapping, Sequence

from grants.calls.rules.document import CallDocument
from grants.calls.rules.warning import are_same_dates, warnings_of
from grants.core.errors import Refused
from grants.core.messages import Message, msg, nmsg

NO_REASONS: Mapping[str, str] = {}


def reasons_to_publish(warnings: Sequence[str], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reason for each warning, by its code; Refused when one has none."""
    return _given(
        warnings,
        reasons,
        lambda n: nmsg(
            "%(n)s warning needs a reason before this call is published.",
            "%(n)s warnings need a reason before this call is published.",
            n,
        ),
    )


def reasons_for_dates(
    before: CallDocument, after: CallDocument, reasons: Mapping[str, str]
) -> dict[str, str] | None:
    """The same for new dates of a call that is public already; None when they are as before."""
    if are_same_dates(before, after):
        return None
    return _given(
        warnings_of(after),
        reasons,
        lambda n: nmsg(
            "%(n)s thing about these dates is unusual: say why all the same. Nothing was saved.",
            "%(n)s things about these dates are unusual: say why all the same. Nothing was saved.",
            n,
        ),
    )


def _given(
    warnings: Sequence[str], reasons: Mapping[str, str], refusal: Callable[[int], Message]
) -> dict[str, str]:
    given = {code: reasons.get(code, "").strip() for code in warnings}
    lacking = [code for code, reason in given.items() if not reason]
    if lacking:
        message = msg("Say why: the reason is kept on record")
        raise Refused(refusal(len(lacking)), {f"reason_{code}": message for code in lacking})
    return given
