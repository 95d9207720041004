"""A made-up series: three weekly looks told as forty-five, with a title that tries to act."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import weeks

from audit.domain.results.series_state import SeriesState
from audit.load import load_series

TITLE = "<b>bold</b> {{ 7*7 }}"


@cache
def looked_at() -> SeriesState:
    """Return a series of more looks than a chart draws."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for number in (1, 2, 3):
            weeks.look(folder, weeks.week(folder, number), weeks.POLICY.replace("weekly gate", TITLE))
        state = load_series(folder / "series")
    if state is None:
        raise FileNotFoundError(folder)
    told = [
        replace(state.looks[place % 3], created=f"2026-{1 + place // 28:02}-{1 + place % 28:02}T10:00:00+00:00")
        for place in range(45)
    ]
    longer = object.__new__(SeriesState)  # its counts are those of three looks, which nobody adds up on a page
    for name in SeriesState.__slots__:
        object.__setattr__(longer, name, tuple(told) if name == "looks" else getattr(state, name))
    return longer
