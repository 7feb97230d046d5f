"""The table people read, and the same as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Line:
    """What one case came to."""

    case: str
    median_ms: float
    p95_ms: float
    per_second: float
    cpu_ms: float
    ratio: float
    queries: int
    queries_small: int | None
    html_bytes: int
    first_load_bytes: int
    goal: str
    missed: str


def table(lines: list[Line], peak_mb: float) -> str:
    head = (
        "case",
        "median ms",
        "p95 ms",
        "req/s at 8",
        "CPU ms",
        "of hello",
        "queries",
        "HTML",
        "first load",
        "goal",
        "met",
    )
    rows = [head]
    for line in lines:
        small = f" (={line.queries_small})" if line.queries_small is not None else ""
        rows.append(
            (
                line.case,
                f"{line.median_ms:.1f}",
                f"{line.p95_ms:.1f}",
                f"{line.per_second:.0f}",
                f"{line.cpu_ms:.2f}",
                f"{line.ratio:.1%}",
                f"{line.queries}{small}",
                f"{line.html_bytes / 1000:.1f} kB",
                f"{line.first_load_bytes / 1000:.1f} kB",
                line.goal,
                line.missed or "yes",
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    text = "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return f"{text}\npeak memory of the web process: {peak_mb:.0f} MB"


@dataclass(frozen=True)
class Done:
    """How long a piece of work took."""

    work: str
    median_ms: float
    worst_ms: float
    most_ms: float

    @property
    def is_met(self) -> bool:
        return self.worst_ms < self.most_ms

    def __str__(self) -> str:
        return (
            f"{self.work}: median {self.median_ms:.0f} ms, worst {self.worst_ms:.0f} ms "
            f"(goal < {self.most_ms:.0f} ms: {'met' if self.is_met else 'missed'})"
        )


def write_latest(lines: list[Line], done: list[Done], peak_mb: float) -> None:
    content = {
        "peak_mb": round(peak_mb, 1),
        "cases": [asdict(line) for line in lines],
        "works": [asdict(one) for one in done],
    }
    LATEST.write_text(json.dumps(content, indent=1) + "\n")
