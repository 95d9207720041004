"""By how much the error of the failing bound is divided: by the contrasts that can be wrongly proven together.

A difference is proven too large when any ordered pair of groups is. Where no two groups are further apart than a limit
above 0, not every pair can be that far apart at once: of a pair in one order, the other order is twice the limit away,
and if all of some groups lie the limit above all others, groups on one side are the limit away from being proven
different. A pair so far inside is proven with the chance Φ(−z − d/s) for Φ(−z), d its distance and s the largest
standard error that its two values can have; the sum over the pairs is largest at one of the two ends of each group's
range. So K groups have at most ⌊K/2⌋·⌈K/2⌉ pairs on the limit, and a little of all others: K (K − 1) at a limit of 0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from audit.domain.decision.comparisons import Comparison, Pairing

if TYPE_CHECKING:
    from numpy.typing import NDArray


def contrasts(comparison: Comparison, groups: int, reference: int | None = None) -> int:
    """Return how many contrasts share the error of the failing bound."""
    if comparison.pairing is Pairing.EACH_OTHER:
        return (groups if reference is None else 2) * (groups - 1)
    return groups - 1 if comparison.pairing is Pairing.REFERENCE else groups


def share_of_error(
    comparison: Comparison,
    spread: NDArray[np.float64] | None,
    groups: int,
    *,
    error: float,
    reference: int | None,
    limit: float,
) -> float:
    """Return the error that one contrast has of the failing bound's.

    Parameters
    ----------
    comparison, error, reference, limit
        See `audit.measure.bounds.contrasts.extremes`.
    spread
        float64, shape (…, K): the largest standard error of each value; None where nobody knows.
    groups
        K.
    """
    if comparison is not Comparison.DIFFERENCE or spread is None or limit <= 0:
        return error / contrasts(comparison, groups, reference)
    most = np.asarray(spread).reshape(-1, groups).max(axis=0)
    return error / on_a_limit(most, limit, error, reference)


def on_a_limit(spread: NDArray[np.float64], limit: float, error: float, reference: int | None) -> float:
    """Return for how many contrasts on the limit those of a difference count, at least 1.

    Parameters
    ----------
    spread
        float64, shape (K,): the largest standard error that each group's value can have, whatever its rate.
    limit
        Largest difference allowed, 0 to 1.
    error
        Of all contrasts together.
    reference
        Position of the group that all others are compared with; None for every pair.
    """
    return _on_a_limit(tuple(np.asarray(spread, np.float64).tolist()), float(limit), float(error), reference)


@lru_cache(maxsize=512)
def _on_a_limit(spreads: tuple[float, ...], limit: float, error: float, reference: int | None) -> float:
    spread, groups = np.array(spreads), len(spreads)
    first, second = np.triu_indices(groups, 1)
    if reference is not None:
        first, second = np.full(groups - 1, reference), np.delete(np.arange(groups), reference)
    most = groups - 1 if reference is not None else (groups // 2) * ((groups + 1) // 2)
    z = -ndtri(error / most)
    away = limit / np.hypot(spread[first], spread[second])
    inside, reverse = (ndtr(-z - times * away) / ndtr(-z) for times in (1, 2))
    alike, apart = 2 * inside, 1 + reverse
    more = np.sort(np.maximum(apart - alike, 0))[::-1][:most]
    return float(max(1.0, min(alike.sum() + more.sum(), 2 * len(first))))
