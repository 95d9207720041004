"""A table may be packed: by gzip, with a cap against traps, or as Parquet; it says the same as the CSV."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.table_file import unpacked
from audit.load.text import table_id

MANIFEST = "image,label,gender\na,happy,f\nb,sad,m\n"
PREDICTIONS = "image,p_happy,p_sad\na,1,0\nb,0.25,0.75\n"


def test_a_gzipped_table_is_read_like_the_csv_in_it(tmp_path):
    manifest, predictions = tmp_path / "people.csv.gz", tmp_path / "net.csv.gz"
    manifest.write_bytes(gzip.compress(MANIFEST.encode()))
    predictions.write_bytes(gzip.compress(PREDICTIONS.encode()))
    cohort = load_cohort(manifest)
    assert (cohort.id, cohort.images, cohort.y_true.tolist()) == ("people", ("a", "b"), [0, 1])
    assert load_predictions(predictions, cohort).probabilities.tolist() == [[1, 0], [0.25, 0.75]]


def test_the_hash_is_that_of_the_file_as_it_lies_there(tmp_path):
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(MANIFEST.encode()))
    assert load_cohort(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_bytes_not_the_name_say_that_a_table_is_packed(tmp_path):
    packed, plain = tmp_path / "packed.csv", tmp_path / "plain.csv.gz"
    packed.write_bytes(gzip.compress(MANIFEST.encode()))
    plain.write_text(MANIFEST)
    assert load_cohort(packed).images == load_cohort(plain).images == ("a", "b")


def test_the_line_of_a_fault_is_the_line_in_the_unpacked_text(tmp_path):
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(b"image,label\na,happy\nb,sad\n,sad\n"))
    with pytest.raises(FaultyFile, match=r"people\.csv\.gz:4: column 'image': the cell is empty"):
        load_cohort(path)


def test_a_file_that_unpacks_to_too_much_is_refused_without_unpacking_it_all():
    bomb = gzip.compress(b"\0" * 5_000_000)
    with pytest.raises(FaultyFile, match=r"unpacks to more than 1,000 bytes; if you trust it, unpack it and name"):
        unpacked(Path("bomb.csv.gz"), bomb, 1000)


def test_a_file_of_exactly_the_most_bytes_is_read():
    assert unpacked(Path("t.csv.gz"), gzip.compress(b"x" * 1000), 1000) == b"x" * 1000


WHOLE = gzip.compress(MANIFEST.encode() * 50)
BROKEN = {
    "cut off": WHOLE[:-10],
    "a byte changed": WHOLE[:20] + bytes([WHOLE[20] ^ 0xFF]) + WHOLE[21:],
    "wrong checksum": WHOLE[:-8] + b"\0\0\0\0" + WHOLE[-4:],
    "no stream": b"\x1f\x8b\x08" + b"\xff" * 40,
    "followed by something else": WHOLE + zlib.compress(b"more"),
    "the first bytes alone": b"\x1f\x8b",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_gzip_file_is_one_fault(tmp_path, data):
    path = tmp_path / "people.csv.gz"
    path.write_bytes(data)
    with pytest.raises(FaultyFile, match="not a sound gzip file") as caught:
        load_cohort(path)
    assert len(caught.value.faults) == 1


def test_a_cohort_may_be_parquet_with_numbers_as_groups_and_subjects(tmp_path):
    """Two subjects that float64 cannot tell apart stay two people: 2⁵³ and 2⁵³ + 1."""
    path = tmp_path / "people.parquet"
    columns = {
        "image": ["a", "b", "c"],
        "label": ["happy", "sad", "sad"],
        "decade": [20, 30, None],
        "subject": [2**53, 2**53 + 1, 2**53],
    }
    pq.write_table(pa.table(columns), path)
    cohort = load_cohort(path)
    assert cohort.features[0].groups == ("20", "30", "unknown")
    assert cohort.people == 2


def test_a_table_is_named_without_its_endings_and_keeps_its_dots():
    assert [table_id(Path(p)) for p in ("a/f0.5-r0.csv.gz", "f0.5-r0.csv", "t.parquet")] == ["f0.5-r0", "f0.5-r0", "t"]
