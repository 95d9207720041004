"""Parquet files: small ones that unpack to a memory's worth are refused while they are read."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.tables import parquet
from audit.load.tables.parquet import read_parquet
from audit.load.tables.selection import Selection

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
        read_parquet(bomb, WANTED)


def test_what_keeps_the_limit_is_read(bomb) -> None:
    assert len(read_parquet(bomb, WANTED)) == 20_000
