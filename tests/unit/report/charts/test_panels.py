"""Small pictures side by side: lines and bands where they should be."""

from __future__ import annotations

import numpy as np

from audit.report.charts.panels import PanelLine, panel


def test_lines_are_drawn_from_left_to_right_and_from_the_bottom_up() -> None:
    line = PanelLine(kind="end", values=np.array([0.0, 0.5, 1.0]), lower=np.zeros(3), upper=np.ones(3))
    chart = panel([line], key="k", title="t", note="", description="d", width=142, height=136)
    # field: 30 to 130 across, 110 up to 10
    assert chart.lines[0].points == "30.0,110.0 80.0,60.0 130.0,10.0"
    assert chart.lines[0].band == "30.0,10.0 80.0,10.0 130.0,10.0 130.0,110.0 80.0,110.0 30.0,110.0"
    assert [tick.at for tick in chart.across] == [30, 80, 130]
