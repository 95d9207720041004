"""What a training minimises and how, and how good the network is: loss, optimizer, schedule, accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model.model import Output
from audit.domain.model.outputs import to_probabilities
from audit.train.backend import keras, tf
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


class QuickAdam(keras.optimizers.Adam):  # type: ignore[misc]  # Keras publishes no types
    """Keras' Adam, a step of a variable one operation in place of a dozen that each read and write all its values."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:  # noqa: ANN401
        """Change a variable as Keras' method does, by a gradient and a learning rate."""
        which, kind = self._get_variable_index(variable), variable.dtype
        done = tf.cast(self.iterations + 1, kind)
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable),
            m=_handle(self._momentums[which]),
            v=_handle(self._velocities[which]),
            beta1_power=tf.pow(tf.cast(self.beta_1, kind), done),
            beta2_power=tf.pow(tf.cast(self.beta_2, kind), done),
            lr=tf.cast(learning_rate, kind),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=tf.cast(gradient, kind),
        )


def _handle(variable: Any) -> Any:  # noqa: ANN401
    return (variable.value if isinstance(variable, keras.Variable) else variable).handle


_BY_TENSORFLOW = keras.backend.backend() == "tensorflow"
_OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "adam": QuickAdam if _BY_TENSORFLOW else keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
}


def prepare_training(model: Any, spec: ModelSpec, recipe: Recipe, *, steps: int, groups: int = 0) -> list[Any]:  # noqa: ANN401
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
    groups
        Groups that have pictures, for a recipe with `robust`.

    Returns
    -------
    list of variables
        What the steps change in the loss itself, which is part of the state of a training: the shares of groups.
    """
    averaging = {"use_ema": True, "ema_momentum": recipe.average} if recipe.average else {}
    decay = recipe.weight_decay or None
    optimizer = _OPTIMIZERS[recipe.optimizer](_learning_rate(recipe, steps), weight_decay=decay, **averaging)
    optimizer.exclude_from_weight_decay(var_names=_NOT_DECAYED)
    optimizer.build(model.trainable_variables)
    each = _loss(spec, recipe)
    weighed = GroupLoss(each, groups, recipe.robust_step) if recipe.robust else None
    model.compile(optimizer, loss=weighed or each, metrics=[_accuracy(spec)])
    return [] if weighed is None else [weighed.log_shares]


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


class GroupLoss(keras.losses.Loss):  # type: ignore[misc]  # Keras publishes no types
    """The losses of groups, each times its share; computed in float32 whatever the network computes in.

    Sagawa, Koh, Hashimoto & Liang 2020 (arXiv 1911.08731, "Distributionally robust neural networks for group shifts"):
    the shares go up with the losses by exponentiated gradient. Drawn equally often (`balance`), a batch has pictures of
    every group, as published; drawn as they come, the few pictures of a small group weigh the more, so that each batch
    tells every group's loss without a bias.

    Parameters
    ----------
    each
        Keras' loss of each picture.
    groups
        How many there are.
    step
        How fast the shares follow the losses, 0 or more.

    Attributes
    ----------
    log_shares
        float32 variable, shape (groups,): natural logarithms of the shares, which add up to 1. As logarithms none ever
        falls to 0, from where it could not come back.
    """

    def __init__(self, each: Any, groups: int, step: float) -> None:  # noqa: ANN401
        super().__init__(name="group_loss", dtype="float32")
        self._each, self._step = each, step
        equal = np.full(groups, -np.log(groups), np.float32)
        self.log_shares = keras.Variable(equal, dtype="float32", trainable=False, name="log_shares")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:  # noqa: ANN401
        """Return the loss of a batch, after the shares have followed the losses of its groups.

        Parameters
        ----------
        y_true, y_pred
            Targets and answers.
        sample_weight
            float32, shape (n, groups): `loss_weights` of each picture.
        """
        ops = keras.ops
        losses = self._each.call(ops.cast(y_true, self.dtype), ops.cast(y_pred, self.dtype))
        of_groups = ops.mean(losses[:, None] * ops.cast(sample_weight, self.dtype), axis=0)
        followed = ops.log_softmax(self.log_shares + self._step * ops.stop_gradient(of_groups))
        self.log_shares.assign(followed)
        return ops.sum(ops.exp(followed) * of_groups)


def validate(model: Any, spec: ModelSpec, data: TrainingData) -> Validation:  # noqa: ANN401
    """Return loss and shares right on pictures as they are, without augmentation, dropout, smoothing or weights."""
    batches = pictures_in_order(data, spec, _VALIDATION_BATCH)
    probabilities = to_probabilities(model.predict(batches.dataset(), verbose=0), spec)
    return validated(data, probabilities)
