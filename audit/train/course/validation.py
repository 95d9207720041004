"""How right decisions are about pictures that were not trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.train.data.dataset import TrainingData

_SMALLEST = 1e-7
"""Least probability the loss sees, as in Keras: one sure mistake does not make it infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A network on pictures it was not trained on.

    Attributes
    ----------
    loss
        Mean cross-entropy with the targets, in nats.
    accuracy
        Share of pictures whose most probable emotion is the right one.
    recall, precision, called
        As `Epoch` has them: of the most probable emotions, macro averages; how many emotions were called at all.
    """

    loss: float
    accuracy: float
    recall: float
    precision: float
    called: int


def validated(data: TrainingData, probabilities: NDArray[np.float64]) -> Validation:
    """Return loss and shares right of these probabilities, shape (n, k), of the pictures of `data`."""
    emotions = probabilities.shape[1]
    surprise = -np.log(np.maximum(probabilities, _SMALLEST))
    return judged(
        data.codes,
        probabilities.argmax(axis=1),
        emotions=emotions,
        loss=float((data.targets(emotions) * surprise).sum(axis=1).mean()),
    )


def judged(codes: NDArray[np.int64], called: NDArray[np.int64], *, emotions: int, loss: float) -> Validation:
    """Return the shares right of decisions.

    Each picture is decided once, for its most probable emotion. (A published study took Keras' precision and recall,
    which hold every emotion's probability of every picture against .5 apart: a picture may then count as several
    emotions, or as none.)

    Parameters
    ----------
    codes, called
        int64, shape (n,): the emotion shown, every one at least once; the most probable one.
    emotions, loss
        How many there are; passed on.
    """
    right = np.bincount(codes[codes == called], minlength=emotions)
    shown, said = np.bincount(codes, minlength=emotions), np.bincount(called, minlength=emotions)
    return Validation(
        loss=loss,
        accuracy=float(np.mean(codes == called)),
        recall=float(np.mean(right / shown)),
        precision=float(np.mean(right[said > 0] / said[said > 0])),
        called=int(np.count_nonzero(said)),
    )
