"""Messages read field by field, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.predict.sizes.protobuf import BrokenMessage, fields, integers


def read(data: bytes) -> list[tuple[int, int, bytes]]:
    return [(each.number, each.value, bytes(each.data)) for each in fields(memoryview(data))]


def test_numbers_bytes_and_fixed_lengths_are_read() -> None:
    assert read(b"\x08\x96\x01\x12\x02hi\x1d\x01\x02\x03\x04\x21" + bytes(8)) == [
        (1, 150, b""),
        (2, 0, b"hi"),
        (3, 0, b"\x01\x02\x03\x04"),
        (4, 0, bytes(8)),
    ]


def test_repeated_numbers_have_their_sign() -> None:
    minus_one = b"\xff" * 9 + b"\x01"
    (packed,) = fields(memoryview(b"\x0a\x0b\x05" + minus_one))
    assert integers(packed) == [5, -1]
    (single,) = fields(memoryview(b"\x08" + minus_one))
    assert integers(single) == [-1]


@pytest.mark.parametrize("data", [b"\x08", b"\x12\x05hi", b"\x0b\x00", b"\x08" + b"\xff" * 11, b"\x1d\x00"])
def test_bytes_that_are_no_message_are_refused(data) -> None:
    with pytest.raises(BrokenMessage):
        read(data)


@given(st.binary(max_size=60))
def test_any_bytes_end_in_fields_or_in_the_one_error(data) -> None:
    try:
        for each in fields(memoryview(data)):
            integers(each)
    except BrokenMessage:
        pass
