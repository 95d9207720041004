"""The largest array of a TFLite file, by the shapes that stand in it; files that lie about themselves are none."""

from __future__ import annotations

import struct

import pytest

from audit.predict.sizes import tflite_graph
from audit.predict.sizes.tflite_graph import BrokenTable, tflite_bytes

flatbuffers = pytest.importorskip("flatbuffers", reason="flatbuffers comes with litert, an extra that is not installed")


def network(*shapes: tuple[int, ...], kind: int = 0, graphs: int = 1) -> bytes:
    """Return a TFLite file of graphs whose arrays have these shapes."""
    builder = flatbuffers.Builder(0)
    tensors = [_table(builder, {0: _list(builder, shape), 1: kind}) for shape in shapes]
    subgraphs = [_table(builder, {0: _tables(builder, tensors)}) for _ in range(graphs)]
    builder.Finish(_table(builder, {2: _tables(builder, subgraphs)}), b"TFL3")
    return bytes(builder.Output())


def _list(builder, numbers: tuple[int, ...]) -> int:
    builder.StartVector(4, len(numbers), 4)
    for number in reversed(numbers):
        builder.PrependInt32(number)
    return builder.EndVector()


def _tables(builder, tables: list[int]) -> int:
    builder.StartVector(4, len(tables), 4)
    for table in reversed(tables):
        builder.PrependUOffsetTRelative(table)
    return builder.EndVector()


def _table(builder, fields: dict[int, int]) -> int:
    builder.StartObject(4)
    for number, value in fields.items():
        if number == 1:
            builder.PrependInt8Slot(number, value, 0)
        else:
            builder.PrependUOffsetTRelativeSlot(number, value, 0)
    return builder.EndObject()


@pytest.mark.parametrize(
    ("shapes", "kind", "expected"),
    [
        (((1, 48, 48, 1), (3, 7)), 0, 4 * 48 * 48),
        (((1, 100_000, 100_000, 3),), 0, 4 * 3 * 10**10),
        (((5,),), 9, 5),
        (((5,),), 10, 40),
        (((-1, 10),), 0, 40),
        (((),), 0, 4),
        ((), 0, 0),
    ],
)
def test_the_largest_array_counts(shapes, kind, expected) -> None:
    assert tflite_bytes(network(*shapes, kind=kind)) == expected
    assert tflite_bytes(network(*shapes, kind=kind, graphs=2)) == expected


def test_no_byte_of_it_leads_out_of_the_file() -> None:
    whole = network((1, 48, 48, 1), (3, 7))
    for place in range(len(whole)):
        for value in (0, 1, 127, 255):
            changed = whole[:place] + bytes([value]) + whole[place + 1 :]
            for data in (changed, changed[:place]):
                try:
                    assert tflite_bytes(data) >= 0
                except BrokenTable:
                    continue


def test_what_would_take_long_to_look_at_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(tflite_graph, "_MOST", 3)
    with pytest.raises(BrokenTable, match="more than 3 arrays"):
        tflite_bytes(network((1,), (1,), graphs=2))
    with pytest.raises(BrokenTable, match="claims more than is there"):
        tflite_bytes(network((1,), (1,), (1,), (1,)))
    with pytest.raises(BrokenTable, match="claims more than is there"):
        tflite_bytes(network(tuple(range(65))))


@pytest.mark.parametrize("data", [b"", b"\x1c\0\0\0TFL3", struct.pack("<I", 1 << 31), b"\xff" * 64])
def test_what_is_none_is_said(data) -> None:
    with pytest.raises(BrokenTable, match="leads out of the file"):
        tflite_bytes(data)
