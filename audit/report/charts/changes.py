"""A chart of changes around 0: one lane for each group, a dot with its bounds, losses left and gains right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.wording.words import signed
from audit.report.charts.lanes import Lanes, Measure, lanes, values_of
from audit.report.charts.scale import axis_around_zero

if TYPE_CHECKING:
    from collections.abc import Sequence


def changes(measures: Sequence[Measure], *, limit: float, key: str, title: str, description: str) -> Lanes:
    """Return the chart, the largest loss first; the dashed line is the largest loss allowed.

    Parameters
    ----------
    measures
        One for each group; `at`, `low` and `high` are changes, −1 to 1, negative a loss.
    limit
        Largest loss allowed, 0 to 1.
    key, title, description
        The id and the texts of `Lanes`.
    """
    rows = list(measures)
    axis = axis_around_zero(values_of(rows, -limit))
    chart = lanes(
        rows,
        key=key,
        title=title,
        description=description,
        reference=-limit,
        reference_text=f"limit {signed(-limit)}",
        axis=axis,
    )
    texts = [signed(value) for value in axis.ticks()]
    return replace(
        chart,
        ticks=tuple(replace(tick, text=text) for tick, text in zip(chart.ticks, texts, strict=True)),
        note="; ".join(part for part in (_signs(rows), chart.note) if part),
    )


_WORDS = {"worse": "◆ proven worse", "better": "■ proven better", "ring": "○ neither proven"}


def _signs(measures: list[Measure]) -> str:
    return "; ".join(words for sign, words in _WORDS.items() if any(m.sign == sign for m in measures))
