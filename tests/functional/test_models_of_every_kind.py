"""Models that are no Keras file on the command line: a Python function, an ONNX file, an ensemble, one narrowed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.cli.main import run

NET = """
import numpy as np

def predict(pictures):
    bright = pictures.mean(axis=(1, 2, 3))
    return np.column_stack([bright / 2, bright / 2, 1 - bright])  # happy, neutral, sad
"""
FLAGS = ["--labels", "happy,neutral,sad", "--size", "16", "--face", "whole"]


@pytest.fixture
def cohort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bright pictures called happy and dark ones called sad, in the folder the command is run in, and a function."""
    rows = []
    for number in range(40):
        value = 200 if number % 2 else 50
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((16, 16), value + number, np.uint8))
        rows.append(f"{number}.png,{'happy' if number % 2 else 'sad'},{'a' if number < 20 else 'b'}")
    (tmp_path / "manifest.csv").write_text("\n".join(["image,label,group", *rows]), encoding="utf-8")
    (tmp_path / "brightness_net.py").write_text(NET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> int:
    return run(list(arguments))


def test_a_python_function_is_audited_and_the_result_says_that_code_was_run(cohort, capsys) -> None:
    model = ["--model", "brightness_net:predict", *FLAGS]
    status = call("run", "--cohort", ".", *model, "--narrow", "happy,sad", "--json", "--out", "out")
    result = json.loads(capsys.readouterr().out)
    assert status == 3  # 20 pictures of a group tell nothing with certainty
    assert result["labels"]["emotions"] == ["happy", "sad"]
    assert any("somebody's code was run" in note for note in result["notes"])
    assert any("narrowed from 3 emotions (happy, neutral, sad) to happy, sad" in note for note in result["notes"])
    assert result["provenance"]["model"]["id"] == "brightness_net.predict"
    page = (cohort / "out" / "index.html").read_text(encoding="utf-8")
    assert "narrowed from 3 emotions" in page


def test_an_onnx_file_is_audited_without_tensorflow_or_model_toml(cohort) -> None:
    pytest.importorskip("onnx", reason="onnx is an extra that is not installed")
    pytest.importorskip("onnxruntime", reason="onnxruntime is an extra that is not installed")
    from assets.models import LABELS, Weights, write_onnx

    write_onnx(Weights.drawn(), cohort / "net.onnx", channels_first=True)
    labels = ",".join(LABELS.emotions)
    flags = ["--labels", labels, "--size", "16", "--face", "whole", "--out", "t.csv"]
    assert call("predict", "--cohort", ".", "--model", "net.onnx", *flags) == 0
    with (cohort / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert {f"p_{emotion}" for emotion in LABELS.emotions} <= set(rows[0])


def test_pictures_without_labels_are_classified_and_become_a_cohort_with_them(cohort, capsys) -> None:
    flags = ["--model", "brightness_net:predict", *FLAGS, "--out", "t.csv"]
    (cohort / "manifest.csv").unlink()
    (cohort / "list.txt").write_text("3.png\n4.png\nabsent.png\n")
    assert call("predict", "--cohort", "list.txt", *flags) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "t.csv: 2 of 3 images scored"
    assert call("predict", "--cohort", str(cohort), *flags) == 0
    with (cohort / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows[:3]] == ["0.png", "1.png", "2.png"]
    labelled = [f"{row['image']},{'happy' if place % 2 else 'sad'}" for place, row in enumerate(rows)]
    (cohort / "people.csv").write_text("\n".join(["image,label", *labelled]))
    assert call("check", "people.csv", "--predictions", "t.csv") == 0


def test_a_function_in_a_model_folder_needs_somebody_to_vouch(cohort, capsys) -> None:
    from audit.files import content_sha256

    folder = cohort / "net"
    folder.mkdir()
    (folder / "brightness_net_of_folder.py").write_text(NET, encoding="utf-8")
    text = 'title = "T"\nlabels = ["happy", "neutral", "sad"]\ncallable = "brightness_net_of_folder:predict"\n'
    (folder / "model.toml").write_text(f'{text}[input]\nsize = 16\nscale = "unit"\nface = "whole"\n', encoding="utf-8")
    both = cohort / "both"
    both.mkdir()
    (both / "model.toml").write_text('title = "B"\nlabels = "happy-sad"\nmembers = ["../net", "../net"]\n')
    sha256 = content_sha256(folder / "brightness_net_of_folder.py")
    for model in ("net", "both"):
        assert call("predict", "--cohort", ".", "--model", model, "--out", "t.csv") == 2
        assert f"--trust {sha256}" in capsys.readouterr().err
        assert call("predict", "--cohort", ".", "--model", model, "--out", "t.csv", "--trust", sha256) == 0
        capsys.readouterr()
    calibrate = ("calibrate", "net", "--cohort", ".", "--target", "label")
    assert call(*calibrate) == 2
    assert f"--trust {sha256}" in capsys.readouterr().err
    assert call(*calibrate, "--trust", sha256.upper()) == 2
    assert "on these 40 pictures the classifier is right with certainty" in capsys.readouterr().err  # it was run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "brightness_net:predict"], "a model without model.toml needs --labels and --size"),
        (["--model", "no_such_net:predict", *FLAGS], "there is no module 'no_such_net'"),
        (["--model", "brightness_net:absent", *FLAGS], "has no function 'absent'"),
        (["--model", "brightness_net:predict", *FLAGS, "--narrow", "happy,awe"], "--narrow: model"),
        (["--model", "cnn48", "--narrow", "happy"], "unknown label set 'happy'"),
        (
            ["--model", "manifest.csv", *FLAGS],
            "if it holds answers, give it as --predictions",
        ),
        (["--model", "brightness_net.py", *FLAGS], "name its function: --model brightness_net.py:FUNCTION"),
    ],
)
def test_what_cannot_be_run_is_refused_with_what_to_do(cohort, capsys, arguments, words) -> None:
    assert call("predict", "--cohort", str(cohort), *arguments, "--out", "t.csv") == 2
    assert words in capsys.readouterr().err


def test_the_list_of_models_says_what_each_is_made_of(capsys) -> None:
    assert call("list", "models") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["cnn48", "Keras"] for line in lines)
