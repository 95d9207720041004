"""How much memory the network of a Keras file would take, from its configuration alone.

Counted are the numbers that layers are built with and that layers give for one picture, as far as the configuration
names their shapes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 4
"""Of one number, float32."""

_GATES = 4
"""Of an LSTM, the widest of the recurrent layers."""


def network_bytes(config: object) -> int:
    """Return the bytes of all weights of a network and of the largest array that one of its layers gives, at least."""
    weights, largest = 0, 0
    for layer in _layers(config):
        weights += _weights(layer)
        largest = max(largest, _given(layer))
    return _BYTES * (weights + largest)


def _layers(config: object) -> Iterator[dict[str, Any]]:
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str) and isinstance(config.get("config"), dict):
            yield config
        for value in config.values():
            yield from _layers(value)
    elif isinstance(config, list):
        for value in config:
            yield from _layers(value)


def _weights(layer: dict[str, Any]) -> int:
    """Return how many numbers a layer is built with."""
    said, channels = layer["config"], _last(_taken(layer))
    kind: str = layer["class_name"]
    units = _number(said.get("units"))
    if kind in ("LSTM", "GRU", "SimpleRNN"):
        return _GATES * units * (units + channels)
    if "Conv" in kind:
        each = channels if "Depthwise" in kind or "Separable" in kind else channels * _number(said.get("filters"))
        return each * _product(said.get("kernel_size"))
    if kind == "Embedding":
        return _number(said.get("input_dim")) * _number(said.get("output_dim"))
    return units * channels


def _given(layer: dict[str, Any]) -> int:
    """Return how many numbers a layer gives for one picture."""
    said, taken = layer["config"], _taken(layer)
    kind: str = layer["class_name"]
    one = math.prod(taken)
    if kind.startswith("UpSampling"):
        return one * _product(said.get("size"))
    if kind.startswith("ZeroPadding"):
        return _padded(taken, said.get("padding"))
    sides = said.get("batch_shape") or said.get("batch_input_shape")
    numbers = {
        "InputLayer": _product(sides[1:]) if isinstance(sides, list) else 1,
        "RepeatVector": one * _number(said.get("n")),
        "Reshape": _product(said.get("target_shape")),
        "Resizing": _number(said.get("height")) * _number(said.get("width")) * _last(taken),
    }
    return numbers.get(kind, max(one, _number(said.get("units"))))


def _padded(taken: tuple[int, ...], padding: object) -> int:
    pads = padding if isinstance(padding, list) else [padding] * (len(taken) - 1)
    sides = [side + sum(_numbers(pad)) for side, pad in zip(taken, pads, strict=False)]
    return math.prod(sides) * _last(taken)


def _taken(layer: dict[str, Any]) -> tuple[int, ...]:
    """Return the shape that a layer was built for, without the batch; an open side counts as 1."""
    built = layer.get("build_config")
    shape = built.get("input_shape") if isinstance(built, dict) else None
    return tuple(max(_number(side), 1) for side in shape[1:]) if isinstance(shape, list) else ()


def _last(shape: tuple[int, ...]) -> int:
    return shape[-1] if shape else 1


def _product(sides: object) -> int:
    return math.prod(max(number, 1) for number in _numbers(sides))


def _numbers(value: object) -> list[int]:
    if isinstance(value, list | tuple):
        return [number for each in value for number in _numbers(each)]
    return [_number(value)]


def _number(value: object) -> int:
    return value if type(value) is int and value > 0 else 0
