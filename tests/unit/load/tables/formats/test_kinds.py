"""One table in every kind of file says the same; what is no table is said to be what it is, with a way out."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns
from audit.load.tables.formats.kinds import KINDS

FRAME = pd.DataFrame(
    {
        "image": ["007", "b.png", "ç d.png"],
        "label": ["happy", "sad", "happy"],
        "gender": ["f", None, "m"],
        "p_happy": [0.25, 0.125, 1.0],
        "p_sad": [0.75, 0.875, 0.0],
    }
)


def zipped(name: str, data: bytes, **others: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in {name: data, **others}.items():
            archive.writestr(member, content)
    return file.getvalue()


def workbook(frame: pd.DataFrame = FRAME) -> bytes:
    file = io.BytesIO()
    frame.to_excel(file, index=False)
    return file.getvalue()


def stream(frame: pd.DataFrame = FRAME) -> bytes:
    table, sink = pa.Table.from_pandas(frame), io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def feather() -> bytes:
    file = io.BytesIO()
    FRAME.to_feather(file)
    return file.getvalue()


CSV = FRAME.to_csv(index=False).encode()
ROWS = FRAME.to_dict("records")
SOUND = {
    "csv": CSV,
    "tabs": FRAME.to_csv(index=False, sep="\t").encode(),
    "pipes": FRAME.to_csv(index=False, sep="|").encode(),
    "semicolons and decimal commas": FRAME.to_csv(index=False, sep=";", decimal=",").encode(),
    "sep= line": b"sep=;\r\n" + FRAME.to_csv(index=False, sep=";", lineterminator="\r\n").encode(),
    "gzip": gzip.compress(CSV),
    "bzip2": bz2.compress(CSV),
    "xz": lzma.compress(CSV),
    "zip": zipped("t.csv", CSV),
    "zip with a readme": zipped("data/t.csv", CSV, **{"README.md": b"hello", "__MACOSX/._t.csv": b"x"}),
    "gzip in zip": zipped("t.csv.gz", gzip.compress(CSV)),
    "parquet": FRAME.to_parquet(index=False),
    "feather": feather(),
    "arrow stream": stream(),
    "excel": workbook(),
    "json lines": FRAME.to_json(orient="records", lines=True).encode(),
    "json records": FRAME.to_json(orient="records").encode(),
    "json columns": FRAME.to_json().encode(),
    "json index": FRAME.to_json(orient="index").encode(),
    "json split": FRAME.to_json(orient="split").encode(),
    "json table": FRAME.to_json(orient="table").encode(),
    "json lists": json.dumps(FRAME.to_dict("list")).encode(),
    "json beside other things": json.dumps({"info": {"v": 1}, "images": ROWS}).encode(),
    "json, spread out": json.dumps(ROWS, indent=2).encode(),
}


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_every_kind_says_the_same(tmp_path, data) -> None:
    path = tmp_path / "t"
    path.write_bytes(data)
    layout = Columns(one_table=True)
    cohort = load_cohort(path, columns=layout)
    assert cohort.images == ("007", "b.png", "ç d.png")
    assert [cohort.labels.emotions[code] for code in cohort.y_true] == ["happy", "sad", "happy"]
    assert cohort.features[-1].groups == ("f", "m", "unknown")
    assert cohort.codes[:, -1].tolist() == [0, 2, 1]
    predictions = load_predictions(path, cohort, columns=layout)
    assert predictions.probabilities.tolist() == [[0.25, 0.75], [0.125, 0.875], [1, 0]]


def database(tmp_path) -> bytes:
    path = tmp_path / "made.db"
    with sqlite3.connect(path) as base:
        base.execute("create table t (image text)")
    return path.read_bytes()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("t.csv"))
    return file.getvalue()


def arrays() -> bytes:
    file = io.BytesIO()
    np.savez(file, a=np.zeros(2))
    return file.getvalue()


FOREIGN = {
    "a pickle, which is not read as a table; loading one runs": pickle.dumps(ROWS),
    "arrays of NumPy": arrays(),
    "HDF5": b"\x89HDF\r\n\x1a\n" + b"\0" * 90,
    "an old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90,
    "a spreadsheet of OpenDocument": zipped("mimetype", b"x", **{"content.xml": b"<x/>"}),
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 90,
    "a tar archive": tar(),
    "markup": b"<html><table><tr><td>image</td></tr></table></html>",
    "packed by Zstandard": b"\x28\xb5\x2f\xfd" + b"\0" * 30,
    "a zip archive of 2 files, 2 of them tables: a.csv, b.csv; a table is one": zipped("a.csv", CSV, **{"b.csv": CSV}),
    "a zip archive of 0 files": zipped("folder/", b""),
}


@pytest.mark.parametrize(("words", "data"), FOREIGN.items(), ids=FOREIGN)
def test_what_is_no_table_is_said_to_be_what_it_is(tmp_path, words, data) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(FaultyFile, match=f"t.csv: this is {words}"):
        load_cohort(path)


def test_a_database_is_said_to_be_one(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(database(tmp_path))
    with pytest.raises(FaultyFile, match=r"this is a database of SQLite, which is not read as a table; export"):
        load_cohort(path)


def test_each_kind_has_a_reader_or_a_way_out() -> None:
    assert [kind.name for kind in KINDS if (kind.read is None) != bool(kind.way_out)] == []


KINDS_THAT_LACK = {
    "JSON lines": b'{"id": "a.jpg", "emotion": "happy"}\n{"id": "b.jpg", "emotion": "sad"}\n',
    "JSON": b'[{"id": "a.jpg", "emotion": "happy"}, {"id": "b.jpg", "emotion": "sad"}]',
    "Parquet": pd.DataFrame({"id": ["a.jpg", "b.jpg"], "emotion": ["happy", "sad"]}).to_parquet(),
    "an Excel workbook": workbook(pd.DataFrame({"id": ["a.jpg", "b.jpg"], "emotion": ["happy", "sad"]})),
}


@pytest.mark.parametrize(("kind", "data"), KINDS_THAT_LACK.items(), ids=KINDS_THAT_LACK)
def test_a_wrong_table_says_what_it_is_before_what_it_lacks(tmp_path, kind, data) -> None:
    path = tmp_path / "t"
    path.write_bytes(data)
    words = (
        rf"this is {kind}, and there is no column 'image'; found 'id, emotion' \(is it 'id'\? add --columns image=id"
    )
    with pytest.raises(FaultyFile, match=words):
        load_cohort(path)


def test_a_workbook_without_rows_is_one_fault(tmp_path) -> None:
    path = tmp_path / "t.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(FaultyFile, match="this is an Excel workbook without a filled cell"):
        load_cohort(path)
