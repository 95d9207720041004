"""Training on the command line: from a cohort with votes to a classifier, and recipes that cannot be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from audit.cli.main import run
from audit.load import load_model

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


def test_a_short_run_is_published_elsewhere_and_marked_in_every_title(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", "tiny", "--images", "10"]) == 2
    assert "a short run is not this model's result; name another folder with --out" in capfd.readouterr().err
    assert run(["train", "tiny", "--images", "10", "--out", "short"]) == 0
    said = " ".join(capfd.readouterr().err.split())
    assert "of 2 images)" in said  # a fifth of ten
    assert "not trained on: 10 pictures, not drawn for this short run" in said
    assert load_model(folder / "short").title == "Tiny (trial: about 10 pictures)"
    assert "trial: about 10 pictures" in (folder / "short" / "curves.svg").read_text()
    assert not (folder / "tiny" / "weights.keras").exists()
    assert run(["train", "short"]) == 2
    assert "holds a short run (about 10 pictures); train the model folder it was made from" in capfd.readouterr().err
    assert run(["calibrate", "short"]) == 2
    assert "its weights come from a short run (about 10 pictures)" in capfd.readouterr().err


def test_a_short_run_never_replaces_a_full_one(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "tiny", "--out", "full"]) == 0
    before = (folder / "full" / "weights.keras").read_bytes()
    assert run(["train", "tiny", "--epochs", "1", "--out", "full"]) == 2
    assert "holds the result of a full training; name another folder for a short run" in capfd.readouterr().err
    assert (folder / "full" / "weights.keras").read_bytes() == before


SEARCHED = """
[recipe.search]
trials = 2
epochs = 1
filters = [[2, 3]]
"""


def test_a_search_publishes_its_trials_and_the_recipe_it_chose(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = MODEL.format(output='kind = "softmax"').replace('"tiny"', '"stacked"') + SEARCHED
    (folder / "tiny" / "model.toml").write_text(text)
    assert run(["train", "tiny", "--out", "found"]) == 0
    said = capfd.readouterr().err
    assert said.count("held-out success rate") == 2
    assert (folder / "found" / "search.csv").read_text().count("\n") == 3
    assert load_model(folder / "found").recipe.filters in ((2,), (3,))
    assert load_model(folder / "tiny").recipe.filters == ()
    assert not (folder / "found" / "checkpoint").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("epochs = 1", "epoch = 1"), "unknown key; expected one of"),
        (("held_out = 0.2", "held_out = 0.2\nbalance = 'age'"), "has no feature 'age' to balance"),
        (('labels = "happy-sad"', 'labels = ["angry", "fear"]'), "no picture of it shows one of the emotions"),
        (('labels = "happy-sad"', 'labels = ["happy", "sad", "fear"]'), "no picture of fear"),
    ],
    ids=["unknown key", "unknown feature", "labels that do not fit", "an emotion missing"],
)
def test_a_recipe_that_cannot_be_followed_is_refused_in_a_sentence(
    folder: Path, capfd: pytest.CaptureFixture[str], change: tuple[str, str], words: str
) -> None:
    text = MODEL.format(output='kind = "softmax"').replace('"votes"', '"label"').replace(*change)
    (folder / "tiny" / "model.toml").write_text(text)
    assert run(["train", "tiny"]) == 2
    assert words in capfd.readouterr().err
    assert [path.name for path in (folder / "tiny").iterdir()] == ["model.toml"]


@pytest.mark.parametrize("held_out", ["held_out = 0.2\n", "held_out = 0.2\nstratified = true\n"])
def test_a_cohort_whose_pictures_are_all_gone_is_refused_in_a_sentence(
    folder: Path, capfd: pytest.CaptureFixture[str], held_out: str
) -> None:
    text = MODEL.format(output='kind = "softmax"').replace('"votes"', '"label"').replace("held_out = 0.2\n", held_out)
    (folder / "tiny" / "model.toml").write_text(text)
    for picture in folder.rglob("*.png"):
        picture.unlink()
    assert run(["train", "tiny"]) == 2
    said = capfd.readouterr().err
    assert "pictures can be trained on: missing file (" in said
    assert "emotion-audit check COHORT --pictures" in said


@pytest.mark.parametrize("kind", ["random-forest", "gradient-boosting"])
def test_trees_are_trained_declared_and_run(folder: Path, capfd: pytest.CaptureFixture[str], kind: str) -> None:
    pytest.importorskip("skops", reason="skops is an extra that is not installed")
    text = MODEL.format(output='kind = "softmax"').replace('"votes"', '"label"').replace("batch = 8\n", "")
    text = text.replace("weights.keras", "weights.skops").replace('"tiny"', f'"{kind}"')
    (folder / "tiny" / "model.toml").write_text(f"{text}\n[recipe.trees]\nper_epoch = 3\nleaves = 4\n")
    assert run(["train", "tiny"]) == 0
    spec = load_model(folder / "tiny")
    assert spec.sha256 is not None
    assert spec.trusted is None  # whoever runs it vouches for it
    assert spec.measured is not None
    assert spec.measured.file_size == (folder / "tiny" / "weights.skops").stat().st_size
    assert {path.name for path in (folder / "tiny").iterdir()} == {
        "model.toml",
        "weights.skops",
        "history.csv",
        "curves.svg",
    }
    assert "they run once you vouch for them: emotion-audit trust tiny" in capfd.readouterr().err
    said = ["predict", "--cohort", "faces", "--model", "tiny", "--out", "said.csv"]
    assert run(said) == 2
    assert run([*said, "--trust", spec.sha256]) == 0
    assert run(["train", "tiny", "--tensorboard", "board"]) == 2
    assert "trees write nothing for TensorBoard" in capfd.readouterr().err
