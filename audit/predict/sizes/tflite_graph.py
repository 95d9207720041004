"""How much memory the arrays of a TFLite file would take, from the file alone: the largest that its shapes name.

A TFLite file is a FlatBuffer: tables whose fields are found through offsets, each of which is held against the file's
end. Only shapes that stand in the file count; what a network computes first is found out when the worker runs it.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBGRAPHS, _TENSORS, _SHAPE, _TYPE = 2, 0, 0, 1
"""Numbers of the fields of a model, a subgraph and a tensor."""

_MOST, _MOST_SIDES = 100_000, 64
"""Tables in a list, and in all; sides of one array. A file that names more costs more to look at than it is worth."""

_BYTES = {0: 4, 1: 2, 2: 4, 3: 1, 4: 8, 6: 1, 7: 2, 8: 8, 9: 1, 10: 8, 11: 16, 12: 8, 15: 4, 16: 2, 18: 2}
"""Of one number, by how a file says what it is; others count as one byte, which is at most too little."""


class BrokenTable(ValueError):
    """Bytes that are no TFLite file."""


def tflite_bytes(data: bytes) -> int:
    """Return the bytes of the largest array of a TFLite file, by the shapes that stand in it.

    Raises
    ------
    BrokenTable
        When an offset leads out of the file, or a list claims more than is there.
    """
    model = _Table(data, _number(data, 0, "<I"))
    largest, seen = 0, 0
    for subgraph in model.tables(_SUBGRAPHS):
        for tensor in subgraph.tables(_TENSORS):
            seen += 1
            if seen > _MOST:
                raise BrokenTable(f"it names more than {_MOST:,} arrays")
            sides = (max(side, 1) for side in tensor.numbers(_SHAPE))
            largest = max(largest, math.prod(sides) * _BYTES.get(tensor.byte(_TYPE), 1))
    return largest


class _Table:
    """One table, at its place in the file."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data, self._place = data, place
        self._fields = place - _number(data, place, "<i")
        self._length = _number(data, self._fields, "<H")

    def tables(self, field: int) -> Iterator[_Table]:
        """Yield the tables of a list of them."""
        first, count = self._list(field, _MOST)
        for place in range(first, first + 4 * count, 4):
            yield _Table(self._data, place + _number(self._data, place, "<I"))

    def numbers(self, field: int) -> tuple[int, ...]:
        """Return the whole numbers of a list."""
        first, count = self._list(field, _MOST_SIDES)
        return struct.unpack_from(f"<{count}i", self._data, first)

    def byte(self, field: int) -> int:
        """Return a number of one byte, 0 where it is not given."""
        place = self._of(field)
        return 0 if place is None else _number(self._data, place, "<B")

    def _list(self, field: int, most: int) -> tuple[int, int]:
        """Return where a list begins and how many entries of four bytes it has."""
        place = self._of(field)
        if place is None:
            return 0, 0
        place += _number(self._data, place, "<I")
        count = _number(self._data, place, "<I")
        if count > most or place + 4 + 4 * count > len(self._data):
            raise BrokenTable("a list claims more than is there")
        return place + 4, count

    def _of(self, field: int) -> int | None:
        where = 4 + 2 * field
        offset = _number(self._data, self._fields + where, "<H") if where + 2 <= self._length else 0
        return self._place + offset if offset else None


def _number(data: bytes, place: int, form: str) -> int:
    if not 0 <= place <= len(data) - struct.calcsize(form):
        raise BrokenTable("an offset leads out of the file")
    found: int = struct.unpack_from(form, data, place)[0]
    return found
