"""What a classifier's last layer puts out, read as probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model import Output
from audit.errors import ModelRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model import ModelSpec

_SUM_TOLERANCE = 1e-3


def output_width(spec: ModelSpec) -> int:
    """Return how many numbers the last layer puts out for one picture: 1 for a sigmoid, else one for each emotion."""
    return 1 if spec.output is Output.SIGMOID else len(spec.labels)


def to_probabilities(raw: NDArray[np.floating], spec: ModelSpec) -> NDArray[np.float64]:
    """Return the probability of each emotion, in the order of the labels.

    Parameters
    ----------
    raw
        Output of the last layer, shape (n, `output_width(spec)`).
    spec
        Says what it is: softmax is divided by its sum (which float32 misses by some 1e-7), a sigmoid p gives the
        positive emotion p and the other 1 − p, logits z give exp(z) / Σ exp(z).

    Returns
    -------
    float64, shape (n, k), rows sum to 1

    Raises
    ------
    ModelRefused
        When the numbers are not what is declared: not finite, outside 0…1, or a softmax that does not sum to 1.
    """
    values = np.asarray(raw, np.float64)
    if not np.isfinite(values).all():
        raise ModelRefused(f"model '{spec.id}': its output holds values that are not finite numbers")
    if spec.output is Output.LOGITS:
        return softmax(values)
    if values.size and (values.min() < 0 or values.max() > 1 + _SUM_TOLERANCE):
        raise ModelRefused(_not_as_declared(spec, f"values from {values.min():.4g} to {values.max():.4g}"))
    return _of_sigmoid(values, spec) if spec.output is Output.SIGMOID else _of_softmax(values, spec)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return exp(z) / Σ exp(z) of each row of finite numbers, float64, shape (n, k); rows sum to 1.

    >>> softmax(np.array([[0.0, 0.0], [1e308, -1e308]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    with np.errstate(over="ignore", under="ignore"):  # two logits further apart than float64 holds: 1 and 0
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _of_softmax(values: NDArray[np.float64], spec: ModelSpec) -> NDArray[np.float64]:
    sums = values.sum(axis=1, keepdims=True)
    off = np.abs(sums - 1) > _SUM_TOLERANCE
    if off.any():
        raise ModelRefused(_not_as_declared(spec, f"rows that sum to {sums[off][0]:.4g}"))
    return np.asarray(values / sums)


def _of_sigmoid(values: NDArray[np.float64], spec: ModelSpec) -> NDArray[np.float64]:
    positive = np.minimum(values[:, 0], 1.0)
    columns = [positive, 1 - positive]
    return np.column_stack(columns if spec.labels.emotions[0] == spec.positive else columns[::-1])


def _not_as_declared(spec: ModelSpec, found: str) -> str:
    return f"model '{spec.id}': output is declared '{spec.output}' but has {found}; declare what it puts out"
