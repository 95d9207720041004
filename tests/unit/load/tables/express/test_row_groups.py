"""Plain Parquet files are read as the general reader reads them, piece by piece; all others are left to it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from audit.load.tables.any_table import read_table
from audit.load.tables.columns import Columns
from audit.load.tables.express import row_groups
from audit.load.tables.express.row_groups import read_plain_parquet

COHORT = Columns().of_cohort()
PREDICTIONS = Columns().of_predictions()
N = 200
RNG = np.random.default_rng(0)


def column(values, share_empty: float = 0.0):
    return pa.array(values, mask=RNG.random(N) < share_empty)


NAMES = np.array(["b", "a", "ü"])[RNG.integers(0, 3, N)]
IMAGES = pa.array([f"{row}.png" for row in range(N)])
COLUMNS = {
    "text": column(NAMES, 0.1),
    "dictionary": column(NAMES, 0.1).dictionary_encode(),
    "unused names": pa.DictionaryArray.from_arrays(pa.array([2] * N, pa.int8()), pa.array(["z", "y", "x"])),
    "large text": column(NAMES).cast(pa.large_string()),
    "numbers of people": column(RNG.integers(-5, 5, N), 0.1),
}


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("group_size", [7, N])
def test_names_are_read_alike(kind, group_size, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(row_groups, "_BATCH", 16)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"image": IMAGES, "label": NAMES, "group": COLUMNS[kind]}), path, row_group_size=group_size)
    found, exact = read_plain_parquet(path, COHORT), read_table(path, COHORT, exact=True)
    assert found is not None
    assert (found.header, found.sha256, found.lines) == (exact.header, exact.sha256, exact.lines)
    for name in found.header:
        assert found.column(name) == exact.column(name)
        assert found.encoded(name).cells == exact.encoded(name).cells
        assert [found.cell(name, row) for row in range(N)] == exact.column(name)
        assert found.filled(name).tolist() == exact.filled(name).tolist()


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_numbers_are_read_alike(kind, tmp_path) -> None:
    path = tmp_path / "t.parquet"
    table = {"image": IMAGES, "p_happy": column(RNG.random(N), 0.1).cast(kind), "other": NAMES}
    pq.write_table(pa.table(table), path)
    found, exact = read_plain_parquet(path, PREDICTIONS), read_table(path, PREDICTIONS, exact=True)
    assert found.header == exact.header == ("image", "p_happy")
    assert np.array_equal(found.numbers("p_happy"), exact.numbers("p_happy"), equal_nan=True)
    assert found.filled("p_happy").tolist() == exact.filled("p_happy").tolist()


@pytest.mark.parametrize(
    "table",
    [
        {"image": IMAGES, "label": NAMES, "age": RNG.random(N)},
        {"image": IMAGES, "label": NAMES, "flag": RNG.random(N) < 0.5},
        {"image": IMAGES, "label": NAMES, "box": [[1, 2]] * N},
        {"image": IMAGES, "group": NAMES},
        {"image": np.arange(N), "label": NAMES},
    ],
)
def test_what_is_not_plain_is_left_to_the_general_reader(table, tmp_path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(table), path)
    assert read_plain_parquet(path, COHORT) is None


def test_a_file_that_unpacks_to_too_much_or_is_broken_is_left_to_the_general_reader(tmp_path, monkeypatch) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"image": IMAGES, "label": NAMES}), path)
    assert read_plain_parquet(path, COHORT) is not None
    monkeypatch.setattr(row_groups, "_MOST_UNPACKED", 10)
    monkeypatch.setattr(row_groups, "_MOST_TIMES", 0)
    assert read_plain_parquet(path, COHORT) is None
    path.write_bytes(path.read_bytes()[:-20])
    assert read_plain_parquet(path, COHORT) is None
