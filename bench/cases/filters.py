"""Every filter of the list of proposals and every order of it, each asked for by itself."""

import time
from collections.abc import Iterator
from math import ceil
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.many import CALL
from bench.registry import Counted, Request, count
from bench.worlds import World
from grants.accounts.models import Person
from grants.calls.models import Call
from grants.demo.cast import BY_KEY
from grants.desk.queries.listing import COLUMNS, FILTERS, SIZES
from grants.notes.models import Tag
from grants.proposals.models import Proposal

FILTER_MS, FILTER_QUERIES = 150, 12
TIMES = 20
# What is asked of each filter: what finds many, and where it matters what finds few or none.
VALUES: dict[str, tuple[str | list[str], ...]] = {
    "text": ("de", "water", "inond*", "município", "City Council 7"),
    "state": ("screening", ["submitted", "screening", "clarification"]),
    "officer": ("nobody", "anybody", "me"),
    "due": ("late", "7"),
    "country": ("BR",),
    "region": ("Americas", "Western Africa"),
    "city": ("san",),
    "focus": ("slum-upgrading",),
    "kind": ("local_authority",),
    "language": ("es",),
    "asked_from": ("100000",),
    "asked_to": ("100000",),
    "share_from": ("20",),
    "share_to": ("50",),
    "sponsors": ("1", "3"),
    "finding": ("ineligible",),
    "clarified": ("yes", "no"),
    "appeal": ("open",),
    "flag": ("yes", "me", "no"),
    "alike": ("yes", "no"),
}


@count("screening.filters", world="many")
def filters(world: World) -> Counted:
    """The slowest of every filter and order: its p95 through the application, and its queries."""
    cookie = world.cookie(BY_KEY["sofia"].email)
    client = world.app.test_client(use_cookies=False)
    lines, missed = [], []
    for asked in _asked(world):
        request = Request(f"/calls/{CALL}/proposals?{asked}", cookie)
        queries, taken = world.queries(request), []
        for _ in range(TIMES):
            begin = time.perf_counter()
            client.get(request.path, headers={"Cookie": cookie})
            taken.append((time.perf_counter() - begin) * 1000)
        p95 = sorted(taken)[ceil(TIMES * 0.95) - 1]
        is_met = p95 < FILTER_MS and queries <= FILTER_QUERIES
        lines.append((p95, f"  {asked[:60]:60} p95 {p95:6.1f} ms, {queries} queries"))
        if not is_met:
            missed.append(asked[:60])
    lines.sort(reverse=True)
    goal = f"  goal: p95 < {FILTER_MS} ms and at most {FILTER_QUERIES} queries, the slowest first"
    return Counted("\n".join([goal, *(line for _, line in lines)]), tuple(missed))


def _asked(world: World) -> Iterator[str]:
    """The query of every address that is measured."""
    values: dict[str, tuple[str | list[str], ...]] = {
        **VALUES,
        "officer": (*VALUES["officer"], world.one(_officer())),
        "tag": tuple(world.all(sa.select(Tag.ref).order_by(Tag.id.desc()).limit(1))),
        "only": (".".join(world.all(_some())),),
    }
    if unmeasured := FILTERS.keys() - values.keys():
        raise SystemExit(f"nothing is asked of the filters {', '.join(sorted(unmeasured))}")
    for name in FILTERS:
        for value in values[name]:
            yield urlencode({name: value}, doseq=True)
    for column in COLUMNS:
        if column.sorts:
            yield urlencode({"sort": column.code})
            yield urlencode({"sort": column.code, "order": "down"})
    yield urlencode({"size": SIZES[-1], "page": 45, "columns": ".".join(c.code for c in COLUMNS)})


def _officer() -> sa.Select[tuple[str]]:
    return sa.select(Person.ref).where(Person.email == BY_KEY["kwame"].email)


def _some() -> sa.Select[tuple[str]]:
    call = sa.select(Call.id).where(Call.ref == CALL).scalar_subquery()
    return sa.select(Proposal.ref).where(Proposal.call_id == call).limit(200)
