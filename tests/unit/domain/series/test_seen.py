"""Which rows a series has counted before."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.series.seen import NOTHING, SeenRows, digest, packed, unpacked
from audit.errors import InputError

A, B, C, P, Q = (digest("salt", name) for name in (b"a", b"b", b"c", b"P", b"Q"))


def rows(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array(pairs, np.uint64).reshape(-1, 2)


@pytest.mark.parametrize(
    ("before", "now", "fresh"),
    [
        ((A, P), (A, P), False),  # the same picture
        ((A, P), (B, P), False),  # under another name
        ((A, P), (A, Q), True),  # another picture under its name
        ((A, P), (A, NOTHING), False),  # its name, and nobody knows which picture
        ((A, NOTHING), (A, P), False),  # the same the other way round
        ((A, NOTHING), (B, P), True),
        ((A, P), (B, NOTHING), True),
    ],
)
def test_the_picture_decides_where_it_is_known_else_the_name(before, now, fresh: bool) -> None:
    assert SeenRows(digests=rows(before)).fresh(rows(now)).tolist() == [fresh]


def test_of_rows_that_show_one_picture_the_first_is_new() -> None:
    none = SeenRows(digests=rows())
    assert none.fresh(rows((A, P), (B, P), (C, Q), (A, NOTHING))).tolist() == [True, False, True, True]


def test_a_digest_depends_on_the_series_and_is_never_that_of_no_picture() -> None:
    assert digest("salt", b"a") == A != digest("other", b"a")
    assert A != NOTHING


def test_digests_are_packed_and_unpacked() -> None:
    found = rows((A, P), (B, NOTHING), (2**64 - 1, 1))
    assert np.array_equal(unpacked(packed(found), 2), found)
    assert unpacked("", 2).shape == (0, 2)


@pytest.mark.parametrize("text", ["abc", "AAAA", "not base64!"])
def test_digests_that_are_not_whole_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="its digests are"):
        unpacked(text, 2)
