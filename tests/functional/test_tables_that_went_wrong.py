"""Tables of other tools that were once refused, or misread: each is read, and what was done with it is said."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from audit.cli.main import run

CASES = Path(__file__).resolve().parents[1] / "assets" / "cases"
FACES = CASES / "several-faces" / "t.csv"
MAPPED = "image=image_name,label=label,predicted=pred"


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_json_is_a_table(name, capsys) -> None:
    assert run(["check", str(CASES / "json" / name), "--labels", "happy,sad"]) == 0
    assert "labels: happy 1, sad 0" in capsys.readouterr().out


def test_pictures_inside_parquet_are_found_where_they_are(capsys) -> None:
    """Their bytes are no pictures in this case: opened, and told to be none, each under its own name."""
    assert run(["check", str(CASES / "parquet-struct" / "hf.parquet"), "--pictures"]) == 0
    printed = capsys.readouterr().out
    assert "hf (hf): 20 images, manifest is sound" in printed
    assert "missing" not in printed.partition("pictures:")[0]
    assert "pictures: 20 looked for, 0 opened" in printed


def test_two_faces_of_a_picture_need_to_be_told_apart_and_the_way_is_said(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["run", "--cohort", str(FACES), "--predictions", str(FACES), "--labels", "happy,sad", "--features", "g"]
    assert run([*asked, "--columns", MAPPED, "--out", "out"]) == 2
    assert "'a.jpg' is already listed in line 2; each picture has one row; where it has several faces" in (
        capsys.readouterr().err
    )
    assert run([*asked, "--columns", f"{MAPPED},face=face_id", "--out", "out"]) == 3
    with gzip.open(tmp_path / "out" / "images.csv.gz", "rt", newline="") as file:
        rows = [(row["image"], row["face"], row["predicted"]) for row in csv.DictReader(file)]
    assert rows == [("a.jpg", "0", "happy"), ("a.jpg", "1", "happy"), ("b.jpg", "0", "sad")]


def test_an_audit_with_several_faces_is_compared_face_by_face(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["run", "--cohort", str(FACES), "--predictions", str(FACES), "--labels", "happy,sad", "--features", "g"]
    for out in ("a", "b"):
        run([*asked, "--columns", f"{MAPPED},face=face_id", "--out", out])
    capsys.readouterr()
    assert run(["compare", "a/audit.json", "b/audit.json"]) in (0, 3)
    assert "over the same 3 images" in capsys.readouterr().out


def test_a_list_without_header_says_how_it_is_read_and_is(capsys) -> None:
    path = str(CASES / "several-faces" / "list.txt")
    assert run(["check", path]) == 2
    assert "is a row and no header; name the columns by their places, counted from 0: --columns image=0,label=1" in (
        capsys.readouterr().err
    )
    assert run(["check", path, "--columns", "image=0,label=1", "--labels", "rafdb"]) == 0
    assert "labels: surprise 1, fear 1" in capsys.readouterr().out
