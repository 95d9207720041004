"""A line over audits in order of time."""

from __future__ import annotations

import pytest

from audit.domain.decision.findings import Verdict
from audit.report.charts.timeline import MOST, Moment, timeline
from audit.report.views import VERDICTS

SIGN = VERDICTS[Verdict.PASS]


def chart_of(values: list[float | None], **options):
    moments = [Moment(day=f"day {i}", sign=SIGN, value=value, low=value, high=value) for i, value in enumerate(values)]
    return timeline(moments, key="k", title="t", description="d", written=str, **options)


def test_dots_stand_at_equal_steps_and_higher_values_higher() -> None:
    """The field is 44 to 438 across: quarter and three quarters are 142.5 and 339.5."""
    chart = chart_of([0.5, 0.7])
    assert [dot.x for dot in chart.dots] == [142.5, 339.5]
    assert chart.dots[0].y > chart.dots[1].y
    assert chart.paths == (f"142.5,{chart.dots[0].y} 339.5,{chart.dots[1].y}",)


def test_an_undefined_value_breaks_the_line() -> None:
    chart = chart_of([0.5, 0.6, None, 0.5, 0.4])
    assert [path.count(",") for path in chart.paths] == [2, 2]
    assert chart.dots[2].y is None


def test_the_axis_holds_the_limit() -> None:
    chart = chart_of([0.02, 0.03], limit=0.9, limit_text="at most 90 points")
    assert chart.top <= chart.limit <= chart.bottom


@pytest.mark.parametrize(("audits", "days"), [(1, 1), (4, 4), (5, 2), (30, 2)])
def test_days_are_written_where_there_is_room(audits, days) -> None:
    assert len(chart_of([0.5] * audits).days) == days


def test_of_very_many_audits_the_newest_are_drawn_and_it_is_said() -> None:
    chart = chart_of([i / 100 for i in range(MOST + 5)])
    assert len(chart.dots) == MOST
    assert chart.note == f"the newest {MOST} of {MOST + 5} audits; the table has all"
