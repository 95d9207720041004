"""Which pictures a temperature is fitted on, to what, and what is declared; the classifier is made of brightness."""

from __future__ import annotations

import shutil

import cv2
import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError
from audit.load import load_model
from audit.load.models.verify import Verified
from audit.pipeline import calibrate_model

MODEL = """
title = "Brightness"
labels = "happy-sad"
weights = "weights.keras"

[input]
size = 8
colour = "grey"
channels = 1
face = "whole"
"""
RECIPE = """
[recipe]
architecture = "tiny"
data = "DATA"
"""


class Brightness:
    """Calls a picture happy with log odds (brightness − 128) / 16."""

    labels = LABEL_SETS["happy-sad"]

    def probabilities(self, batch):
        happy = 1 / (1 + np.exp(-(batch.mean(axis=(1, 2, 3)).astype(np.float64) - 128) / 16))
        return np.column_stack([happy, 1 - happy])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a model folder whose weights are not looked at."""
    monkeypatch.setattr("audit.predict.load_classifier", lambda spec: Brightness() if not spec.temperature else None)
    monkeypatch.setattr("audit.load.verified", lambda spec: Verified(spec, "0" * 64))
    made = tmp_path / "model"
    made.mkdir()
    (made / "model.toml").write_text(MODEL)
    return made


@pytest.fixture
def data(tmp_path):
    """Return a cohort: of three faces with log odds 2, two are happy (log odds log 2), half of them to train on."""
    made = tmp_path / "faces"
    made.mkdir()
    rows = ["image,label,split,votes_happy,votes_sad,votes_unknown"]
    for i in range(12):
        bright, sure = i % 2 == 0, i % 3 != 0
        happy = bright == sure
        votes = "6,2,2" if bright else "1,3,6"
        rows.append(f"{i}.png,{'happy' if happy else 'sad'},{'Train' if i < 6 else 'Valid'},{votes}")
        cv2.imwrite(str(made / f"{i}.png"), np.full((8, 8), 160 if bright else 96, np.uint8))
    (made / "manifest.csv").write_text("\n".join(rows) + "\n")
    (made / "cohort.toml").write_text('title = "Faces"\nlabels = "happy-sad"\n')
    return made


def calibrated(folder, **options):
    return calibrate_model(folder, **{"cohort": None, "split": None, "target": None} | options)


def test_the_temperature_by_hand_is_declared(folder, data):
    found = calibrated(folder, cohort=data, split="Valid", target="label")
    # log odds 2 / T = log 2
    assert found.temperature.value == pytest.approx(2 / np.log(2), abs=1e-3)
    assert found.temperature.fitted_on == "faces, split Valid, 6 pictures, against the label"
    assert load_model(folder).temperature == found.temperature
    assert found.after.gap == pytest.approx(0.0, abs=1e-4)
    assert found.before.gap == pytest.approx(1 / (1 + np.exp(-2)) - 2 / 3)
    assert found.before.cross_entropy > found.after.cross_entropy


def test_votes_are_taken_where_there_are_some_and_most_are_for_the_models_emotions(folder, data):
    found = calibrated(folder, cohort=data, split="Valid")
    # 6 of 8 for happy; the dark ones have 4 of 10 votes for the model's emotions
    assert found.temperature.value == pytest.approx(2 / np.log(3), abs=1e-3)
    assert (found.target, found.images) == ("votes", 3)


def test_a_second_fit_starts_from_the_classifier_without_temperature(folder, data):
    first = calibrated(folder, cohort=data, split="Valid", target="label")
    assert calibrated(folder, cohort=data, split="Valid", target="label") == first


def test_by_default_the_pictures_a_recipe_validates_with_are_taken(folder, data):
    with (folder / "model.toml").open("a") as stream:
        stream.write(RECIPE.replace("DATA", str(data)))
    found = calibrated(folder, target="label")
    assert (found.images, found.temperature.split) == (6, "Valid")


def test_pictures_the_recipe_trains_on_are_refused(folder, data):
    with (folder / "model.toml").open("a") as stream:
        stream.write(RECIPE.replace("DATA", str(data)))
    for split in (None, "Train"):
        with pytest.raises(
            UsageError, match=r"6 of these pictures are what model 'model' is trained on.*--split Valid"
        ):
            calibrated(folder, cohort=data, split=split)
    assert load_model(folder).temperature is None


def test_a_picture_that_is_gone_does_not_count(folder, data):
    (data / "6.png").unlink()
    assert calibrated(folder, cohort=data, split="Valid", target="label").images == 5


def test_no_picture_left_is_refused(folder, data):
    for picture in data.glob("*.png"):
        picture.unlink()
    with pytest.raises(InputError, match="there is no picture to fit it on"):
        calibrated(folder, cohort=data)


def test_what_cannot_be_done_is_said(folder, data):
    with pytest.raises(UsageError, match="has no recipe that says what it was validated with; name --cohort"):
        calibrated(folder)
    with pytest.raises(UsageError, match="name a model folder"):
        calibrated(folder / "weights.keras", cohort=data)
    bare = data / "bare.csv"
    bare.write_text("image,label\n6.png,happy\n7.png,sad\n")
    with pytest.raises(UsageError, match="no votes_… columns; take --target label"):
        calibrated(folder, cohort=bare, target="votes")
    with pytest.raises(UsageError, match="expected one of"):
        calibrated(folder, cohort=data, target="truth")
    with (folder / "model.toml").open("a") as stream:
        stream.write(RECIPE.replace("DATA", "drawn"))
    with pytest.raises(UsageError, match="drawn faces, which have no split 'Valid'"):
        calibrated(folder, split="Valid")
    with pytest.raises(UsageError, match="--target is 'label'"):
        calibrated(folder, target="votes")
    shutil.rmtree(data)
    (folder / "model.toml").write_text(MODEL + RECIPE.replace("DATA", str(data)))
    with pytest.raises(UsageError, match="the data of this recipe is not here"):
        calibrated(folder)
