"""Statistics of batch normalisation, estimated anew on pictures as they are.

While a network trains, these are running means over pictures that augmentation has moved and turned. Each move takes
values between pixels, so those pictures are smoother than the ones the network is used on, and every layer is then
scaled for pictures it never meets. The weights need not change for that: a forward pass over some training pictures
without augmentation gives the statistics that fit (Wu & Johnson 2021, "Rethinking 'Batch' in BatchNorm").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import UsageError
from audit.train.backend import keras
from audit.train.data.batches import Batches

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData

_IMAGES, _BATCH = 4096, 256
_DRAWING = 1_000_000_021
"""Number of the draw of these pictures beside the seed, which no epoch has."""


def require_batch_norm(model: Any, spec: ModelSpec, recipe: Recipe) -> None:  # noqa: ANN401
    """Raise UsageError when a recipe re-estimates the statistics of a network that has none."""
    if recipe.reestimate_batch_norm and not has_batch_norm(model):
        raise UsageError(
            f"model '{spec.id}': its network, '{recipe.architecture}', has no batch normalisation, so "
            "reestimate_batch_norm would do nothing; take it out"
        )


def reestimate(model: Any, data: TrainingData, spec: ModelSpec, recipe: Recipe) -> None:  # noqa: ANN401
    """Set the statistics of every batch normalisation to their means over training pictures without augmentation.

    Parameters
    ----------
    model
        A network of layers one after another; only moving means and variances change, which training does not read.
    data
        Training pictures, of which at most 4,096, drawn by the seed, are seen.
    spec, recipe
        Input contract; seed.
    """
    drawn = np.random.default_rng([recipe.seed, _DRAWING]).permutation(len(data))[:_IMAGES]
    batches = Batches(data.images, spec.contract.scale, (), drawn, _BATCH)
    normalising = _normalising(model)
    momenta = [layer.momentum for layer in normalising]
    try:
        for number in range(len(batches)):
            for layer in normalising:
                layer.momentum = number / (number + 1)  # so that every batch weighs the same in the end
            _pass_through(model, batches[number][0])
    finally:
        for layer, momentum in zip(normalising, momenta, strict=True):
            layer.momentum = momentum


def has_batch_norm(model: Any) -> bool:  # noqa: ANN401
    """Return whether a network normalises over the batch."""
    return bool(_normalising(model))


def _normalising(model: Any) -> list[Any]:  # noqa: ANN401
    return [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]


def _pass_through(model: Any, values: Any) -> None:  # noqa: ANN401
    for layer in model.layers:
        values = layer(values, training=isinstance(layer, keras.layers.BatchNormalization))
