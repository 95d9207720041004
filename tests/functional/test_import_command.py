"""A folder of folders becomes a cohort from the command line; what was left out is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from audit.cli.main import run


def pictures(folder: Path) -> Path:
    for label in ("happy", "sad"):
        (folder / label).mkdir(parents=True)
        Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(folder / label / "0.png")
    (folder / "sad" / "notes.txt").write_text("no picture")
    return folder


def test_how_many_pictures_came_and_which_files_did_not_is_said(tmp_path, capsys) -> None:
    arguments = ["import", "folders", str(pictures(tmp_path / "faces")), str(tmp_path / "made"), "--levels", "label"]
    assert run(arguments) == 0
    said = capsys.readouterr().err
    assert f"{tmp_path / 'made'}: 2 images" in said
    assert (tmp_path / "made" / "manifest.csv").read_text(encoding="utf-8").count("\n") == 3


def test_an_unknown_dataset_and_a_folder_in_use_are_refused(tmp_path, capsys) -> None:
    source = str(pictures(tmp_path / "faces"))
    assert run(["import", "fer", source, str(tmp_path / "made")]) == 2
    assert "fer" in capsys.readouterr().err
    assert run(["import", "folders", source, str(tmp_path / "faces"), "--levels", "label"]) == 2
    assert "already holds something" in capsys.readouterr().err
