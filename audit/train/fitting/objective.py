"""What a training minimises and how, and how good the network is: loss, optimizer, schedule, accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.model.model import Output
from audit.domain.model.outputs import to_probabilities
from audit.train.backend import keras
from audit.train.course.validation import Validation, validated
from audit.train.data.batches import pictures_in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData

_VALIDATION_BATCH = 256
_HALF = 0.5
_NOT_DECAYED = ["bias", "gamma", "beta"]
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
    averaging = {"use_ema": True, "ema_momentum": recipe.average} if recipe.average else {}
    decay = recipe.weight_decay or None
    optimizer = _OPTIMIZERS[recipe.optimizer](_learning_rate(recipe, steps), weight_decay=decay, **averaging)
    optimizer.exclude_from_weight_decay(var_names=_NOT_DECAYED)
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
    if spec.output is Output.SIGMOID:  # Keras' own never meets a target between 0 and 1, as mixup makes
        return metrics.MeanMetricWrapper(_same_side, name="accuracy")
    return metrics.CategoricalAccuracy(name="accuracy")


def _same_side(target: Any, said: Any) -> Any:  # noqa: ANN401 - tensors
    return keras.ops.mean(keras.ops.equal(target > _HALF, said > _HALF), axis=-1)


def validate(model: Any, spec: ModelSpec, data: TrainingData) -> Validation:  # noqa: ANN401
    """Return loss and shares right on pictures as they are, without augmentation, dropout, smoothing or weights."""
    batches = pictures_in_order(data, spec, _VALIDATION_BATCH)
    probabilities = to_probabilities(model.predict(batches.dataset(), verbose=0), spec)
    return validated(data, probabilities)
