"""Where a network looked: Grad-CAM (Selvaraju et al. 2017), from its last maps and the gradient of the answer.

A map of the last convolutional stage speaks for an emotion as much as the emotion's score, before softmax or sigmoid,
grows with the map's mean. The maps, so weighted, are summed; what speaks against is cut off, and the largest value is
set to 1. The heat says *where*, coarsely (12 × 12 places in `cnn48`), neither *what* was seen nor whether rightly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model.model import Output
from audit.errors import UsageError
from audit.predict.adapters.keras import KerasClassifier

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.predict.protocol import Classifier

_BATCH = 32
"""Pictures in every call of the network; fewer are filled up, so that a map does not depend on its company."""

_CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose")
_NO_STAGE = ("Pooling", "Dropout", "Padding", "Cropping", "UpSampling")
_MAPS = 4
"""Axes of the output of a stage that still has places: picture, row, column, map."""


class GradCam:
    """Heat maps of a Keras network with convolutions.

    Parameters
    ----------
    classifier
        As it was loaded.

    Attributes
    ----------
    stage
        Name of the layer whose maps are read: the last one with places, poolings apart.

    Raises
    ------
    UsageError
        When it is no Keras network, or has no convolution whose maps can be read.
    """

    def __init__(self, classifier: Classifier) -> None:
        if not isinstance(classifier, KerasClassifier):
            raise UsageError(
                "--explain reads the gradients of a Keras network; this model is none: leave --explain out"
            )
        self._spec, network = classifier.spec, classifier.network
        stage = _last_stage(network)
        if stage is None:
            raise UsageError(
                f"model '{self._spec.id}': --explain needs a convolution whose maps it can read, and this network has "
                "none; leave --explain out"
            )
        self.stage = str(stage.name)
        self._network = _cut_open(network, stage)
        self._last = network.layers[-1]
        self._some(np.zeros((1, *self._spec.contract.shape), np.float32), np.zeros(1, np.int64))

    def heat_maps(self, batch: NDArray[np.float32], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much each place of each picture spoke for an emotion.

        Parameters
        ----------
        batch
            Pictures after the model's input contract, float32, shape (b, height, width, channels).
        codes
            int64, shape (b,): the emotion of each picture, a position in the labels.

        Returns
        -------
        float64, shape (b, rows, columns)
            0 to 1, the largest value of each map 1; 0 everywhere where nothing spoke for the emotion.
        """
        starts = range(0, len(batch), _BATCH)
        maps = [self._some(batch[start : start + _BATCH], codes[start : start + _BATCH]) for start in starts]
        return np.concatenate(maps) if maps else np.empty((0, 1, 1))

    def _some(self, batch: NDArray[np.float32], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        import tensorflow as tf  # noqa: PLC0415 - loaded with the classifier

        filled, emotions = np.zeros((_BATCH, *batch.shape[1:]), np.float32), np.zeros(_BATCH, np.int64)
        filled[: len(batch)], emotions[: len(batch)] = batch, codes
        pictures = tf.constant(filled)
        with tf.GradientTape() as tape:
            tape.watch(pictures)  # so that the way to the maps is kept also where every weight is frozen
            maps, before, answer = self._network(pictures, training=False)
            score = tf.reduce_sum(self._scores(before, answer) * tf.constant(self._chosen(emotions)))
        slope = tape.gradient(score, maps)
        if slope is None:
            raise UsageError(
                f"model '{self._spec.id}': its answer does not depend on the maps of '{self.stage}' in a way that "
                "--explain can read; leave --explain out"
            )
        slopes = np.asarray(tf.cast(slope, tf.float32), np.float64)
        found = np.asarray(tf.cast(maps, tf.float32), np.float64)
        return _heat(found, slopes)[: len(batch)]

    def _scores(self, before: Any, answer: Any) -> Any:  # noqa: ANN401 - tensors of TensorFlow
        """Return the last layer's output before its softmax or sigmoid: behind them a sure answer has no slope left."""
        import tensorflow as tf  # noqa: PLC0415

        if self._spec.output is Output.LOGITS:
            return answer
        kind = type(self._last).__name__
        if kind in ("Activation", "Softmax"):
            return before
        if kind == "Dense":
            scores = tf.matmul(tf.cast(before, tf.float32), tf.cast(self._last.kernel, tf.float32))
            return scores if self._last.bias is None else scores + tf.cast(self._last.bias, tf.float32)
        log = tf.math.log(tf.maximum(answer, np.finfo(np.float32).tiny))
        return log if self._spec.output is Output.SOFTMAX else log - tf.math.log1p(-answer)

    def _chosen(self, codes: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the weight of each output in the score of an emotion, float32, shape (b, outputs).

        The one output of a sigmoid speaks for its positive emotion, and as much against the other.
        """
        emotions = self._spec.labels.emotions
        if self._spec.output is not Output.SIGMOID:
            return np.eye(len(emotions), dtype=np.float32)[codes]
        positive = np.array([emotion == self._spec.positive for emotion in emotions])
        return np.where(positive[codes], 1.0, -1.0).astype(np.float32)[:, None]


def _heat(maps: NDArray[np.float64], slopes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of the maps (b, rows, columns, m), each times its mean slope, cut at 0, its largest value 1."""
    weights = slopes.mean(axis=(1, 2), keepdims=True)
    heat = np.maximum((maps * weights).sum(axis=3), 0)
    largest = heat.max(axis=(1, 2), keepdims=True)
    return np.asarray(np.divide(heat, largest, out=np.zeros_like(heat), where=largest > 0))


def _cut_open(network: Any, stage: Any) -> Any:  # noqa: ANN401 - Keras publishes no types
    """Return the network with two more outputs: the maps of a stage, and what its last layer takes in.

    A `Sequential` is walked anew: built layer by layer, it leaves each layer with the outputs of several graphs.
    """
    import keras  # noqa: PLC0415 - loaded with the classifier

    if not isinstance(network, keras.Sequential):
        return keras.Model(network.inputs, [stage.output, network.layers[-1].input, network.outputs[0]])
    maps, before, answer = None, None, network.inputs[0]
    for layer in network.layers:
        before, answer = answer, layer(answer)
        maps = answer if layer is stage else maps
    return keras.Model(network.inputs, [maps, before, answer])


def _last_stage(network: Any) -> Any:  # noqa: ANN401
    """Return the last layer behind a convolution whose output still has places, or None; poolings do not count."""
    behind, found = False, None
    for layer in network.layers:
        behind = behind or _convolves(layer)
        if behind and _has_places(layer) and not any(part in type(layer).__name__ for part in _NO_STAGE):
            found = layer
    return found


def _convolves(layer: Any) -> bool:  # noqa: ANN401
    inner = [*getattr(layer, "layers", ()), *([layer.layer] if hasattr(layer, "layer") else [])]
    return type(layer).__name__ in _CONVOLUTIONS or any(_convolves(part) for part in inner)


def _has_places(layer: Any) -> bool:  # noqa: ANN401
    shape = getattr(layer.output, "shape", ())
    return len(shape) == _MAPS and all(side is None or side > 1 for side in shape[1:3])
