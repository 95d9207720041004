"""What a training minimises and how, and how good the network is: loss, optimizer, schedule, accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model import Output
from audit.domain.outputs import to_probabilities
from audit.train.backend import keras
from audit.train.batches import pictures_in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.model import ModelSpec
    from audit.domain.recipe import Recipe
    from audit.train.dataset import TrainingData

_SMALLEST = 1e-7
"""Least probability the loss sees, as in Keras: one sure mistake does not make it infinite."""
_VALIDATION_BATCH = 256
_OPTIMIZERS: dict[str, Callable[..., Any]] = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}


def prepare_training(model: Any, spec: ModelSpec, recipe: Recipe, *, steps: int) -> None:  # noqa: ANN401
    """Compile a network with the loss, the optimizer and the accuracy of its recipe.

    The accuracy is the share of pictures whose most probable emotion is the right one. (A published study printed .98
    for a network that was right on about half: it had counted every emotion of every picture apart.)

    Parameters
    ----------
    model
        The network.
    spec, recipe
        Kind of output; how to train.
    steps
        Batches of the whole training, over which a cosine schedule goes down to 0.
    """
    optimizer = _OPTIMIZERS[recipe.optimizer](_learning_rate(recipe, steps))
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss=_loss(spec, recipe), metrics=[_accuracy(spec)])


def _learning_rate(recipe: Recipe, steps: int) -> Any:  # noqa: ANN401 - a number or a schedule
    if recipe.schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps)
    return float(recipe.learning_rate)


def _loss(spec: ModelSpec, recipe: Recipe) -> Any:  # noqa: ANN401
    losses = keras.losses
    kind = losses.BinaryCrossentropy if spec.output is Output.SIGMOID else losses.CategoricalCrossentropy
    return kind(from_logits=spec.output is Output.LOGITS, label_smoothing=recipe.label_smoothing)


def _accuracy(spec: ModelSpec) -> Any:  # noqa: ANN401
    metrics = keras.metrics
    kind = metrics.BinaryAccuracy if spec.output is Output.SIGMOID else metrics.CategoricalAccuracy
    return kind(name="accuracy")


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


def validate(model: Any, spec: ModelSpec, data: TrainingData) -> Validation:  # noqa: ANN401
    """Return loss and shares right on pictures as they are, without augmentation, dropout, smoothing or weights."""
    batches = pictures_in_order(data, spec, _VALIDATION_BATCH)
    probabilities = to_probabilities(model.predict(batches.dataset(), verbose=0), spec)
    surprise = -np.log(np.maximum(probabilities, _SMALLEST))
    return judged(
        data.codes,
        probabilities.argmax(axis=1),
        emotions=len(spec.labels),
        loss=float((data.targets(len(spec.labels)) * surprise).sum(axis=1).mean()),
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
