"""The ordered pairs of groups that a comparison looks at, as arrays over many audits at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import permutations
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from audit.domain.decision.comparisons import Comparison, Pairing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Compared = Callable[..., "Values"]

Values = NDArray[np.float64]

_FEW = 5
"""Most groups whose pairs are gone through one by one."""


class ComparedPairs(Protocol):
    """Which groups are compared."""

    def largest(self, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]) -> Values:
        """Return the largest value over the pairs, shape (…)."""

    def smallest(self, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]) -> Values:
        """Return the smallest value over the pairs, shape (…)."""


class SinglePairs:
    """Pairs of which it is known which group has more: the first ones in one array, the second ones in another."""

    def largest(self, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]) -> Values:
        """Return the value of each pair, shape (…), from values of shape (…) of its groups."""
        return np.asarray(compared(*firsts, *seconds))

    smallest = largest


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

    def largest(self, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]) -> Values:
        """Return the largest value over the pairs, shape (…); a group is no pair with itself.

        Parameters
        ----------
        compared
            Takes `firsts` of the first group of pairs and `seconds` of the second, and gives an array of its own.
        firsts, seconds
            Values of the groups, each of shape (…, K).
        """
        return self._over(np.maximum, -np.inf, compared, firsts, seconds)

    def smallest(self, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]) -> Values:
        """Return the smallest value over the pairs; see `largest`."""
        return self._over(np.minimum, np.inf, compared, firsts, seconds)

    def _over(
        self, better: np.ufunc, worst: float, compared: Compared, firsts: Sequence[Values], seconds: Sequence[Values]
    ) -> Values:
        groups = firsts[0].shape[-1]
        if firsts[0].ndim > 1 and groups <= _FEW:  # few pairs in many audits: each by itself is faster
            each = (
                compared(*(values[..., i] for values in firsts), *(values[..., k] for values in seconds))
                for i, k in self._ordered(groups)
            )
            return np.asarray(reduce(better, each))
        matrix = compared(*map(self.first, firsts), *map(self.second, seconds))
        return np.asarray(better.reduce(self._filled(matrix, worst), axis=(-2, -1)))

    def _ordered(self, groups: int) -> Iterator[tuple[int, int]]:
        if self.reference is None:
            yield from permutations(range(groups), 2)
            return
        for other in range(groups):
            if other != self.reference:
                yield self.reference, other
                if not self.reference_first:
                    yield other, self.reference

    def _filled(self, matrix: Values, fill: float) -> Values:
        if self.reference is None:
            diagonal = np.arange(matrix.shape[-1])
            matrix[..., diagonal, diagonal] = fill
        else:
            matrix[..., self.reference] = fill
        return matrix
