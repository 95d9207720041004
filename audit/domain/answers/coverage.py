"""The outcome ledger: how every row of a manifest ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import SensitiveFeature, find_features
from audit.domain.cohort.predictions import BY_WISH, OUTCOMES, Outcome
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.domain.counts.cells import CellTable
from audit.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The outcome ledger: how every manifest row ended, by every sensitive feature.

    Attributes
    ----------
    features
        Sensitive features, one axis each.
    cells
        Axes: the features in order, then the position in `OUTCOMES`.
    """

    features: tuple[SensitiveFeature, ...]
    cells: CellTable

    def __post_init__(self) -> None:
        *levels, outcomes = self.cells.shape
        if outcomes < len(OUTCOMES):  # of an earlier version, which knew fewer
            cells = CellTable(shape=(*levels, len(OUTCOMES)), keys=self.cells.keys, counts=self.cells.counts)
            object.__setattr__(self, "cells", cells)

    def __add__(self, other: Coverage) -> Coverage:
        if self.features != other.features:
            raise InputError("ledgers add up when their sensitive features agree")
        return Coverage(features=self.features, cells=self.cells + other.cells)

    @property
    def rows(self) -> int:
        """Number of manifest rows."""
        return self.cells.total

    def overall(self) -> NDArray[np.int64]:
        """int64, shape (outcomes,): rows per outcome, in the order of `OUTCOMES`."""
        return self.cells.dense([len(self.features)])

    def of(self, outcome: Outcome) -> int:
        """Return the number of rows with this outcome."""
        return int(self.overall()[outcome.code])

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """A remark for every outcome of rows that were not scored."""
        rows = zip(OUTCOMES, self.overall().tolist(), strict=True)
        return tuple(
            Remark(
                treatment=Treatment.LEFT_OUT if outcome in BY_WISH else Treatment.NOT_SCORED,
                sentence=f"{n:,} of {self.rows:,} rows are not counted: {outcome.value}",
                by=Reader.AUDIT,
                rows=n,
            )
            for outcome, n in rows
            if n and outcome is not Outcome.SCORED
        )

    def by(self, name: str) -> NDArray[np.int64]:
        """int64, shape (groups, outcomes): rows per group of a feature and outcome."""
        axis = self.features.index(find_features((name,), self.features)[0])
        return self.cells.dense([axis, len(self.features)])
