"""Columns of Arrow: which are odd, which hold pictures, and what numbers stand for."""

from __future__ import annotations

import json

import numpy as np
import pytest

from audit.load.tables.formats.arrow_columns import cells_of, holds_pictures, named_codes, names_of_codes, odd_columns

pa = pytest.importorskip("pyarrow")


def test_structs_lists_and_bytes_are_odd_and_words_and_numbers_are_not() -> None:
    table = pa.table(
        {
            "text": ["a"],
            "word": pa.array(["a"]).dictionary_encode(),
            "number": [1.5],
            "list": [[1]],
            "struct": [{"x": 1}],
            "bytes": [b"\xff"],
        }
    )
    assert odd_columns(table.schema) == {"list", "struct", "bytes"}


def test_bytes_and_structs_of_bytes_hold_pictures() -> None:
    kinds = {"b": pa.binary(), "s": pa.struct([("bytes", pa.binary())]), "x": pa.struct([("y", pa.int64())])}
    assert {name: holds_pictures(kind) for name, kind in kinds.items()} == {"b": True, "s": True, "x": False}


def test_codes_have_the_names_that_the_file_declares() -> None:
    notes = {b"huggingface": json.dumps({"info": {"features": {"label": {"names": ["sad", "happy"]}}}}).encode()}
    schema = pa.schema([("label", pa.int64())], metadata=notes)
    assert names_of_codes(schema) == {"label": ("sad", "happy")}
    assert named_codes(pa.chunked_array([[1, None, -1, 7]]), ("sad", "happy")) == ["happy", "", "", "7"]


def test_whole_numbers_beyond_float64_stay_text() -> None:
    assert cells_of(pa.chunked_array([[2**53 + 1, None]])) == [str(2**53 + 1), ""]
    numbers = cells_of(pa.chunked_array([[1, None]]))
    assert numbers[0] == 1.0
    assert np.isnan(numbers[1])
