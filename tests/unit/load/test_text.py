"""Bytes as text: what is no text is refused with its line."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile, InputError
from audit.load.text import decode, read_bytes, sha256_of, shown


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path) -> None:
    assert decode(tmp_path, b"\xef\xbb\xbfimage,label") == "image,label"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a\nb\xff\n", r"2: byte 0xff is not UTF-8"),
        (b"a\nb\0\n", r"2: the line holds a NUL byte"),
        ("a".encode("utf-16"), r"1: the file is UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, words: str, tmp_path) -> None:
    with pytest.raises(FaultyFile, match=words):
        decode(tmp_path / "people.csv", data)


def test_only_regular_files_are_read(tmp_path) -> None:
    with pytest.raises(InputError, match="not a regular file"):
        read_bytes(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_bytes(tmp_path / "nothing")
    with pytest.raises(InputError, match="could not be read"):
        sha256_of(tmp_path / "nothing")


def test_a_long_value_is_cut() -> None:
    assert shown("x" * 100) == f"'{'x' * 56}…'"
    assert shown("x") == "'x'"
