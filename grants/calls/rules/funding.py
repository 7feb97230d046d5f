"""What of a call's money can still change once it is set aside."""

from grants.calls.rules.document import CallDocument
from grants.core.errors import Refused
from grants.core.messages import msg

# The envelope was cut from the allocation of this line, year and currency, and is this large.
SET_ASIDE = ("line", "fiscal_year", "currency", "envelope_cents")


def check_money_kept(before: CallDocument, after: CallDocument) -> None:
    """Refused, at each field concerned, when a call that has its envelope would contradict it."""
    changed = [name for name in SET_ASIDE if getattr(before, name) != getattr(after, name)]
    if changed:
        message = msg(
            "The envelope of this call is set aside, so its business line, year, currency and "
            "planned amount stay as they are. For other money, make a new call from this one and "
            "cancel this one. Nothing was saved."
        )
        field = msg("The envelope is set aside already: this stays as it is")
        raise Refused(message, dict.fromkeys(changed, field))
