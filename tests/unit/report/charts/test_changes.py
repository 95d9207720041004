"""Changes around 0: losses left, gains right."""

from __future__ import annotations

import pytest
from assets.compared import BEFORE, compared, levelled

from audit.report.charts.changes import changes as chart_of
from audit.report.charts.lanes import Measure
from audit.report.sections.other_pages.comparison import view


def test_losses_stand_left_of_zero_and_gains_right() -> None:
    chart = view(levelled()).limits[0].chart
    adult, senior = chart.lanes
    assert (adult.measure.name, adult.kind, senior.kind) == ("adult", "worse", "ring")
    assert adult.x_low < adult.x < adult.x_high < senior.x == 50.0
    assert [tick.text for tick in chart.ticks] == ["−40", "−20", "0", "+20", "+40"]
    assert chart.reference_text == "limit −5"
    assert chart.note == "◆ proven worse; ○ neither proven"


def test_a_gain_is_drawn_as_one() -> None:
    better = compared(BEFORE, BEFORE | {"senior": "R" * 90 + "W" * 10})
    lane = view(better).limits[0].chart.lanes[-1]
    assert (lane.measure.name, lane.kind, lane.x > 50) == ("senior", "better", True)


@pytest.mark.parametrize(("widest", "ends"), [(0.0, "+5"), (0.05, "+5"), (0.12, "+20"), (0.55, "+60"), (1.0, "+100")])
def test_the_axis_is_even_on_both_sides_of_zero(widest, ends) -> None:
    chart = chart_of([Measure(name="g", text="", at=widest)], limit=0.0, key="k", title="t", description="d")
    marks = [tick.text for tick in chart.ticks]
    assert marks[-1] == ends
    assert marks[0] == ends.replace("+", "−")
    assert marks[len(marks) // 2] == "0"
