"""Layers of `.h5` files that Keras 2 wrote: it saved keywords that Keras 3 no longer takes.

A keyword is dropped only where it says nothing: those that only training used, and others at the value that means the
same network. A file that says more (a convolution in groups, say) is refused by Keras, not misread. Found by loading
files that Keras 2.21 (`tf_keras`) wrote of every layer an image classifier is built of.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec

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


def rebuilt(keras: Any, spec: ModelSpec, architecture: dict[str, Any], obsolete: dict[str, type]) -> Any:  # noqa: ANN401
    """Return a network built from its description, with the weights of a file that has none.

    Parameters
    ----------
    keras
        The module.
    spec
        Its weights: written by `save_weights`, of Keras 2 or 3, or by `save`.
    architecture
        What `to_json` wrote, looked at by `architecture_of`.
    obsolete
        Layers that take what Keras 2 saved of them, see `of_keras_2`.
    """
    import h5py  # noqa: PLC0415 - comes with Keras

    with h5py.File(spec.weights, "r") as file:
        of_keras_3 = "layer_names" not in file.attrs and "model_weights" not in file
    model = _built(keras, architecture, obsolete)
    ending = ".weights.h5" if of_keras_3 else ".h5"  # Keras tells the two forms of a file by its name alone
    if spec.weights.name.endswith(".weights.h5") is of_keras_3:
        model.load_weights(spec.weights)
        return model
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / f"net{ending}"
        shutil.copyfile(spec.weights, named)
        model.load_weights(named)
    return model


def _built(keras: Any, architecture: dict[str, Any], obsolete: dict[str, type]) -> Any:  # noqa: ANN401
    """Return the network that `to_json` of Keras 3, or of Keras 2, described; its weights are fresh."""
    if "module" in architecture:
        return keras.models.model_from_json(json.dumps(architecture))
    from keras.src.legacy.saving import saving_utils  # noqa: PLC0415 - as Keras reads such a description in an .h5 file

    return saving_utils.model_from_config(architecture, custom_objects=obsolete)
