"""Curves over a share: where they run, and how many are drawn."""

from __future__ import annotations

from audit.report.charts.curves import HEIGHT, CurveLine, curves


def test_a_curve_runs_from_the_axis_to_its_mark() -> None:
    line = CurveLine(name="all", points=((0.5, 1.0), (1.0, 0.8)), marked=(0.5, 1.0))
    chart = curves(line, [], key="x", title="x", description="x", across="", up="")
    (drawn_line,) = chart.curves
    assert drawn_line.path == "M50.0,0.0L100.0,100.0"
    assert (drawn_line.x, drawn_line.y) == (50.0, 0.0)
    assert [(h.y, h.text) for h in chart.heights][:1] == [(float(HEIGHT), "80\xa0%")]


def test_at_most_six_groups_are_drawn_and_the_rest_is_named() -> None:
    line = CurveLine(name="a", points=((1.0, 0.9),), marked=None)
    chart = curves(line, [line] * 8, key="x", title="x", description="x", across="", up="")
    assert len(chart.curves) == 1 + 6
    assert chart.note == "2 of 8 groups, those with fewer pictures, are in the table only"
