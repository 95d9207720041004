"""A cohort in parts: what is read, asked and counted at a time, here or on another machine.

Words: a *shard* is some rows of a manifest that stand one after the other. Each row is in exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort

_ARRAYS = ("y_true", "codes", "boxes", "subjects", "votes", "votes_outside", "left_out")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shard:
    """The rows from `start` on and before `stop`."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def of(self, cohort: Cohort) -> Cohort:
        """Return these rows of a cohort; people keep their numbers."""
        return rows_of(cohort, self.rows)

    @property
    def rows(self) -> slice:
        """These rows of an array or a sequence."""
        return slice(self.start, self.stop)


def shards_of(rows: int, most: int) -> tuple[Shard, ...]:
    """Return shards of at most so many rows that hold all; one without a row where there is none.

    >>> [(each.start, each.stop) for each in shards_of(5, 2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    return tuple(Shard(start=start, stop=min(start + most, rows)) for start in range(0, max(rows, 1), most))


def rows_of(cohort: Cohort, rows: NDArray[np.int64] | slice) -> Cohort:
    """Return some rows of a cohort, in the order they are given; people keep their numbers.

    Parameters
    ----------
    cohort
        All rows.
    rows
        Positions, int64, shape (m,), or those from one on and before another.
    """
    return replace(
        cohort,
        images=_at(cohort.images, rows),
        faces=None if cohort.faces is None else tuple(_at(cohort.faces, rows)),
        split=None if cohort.split is None else tuple(_at(cohort.split, rows)),
        **{name: value[rows] for name in _ARRAYS if (value := getattr(cohort, name)) is not None},
    )


def _at(values: Sequence[str], rows: NDArray[np.int64] | slice) -> Sequence[str]:
    if isinstance(rows, slice):
        return values[rows]
    return tuple(values[row] for row in rows.tolist())
