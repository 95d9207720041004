"""Parquet files: small ones that unpack to a memory's worth are refused while they are read."""

from __future__ import annotations

import gzip
import json

import pytest

from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.tables.any_table import read_table
from audit.load.tables.formats import parquet
from audit.load.tables.formats.parquet import read_parquet
from audit.load.tables.selection import Selection
from audit.load.tables.table_file import open_table

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

WANTED = Selection(required=("image", "label"))


@pytest.fixture
def bomb(tmp_path):
    """20,000 rows that hold one name of 10,000 letters: 200 MB from some kilobytes."""
    path = tmp_path / "t.parquet"
    table = pa.table({"image": pa.array(["x" * 10_000] * 20_000), "label": pa.array(["happy"] * 20_000)})
    pq.write_table(table, path, compression="zstd")
    assert path.stat().st_size < 100_000
    return path


def test_a_small_file_that_unpacks_without_end_is_refused(bomb, monkeypatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_UNPACKED", 50_000_000)
    with pytest.raises(FaultyFile, match=r"t\.parquet: unpacks to more than 50,000,000 bytes"):
        read_parquet(open_table(bomb), WANTED)


def test_what_keeps_the_limit_is_read(bomb) -> None:
    assert len(read_parquet(open_table(bomb), WANTED)) == 20_000


HUGGING_FACE = {"info": {"features": {"label": {"names": ["sad", "happy"], "_type": "ClassLabel"}}}}


@pytest.fixture
def dataset(tmp_path):
    """As `datasets` writes it: pictures of bytes and path, labels as numbers, their names in the notes of the file."""
    cells = [{"bytes": b"\x89PNG\xff", "path": f"{n}.png"} for n in range(3)]
    table = pa.table({"image": cells, "label": [1, 0, -1], "raw": [b"\xff"] * 3, "g": ["f", "m", "f"]})
    notes = {b"huggingface": json.dumps(HUGGING_FACE).encode()}
    pq.write_table(table.replace_schema_metadata(notes), tmp_path / "hf.parquet")
    return tmp_path / "hf.parquet"


def test_pictures_in_the_file_are_named_and_numbers_are_the_names_it_declares(dataset) -> None:
    table = read_table(dataset, WANTED)
    assert table.holds_pictures
    assert (table.column("image"), table.column("label")) == (["0.png", "1.png", "2.png"], ["happy", "sad", ""])
    assert {remark.sentence for remark in table.remarks} == {
        "column 'label': numbers read as the file itself declares them (0 = sad, 1 = happy)",
        "columns that hold neither text nor numbers, not read: raw",
    }


def test_a_cohort_of_them_finds_its_pictures_in_the_file(tmp_path) -> None:
    cells = [{"bytes": b"\x89PNG\xff", "path": f"{n}.png"} for n in range(2)]
    pq.write_table(pa.table({"image": cells, "label": ["happy", "sad"]}), tmp_path / "t.parquet")
    cohort = load_cohort(tmp_path / "t.parquet")
    assert (cohort.root, cohort.images) == (tmp_path / "t.parquet", ("0.png", "1.png"))


def test_a_packed_file_of_pictures_is_refused_with_the_way_out(dataset, tmp_path) -> None:
    path = tmp_path / "t.parquet.gz"
    path.write_bytes(gzip.compress(dataset.read_bytes()))
    with pytest.raises(FaultyFile, match=r"holds its pictures and is packed, .*; unpack it"):
        read_table(path, WANTED)


def test_notes_made_to_confuse_are_no_names(dataset, tmp_path) -> None:
    for notes in (b"[", b'{"info": 3}', b'{"info": {"features": {"label": {"names": [1]}}}}', b"[" * 10_000):
        table = pq.read_table(dataset).replace_schema_metadata({b"huggingface": notes})
        pq.write_table(table, tmp_path / "t.parquet")
        assert read_table(tmp_path / "t.parquet", WANTED).column("label") == ["1", "0", "-1"]
