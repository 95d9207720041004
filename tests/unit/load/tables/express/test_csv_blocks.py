"""Plain CSV files are read as the strict reader reads them, block by block; all others are left to it."""

from __future__ import annotations

import csv
import gzip
from io import StringIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.load.tables.any_table import read_table
from audit.load.tables.columns import Columns
from audit.load.tables.express import csv_blocks
from audit.load.tables.express.csv_blocks import read_plain_csv

COHORT = Columns().of_cohort()
PREDICTIONS = Columns().of_predictions()
HEADER = "image,label,group"
PLAIN = [
    "image,label,group\na.png,happy,x\nb.png,sad,y\n",
    'image,label,group\n"a.png","happy","x,y"\n"é.png",sad,""',
    "\ufeffimage,label,group\r\na.png,happy,\r\nb.png,sad,ü ü\r\n",
    'image,"label",group\na.png,"",x\n',
]
ODD = [
    "",
    "image,label,group\n",
    "image,label,group\n\na.png,happy,x\n",
    "image,label,group\na.png,happy,x\n\n\nb.png,sad,y\n",
    "\nimage,label,group\na.png,happy,x\n",
    "image,label,group\na.png,happy\n",
    "image,label,group\na.png,happy,x,y\n",
    'image,label,group\na.png,"happy\n",x\n',
    'image,label,group\na.png,"happy,x\n',
    'image,label,group\na.png,he said "hi",x\n',
    'image,label,group\na.png,"say ""hi""",x\n',
    'image,label,group\na.png,"happy"y,x\n',
    "image,label,group\n a.png,happy,x\n",
    "image,label,group\na.png, happy,x\n",
    'image,label,group\na.png,happy, "x"\n',
    "image,label,group\ra.png,happy,x\r",
    "image,label,group\na.png,happy\r,x\n",
    "image;label;group\na.png;happy;x\n",
    "image\tlabel\tgroup\na.png\thappy\tx\n",
    "image,label,label\na.png,happy,x\n",
    "image,emotion,group\na.png,happy,x\n",
    "image,label,group\na.png,hap\0py,x\n",
]


def same(path, selection) -> bool:
    """Hold what is read in blocks against what the strict reader reads; return whether anything was."""
    found = read_plain_csv(path, selection)
    if found is None:
        return False
    exact = read_table(path, selection, exact=True)
    assert not exact.faults
    assert not found.exact
    for name in ("path", "header", "sha256", "remarks", "names"):
        assert getattr(found, name) == getattr(exact, name)
    assert list(found.lines) == list(exact.lines)
    for name in found.header:
        if selection.is_number(name):
            assert np.array_equal(found.numbers(name), exact.numbers(name), equal_nan=True)
        else:
            assert found.column(name) == exact.column(name)
            assert found.encoded(name).cells == exact.encoded(name).cells
            assert found.encoded(name).codes.tolist() == exact.encoded(name).codes.tolist()
    return True


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("packed", [False, True])
def test_a_plain_file_is_read_alike(text, packed, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert same(path, COHORT)


@pytest.mark.parametrize("text", ODD)
def test_an_odd_file_is_left_to_the_strict_reader(text, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    assert read_plain_csv(path, COHORT) is None


@pytest.mark.parametrize(
    "data",
    [b"image,label,group\n\xe9,happy,x\n", gzip.compress(b"image,label\na,b\n", mtime=0)[:-9]],
    ids=["no UTF-8", "cut off"],
)
def test_what_is_no_text_or_no_sound_gzip_is_left_to_the_strict_reader(data, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert read_plain_csv(path, COHORT) is None


@pytest.mark.parametrize(
    ("cell", "plain"), [("0.25", True), ("1e-3", True), ("", True), ("nan", False), ("1_0", False), ("x", False)]
)
def test_a_number_that_is_none_is_left_to_the_strict_reader(cell, plain, tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"image,p_happy,p_sad,confidence\na.png,{cell},0.75,x\nb.png,0.5,0.5,y\n")
    assert same(path, PREDICTIONS) is plain


CELLS = st.sampled_from(["", "a", "b c", "é", "x,y", "1.0", "1", "-", "NA", "nan", "0.5", ' "', "/", "a\r", "\n"])


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=30),
    st.sampled_from(
        [
            (end, quoting, block)
            for end in ("\n", "\r\n")
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
            for block in (8, 40)
        ]
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_what_is_read_is_always_what_the_strict_reader_reads(tmp_path, monkeypatch, rows, layout) -> None:
    end, quoting, block = layout
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerows([HEADER.split(","), *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(text.getvalue().encode())
    monkeypatch.setattr(csv_blocks, "_BLOCK", block)
    same(path, COHORT)
