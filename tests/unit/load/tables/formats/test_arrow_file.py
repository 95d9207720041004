"""Feather files: dictionaries are their words, odd columns stay aside, and what is cut off is one sentence."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.tables.any_table import read_table
from audit.load.tables.formats import arrow_file
from audit.load.tables.selection import Selection

pa = pytest.importorskip("pyarrow")
feather = pytest.importorskip("pyarrow.feather")

WANTED = Selection(required=("image", "label"))


@pytest.fixture
def path(tmp_path):
    table = pa.table(
        {
            "image": ["a", "b"],
            "label": pa.array(["happy", "sad"]).dictionary_encode(),
            "raw": pa.array([b"\xff", b"\xfe"]),
            "where": pa.array([{"x": 1}, {"x": 2}]),
            "n": pa.array([1, None]),
        }
    )
    feather.write_feather(table, tmp_path / "t.feather")
    return tmp_path / "t.feather"


def test_words_are_read_and_odd_columns_are_said_not_to_be(path) -> None:
    table = read_table(path, WANTED)
    assert (table.header, table.column("label"), table.column("n")) == (
        ("image", "label", "n"),
        ["happy", "sad"],
        ["1", ""],
    )
    assert table.remarks[0].sentence == "columns that hold neither text nor numbers, not read: raw, where"


def test_what_is_cut_off_is_one_sentence(path) -> None:
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FaultyFile, match=r"t\.feather: not a sound Feather file"):
        read_table(path, WANTED)


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(arrow_file, "MOST_UNPACKED", 50_000)
    table = pa.table({"image": ["x" * 1000] * 1000, "label": ["happy"] * 1000})
    feather.write_feather(table, tmp_path / "t.feather", compression="zstd")
    with pytest.raises(FaultyFile, match="unpacks to more than 50,000 bytes"):
        read_table(tmp_path / "t.feather", WANTED)
