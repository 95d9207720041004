"""What one picture costs a network: its multiply-adds."""

from __future__ import annotations

import math
from typing import Any

from audit.train.backend import keras


def multiply_adds(network: Any) -> int:  # noqa: ANN401 - Keras publishes no types
    """Return the multiply-adds of one picture in the convolutions and dense layers of a built network.

    Each weight of a kernel is multiplied once for every place of the output it stands at; biases, activations,
    normalisation and pooling are not counted, as is customary.

    Raises
    ------
    TypeError
        When a layer with weights is of a kind that is not known here: it would count as nothing.
    """
    return sum(_of(layer) for layer in network.layers)


def _of(layer: Any) -> int:  # noqa: ANN401
    layers = keras.layers
    if hasattr(layer, "layers"):
        return multiply_adds(layer)
    if isinstance(layer, layers.SeparableConv2D):
        places = math.prod(_places(layer))
        return int(places * (math.prod(layer.depthwise_kernel.shape) + math.prod(layer.pointwise_kernel.shape)))
    if isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D)):
        return int(math.prod(_places(layer)) * math.prod(layer.kernel.shape))
    if isinstance(layer, layers.Dense):
        return int(math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:-1]))
    if layer.trainable_variables and not isinstance(layer, layers.BatchNormalization):
        raise TypeError(f"the multiply-adds of a layer {type(layer).__name__} are not known here")
    return 0


def _places(layer: Any) -> tuple[int, int]:  # noqa: ANN401
    _, height, width, _ = layer.output.shape
    return height, width
