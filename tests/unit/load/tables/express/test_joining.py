"""Columns of texts are joined, and told apart, as Python would."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.domain import repeats
from audit.domain.texts import TextChunk, Texts
from audit.load.tables.express.gathering import chunk_of
from audit.load.tables.express.joining import arrow_of, places, texts_differ


def texts(*parts: list[str]) -> Texts:
    return Texts([chunk_of(pa.array(part, pa.string())) for part in parts])


def test_keys_find_their_places_however_both_are_divided() -> None:
    images = texts(["a", "b"], ["ü", "d", "e"])
    assert places(texts(["d", "a", "z"], ["ü", ""]), images).tolist() == [3, 0, -1, 2, -1]
    assert places(texts(["a"], ["b", "ü", "d", "e"]), images).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("parts", "differ"),
    [(([],), True), ((["a", "b"], ["c"]), True), ((["a", "b"], ["a"]), False), ((["", "x"], [""]), False)],
)
@pytest.mark.parametrize("numbered_alike", [False, True])
@pytest.mark.parametrize("kept", [0, 100])
def test_texts_differ_or_not_whatever_their_numbers_are(parts, differ, numbered_alike, kept, monkeypatch) -> None:
    monkeypatch.setattr(repeats, "MOST_KEPT", kept)
    if numbered_alike:
        monkeypatch.setattr(TextChunk, "numbers", property(lambda chunk: np.zeros(len(chunk), np.uint64)))
    assert texts_differ(texts(*parts)) is differ


def test_arrow_has_the_same_texts_without_copies() -> None:
    part = pa.array(["left out", "a", None, "ü"]).slice(1)
    assert arrow_of(Texts([chunk_of(part)])).to_pylist() == ["a", "", "ü"]
    assert arrow_of(Texts([])).to_pylist() == []
