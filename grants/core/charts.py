"""Geometry of the figures: numbers in, shapes out; the macros in `charts.html` only draw.

Every function is pure and answers plain frozen data in the units of its SVG view box.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 560
"""Width of the view box of every chart but the map."""

MAP_WIDTH, MAP_HEIGHT = 960, 440


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place, what stands beside it, and whether it is the point of the figure."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str
    text_x: float
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A grid line at a height, with the value it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns over a baseline with three grid lines."""

    width: int
    height: int
    base: float
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Lying bars, one a row."""

    width: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bullet:
    """What is used, drawn within what there is."""

    y: float
    label: str
    text: str
    text_x: float
    limit_width: float
    used_width: float
    over: bool


@dataclass(frozen=True, slots=True)
class BulletChart:
    """One bullet a row, all on one scale."""

    width: int
    height: int
    bullets: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map, its area in proportion to its value."""

    x: float
    y: float
    radius: float
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean of some scores between the lowest and the highest, from 0 to 100."""

    low: float
    width: float
    mean: float


def columns(
    data: Sequence[tuple[str, float]], *, highlight: frozenset[str] = frozenset()
) -> ColumnChart:
    """Columns from (label, value); labels in `highlight` take the second colour."""
    top, base, left = 16.0, 186.0, 44.0
    peak = _round_up(max((value for _, value in data), default=0))
    step = (WIDTH - left) / max(len(data), 1)
    lines = tuple(
        Line(round(base - share * (base - top), 1), _short(peak * share)) for share in (0, 0.5, 1)
    )
    bars = []
    for place, (label, value) in enumerate(data):
        height = value / peak * (base - top)
        x = left + place * step
        bars.append(
            Bar(
                x=round(x + step * 0.08, 1),
                y=round(base - height, 1),
                width=round(step * 0.84, 1),
                height=round(height, 1),
                label=label,
                text=_short(value),
                text_x=round(x + step / 2, 1),
                highlighted=label in highlight,
            )
        )
    return ColumnChart(WIDTH, 214, base, lines, tuple(bars))


def funnel(data: Sequence[tuple[str, float]]) -> BarChart:
    """Stages from (label, value), each with its share of the first."""
    row, left, longest = 40, 160.0, 290.0
    first = max((value for _, value in data), default=0) or 1
    start = data[0][1] if data and data[0][1] else first
    bars = []
    for place, (label, value) in enumerate(data):
        width = max(value / first * longest, 2.0)
        share = f" ({_percent(value / start)})" if place else ""
        bars.append(
            Bar(
                x=left,
                y=place * row + 6,
                width=round(width, 1),
                height=28,
                label=label,
                text=_short(value) + share,
                text_x=round(left + width + 10, 1),
            )
        )
    return BarChart(WIDTH, max(len(data), 1) * row, tuple(bars))


def bullets(data: Sequence[tuple[str, float, float, str]]) -> BulletChart:
    """Bullets from (label, limit, used, text); more used than the limit is marked."""
    row, longest = 50, 400.0
    peak = max((max(limit, used) for _, limit, used, _ in data), default=0) or 1
    drawn = tuple(
        Bullet(
            y=place * row,
            label=label,
            text=text,
            text_x=round(max(limit, used) / peak * longest + 10, 1),
            limit_width=round(limit / peak * longest, 1),
            used_width=round(used / peak * longest, 1),
            over=used > limit,
        )
        for place, (label, limit, used, text) in enumerate(data)
    )
    return BulletChart(WIDTH, max(len(data), 1) * row, drawn)


def dots(places: Sequence[tuple[str, float, float, float]]) -> tuple[Dot, ...]:
    """Dots from (label, longitude, latitude, value); the largest come first, to lie below."""
    peak = max((value for _, _, _, value in places), default=0) or 1
    drawn = []
    for label, longitude, latitude, value in sorted(places, key=lambda p: -p[3]):
        x, y = project(longitude, latitude)
        radius = 5.0 + 15.0 * math.sqrt(max(value, 0) / peak)
        drawn.append(Dot(round(x, 1), round(y, 1), round(radius, 1), label, value))
    return tuple(drawn)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the coordinates of `img/land.svg`.

    Equal Earth (Šavrič, Patterson and Jenny 2018) turned to 11° east so that no land is cut;
    scale and origin fitted to the coasts of the drawing, within a unit.
    """
    scale, origin_x, origin_y = 177.4, 480.0, 234.9
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    turned = math.radians((longitude - 11 + 180) % 360 - 180)
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * math.sqrt(3) * turned * math.cos(t) / (3 * slope)
    y = a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t
    return origin_x + scale * x, origin_y - scale * y


def spread(low: float, mean: float, high: float, *, top: float = 100) -> Spread:
    """Lowest, mean and highest score as percentages of the highest possible one."""

    def place(value: float) -> float:
        return round(min(max(value / top, 0), 1) * 100, 1)

    start = place(low)
    return Spread(start, round(place(high) - start, 1), place(mean))


def _round_up(value: float) -> float:
    """The next readable scale end: 1, 2, 4, 5 or 10 times a power of ten."""
    if value <= 0:
        return 1
    power = float(10 ** math.floor(math.log10(value)))
    return next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= value)


def _short(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"
