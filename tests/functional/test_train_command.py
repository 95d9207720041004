"""Training on the command line: from a cohort with votes to a classifier, and recipes that cannot be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from audit.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.keras

MODEL = """\
title = "Tiny"
labels = "happy-sad"
weights = "weights.keras"

[input]
size = 16
colour = "grey"
channels = 1
face = "whole"

[output]
{output}

[recipe]
architecture = "tiny"
data = "faces"
target = "votes"
held_out = 0.2
epochs = 1
batch = 8
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty faces of one split with votes, and a model to be trained on them."""
    (tmp_path / "faces").mkdir()
    lines = ["image,label,split,votes_happy,votes_sad,votes_unknown"]
    for i in range(20):
        cv2.imwrite(str(tmp_path / "faces" / f"{i}.png"), np.full((16, 16), 40 + 100 * (i % 2), np.uint8))
        label, votes = ("happy", "7,2,1") if i % 2 else ("sad", "1,9,0")
        lines.append(f"{i}.png,{label},Train,{votes}")
    (tmp_path / "faces" / "manifest.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "model.toml").write_text(MODEL.format(output='kind = "softmax"'))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_classifier_learns_vote_shares_and_a_part_of_train_validates(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", "tiny"]) == 0
    said = " ".join(capfd.readouterr().err.split())
    assert "of 4 images), trained on 16 images" in said  # a fifth of 20; the cohort has no split 'Valid'
    assert (folder / "tiny" / "weights.keras").is_file()
    assert 'sha256 = "' in (folder / "tiny" / "model.toml").read_text()


def test_a_sigmoid_and_a_cohort_without_votes_cannot_be_trained_on_votes(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    manifest = folder / "faces" / "manifest.csv"
    manifest.write_text("\n".join(",".join(line.split(",")[:3]) for line in manifest.read_text().splitlines()))
    assert run(["train", "tiny"]) == 2
    assert "cohort 'faces': has no votes_… columns; the target 'votes' needs them" in capfd.readouterr().err
    (folder / "tiny" / "model.toml").write_text(MODEL.format(output='kind = "sigmoid"\npositive = "sad"'))
    assert run(["train", "tiny"]) == 2
    assert "model 'tiny': target = 'votes' needs one probability for each emotion" in capfd.readouterr().err
