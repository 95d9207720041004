"""Entropy of shares: of a classifier's probabilities, and of annotators' votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def entropy_in_nats(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return −Σ share · ln share of each row, float64, shape (n,)."""
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(-(shares * logs).sum(axis=1), np.float64)


def normalised_entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the entropy of each row divided by log k, float64, shape (n,), 0 (one emotion) to 1 (all alike).

    >>> normalised_entropy(np.array([[1.0, 0.0], [0.5, 0.5]])).tolist()
    [0.0, 1.0]
    """
    return np.asarray(np.abs(np.clip(entropy_in_nats(shares) / np.log(shares.shape[1]), 0, 1)), np.float64)
