"""Geometry of the figures."""

from itertools import pairwise

import pytest

from grants.core import charts


def test_the_highest_column_stays_below_a_round_top_line() -> None:
    chart = charts.columns([("40", 3), ("70", 44), ("90", 1)])
    assert [line.text for line in chart.lines] == ["0", "25", "50"]
    tallest = max(chart.bars, key=lambda bar: bar.height)
    assert tallest.label == "70"
    assert tallest.y >= chart.lines[-1].y
    assert all(bar.y + bar.height == pytest.approx(chart.base, abs=0.1) for bar in chart.bars)


def test_columns_lie_inside_the_drawing_and_do_not_touch() -> None:
    bars = charts.columns([(str(n), n) for n in range(12)]).bars
    assert bars[-1].x + bars[-1].width <= charts.WIDTH
    assert all(a.x + a.width < b.x for a, b in pairwise(bars))


def test_only_named_columns_are_highlighted() -> None:
    bars = charts.columns([("40", 3), ("80", 2)], highlight=frozenset({"80"})).bars
    assert [bar.highlighted for bar in bars] == [False, True]


@pytest.mark.parametrize("draw", [charts.columns, charts.funnel, charts.bullets, charts.dots])
def test_a_figure_of_nothing_is_drawn_empty(draw: object) -> None:
    assert draw([]) is not None  # type: ignore[operator]


def test_columns_of_zeros_have_no_height() -> None:
    assert [bar.height for bar in charts.columns([("a", 0), ("b", 0)]).bars] == [0, 0]


def test_each_stage_of_a_funnel_names_its_share_of_the_first() -> None:
    bars = charts.funnel([("Drafts", 612), ("Submitted", 268), ("Awarded", 12)]).bars
    assert [bar.text for bar in bars] == ["612", "268 (44%)", "12 (2%)"]
    assert bars[0].width > bars[1].width > bars[2].width


def test_a_stage_with_nobody_is_still_seen() -> None:
    assert charts.funnel([("Drafts", 612), ("Awarded", 0)]).bars[1].width > 0


def test_bullets_share_one_scale_and_mark_what_is_over() -> None:
    chart = charts.bullets([("A", 200, 100, "half"), ("B", 50, 60, "over")])
    a, b = chart.bullets
    assert a.used_width == pytest.approx(a.limit_width / 2)
    assert b.limit_width == pytest.approx(a.limit_width / 4)
    assert (a.over, b.over) == (False, True)


def test_the_area_of_a_dot_grows_with_its_value_and_the_largest_lies_lowest() -> None:
    dots = charts.dots([("small", 0, 0, 1), ("large", 10, 10, 100)])
    assert [dot.label for dot in dots] == ["large", "small"]
    assert dots[0].radius > dots[1].radius >= 5


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (-17.53, 14.75, 405, None),  # the western end of Africa
        (-34.8, -7.1, 358, None),  # the eastern end of South America
        (50.48, -15.4, 584, None),  # the eastern end of Madagascar
        (18.0, -34.83, None, 356),  # the southern end of Africa
        (-71.0, -53.9, None, 413),  # the southern end of South America
        (104.3, 77.7, None, 9),  # the northern end of Asia
    ],
)
def test_coasts_fall_where_the_drawing_has_them(
    longitude: float, latitude: float, x: float | None, y: float | None
) -> None:
    got_x, got_y = charts.project(longitude, latitude)
    assert x is None or got_x == pytest.approx(x, abs=1)
    assert y is None or got_y == pytest.approx(y, abs=1)


def test_islands_beyond_the_date_line_stay_on_the_map() -> None:
    x, y = charts.project(-172.2, -13.8)
    assert 0 < x < charts.MAP_WIDTH
    assert 0 < y < charts.MAP_HEIGHT


def test_a_spread_is_kept_between_nothing_and_the_highest_score() -> None:
    drawn = charts.spread(-5, 50, 130)
    assert (drawn.low, drawn.mean, drawn.width) == (0, 50, 100)
