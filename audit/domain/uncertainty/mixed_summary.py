"""What is left of the probabilities of a shard once they are read: how mixed they are, in cells that add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.counts.cells import CellTable
from audit.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedSummary:
    """The scored pictures of a shard by what their probabilities say; those of disjoint shards add up.

    Attributes
    ----------
    cells
        Axes: the sensitive features in order, the label, whether the answer is right, whether the picture is read as
        mixed (0 or 1 each), and the bin of the entropy, see `entropy_bins`. With people, the person comes first.
    top_two
        int64, shape (2, k, k): by the strongest and the second emotion; all, then those read as mixed.
    people
        Whether the first axis of the cells is the person.
    """

    cells: CellTable
    top_two: NDArray[np.int64]
    people: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_two", frozen(self.top_two, np.int64))

    def __add__(self, other: MixedSummary) -> MixedSummary:
        if self.people != other.people:
            raise InputError("summaries add up when both name people, or neither")
        cells = self.cells.along_with(other.cells) if self.people else self.cells + other.cells
        return replace(self, cells=cells, top_two=self.top_two + other.top_two)

    @property
    def images(self) -> NDArray[np.int64]:
        """int64, shape (cells,): pictures in each cell."""
        return self.cells.counts

    @property
    def subjects(self) -> NDArray[np.int64] | None:
        """int64, shape (cells,): the person in the pictures of each cell; None where nobody is named."""
        return self.cells.keys[:, 0] if self.people else None

    def group(self, axis: int) -> NDArray[np.int64]:
        """int64, shape (cells,): group by the feature at this position."""
        return self.cells.keys[:, int(self.people) + axis]

    @property
    def true(self) -> NDArray[np.int64]:
        """int64, shape (cells,): code of the label."""
        return self.cells.keys[:, -4]

    @property
    def right(self) -> NDArray[np.bool_]:
        """bool, shape (cells,): whether the answer is the label."""
        return self.cells.keys[:, -3] > 0

    @property
    def mixed(self) -> NDArray[np.bool_]:
        """bool, shape (cells,): whether the pictures are read as mixed."""
        return self.cells.keys[:, -2] > 0

    @property
    def bins(self) -> NDArray[np.int64]:
        """int64, shape (cells,): bin of the entropy."""
        return self.cells.keys[:, -1]
