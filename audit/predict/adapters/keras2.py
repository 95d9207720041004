"""Layers of `.h5` files that Keras 2 wrote: it saved keywords that Keras 3 no longer takes.

A keyword is dropped only where it says nothing: those that only training used, and others at the value that means the
same network. A file that says more (a convolution in groups, say) is refused by Keras, not misread. Found by loading
files that Keras 2.21 (`tf_keras`) wrote of every layer an image classifier is built of.
"""

from __future__ import annotations

from typing import Any

_ONE_GROUP = {"groups": 1}
_TRAINED_WITH = {"kernel_initializer": ..., "kernel_regularizer": ..., "kernel_constraint": ...}
_OBSOLETE: dict[str, dict[str, Any]] = {
    "SeparableConv1D": {**_ONE_GROUP, **_TRAINED_WITH},
    "SeparableConv2D": {**_ONE_GROUP, **_TRAINED_WITH},
    "DepthwiseConv2D": _ONE_GROUP,
    "Conv2DTranspose": _ONE_GROUP,
    "SpatialDropout2D": {"trainable": ..., "noise_shape": None},
    "SimpleRNN": {"time_major": False},
    "LSTM": {"time_major": False},
    "GRU": {"time_major": False},
}
"""By layer the keywords to drop, and the value at which they may be dropped; … stands for any."""


def of_keras_2(keras: Any) -> dict[str, type]:  # noqa: ANN401 - Keras publishes no types
    """Return the layers that take what Keras 2 saved of them, by name, for `load_model(custom_objects=…)`."""
    return {name: _layer(getattr(keras.layers, name), obsolete) for name, obsolete in _OBSOLETE.items()}


def _layer(layer: Any, obsolete: dict[str, Any]) -> type:  # noqa: ANN401
    class OfKeras2(layer):  # type: ignore[misc]
        def __init__(self, *args: Any, **keywords: Any) -> None:  # noqa: ANN401
            said = {key: value for key, value in keywords.items() if not _says_nothing(key, value)}
            super().__init__(*args, **said)

    def _says_nothing(key: str, value: object) -> bool:
        return key in obsolete and obsolete[key] in (..., value)

    OfKeras2.__name__ = OfKeras2.__qualname__ = layer.__name__
    return OfKeras2
