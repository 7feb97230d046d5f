"""The list as a spreadsheet: XLSX and CSV, row by row, never a formula."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from io import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from flask import request
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.spreadsheets import MEDIA_TYPE, WIDTH, Cell, book_into, csv_lines
from grants.desk.queries import saved_views
from grants.desk.queries.listing import BY_CODE, COLUMNS, USUAL, Kind, ProposalList
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import asked
from grants.desk.views.proposals.cells import columns_for, head_of, in_sheet
from grants.permissions import Permission

WIDE = 40  # titles and names
CHUNK = 256 * 1024
CSV_TYPE = "text/csv; charset=utf-8"


@blueprint.get("/calls/<call_ref>/proposals.xlsx")
@requires(Permission.PROPOSAL_LIST)
def proposals_export(call_ref: str) -> Response:
    """The view with its columns, or with every column (`whole`). Written to a file on disk."""
    call, heads, rows, codes = _asked_for(call_ref)
    widths = [WIDE if BY_CODE.get(code, COLUMNS[0]).kind is Kind.TITLE else WIDTH for code in codes]
    file = _new_file()
    book_into(file, _("Proposals"), heads, rows, widths)
    return _sent(file, name_of(call, "xlsx"), MEDIA_TYPE)


@blueprint.get("/calls/<call_ref>/proposals.csv")
@requires(Permission.PROPOSAL_LIST)
def proposals_csv(call_ref: str) -> Response:
    """The same as CSV."""
    call, heads, rows, _codes = _asked_for(call_ref)
    file = _new_file()
    file.writelines(csv_lines(heads, rows))
    return _sent(file, name_of(call, "csv"), CSV_TYPE)


def _new_file() -> IO[bytes]:
    """On disk and without a name: rows go through memory a few hundred at a time, no slow reader
    keeps a transaction open, and what fails is told on a page instead of in half a file."""
    return TemporaryFile()


def _sent(file: IO[bytes], name: str, content_type: str) -> Response:
    """The file, chunk by chunk, closed in any case."""
    size = file.seek(0, SEEK_END)
    response = Response(_read(file), content_type=content_type)
    response.content_length = size
    response.call_on_close(file.close)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def name_of(call: Call, ending: str) -> str:
    """`catf-2026-proposals-2026-11-23.xlsx`, by the day in Brussels."""
    day = clock.now().astimezone(clock.BRUSSELS).date()
    return f"{call.ref}-proposals-{day:%Y-%m-%d}.{ending}"


def _asked_for(call_ref: str) -> tuple[Call, list[str], Iterator[Sequence[Cell]], list[str]]:
    """The call, heads, rows and codes of columns; the reference stands first."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    wanted = asked()
    if request.args.get("whole"):
        codes = list(BY_CODE)
    else:
        own = saved_views.liking(actor).columns
        codes = list(columns_for(wanted.columns, own, USUAL))
    shown = ["ref", *(code for code in codes if code != "ref")]
    rows = ProposalList(actor, call).all(wanted, shown)
    heads = [_head(code, call) for code in shown]
    return call, heads, _cells(call, shown, rows), shown


def _head(code: str, call: Call) -> str:
    """Days are told to the second, and in which zone."""
    column = BY_CODE[code]
    head = head_of(column, call)
    return f"{head} ({UTC})" if column.kind is Kind.DAY else head


def _cells(call: Call, codes: Sequence[str], rows: Iterator[Any]) -> Iterator[list[Cell]]:
    of = in_sheet(call)
    shows = [of(BY_CODE[code].kind) for code in codes]
    for row in rows:
        yield [show(value) for show, value in zip(shows, row[2:], strict=True)]
