"""Pictures in batches, in an order that the seed and the number of the epoch fix."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model import Output
from audit.train.backend import keras

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model import ModelSpec, Recipe
    from audit.train.dataset import TrainingData


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras publishes no types
    """Rows of some arrays in a given order, so many at a time, as Keras asks for them.

    Parameters
    ----------
    arrays
        Pictures, or pictures, targets and weights; all of the same length.
    order
        Rows, in the order they are to be given.
    size
        Rows in a batch; the last may have fewer.
    """

    def __init__(self, arrays: tuple[NDArray[Any], ...], order: NDArray[np.int64], size: int) -> None:
        super().__init__()
        self._arrays, self._order, self._size = arrays, order, size

    def __len__(self) -> int:
        return math.ceil(len(self._order) / self._size)

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], ...]:
        """Return batch `number`, as float32."""
        rows = self._order[number * self._size : (number + 1) * self._size]
        return tuple(array[rows].astype(np.float32) for array in self._arrays)


def training_batches(data: TrainingData, spec: ModelSpec, recipe: Recipe, epoch: int) -> Batches:
    """Return the batches of one epoch: pictures, targets and weights in the order of seed and epoch."""
    order = np.random.default_rng([recipe.seed, epoch]).permutation(len(data))
    return Batches((data.images, _targets(data, spec), _weights(data, spec, recipe)), order, recipe.batch)


def _targets(data: TrainingData, spec: ModelSpec) -> NDArray[np.float32]:
    """Return what the last layer should say, float32, shape (n, 1) for a sigmoid, else (n, k)."""
    targets = data.targets(len(spec.labels)).astype(np.float32)
    if spec.output is Output.SIGMOID:
        return targets[:, [spec.labels.code(spec.positive or "")]]
    return targets


def _weights(data: TrainingData, spec: ModelSpec, recipe: Recipe) -> NDArray[np.float64]:
    """Return the weight of each picture; class weights n / (k · n_emotion) have mean 1."""
    weights = np.ones(len(data)) if data.weights is None else data.weights
    if not recipe.class_weights:
        return weights
    images = np.bincount(data.codes, minlength=len(spec.labels))
    return np.asarray(weights * (len(data) / (len(spec.labels) * images))[data.codes])
