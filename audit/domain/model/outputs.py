"""What a classifier's last layer puts out, read as probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model.model import Output
from audit.errors import ModelRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_SUM_TOLERANCE = 1e-3
_HUNDRED = 100.0
_STEPS = (1 / 255, 1 / 256)
"""Between two numbers of a layer that was quantised to 8 bits."""

_SMALLEST = {
    Output.SOFTMAX: float(np.finfo(np.float32).tiny),
    Output.SIGMOID: 2.0**-25,
    Output.LOGITS: float(np.finfo(np.float64).tiny),
    Output.INDEPENDENT: float(np.finfo(np.float32).tiny),
    Output.PERCENT: float(np.finfo(np.float32).tiny),
}
"""What a probability of 0 may have been before it was rounded. A float32 sigmoid says 1 from 1 − 2⁻²⁵ on, and the other
emotion's 0 must not survive a temperature as certainty."""


def to_probabilities(raw: NDArray[np.floating], spec: ModelSpec) -> NDArray[np.float64]:
    """Return the probability of each emotion, in the order of the labels.

    Parameters
    ----------
    raw
        Output of the last layer, shape (n, `spec.width`).
    spec
        Says what it is: softmax is divided by its sum (which float32 misses by some 1e-7, and 8 bits by half a step for
        each number), as are percent and independent probabilities; a sigmoid p gives the positive emotion p and the
        other 1 − p, logits z give exp(z) / Σ exp(z). Its temperature T, where it has one,
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
    if spec.output is Output.PERCENT:
        values = values / _HUNDRED
    if values.size and (values.min() < 0 or values.max() > 1 + _SUM_TOLERANCE):
        raise ModelRefused(_not_as_declared(spec, f"values from {raw.min():.4g} to {raw.max():.4g}", values))
    shares = _SHARES[spec.output](values, spec)
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
    off = np.abs(sums - 1) > _SUM_TOLERANCE + _explained_by_steps(values)
    if off.any():
        whole = _HUNDRED if spec.output is Output.PERCENT else 1
        raise ModelRefused(_not_as_declared(spec, f"rows that sum to {whole * sums[off][0]:.4g}", values))
    return np.asarray(values / sums)


def _explained_by_steps(values: NDArray[np.float64]) -> float:
    """Return how far off the sum of a row may be because its numbers were rounded to 8 bits; 0 where they were not."""
    for step in _STEPS:
        if np.all(np.abs(np.rint(values / step) * step - values) < 1e-6):  # noqa: PLR2004 - what float32 holds of them
            return float(values.shape[1] * step / 2)
    return 0.0


def _of_sigmoid(values: NDArray[np.float64], spec: ModelSpec) -> NDArray[np.float64]:
    positive = np.minimum(values[:, 0], 1.0)
    columns = [positive, 1 - positive]
    return np.column_stack(columns if spec.labels.emotions[0] == spec.positive else columns[::-1])


def _of_independent(values: NDArray[np.float64], spec: ModelSpec) -> NDArray[np.float64]:
    sums = values.sum(axis=1, keepdims=True)
    if np.any(sums <= 0):
        raise ModelRefused(
            f"model '{spec.id}': gives some picture 0 for every emotion, which names none; a function answers None "
            "for such a picture"
        )
    return np.asarray(values / sums)


_SHARES: dict[Output, Callable[[NDArray[np.float64], ModelSpec], NDArray[np.float64]]] = {
    Output.SOFTMAX: _of_softmax,
    Output.PERCENT: _of_softmax,
    Output.SIGMOID: _of_sigmoid,
    Output.INDEPENDENT: _of_independent,
}


def _not_as_declared(spec: ModelSpec, found: str, values: NDArray[np.float64]) -> str:
    fitting = _kind_like(values * (_HUNDRED if spec.output is Output.PERCENT else 1))
    return (
        f"model '{spec.id}': output is declared '{spec.output}' but has {found}; declare what it puts out: "
        f"these look like '{fitting}' (--output {fitting}, or kind = '{fitting}' under [output])"
    )


def _kind_like(values: NDArray[np.float64]) -> Output:
    """Return the kind of output that numbers look like."""
    if values.min() < 0 or values.max() > _HUNDRED * (1 + _SUM_TOLERANCE):
        return Output.LOGITS
    sums = values.sum(axis=1)
    for whole, kind in ((1.0, Output.SOFTMAX), (_HUNDRED, Output.PERCENT)):
        if np.all(np.abs(sums - whole) <= whole * _SUM_TOLERANCE):
            return kind
    return Output.INDEPENDENT if values.max() <= 1 + _SUM_TOLERANCE else Output.LOGITS
