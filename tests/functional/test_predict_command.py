"""Predictions as a table: where it cannot be written is said before anything is classified."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audit.cli.main import run

MODEL = ["--model", "drawn-happy-sad"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a cohort of three pictures, one of which is gone."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    for name in ("a", "b"):
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(f"{name}.png")
    Path("people.csv").write_text("image,label,split\na.png,happy,x\nb.png,sad,y\ngone.png,sad,x\n")
    return tmp_path


def rows(path: str) -> dict[str, dict[str, str]]:
    return {row["image"]: row for row in csv.DictReader(Path(path).read_text().splitlines())}


def test_every_row_has_probabilities_or_how_it_ended(capsys) -> None:
    assert run(["predict", "--cohort", "people.csv", *MODEL, "--out", "t.csv"]) == 0
    found = rows("t.csv")
    assert found["gone.png"]["outcome"] == "missing file"
    assert found["gone.png"]["p_happy"] == ""
    assert sum(float(found["a.png"][name]) for name in ("p_happy", "p_sad")) == pytest.approx(1, abs=2e-6)
    assert "t.csv: 2 of 3 images scored" in capsys.readouterr().err


def test_one_split_is_classified() -> None:
    assert run(["predict", "--cohort", "people.csv", *MODEL, "--split", "y", "--out", "t.csv"]) == 0
    assert list(rows("t.csv")) == ["b.png"]


def test_a_folder_and_a_list_of_paths_need_no_label() -> None:
    Path("list.txt").write_text("b.png\n")
    assert run(["predict", "--cohort", "list.txt", *MODEL, "--out", "t.csv"]) == 0
    assert list(rows("t.csv")) == ["b.png"]


def test_each_face_and_one_face_cannot_both_be_asked_about(capsys) -> None:
    asked = ["--model", "cnn48", "--every-face", "--which-face", "centre"]
    assert run(["predict", "--cohort", "people.csv", *asked, "--out", "t.csv"]) == 2
    assert "--every-face is about each face, and --which-face about one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--out", "t.txt"], ".csv or .parquet"),
        (["--out", "t.csv", "--split", "z"], "'z'"),
        (["--out", "t.csv", "--size", "48"], "--size"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(flags: list[str], words: str, capsys) -> None:
    assert run(["predict", "--cohort", "people.csv", *MODEL, *flags]) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not list(Path().glob("t.*"))
