"""Build the worlds, run every case, print the table, exit 1 when a goal is missed."""

import importlib
import pkgutil
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import cases as case_modules
from bench.load import Crowd, alone, crowd
from bench.process import Served
from bench.registry import Case, Count, Counted, Request, Work, cases, counts, works
from bench.report import Done, Line, table, write_latest
from bench.worlds import World, world

ALONE_TIMES = 200
ROUNDS = 5
CROWD_SECONDS = 2
HELLO_SECONDS = 1
PEAK_MB = 150
WORK_TIMES = 10


def main() -> None:
    for found in pkgutil.iter_modules(case_modules.__path__):
        importlib.import_module(f"bench.cases.{found.name}")
    prefix = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen, to_do, to_count = cases(prefix), works(prefix), counts(prefix)
    if not chosen and not to_do and not to_count:
        raise SystemExit("no case begins with that")
    lines: list[Line] = []
    peak = 0.0
    for name in dict.fromkeys(c.world for c in chosen):
        place = world(name)
        with Served("hello") as bare, Served(str(place.folder)) as server:
            crowd(bare, [Request("/")], 1)
            for case in (c for c in chosen if c.world == name):
                lines.append(_measure(case, place, server, bare))
            peak = max(peak, server.peak_mb())
    done = [_done(one) for one in to_do]
    if lines:
        print(table(lines, peak))
    for one in done:
        print(one)
    counted = {one.name: _counted(one) for one in to_count}
    for name, figures in counted.items():
        print(f"{name}\n{figures.text}")
    write_latest(lines, done, peak)
    missed = [line.case for line in lines if line.missed]
    missed += [one.work for one in done if not one.is_met]
    missed += [f"{name} {what}" for name, figures in counted.items() for what in figures.missed]
    if peak > PEAK_MB:
        missed.append(f"memory ({peak:.0f} MB > {PEAK_MB} MB)")
    if missed:
        raise SystemExit(f"goals missed: {', '.join(missed)}")


def _done(work: Work) -> Done:
    """Timed on a copy of its world, which is thrown away; the first time warms up."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(world(work.world).folder, folder, dirs_exist_ok=True)
        act = work.prepare(World(Path(folder)))
        act()
        taken = []
        for _ in range(WORK_TIMES):
            begin = time.perf_counter()
            act()
            taken.append((time.perf_counter() - begin) * 1000)
    return Done(work.name, median(taken), max(taken), work.most_ms)


def _counted(one: Count) -> Counted:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(world(one.world).folder, folder, dirs_exist_ok=True)
        return one.take(World(Path(folder)))


@dataclass(frozen=True)
class Compared:
    """A page against the bare page, in turns: the medians over the rounds."""

    per_second: float
    cpu_ms: float
    ratio: float
    lowest: float
    highest: float


def _compared(bare: Served, server: Served, case: Case, place: World) -> Compared:
    """Bare page, page, bare page, page, …: each round against its neighbours.

    A machine's pace drifts within seconds; a ratio is only worth reading against the bare page of
    the same seconds, and only as the median of several.
    """
    hellos = [crowd(bare, [Request("/")], HELLO_SECONDS)]
    pages: list[Crowd] = []
    for _ in range(ROUNDS):
        pages.append(crowd(server, case.prepare(place), CROWD_SECONDS))
        hellos.append(crowd(bare, [Request("/")], HELLO_SECONDS))
    ratios = [
        (before.cpu_ms + after.cpu_ms) / 2 / page.cpu_ms
        for before, page, after in zip(hellos, pages, hellos[1:], strict=False)
    ]
    return Compared(
        median(page.per_second for page in pages),
        median(page.cpu_ms for page in pages),
        median(ratios),
        min(ratios),
        max(ratios),
    )


def _measure(case: Case, place: World, server: Served, bare: Served) -> Line:
    requests = case.prepare(place)
    single = alone(server, requests[0], ALONE_TIMES)
    many = _compared(bare, server, case, place)
    print(
        f"  {case.name}: {many.ratio:.1%} of hello ({many.lowest:.1%} to {many.highest:.1%} in "
        f"{ROUNDS} rounds), p95 {single.p95_ms:.1f} ms",
        flush=True,
    )
    queries = place.queries(case.prepare(place)[0])
    small = None
    if case.same_queries_in:
        other = world(case.same_queries_in)
        small = other.queries(case.prepare(other)[0])
    first_load = single.bytes_compressed + place.static_bytes(place.page(requests[0]))
    goal, missed = _judge(case, many.ratio, single.p95_ms, queries, small, first_load)
    return Line(
        case.name,
        single.median_ms,
        single.p95_ms,
        many.per_second,
        many.cpu_ms,
        many.ratio,
        queries,
        small,
        single.bytes,
        first_load,
        goal,
        missed,
    )


def _judge(
    case: Case, ratio: float, p95: float, queries: int, small: int | None, first_load: int
) -> tuple[str, str]:
    """The goal in words, and what of it was missed."""
    goal, words, missed = case.goal, [], []
    if goal.ratio is not None:
        words.append(f"≥ {goal.ratio:.0%}")
        if ratio < goal.ratio:
            missed.append("ratio")
    if goal.p95_ms is not None:
        words.append(f"p95 < {goal.p95_ms:.0f} ms")
        if p95 >= goal.p95_ms:
            missed.append("p95")
    if goal.queries is not None:
        words.append(f"≤ {goal.queries} queries")
        if queries > goal.queries or (small is not None and small != queries):
            missed.append("queries")
    if goal.first_load_bytes is not None:
        words.append(f"≤ {goal.first_load_bytes // 1000} kB")
        if first_load > goal.first_load_bytes:
            missed.append("bytes")
    return ", ".join(words), f"no: {', '.join(missed)}" if missed else ""


if __name__ == "__main__":
    main()
