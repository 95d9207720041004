"""Spaces between cells go, spaces within them stay."""

from __future__ import annotations

import pytest

from audit.load.tables.formats.spaces import without_a_space_before_all, without_spaces_before_quotes


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        (b'a, "b, c",d\n', b'a,"b, c",d\n'),
        (b'\xef\xbb\xbf "a","b"\n', b'"a","b"\n'),
        (b'a,b "c"\n', b'a,b "c"\n'),
        (b"a, b\n", b"a, b\n"),
    ],
)
def test_a_quoted_cell_begins_with_its_quote(text, tidied) -> None:
    assert without_spaces_before_quotes(text, ",") == tidied


def test_only_a_space_before_every_cell_of_a_column_is_layout() -> None:
    assert without_a_space_before_all([" a", "  b"]) == ["a", "b"]
    assert without_a_space_before_all([" a", "b"]) == [" a", "b"]
