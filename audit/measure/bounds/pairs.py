"""The ordered pairs of groups that a comparison looks at, as arrays over many audits at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.decision.comparisons import Comparison, Pairing

if TYPE_CHECKING:
    from collections.abc import Iterator

Values = NDArray[np.float64]

_FEW = 5
"""Most groups whose pairs are gone through one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPairs:
    """The ordered pairs of groups that are compared: all, or those with a reference group.

    Arrays over the pairs have shape (…, K, K), or (…, 2, K) with a reference: it first, then it second; where the
    reference is only ever the first, (…, 1, K).
    """

    reference: int | None
    reference_first: bool = False

    @classmethod
    def of(cls, comparison: Comparison, reference: int | None) -> GroupPairs:
        """Return the pairs of a comparison, with the position of its reference group if it has one."""
        return cls(reference=reference, reference_first=comparison.pairing is Pairing.REFERENCE)

    def first(self, values: Values) -> Values:
        """Return the values of the first group of each pair."""
        if self.reference is None:
            return values[..., :, None]
        of_reference = values[..., [self.reference]]
        return of_reference[..., None, :] if self.reference_first else self._both(of_reference, values)

    def second(self, values: Values) -> Values:
        """Return the values of the second group of each pair."""
        if self.reference is None or self.reference_first:
            return values[..., None, :]
        return self._both(values, values[..., [self.reference]])

    @staticmethod
    def _both(when_first: Values, when_second: Values) -> Values:
        """Return the values of both orders of each pair, by the place of the reference."""
        return np.stack(np.broadcast_arrays(when_first, when_second), axis=-2)

    def largest(self, matrix: Values) -> Values:
        """Return the largest value over the pairs; a group is no pair with itself."""
        if self._few(matrix):
            return np.asarray(reduce(np.maximum, self._each(matrix)))
        return np.asarray(self._filled(matrix, -np.inf).max(axis=(-2, -1)))

    def smallest(self, matrix: Values) -> Values:
        """Return the smallest value over the pairs."""
        if self._few(matrix):
            return np.asarray(reduce(np.minimum, self._each(matrix)))
        return np.asarray(self._filled(matrix, np.inf).min(axis=(-2, -1)))

    def _few(self, matrix: Values) -> bool:
        """Whether going through the pairs one by one is faster: few of them in many audits."""
        return matrix.ndim > 2 and matrix.shape[-1] <= _FEW  # noqa: PLR2004 - one audit has two dimensions

    def _each(self, matrix: Values) -> Iterator[Values]:
        rows, columns = matrix.shape[-2:]
        for i, k in np.ndindex(rows, columns):
            if k != (i if self.reference is None else self.reference):
                yield matrix[..., i, k]

    def _filled(self, matrix: Values, fill: float) -> Values:
        if self.reference is None:
            diagonal = np.arange(matrix.shape[-1])
            matrix[..., diagonal, diagonal] = fill
        else:
            matrix[..., self.reference] = fill
        return matrix
