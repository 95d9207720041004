"""Pictures in a Parquet file: by path or by row, in any order, from several threads, damaged or not."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.errors import InputError
from audit.images import holds, prepared
from audit.images.packed import parquet_pictures
from audit.images.packed.parquet_pictures import ParquetPictures
from audit.images.read import pictures_in
from audit.images.rejected import Rejected

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

GREY8 = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
MOST = 1 << 20


def png(grey: int) -> bytes:
    file = BytesIO()
    Image.fromarray(np.full((8, 8), grey, np.uint8)).save(file, "PNG")
    return file.getvalue()


def written(path, cells, column: str = "image"):
    pq.write_table(pa.table({"n": range(len(cells)), column: cells}), path, row_group_size=70)
    return path


@pytest.fixture
def file(tmp_path):
    """200 pictures in three row groups whose grey is their number; row 9 has none."""
    cells = [{"bytes": None if n == 9 else png(n), "path": f"{n}.png"} for n in range(200)]
    return written(tmp_path / "t.parquet", cells)


def test_each_name_gives_its_picture_in_any_order(file) -> None:
    pictures = ParquetPictures(file, MOST)
    order = [n for n in np.random.default_rng(3).permutation(200).tolist() if n != 9]
    assert [pictures.read(f"{n}.png") for n in order] == [png(n) for n in order]


def test_they_are_prepared_like_files_by_several_threads(file) -> None:
    names = [f"{n}.png" for n in range(200)]
    found = list(prepared(file, names, None, GREY8, workers=4))
    assert [picture.outcome for picture in found].count(Outcome.SCORED) == 199
    assert found[9].outcome is Outcome.MISSING_FILE
    greys = [round(float(picture.pixels.mean())) for picture in found if picture.pixels is not None]
    assert greys == [n for n in range(200) if n != 9]


def test_few_pictures_stay_in_memory(file, monkeypatch) -> None:
    monkeypatch.setattr(parquet_pictures, "_MOST_BYTES", 1)
    pictures = ParquetPictures(file, MOST)
    for n in (5, 150, 3, 199):
        assert pictures.read(f"{n}.png") == png(n)
        assert len(pictures._kept) <= 64


@pytest.mark.parametrize("paths", [[None, None], ["a.png", "a.png"], ["a.png", ""]])
def test_without_a_path_of_its_own_each_picture_is_called_by_its_row(tmp_path, paths) -> None:
    path = written(tmp_path / "t.parquet", [{"bytes": png(n), "path": p} for n, p in enumerate(paths)], "img")
    assert pictures_in(path).read("row 2") == png(1)
    assert (holds(path, "row 1"), holds(path, "a.png")) == (True, False)


def test_a_column_of_bytes_alone_will_do(tmp_path) -> None:
    assert pictures_in(written(tmp_path / "t.parquet", [png(1), png(2)])).read("row 2") == png(2)


def test_what_is_not_there_or_too_large_says_so(file) -> None:
    for name, most, outcome in (("x.png", MOST, Outcome.MISSING_FILE), ("1.png", 10, Outcome.TOO_LARGE)):
        with pytest.raises(Rejected) as caught:
            ParquetPictures(file, most).read(name)
        assert caught.value.outcome is outcome


def test_a_damaged_row_group_ends_its_pictures_alone(file) -> None:
    data = bytearray(file.read_bytes())
    start = pq.ParquetFile(file).metadata.row_group(1).column(1).data_page_offset
    data[start : start + 40] = b"\xff" * 40
    file.write_bytes(data)
    pictures = ParquetPictures(file, MOST)
    assert pictures.read("3.png") == png(3)
    with pytest.raises(Rejected, match="the file of pictures is damaged"):
        pictures.read("100.png")
    assert pictures.read("199.png") == png(199)


def test_a_file_that_is_no_parquet_any_more_is_one_sentence(file) -> None:
    file.write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"t\.parquet: the pictures in it cannot be read"):
        pictures_in(file)
