"""Fields of a message of Protocol Buffers, one after the other, as ONNX files are written in; nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_NOTHING = memoryview(b"")
_LONGEST = 10
"""Bytes of the longest number."""


class BrokenMessage(ValueError):
    """Bytes that are no message."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its number in the message, and what it holds, a number or bytes."""

    number: int
    value: int
    data: memoryview


def fields(message: memoryview) -> Iterator[Field]:
    """Yield the fields of a message in their order; raises BrokenMessage where it is none."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, place = _varint(message, place)
            yield Field(number, value, _NOTHING)
            continue
        if kind not in (_EIGHT, _BYTES, _FOUR):
            raise BrokenMessage(f"a field of kind {kind}")
        length, place = _varint(message, place) if kind == _BYTES else (8 if kind == _EIGHT else 4, place)
        if length > len(message) - place:
            raise BrokenMessage("it ended early")
        yield Field(number, 0, message[place : place + length])
        place += length


def integers(field: Field) -> list[int]:
    """Return the whole numbers of a field that may repeat, packed or not, with their sign."""
    if not field.data:
        return [_signed(field.value)]
    found, place = [], 0
    while place < len(field.data):
        value, place = _varint(field.data, place)
        found.append(_signed(value))
    return found


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for count in range(_LONGEST):
        if place + count >= len(message):
            raise BrokenMessage("it ended early")
        byte = message[place + count]
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no high bit
            return value & (1 << 64) - 1, place + count + 1
    raise BrokenMessage("a number without an end")
