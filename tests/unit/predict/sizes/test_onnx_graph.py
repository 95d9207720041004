"""Graphs that make more than they hold are seen by their own numbers, however deep they lie."""

from __future__ import annotations

import numpy as np
import pytest

from audit.predict.sizes.onnx_graph import graph_size
from audit.predict.sizes.protobuf import BrokenMessage

onnx = pytest.importorskip("onnx")
H, T, N = onnx.helper, onnx.TensorProto, onnx.numpy_helper


def value(name: str, kind: int = 1, shape: tuple = ()) -> object:
    return H.make_tensor_value_info(name, kind, shape)


def written(nodes: list, constants: dict) -> bytes:
    kept = [N.from_array(np.array(numbers), name) for name, numbers in constants.items()]
    return H.make_model(H.make_graph(nodes, "g", [value("x")], [value("y")], kept)).SerializeToString()


def test_an_array_by_a_shape_is_as_large_as_the_shape_says() -> None:
    found = graph_size(written([H.make_node("ConstantOfShape", ["s"], ["y"])], {"s": [5_000_000, 1000]}))
    assert (found.bytes, found.steps) == (20_000_000_000, 0)


def test_a_shape_may_stand_in_a_node() -> None:
    shape = H.make_node("Constant", [], ["s"], value=N.from_array(np.array([10**10])))
    assert graph_size(written([shape, H.make_node("Expand", ["x", "s"], ["y"])], {})).bytes == 4 * 10**10
    random = H.make_node("RandomNormal", [], ["y"], shape=[10**5, 10**5])
    assert graph_size(written([random], {})).bytes == 4 * 10**10


def test_a_range_is_as_long_as_it_says() -> None:
    made = written([H.make_node("Range", ["a", "b", "c"], ["y"])], {"a": 0, "b": 10**12, "c": 2})
    assert graph_size(made).bytes == 2 * 10**12


def test_a_loop_is_counted_in_a_branch_of_a_branch() -> None:
    body = H.make_graph([H.make_node("Identity", ["c"], ["d"])], "b", [value("i", 7), value("c", 9)], [value("d", 9)])
    node = H.make_node("Loop", ["n", "go"], [], body=body)
    for _ in range(2):
        node = H.make_node("If", ["go"], ["y"], then_branch=H.make_graph([node], "t", [], [value("y")]))
    assert graph_size(written([node], {"n": 2**62, "go": True})).steps == 2**62


def test_a_plain_network_makes_nothing_by_itself() -> None:
    found = graph_size(written([H.make_node("MatMul", ["x", "w"], ["y"])], {"w": np.ones((3, 4), "f4")}))
    assert (found.bytes, found.steps) == (0, 0)


def test_graphs_without_end_and_bytes_that_are_none_are_refused() -> None:
    graph = b""
    for number in (6, 5, 1) * 40:  # a graph, in an attribute, of a node
        graph = bytes([number << 3 | 2, len(graph) & 0x7F | 0x80, len(graph) >> 7]) + graph
    with pytest.raises(BrokenMessage, match="without end"):
        graph_size(bytes([7 << 3 | 2, len(graph) & 0x7F | 0x80, len(graph) >> 7]) + graph)
    with pytest.raises(BrokenMessage):
        graph_size(b"<html>")
