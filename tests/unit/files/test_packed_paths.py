"""Paths that lead into files of pictures."""

from __future__ import annotations

import pytest

from audit.files.packed_paths import split


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.tar/b.png", ("a.tar", "b.png")),
        ("x/A.TAR/y/b.png", ("x/A.TAR", "y/b.png")),
        ("a.parquet/3", ("a.parquet", "3")),
        ("a.tar/b.parquet/c.png", ("a.tar", "b.parquet/c.png")),  # the first file on the way
        (".tar/b.png", (".tar", "b.png")),
        (".parquet/3", (".parquet", "3")),
        ("a.parquet/b.tar/c.png", ("a.parquet", "b.tar/c.png")),
        ("a.tar", None),
        ("a.tarry/b.png", None),
        ("faces/b.png", None),
    ],
)
def test_a_path_is_split_behind_the_first_file(name: str, parts: tuple[str, str] | None) -> None:
    assert split(name) == parts
