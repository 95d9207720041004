"""Bad manifests: each is one fault with its line and column, and all faults of a file come at once."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import FaultyFile, InputError
from audit.load.manifest.manifest import load_cohort

HAPPY_SAD = LABEL_SETS["happy-sad"]
BOX = "image,label,x,y,width,height\n"
VOTES = "image,label,votes_happy,votes_sad\n"

FAULTS = [
    # (what is wrong, manifest, line, column, words of the message)
    ("no bytes", "", None, None, "the file is empty"),
    ("no row", "image,label\n", None, None, "no row"),
    ("duplicate header", "image,label,gender,Gender\na,happy,f,f\n", 1, None, "'gender' and 'Gender'"),
    ("empty header", ",image,label\n0,a,happy\n", 1, None, "index=False"),
    ("no image", "picture,label\na,happy\n", 1, None, "there is no column 'image'"),
    ("misspelt label", "image,lable\na,happy\n", 1, None, "is it 'lable'?"),
    ("a cell too many", "image,label\na,happy\nb,sad,extra\n", 3, None, "3 cells, the header 2"),
    ("a cell too few", "image,label,gender\na,happy\n", 2, None, "2 cells, the header 3"),
    ("NUL byte", "image,label\na,hap\0py\n", 2, None, "NUL"),
    ("open quote", 'image,label\na,"happy\nb,sad\n', 2, None, "a quote opens here"),
    ("text after a quote", 'image,label\na,happy\n"b"x,sad\n', 3, None, "a quote opens here"),
    ("unknown emotion", "image,label\na,happy\nb,hapy\n", 3, "label", "did you mean 'happy'"),
    ("foreign label", "image,label\na,happy\nb,fear\n", 3, "label", "--leave-out fear"),
    ("no label", "image,label\na,happy\nb, \n", 3, "label", "empty"),
    ("no image path", "image,label\n,happy\nb,sad\n", 2, "image", "empty"),
    ("image twice", "image,label\na,happy\n./a,sad\n", 3, "image", "already listed in line 2"),
    ("reserved word in capitals", "image,label,Subject\na,happy,1\n", 1, "Subject", "write 'subject'"),
    ("control character", "image,label,gender\na,happy,\x1b[31m\n", 2, "gender", "U+001B"),
    ("control character in a label", "image,label\na,happy\nb,s\x1bad\n", 3, "label", "control character"),
    ("half a box of columns", "image,label,x,y\na,happy,1,1\n", 1, None, "there is no width, height"),
    ("half a box", BOX + "a,happy,1,1,,\n", 2, None, "all four cells are empty"),
    ("negative box", BOX + "a,happy,-1,0,4,4\n", 2, "x", "'-1'"),
    ("box without width", BOX + "a,happy,0,0,0,4\n", 2, "width", "from 1"),
    ("box of words", BOX + "a,happy,left,0,4,4\n", 2, "x", "'left'"),
    ("huge box", BOX + "a,happy,0,0,4,99999999999999999999\n", 2, "height", "1,000,000"),
    ("negative votes", VOTES + "a,happy,-2,1\n", 2, "votes_happy", "'-2'"),
    ("fractional votes", VOTES + "a,happy,2.5,1\n", 2, "votes_happy", "'2.5'"),
    ("some votes empty", VOTES + "a,happy,2,\n", 2, None, "all its vote cells are empty"),
    ("votes for one emotion only", "image,label,votes_happy\na,happy,2\n", 1, None, "no column 'votes_sad'"),
    ("votes for another emotion", VOTES[:-1] + ",votes_fear\na,happy,1,2,3\n", 1, "votes_fear", "declare 'fear'"),
]


def faults_of(tmp_path: Path, text: str | bytes, labels: LabelSet | None = HAPPY_SAD) -> list[tuple]:
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FaultyFile) as raised:
        load_cohort(path, labels=labels)
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


@pytest.mark.parametrize(("text", "line", "column", "words"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_each_fault_has_its_line_and_column(tmp_path, text, line, column, words):
    found = faults_of(tmp_path, text)
    assert [fault[:2] for fault in found] == [(line, column)]
    assert words in found[0][2]


def test_bytes_that_are_not_utf_8_are_told_with_their_line(tmp_path):
    latin = codecs.BOM_UTF8 + b"image,label\na,happy\n" + "é,sad\n".encode("latin-1")
    (line, _, message) = faults_of(tmp_path, latin)[0]
    assert line == 3
    assert "0xe9" in message


def test_utf_16_is_named(tmp_path):
    assert "UTF-16" in faults_of(tmp_path, "image,label\na,happy\n".encode("utf-16"))[0][2]


def test_all_faults_come_at_once_in_the_order_of_lines(tmp_path):
    text = BOX + "a,hapy,0,0,4,4\nb,sad,0,0,4\na,happy,0,x,4,4\n"
    assert [fault[:2] for fault in faults_of(tmp_path, text)] == [
        (2, "label"),
        (3, None),
        (4, "image"),
        (4, "y"),
    ]


def test_lines_stay_right_after_quoted_newlines_and_blank_lines(tmp_path):
    # line 1 header, 2-3 one record with a newline in a cell, 4 blank, 5 the fault
    assert faults_of(tmp_path, 'image,label,note\na,happy,"two\nlines"\n\nb,hapy,x\n')[0][:2] == (5, "label")


def test_lines_stay_right_with_windows_line_ends(tmp_path):
    assert faults_of(tmp_path, "image,label\r\na,happy\r\nb,hapy\r\n")[0][:2] == (3, "label")


def test_a_wrong_column_does_not_flood_memory(tmp_path):
    """5,000 wrong rows are 1,000 faults and one that counts the rest."""
    rows = "".join(f"{i},face {i}\n" for i in range(5000))
    found = faults_of(tmp_path, "image,label\n" + rows)
    assert len(found) == 1001
    assert "4000 more rows" in found[-1][2]


def test_the_text_shows_twenty_faults_and_the_total(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("image,label\n" + "".join(f"{i},hapy {i}\n" for i in range(30)), encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"and 10 more faults \(30 in all\)") as raised:
        load_cohort(path, labels=HAPPY_SAD)
    assert str(raised.value).startswith(f"{path}:2: column 'label': emotion 'hapy 0' is not a label of this cohort")


@pytest.mark.parametrize("name", ["absent.csv", "folder"])
def test_what_is_not_there_is_an_input_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=r"no such file|no manifest\.csv"):
        load_cohort(tmp_path / name)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):

    os.mkfifo(tmp_path / "people.csv")
    with pytest.raises(InputError, match="not a regular file"):
        load_cohort(tmp_path / "people.csv")


DECLARATIONS = [
    ("unknown key", 'titel = "x"', 1, "titel", "did you mean 'title'"),
    ("unknown label set", '\nlabels = "fer9"', 2, "labels", "expected one of happy-sad"),
    ("one label", 'labels = ["happy"]', 1, "labels", "at least two"),
    ("label twice", 'labels = ["happy", "Happy"]', 1, "labels", "once"),
    ("label that is a number", 'labels = ["happy", 3]', 1, "labels.2", "text in quotes"),
    ("unknown provenance", '[features.gender]\nprovenance = "guessed"', 2, "features.gender.provenance", "annotated"),
    ("group twice", '[features.gender]\ngroups = ["f", "F "]', 1, "features.gender", "twice"),
    ("reserved feature", "[features.label]", None, None, "reserved"),
    ("no TOML", "title = ", 1, None, "not valid TOML"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"), [f[1:] for f in DECLARATIONS], ids=[f[0] for f in DECLARATIONS]
)
def test_faults_of_a_cohort_toml(tmp_path, text, line, column, words):
    (tmp_path / "manifest.csv").write_text("image,label,gender\na,happy,f\nb,sad,m\n", encoding="utf-8")
    (tmp_path / "cohort.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load_cohort(tmp_path)
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == (line, column)
    assert words in fault.message
