"""What the graph of an ONNX file would make that is larger than the file: arrays by a shape, loops by a number.

Only numbers that stand in the file count. A shape that the graph computes first is found out when the worker runs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from audit.predict.sizes.protobuf import BrokenMessage, fields, integers

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 4
_DEEPEST = 32
_MOST_NUMBERS = 64
"""Of a constant that may be a shape."""

_MAKES_BY_SHAPE = ("ConstantOfShape", "Expand", "Tile", "RandomNormal", "RandomUniform", "Resize", "Upsample", "Pad")
_GRAPH = 7
_NODE, _INITIALIZER = 1, 5
_TAKES, _GIVES, _KIND, _ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _ATTRIBUTE_INTEGERS, _ATTRIBUTE_GRAPHS = 1, 5, 6, 8, 11
_DIMENSIONS, _NUMBER_KIND, _INTEGERS, _NAME, _RAW = 1, 2, 7, 8, 9
_INT64 = 7


@dataclass(slots=True)
class GraphSize:
    """What a graph makes by numbers that stand in it.

    Attributes
    ----------
    bytes
        Of its largest array.
    steps
        Of its longest loop.
    """

    bytes: int = 0
    steps: int = 0


@dataclass(slots=True)
class _Node:
    kind: str = ""
    takes: list[str] = field(default_factory=list)
    gives: list[str] = field(default_factory=list)
    shape: list[int] = field(default_factory=list)
    value: list[int] | None = None
    graphs: list[memoryview] = field(default_factory=list)


def graph_size(data: bytes) -> GraphSize:
    """Return what the graph of an ONNX file would make.

    Raises
    ------
    BrokenMessage
        When the bytes are no message, or graphs lie in graphs without end.
    """
    found = GraphSize()
    for each in fields(memoryview(data)):
        if each.number == _GRAPH:
            _measure(each.data, {}, found, 0)
    return found


def _measure(graph: memoryview, outer: dict[str, list[int]], found: GraphSize, depth: int) -> None:
    if depth > _DEEPEST:
        raise BrokenMessage("graphs lie in graphs without end")
    nodes = [_node(each.data) for each in fields(graph) if each.number == _NODE]
    constants = outer | _initializers(graph)
    constants |= {node.gives[0]: node.value for node in nodes if node.value is not None and node.gives}
    for node in nodes:
        _count(node, constants, found)
        for inner in node.graphs:
            _measure(inner, constants, found, depth + 1)


def _initializers(graph: memoryview) -> dict[str, list[int]]:
    named = (_tensor(each.data) for each in fields(graph) if each.number == _INITIALIZER)
    return {name: numbers for name, numbers in named if numbers is not None}


def _count(node: _Node, constants: dict[str, list[int]], found: GraphSize) -> None:
    known = [constants[name] for name in node.takes if name in constants]
    if node.kind == "Loop" and node.takes and node.takes[0] in constants:
        found.steps = max((found.steps, *constants[node.takes[0]]))
    if node.kind == "Range" and len(known) == 3:  # noqa: PLR2004 - start, limit, step
        start, limit, step = (numbers[0] if numbers else 0 for numbers in known)
        found.bytes = max(found.bytes, _BYTES * ((limit - start) // (step or 1)))
    if node.kind in _MAKES_BY_SHAPE:
        for sides in (*known, node.shape):
            found.bytes = max(found.bytes, _BYTES * math.prod(max(side, 1) for side in sides))


def _node(message: memoryview) -> _Node:
    node = _Node()
    for each in fields(message):
        if each.number == _TAKES:
            node.takes.append(_text(each.data))
        elif each.number == _GIVES:
            node.gives.append(_text(each.data))
        elif each.number == _KIND:
            node.kind = _text(each.data)
        elif each.number == _ATTRIBUTE:
            _read_attribute(each.data, node)
    return node


def _read_attribute(message: memoryview, node: _Node) -> None:
    name, numbers = "", []
    for each in fields(message):
        if each.number == _ATTRIBUTE_NAME:
            name = _text(each.data)
        elif each.number == _ATTRIBUTE_TENSOR:
            node.value = _tensor(each.data)[1]
        elif each.number in (_ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS):
            node.graphs.append(each.data)
        elif each.number == _ATTRIBUTE_INTEGERS:
            numbers += integers(each)[:_MOST_NUMBERS]
    if name == "shape":
        node.shape = numbers


def _tensor(message: memoryview) -> tuple[str, list[int] | None]:
    """Return the name of a constant and its numbers, None where it is no short list of whole numbers."""
    name, kind, numbers, raw, sides = "", 0, list[int](), memoryview(b""), list[int]()
    for each in fields(message):
        if each.number == _NAME:
            name = _text(each.data)
        elif each.number == _NUMBER_KIND:
            kind = each.value
        elif each.number == _INTEGERS:
            numbers += integers(each)[:_MOST_NUMBERS]
        elif each.number == _RAW:
            raw = each.data
        elif each.number == _DIMENSIONS:
            sides += integers(each)
    if kind != _INT64 or math.prod(max(side, 1) for side in sides) > _MOST_NUMBERS:
        return name, None
    return name, numbers or list(_from_raw(raw))


def _from_raw(raw: memoryview) -> Iterator[int]:
    whole = len(raw) // 8 * 8
    yield from np.frombuffer(raw[:whole], "<i8")[:_MOST_NUMBERS].tolist()


def _text(data: memoryview) -> str:
    return bytes(data[:1024]).decode("utf-8", "replace")
