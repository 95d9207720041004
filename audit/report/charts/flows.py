"""What the faces of one group are called: a band from every label to every answer, as wide as it is frequent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.wording.words import percent, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FIELD = 220
"""Height of all pictures together, in pixels."""

SLOT = 17
"""Least height of one label or answer: what its text needs."""

TOP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEnd:
    """A label or an answer: its name, its share in words, the middle of its place in pixels."""

    name: str
    text: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBand:
    """A band from a label to an answer.

    Attributes
    ----------
    kind
        `right` or `wrong`.
    path
        Its middle line, in a square of 100 by 100.
    width
        In pixels.
    """

    kind: str
    path: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The chart.

    Attributes
    ----------
    id, title, description
        Unique in the page; what it shows; the same in a sentence, for those who cannot see it too.
    height
        Of the bands, in pixels.
    labels, answers
        On the left and on the right; those without pictures are left out.
    bands
        Wrong ones last, on top.
    """

    id: str
    title: str
    description: str
    height: int
    labels: tuple[FlowEnd, ...]
    answers: tuple[FlowEnd, ...]
    bands: tuple[FlowBand, ...]


def flows(cells: NDArray[np.int64], emotions: Sequence[str], *, key: str, title: str, description: str) -> Flows:
    """Return the chart of a confusion matrix that has pictures.

    Parameters
    ----------
    cells
        int64, shape (k, k): pictures by label and answer.
    emotions
        Their k names.
    key, title, description
        The id and the texts of `Flows`.
    """
    total = int(cells.sum())
    left, right = _FlowColumn.of(cells.sum(axis=1), total), _FlowColumn.of(cells.sum(axis=0), total)
    height = max(left.height, right.height)
    return Flows(
        id=key,
        title=title,
        description=description,
        height=round(height),
        labels=tuple(
            FlowEnd(name=short(emotions[i]), text=percent(cells[i, i] / cells[i].sum(), 0), y=left.middles[i])
            for i in left.present
        ),
        answers=tuple(
            FlowEnd(name=short(emotions[j]), text=percent(cells[:, j].sum() / total, 0), y=right.middles[j])
            for j in right.present
        ),
        bands=_bands(cells, left, right, height),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _FlowColumn:
    """Where labels or answers lie: which have pictures, their tops and middles in pixels, the height of all."""

    present: tuple[int, ...]
    scale: float
    tops: dict[int, float]
    middles: dict[int, float]
    height: float

    @classmethod
    def of(cls, counts: NDArray[np.int64], total: int) -> _FlowColumn:
        present, scale = tuple(int(i) for i in np.flatnonzero(counts)), FIELD / total
        tops, middles, y = {}, {}, 0.0
        for i in present:
            slot = max(float(counts[i]) * scale, SLOT)
            middles[i], tops[i] = round(y + slot / 2, 1), y + (slot - float(counts[i]) * scale) / 2
            y += slot + 3
        return cls(present=present, scale=scale, tops=tops, middles=middles, height=y)


def _bands(cells: NDArray[np.int64], left: _FlowColumn, right: _FlowColumn, height: float) -> tuple[FlowBand, ...]:
    starts, ends, drawn = dict(left.tops), dict(right.tops), []
    for i in left.present:
        for j in right.present:
            wide = float(cells[i, j]) * left.scale
            if not wide:
                continue
            path = _path(starts[i] + wide / 2, ends[j] + wide / 2, height)
            drawn.append(FlowBand(kind="right" if i == j else "wrong", path=path, width=round(wide, 1)))
            starts[i] += wide
            ends[j] += wide
    return tuple(sorted(drawn, key=lambda band: band.kind == "wrong"))


def _path(start: float, end: float, height: float) -> str:
    """Return a line from the left edge to the right one, as absolute points in a square of 100 by 100."""
    a, b = (f"{100 * y / height:.1f}" for y in (start, end))
    return f"M0,{a} C50,{a} 50,{b} 100,{b}"
