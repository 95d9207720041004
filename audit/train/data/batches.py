"""Pictures in batches, in an order that the seed and the number of the epoch fix, made ready while others train."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model.model import Output
from audit.images import scaled
from audit.train.backend import tf
from audit.train.data.mixup import Mixup
from audit.train.data.sampling import epoch_order, loss_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.contract.input_contract import Scale
    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData

_AHEAD = 4


class Batches:
    """Pictures, and what goes with them, in a given order, so many at a time.

    Parameters
    ----------
    images
        uint8, shape (n, height, width, channels); they stay so in memory, and only a batch at a time becomes float32.
    scale
        Range of the values the network expects.
    beside
        Targets and weights, or nothing; of the same length.
    order
        Rows, in the order they are to be given; a row may occur several times.
    size
        Rows in a batch; the last may have fewer.
    mixup
        Blends each batch, `beside` being targets and weights; None = pictures as they are.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        scale: Scale,
        beside: tuple[NDArray[Any], ...],
        order: NDArray[np.int64],
        size: int,
        *,
        mixup: Mixup | None = None,
    ) -> None:
        self._images, self._scale, self._beside, self._order, self._size = images, scale, beside, order, size
        self._mixup = mixup

    @property
    def pictures(self) -> int:
        """Number of pictures in all batches together."""
        return len(self._order)

    def __len__(self) -> int:
        return math.ceil(len(self._order) / self._size)

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], ...]:
        """Return batch `number`, as float32."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        rows = self._order[number * self._size : (number + 1) * self._size]
        pictures = scaled(self._images[rows].astype(np.float32), self._scale)
        beside = [array[rows].astype(np.float32) for array in self._beside]
        return (pictures, *beside) if self._mixup is None else self._mixup.blended(number, pictures, *beside)

    def dataset(self) -> Any:  # noqa: ANN401 - TensorFlow publishes no types
        """Return the batches as a `tf.data.Dataset` that keeps some of them ready, in the same order every time."""
        shapes = [(None, *array.shape[1:]) for array in (self._images, *self._beside)]

        def batch(number: Any) -> tuple[Any, ...]:  # noqa: ANN401
            arrays = tf.numpy_function(self.__getitem__, [number], [tf.float32] * len(shapes))
            return tuple(tf.ensure_shape(array, shape) for array, shape in zip(arrays, shapes, strict=True))

        untuned = tf.data.Options()
        untuned.autotune.enabled = False  # nothing here is tuned, and an iterator's end waits for the tuner to wake
        return tf.data.Dataset.range(len(self)).map(batch).prefetch(_AHEAD).with_options(untuned)


def training_batches(data: TrainingData, spec: ModelSpec, recipe: Recipe, epoch: int) -> Batches:
    """Return the batches of one epoch: pictures, targets and weights in the order of seed and epoch."""
    order, mixup = epoch_order(data, spec, recipe, epoch), Mixup.of(recipe, epoch)
    beside = (_targets(data, spec), loss_weights(data, spec, recipe, order))
    return Batches(data.images, spec.contract.scale, beside, order, recipe.batch, mixup=mixup)


def pictures_in_order(data: TrainingData, spec: ModelSpec, size: int) -> Batches:
    """Return all pictures as they lie, so many at a time, alone."""
    return Batches(data.images, spec.contract.scale, (), np.arange(len(data)), size)


def _targets(data: TrainingData, spec: ModelSpec) -> NDArray[np.float32]:
    """Return what the last layer should say, float32, shape (n, 1) for a sigmoid, else (n, k)."""
    targets = data.learned(len(spec.labels)).astype(np.float32)
    if spec.output is Output.SIGMOID:
        return targets[:, [spec.labels.code(spec.positive or "")]]
    return targets
