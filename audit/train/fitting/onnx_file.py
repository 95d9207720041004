"""A trained network as an ONNX file beside its `.keras` file: the same network, run without TensorFlow.

The layers of our own architectures are followed one by one; what only training sees (augmentation, dropout) is left
out.
Keras keeps pictures as height × width × channels, ONNX as channels × height × width: the picture is turned once when it
comes in, and turned back before it is flattened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import ModelRefused, importing
from audit.files import write_whole
from audit.train.backend import keras
from audit.train.course.summary import WeightsFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OPSET = 17
_IR_VERSION = 8
"""Of 2022: what any onnxruntime since 1.12 reads."""

TRAINING_ONLY = (
    "InputLayer",
    "RandomFlip",
    "RandomTranslation",
    "RandomRotation",
    "RandomZoom",
    "RandomSharpness",
    "RandomContrast",
    "RandomErasing",
    "GaussianNoise",
    "Dropout",
)
"""Layers that do nothing once a network is trained."""

_ACTIVATIONS = {"linear": None, "relu": "Relu", "softmax": "Softmax", "sigmoid": "Sigmoid"}


def publish_onnx(network: Path, path: Path) -> WeightsFile:
    """Write the network of a `.keras` file of ours as ONNX; the same network gives the same bytes.

    Raises
    ------
    ModelRefused
        When it has a layer that none of our architectures has.
    MissingExtra
        When the package onnx is not installed.
    """
    model = keras.models.load_model(network, compile=False)
    try:
        graph = _graph(model)
    except KeyError as unknown:
        raise ModelRefused(f"{network}: a layer {unknown} cannot be written as ONNX") from unknown
    write_whole(path, graph.SerializeToString(deterministic=True))
    return WeightsFile.of(path)


@dataclass(slots=True)
class _Nodes:
    """The graph as far as it has been built."""

    helper: Any
    last: str = "picture"
    nodes: list[Any] = field(default_factory=list)
    values: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)

    def add(self, kind: str, *arrays: np.ndarray[Any, Any], **attributes: Any) -> None:  # noqa: ANN401 - of the operator
        """Add an operator that takes what the last one gave, and arrays."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        given = {f"{name}_{i}": np.ascontiguousarray(array) for i, array in enumerate(arrays)}
        self.values |= given
        self.nodes.append(self.helper.make_node(kind, [self.last, *given], [name], name=name, **attributes))
        self.last = name

    def activate(self, layer: Any) -> None:  # noqa: ANN401 - Keras publishes no types
        """Add the activation of a layer."""
        kind = _ACTIVATIONS[layer.activation.__name__]
        if kind is not None:
            self.add(kind)


def _graph(model: Any) -> Any:  # noqa: ANN401
    with importing("writing ONNX", "keras", "onnx"):
        onnx = import_module("onnx")
    helper, single = onnx.helper, onnx.TensorProto.FLOAT
    nodes = _Nodes(helper)
    nodes.add("Transpose", perm=[0, 3, 1, 2])
    for layer in model.layers:
        kind = type(layer).__name__
        if kind not in TRAINING_ONLY:
            _WRITTEN[kind](nodes, layer)
    nodes.nodes[-1].output[0] = "probabilities"
    graph = helper.make_graph(
        nodes.nodes,
        model.name,
        [helper.make_tensor_value_info("picture", single, ["pictures", *model.input_shape[1:]])],
        [helper.make_tensor_value_info("probabilities", single, ["pictures", *model.output_shape[1:]])],
        [onnx.numpy_helper.from_array(value, name) for name, value in nodes.values.items()],
    )
    opset = [helper.make_opsetid("", _OPSET)]
    made = helper.make_model(graph, opset_imports=opset, ir_version=_IR_VERSION, producer_name="emotion-audit")
    onnx.checker.check_model(made, full_check=True)
    return made


def _convolution(nodes: _Nodes, layer: Any) -> None:  # noqa: ANN401
    kernel, *bias = layer.get_weights()
    nodes.add("Conv", kernel.transpose(3, 2, 0, 1), *bias, strides=list(layer.strides), auto_pad=_padding(layer))
    nodes.activate(layer)


def _pooling(nodes: _Nodes, layer: Any) -> None:  # noqa: ANN401
    size, strides = list(layer.pool_size), list(layer.strides)
    nodes.add("MaxPool", kernel_shape=size, strides=strides, auto_pad=_padding(layer))


def _padding(layer: Any) -> str:  # noqa: ANN401
    return {"same": "SAME_UPPER", "valid": "VALID"}[layer.padding]


def _dense(nodes: _Nodes, layer: Any) -> None:  # noqa: ANN401
    nodes.add("Gemm", *layer.get_weights())
    nodes.activate(layer)


def _rescaling(nodes: _Nodes, layer: Any) -> None:  # noqa: ANN401
    nodes.add("Mul", np.array(layer.scale, np.float32))
    if layer.offset:
        nodes.add("Add", np.array(layer.offset, np.float32))


def _normalisation(nodes: _Nodes, layer: Any) -> None:  # noqa: ANN401
    nodes.add("BatchNormalization", *layer.get_weights(), epsilon=layer.epsilon)


def _flatten(nodes: _Nodes, _layer: Any) -> None:  # noqa: ANN401
    nodes.add("Transpose", perm=[0, 2, 3, 1])
    nodes.add("Flatten")


def _mean(nodes: _Nodes, _layer: Any) -> None:  # noqa: ANN401
    nodes.add("GlobalAveragePool")
    nodes.add("Flatten")


_WRITTEN: dict[str, Callable[[_Nodes, Any], None]] = {
    "Activation": _Nodes.activate,
    "BatchNormalization": _normalisation,
    "Conv2D": _convolution,
    "Dense": _dense,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _mean,
    "MaxPooling2D": _pooling,
    "Rescaling": _rescaling,
}
"""Kind of layer → how it is written."""
