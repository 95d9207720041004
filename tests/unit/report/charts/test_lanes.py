"""Axes, colours and lanes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.report.charts.lanes import MOST, Measure, lanes
from audit.report.charts.scale import STEPS, Axis, axis_of_shares, luminance, scale_colours, scale_css, tone

shares = st.floats(0, 1)


@given(st.lists(shares, min_size=1))
def test_an_axis_holds_its_values_between_round_ends(values) -> None:
    axis = axis_of_shares(values)
    ticks = axis.ticks()
    assert 0 <= axis.low <= min(values) + 1e-6
    assert max(values) - 1e-6 <= axis.high <= 1
    assert ticks[0] == axis.low
    assert ticks[-1] == pytest.approx(axis.high)
    assert 3 <= len(ticks) <= 7


def test_places_run_from_margin_to_margin() -> None:
    axis = Axis(low=0.5, high=1.0)
    assert [axis.place(v) for v in (0.5, 0.75, 1.0, 2.0)] == [2.0, 50.0, 98.0, 98.0]


def test_each_step_of_the_scale_can_be_read() -> None:
    """WCAG 2.2 asks for a contrast of 4.5 between text and ground."""
    rules = re.findall(r"\.q(\d+){background:#(\w{6});color:#(\w{3})}", scale_css())
    assert [int(step) for step, _, _ in rules] == list(range(STEPS + 1))
    for _, ground, text in rules:
        colours = sorted([luminance(tuple(bytes.fromhex(ground))), 1.0 if text == "fff" else 0.0])
        assert (colours[1] + 0.05) / (colours[0] + 0.05) >= 4.5


def test_the_scale_grows_darker_with_every_step() -> None:
    lightness = [luminance(colour) for colour in scale_colours()]
    assert lightness == sorted(lightness, reverse=True)
    assert (tone(0), tone(0.5), tone(1)) == ("q0", "q10", "q20")


def measures(n: int) -> list[Measure]:
    return [Measure(name=f"g{i}", text=str(i), at=i / 100, low=0.0, high=1.0) for i in range(n)]


def drawn_lanes(found: list[Measure], **options):
    return lanes(found, key="k", title="t", description="d", **options)


def test_lanes_are_ordered_and_the_lowest_has_its_own_shape() -> None:
    chart = drawn_lanes(measures(3)[::-1])
    assert [lane.measure.name for lane in chart.lanes] == ["g0", "g1", "g2"]
    assert [lane.kind for lane in chart.lanes] == ["lowest", "dot", "dot"]
    assert chart.lanes[0].shape != chart.lanes[1].shape
    assert "◆ lowest" in chart.note


def test_a_ring_is_shown_and_never_the_lowest() -> None:
    ring = Measure(name="unknown", text="", at=0.0, low=0.0, high=1.0, hollow=True)
    chart = drawn_lanes([*measures(4)[1:], ring])
    assert [lane.kind for lane in chart.lanes] == ["ring", "lowest", "dot", "dot"]


def test_equal_dots_have_no_lowest() -> None:
    same = [Measure(name=name, text="", at=0.5, low=0.4, high=0.6) for name in "ab"]
    assert [lane.kind for lane in drawn_lanes(same).lanes] == ["dot", "dot"]


def test_rows_without_a_rate_are_named_below_the_chart() -> None:
    empty = [Measure(name=name, text="no scored picture", at=None) for name in ("one", "two")]
    chart = drawn_lanes([*empty, *measures(2)])
    assert [lane.measure.name for lane in chart.lanes] == ["g0", "g1"]
    assert chart.note.endswith("no scored picture: one and two")


def test_of_many_rows_without_a_rate_some_are_named_and_the_rest_counted() -> None:
    empty = [Measure(name=f"e{i}", text="no scored picture", at=None) for i in range(40)]
    assert drawn_lanes([*empty, *measures(2)]).note.endswith("e7 and 32 more")


def test_a_chart_of_rows_without_any_rate_still_shows_them() -> None:
    chart = drawn_lanes([Measure(name="empty", text="no scored picture", at=None)])
    assert [(lane.measure.name, lane.x) for lane in chart.lanes] == [("empty", None)]


def test_of_many_lanes_both_ends_are_shown_and_the_rest_is_counted() -> None:
    chart = drawn_lanes(measures(MOST + 12))
    names = [lane.measure.name for lane in chart.lanes]
    assert len(names) == MOST
    assert (names[0], names[-1]) == ("g0", f"g{MOST + 11}")
    assert "12 of 42 rows" in chart.note


def test_nothing_to_draw_is_still_a_chart() -> None:
    assert drawn_lanes([]).lanes == ()
