"""What a classifier's last layer puts out, read as probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model.model import Output
from audit.errors import ModelRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_SUM_TOLERANCE = 1e-3

_SMALLEST = {
    Output.SOFTMAX: float(np.finfo(np.float32).tiny),
    Output.SIGMOID: 2.0**-25,
    Output.LOGITS: float(np.finfo(np.float64).tiny),
}
"""What a probability of 0 may have been before it was rounded. A float32 sigmoid says 1 from 1 − 2⁻²⁵ on, and the other
emotion's 0 must not survive a temperature as certainty."""


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
        positive emotion p and the other 1 − p, logits z give exp(z) / Σ exp(z). Its temperature T, where it has one,
        divides the logits; of probabilities these are log p, up to a constant that the softmax takes out again.

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
        return softmax(values) if spec.temperature is None else tempered(values, spec.temperature.value)
    if values.size and (values.min() < 0 or values.max() > 1 + _SUM_TOLERANCE):
        raise ModelRefused(_not_as_declared(spec, f"values from {values.min():.4g} to {values.max():.4g}"))
    shares = _of_sigmoid(values, spec) if spec.output is Output.SIGMOID else _of_softmax(values, spec)
    if spec.temperature is None:
        return shares
    return tempered(log_probabilities(shares, spec.output), spec.temperature.value)


def log_probabilities(probabilities: NDArray[np.float64], output: Output) -> NDArray[np.float64]:
    """Return log p, float64, shape (n, k): as good as logits to a temperature; 0 is read as the least it may have been.

    Parameters
    ----------
    probabilities
        As `to_probabilities` gives them without temperature, not rounded.
    output
        What the last layer puts out.
    """
    return np.asarray(np.log(np.maximum(probabilities, _SMALLEST[output])))


def tempered(logits: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Return the softmax of logits divided by a temperature (Guo et al. 2017), float64, shape (n, k); order is kept.

    >>> tempered(np.log([[0.8, 0.2]]), 2.0).round(6).tolist()
    [[0.666667, 0.333333]]
    """
    with np.errstate(over="ignore"):  # further apart than float64 holds: 1 and 0
        return softmax((logits - logits.max(axis=1, keepdims=True)) / temperature)


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
