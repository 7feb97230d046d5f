"""The search over every call, and the list as a spreadsheet."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote_plus

import sqlalchemy as sa

from bench.load import headers_of
from bench.many import CALL, SIZES
from bench.process import Served
from bench.registry import Counted, Request, count
from bench.worlds import World
from grants.demo.cast import BY_KEY
from grants.desk.queries.listing import BY_CODE
from grants.proposals.models import Proposal, Receipt

SEARCH_MS, SEARCH_QUERIES = 200, 12
TIMES = 20
# In four languages, with and without accents: a very common word, two, a phrase, a beginning, what
# must not be there, an organisation, names of places.
TYPED = (
    "city", "water", "project", "cidade", "ciudad", "água", "agua",
    "développement des quartiers", "réhabilitation", "gestión municipal",
    "urbanização de favelas", '"mejoramiento de barrios"', "ciudad -agua", "inond*", "mun*",
    "city people water housing", "City Council 17", "São Paulo", "Pérou", "no such words anywhere",
)  # fmt: skip


@count("screening.search", world="many")
def search(world: World) -> Counted:
    """Each as a page from the served application: p95 and queries."""
    cookie = world.cookie(BY_KEY["sofia"].email)
    lines, missed = [], []
    with Served(str(world.folder)) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        for typed in (*TYPED, *_numbers(world)):
            request = Request(f"/search?q={quote_plus(typed)}", cookie)
            queries, taken = world.queries(request), []
            for n in range(TIMES + 2):
                begin = time.perf_counter()
                connection.request("GET", request.path, None, headers_of(request))
                connection.getresponse().read()
                if n > 1:
                    taken.append((time.perf_counter() - begin) * 1000)
            p95 = sorted(taken)[int(TIMES * 0.95) - 1]
            lines.append((p95, f"  {typed[:40]:40} p95 {p95:6.1f} ms, {queries} queries"))
            if p95 >= SEARCH_MS or queries > SEARCH_QUERIES:
                missed.append(typed)
        connection.close()
    lines.sort(reverse=True)
    goal = f"  goal: p95 < {SEARCH_MS} ms and at most {SEARCH_QUERIES} queries, the slowest first"
    return Counted("\n".join([goal, *(line for _, line in lines)]), tuple(missed))


def _numbers(world: World) -> Iterator[str]:
    """A proposal's reference and a receipt's number."""
    yield world.one(sa.select(Proposal.ref).order_by(Proposal.id.desc()))
    yield world.one(sa.select(Receipt.number).order_by(Receipt.id.desc()))


EXPORT_SECONDS, EXPORT_MB, EXPORT_COLUMNS = 20, 150, 40


@count("screening.export", world="many")
def export(world: World) -> Counted:
    """Every row with at least 40 columns, from a web process of its own for each kind of file."""
    codes = list(BY_CODE)
    if len(codes) < EXPORT_COLUMNS:
        raise SystemExit(f"the list has {len(codes)} columns only")
    cookie = world.cookie(BY_KEY["sofia"].email)
    lines, missed = [], []
    for ending in ("xlsx", "csv"):
        path = f"/calls/{CALL}/proposals.{ending}?whole=yes"
        with Served(str(world.folder)) as server:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=300)
            _fetched(connection, Request(f"/calls/{CALL}/proposals", cookie))
            before = server.peak_mb()
            begin = time.perf_counter()
            size = _fetched(connection, Request(path, cookie))
            took, peak = time.perf_counter() - begin, server.peak_mb()
            connection.close()
        lines.append(
            f"  {ending}: {SIZES[CALL]} rows × {len(codes)} columns, {size / 1e6:.1f} MB in "
            f"{took:.1f} s (goal < {EXPORT_SECONDS} s), web process at most {peak:.0f} MB "
            f"(goal < {EXPORT_MB} MB), {peak - before:.0f} MB more than after a list"
        )
        if took >= EXPORT_SECONDS:
            missed.append(f"{ending} time")
        if peak >= EXPORT_MB:
            missed.append(f"{ending} memory")
    return Counted("\n".join(lines), tuple(missed))


def _fetched(connection: HTTPConnection, request: Request) -> int:
    """Read piece by piece as a browser does; the number of bytes."""
    connection.request("GET", request.path, None, headers_of(request))
    answer, size = connection.getresponse(), 0
    if answer.status != 200:
        raise SystemExit(f"{request.path} answered {answer.status}")
    while piece := answer.read(1 << 16):
        size += len(piece)
    return size
