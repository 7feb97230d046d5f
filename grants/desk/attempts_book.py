"""The tries to submit of a call as a spreadsheet and as CSV."""

from collections.abc import Iterable

from grants.core.clock import BRUSSELS
from grants.core.i18n import gettext as _, utc_stamp
from grants.core.spreadsheets import Cell, book_of, csv_of
from grants.desk.queries.attempts import OfficeAttempt
from grants.proposals.models import AttemptOutcome
from grants.proposals.rules.submission import ATTEMPT_WORDS

WIDE = 24


def attempts_csv(rows: Iterable[OfficeAttempt]) -> bytes:
    """The list as CSV."""
    return csv_of(_heads(), map(_cells, rows))


def attempts_book(rows: Iterable[OfficeAttempt]) -> bytes:
    """The list as one sheet."""
    return book_of(_("Attempts"), _heads(), map(_cells, rows), [WIDE] * len(_heads()))


def _heads() -> list[str]:
    return [
        _("Received (UTC)"),
        _("Received (Brussels)"),
        _("Proposal"),
        _("By"),
        _("Outcome"),
        _("Seconds late"),
    ]


def _cells(one: OfficeAttempt) -> list[Cell]:
    late: Cell = one.seconds_late if one.outcome is AttemptOutcome.LATE else ""
    return [
        utc_stamp(one.received_at),
        f"{one.received_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M:%S}",
        one.proposal_ref,
        one.person,
        _(ATTEMPT_WORDS[one.outcome]),
        late,
    ]
