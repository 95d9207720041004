"""A reliability diagram: dots and bars where they should be."""

from __future__ import annotations

import pytest
from assets.reliability import one

from audit.report.charts.reliability import HEIGHT, diagram


def test_dots_lie_where_they_should() -> None:
    found = one(0.2, 0.1)
    chart = diagram(found, found.expected(), key="k", title="t", description="d", up="u")
    (dot,) = chart.dots
    assert dot.x == pytest.approx(chart.left + 0.7 * (chart.right - chart.left), abs=0.01)
    assert dot.y == pytest.approx(chart.bottom - 0.5 * (chart.bottom - chart.top), abs=0.1)
    assert dot.y_high < dot.y_low < dot.y < HEIGHT
    assert dot.off
    assert not diagram(one(0.0, 0.1), found.expected(), key="k", title="t", description="d", up="u").dots[0].off
