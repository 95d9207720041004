"""A row stands out where its adjusted p-value is within the share of false alarms."""

from __future__ import annotations

import pytest

from audit.domain.cohort.screening import Screened, Screening


@pytest.mark.parametrize(("adjusted", "flagged"), [(0.04, True), (0.05, True), (0.06, False), (None, False)])
def test_a_row_stands_out(adjusted: float | None, flagged: bool) -> None:
    row = Screened(metric="recall", emotion="sad", feature="age", groups=3, p_value=adjusted, adjusted=adjusted)
    assert Screening(rows=(row,), family=1, share=0.05, method="m").flagged(row) is flagged
