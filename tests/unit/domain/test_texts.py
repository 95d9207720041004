"""Texts in little memory are the texts they were made of."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.texts import TextChunk, Texts

WORDS = st.lists(st.text(max_size=6).filter(lambda text: text.encode("utf-8", "ignore").decode() == text), max_size=12)


def chunk(words: list[str]) -> TextChunk:
    packed = [word.encode() for word in words]
    data = np.frombuffer(b"??" + b"".join(packed), np.uint8)
    return TextChunk(data=data, ends=np.cumsum([2, *map(len, packed)]))


def texts(words: list[str], *cuts: int) -> Texts:
    ends = sorted({0, len(words), *(cut % (len(words) + 1) for cut in cuts)})
    return Texts([chunk(words[a:b]) for a, b in pairwise(ends)])


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_they_are_read_one_by_one_and_all_together(words, one, other) -> None:
    found = texts(words, one, other)
    assert list(found) == words
    assert [found[row] for row in range(len(words))] == words
    assert [found[row - len(words)] for row in range(len(words))] == words
    assert found[1:3] == tuple(words[1:3])
    assert found == tuple(words)
    assert found == texts(words)
    assert hash(found) == hash(texts(words))
    with pytest.raises(IndexError):
        found[len(words)]


@given(WORDS, WORDS, st.integers(0, 12))
def test_they_are_the_same_if_and_only_if_each_text_is(words, others, cut) -> None:
    assert texts(words, cut).same_as(texts(others, cut + 1)) == (words == others)


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_texts_have_one_number_if_and_only_if_they_are_alike(words, one, other) -> None:
    numbers = [int(n) for part in texts(words, one, other).chunks for n in part.numbers]
    assert [[a == b for b in numbers] for a in numbers] == [[a == b for b in words] for a in words]


def test_texts_of_one_length_have_the_numbers_they_have_among_others() -> None:
    alike = ["ab", "cd", "ab"]
    assert chunk(alike).numbers.tolist() == chunk([*alike, "longer"]).numbers[:3].tolist()
