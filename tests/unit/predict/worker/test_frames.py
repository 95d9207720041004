"""What parent and worker send each other comes out as it went in; anything else is told as such."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.predict.worker.frames import MOST_NUMBERS, MOST_WORDS, BrokenFrame, Frame, receive, send


def sent(words: dict, numbers: np.ndarray | None = None) -> bytes:
    stream = io.BytesIO()
    send(stream, words, numbers)
    return stream.getvalue()


@pytest.mark.parametrize("shape", [(3, 2, 2, 1), (0, 4), (2,)])
def test_words_and_numbers_arrive(shape) -> None:
    numbers = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    found = receive(io.BytesIO(sent({"do": "ask", "name": "Зоя"}, numbers)))
    assert found is not None
    assert found.words["name"] == "Зоя"
    assert np.array_equal(found.array(np.float32), numbers)


def test_the_end_is_no_frame_and_what_is_cut_off_is_broken() -> None:
    assert receive(io.BytesIO()) is None
    whole = sent({"a": 1}, np.ones(3))
    for length in range(1, len(whole)):
        with pytest.raises(BrokenFrame):
            receive(io.BytesIO(whole[:length]))


@pytest.mark.parametrize("lengths", [(MOST_WORDS + 1, 0), (2, MOST_NUMBERS + 1)])
def test_lengths_beyond_all_bounds_are_not_waited_for(lengths) -> None:
    with pytest.raises(BrokenFrame, match="beyond all bounds"):
        receive(io.BytesIO(struct.pack("<II", *lengths) + b"{}"))


@pytest.mark.parametrize("head", [b"[]", b"{", b'"a"', b"[" * 100_000])
def test_words_that_are_none_are_broken(head) -> None:
    with pytest.raises(BrokenFrame):
        receive(io.BytesIO(struct.pack("<II", len(head), 0) + head))


@pytest.mark.parametrize("shape", [None, "3", [3], [-1, 4], [True], [1.0], [2, 2, 2]])
def test_numbers_that_do_not_fit_their_shape_are_broken(shape) -> None:
    with pytest.raises(BrokenFrame):
        Frame(words={"shape": shape}, numbers=bytes(16)).array(np.float64)


@given(st.binary(max_size=40))
def test_any_bytes_end_in_a_frame_or_in_the_one_error(data) -> None:
    try:
        found = receive(io.BytesIO(data))
    except BrokenFrame:
        return
    assert found is None or isinstance(found, Frame)


def test_what_nobody_asked_for_so_much_of_is_not_taken() -> None:
    whole = sent({}, np.ones(4))
    assert receive(io.BytesIO(whole), lambda: 32) is not None
    with pytest.raises(BrokenFrame, match="beyond all bounds"):
        receive(io.BytesIO(whole), lambda: 31)
