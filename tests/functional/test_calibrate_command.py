"""`emotion-audit calibrate` on a small network: declared, applied, and said in the report."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.cli.main import run
from audit.load import load_model, load_result

pytestmark = pytest.mark.keras

MODEL = """title = "Bright or dark"
labels = "happy-sad"
weights = "weights.keras"
sha256 = "{sha256}"   # of the weights

[input]
size = 8
colour = "grey"
channels = 1
face = "whole"

[output]
kind = "{kind}"
positive = "happy"
"""


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    """A network that is sure of itself: log odds of `happy` are (brightness − 128) / 8."""
    keras = pytest.importorskip("keras")
    dense = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), dense])
    dense.set_weights([np.full((64, 1), 1 / 8 / 64), np.array([-16.0])])
    path = tmp_path_factory.mktemp("weights") / "weights.keras"
    model.save(path)
    return path


@pytest.fixture
def here(tmp_path, monkeypatch, weights) -> Path:
    """A folder with a model and faces whose log odds are (brightness − 128) / 24: the network's temperature is 3."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "bright"
    folder.mkdir()
    (folder / "weights.keras").write_bytes(weights.read_bytes())
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    (folder / "model.toml").write_text(MODEL.format(sha256=digest, kind="sigmoid"))
    _faces(tmp_path / "valid", range(80, 177, 2))
    _faces(tmp_path / "test", range(81, 176, 2))
    return tmp_path


def _faces(folder: Path, values: range) -> None:
    """Write ten pictures of each brightness, as many of them happy as its odds say."""
    folder.mkdir()
    rows = ["image,label,age_group"]
    for value in values:
        happy = round(10 / (1 + np.exp(-(value - 128) / 24)))
        for i in range(10):
            name = f"{value}-{i}-{folder.name}.png"
            rows.append(f"{name},{'happy' if i < happy else 'sad'},{'adult' if i % 2 else 'senior'}")
            cv2.imwrite(str(folder / name), np.full((8, 8), value, np.uint8))
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")


def test_from_held_out_pictures_to_the_report(here, capfd) -> None:
    before = (here / "bright" / "model.toml").read_text()
    assert run(["predict", "--cohort", "test", "--model", "bright", "--out", "before.csv"]) == 0
    assert run(["run", "--cohort", "test", "--model", "bright", "--out", "raw"]) in (0, 3)
    capfd.readouterr()
    assert run(["calibrate", "bright", "--cohort", "valid", "--json"]) == 0
    printed = capfd.readouterr()
    found = json.loads(printed.out)
    assert found["temperature"]["value"] == pytest.approx(3.0, abs=0.1)
    assert found["before"]["gap"] > 0.1
    assert abs(found["after"]["gap"]) < 0.02
    assert "Do not audit the model on these pictures" in printed.err
    assert (here / "bright" / "model.toml").read_text().startswith(before)
    assert load_model(here / "bright").temperature.fitted_on == "valid, 490 pictures, against the label"

    assert run(["predict", "--cohort", "test", "--model", "bright", "--out", "after.csv"]) == 0
    plain, cooled = (
        np.loadtxt(name, delimiter=",", skiprows=1, usecols=(1, 2)) for name in ("before.csv", "after.csv")
    )
    assert np.array_equal(plain.argmax(axis=1), cooled.argmax(axis=1))
    assert cooled.sum(axis=1) == pytest.approx(1, abs=2e-6)
    assert cooled.max(axis=1).mean() < plain.max(axis=1).mean()

    assert run(["run", "--cohort", "test", "--model", "bright", "--out", "report"]) in (0, 3)
    raw, audited = (load_result(here / name / "audit.json") for name in ("raw", "report"))
    assert raw.mixed.temperature is None
    assert audited.mixed.temperature.value == found["temperature"]["value"]
    assert audited.mixed.reliability[0].error < raw.mixed.reliability[0].error
    assert np.array_equal(audited.counts.overall().cells, raw.counts.overall().cells)
    page = (here / "report" / "index.html").read_text()
    assert f"divided by temperature {found['temperature']['value']:.2f} (fitted on valid, 490 pictures" in page
    assert "These are not the pictures of this audit" in page


def test_an_audit_of_the_fitted_pictures_says_so(here) -> None:
    assert run(["calibrate", "bright", "--cohort", "valid"]) == 0
    assert run(["run", "--cohort", "valid", "--model", "bright", "--out", "report"]) in (0, 3)
    assert load_result(here / "report" / "audit.json").mixed.fitted_here == 490
    assert (
        "490 pictures of this audit belong to the very set that it was fitted on"
        in (here / "report" / "index.html").read_text()
    )


@pytest.mark.usefixtures("here")
def test_before_and_after_are_printed(capfd) -> None:
    assert run(["calibrate", "bright", "--cohort", "valid"]) == 0
    out = capfd.readouterr().out.splitlines()
    assert out[0].startswith("temperature ")
    assert out[0].endswith("fitted on valid, 490 pictures, against the label")
    assert out[2].split()[-2:] == ["before", "after"]
    assert [line.split()[0] for line in out[3:]] == ["cross-entropy,", "calibration", "by", "over-confident"]


def test_training_anew_takes_the_temperature_of_the_old_weights_out(here) -> None:
    folder = here / "tiny"
    folder.mkdir()
    recipe = '[recipe]\narchitecture = "tiny"\ndata = "drawn"\nimages = 20\nepochs = 1\n'
    calibration = '[calibration]\ntemperature = 9.0\nfitted_on = "other weights"\n'
    declared = 'title = "Tiny"\nlabels = "happy-sad"\nweights = "weights.keras"\n\n[input]\nsize = 16\nface = "whole"\n'
    (folder / "model.toml").write_text("\n".join([declared, calibration, recipe]))
    assert run(["train", "tiny"]) == 0
    trained = load_model(folder)
    assert trained.sha256 is not None
    assert trained.temperature is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bright"], "name --cohort"),
        (["nobody"], "neither a path nor the id"),
        (["bright", "--cohort", "nowhere"], "neither a path nor the id"),
        (["bright", "--cohort", "valid", "--split", "Valid"], "split"),
        (["bright", "--cohort", "valid", "--target", "votes"], "take --target label"),
        (["bright/weights.keras", "--cohort", "valid"], "name a model folder"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_changes_nothing(here, capfd, arguments, message) -> None:
    before = (here / "bright" / "model.toml").read_text()
    assert run(["calibrate", *arguments]) == 2
    assert message in capfd.readouterr().err
    assert (here / "bright" / "model.toml").read_text() == before


def test_a_logit_model_says_the_same_as_its_sigmoid(here) -> None:
    """Two outputs 0 and (brightness − 128) / 8 as logits have the sigmoid's temperature."""
    import keras

    dense = keras.layers.Dense(2)
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), dense])
    kernel = np.zeros((64, 2))
    kernel[:, 0] = 1 / 8 / 64
    dense.set_weights([kernel, np.array([-16.0, 0.0])])
    folder = here / "logits"
    folder.mkdir()
    model.save(folder / "weights.keras")
    digest = hashlib.sha256((folder / "weights.keras").read_bytes()).hexdigest()
    (folder / "model.toml").write_text(MODEL.format(sha256=digest, kind="logits").replace('positive = "happy"\n', ""))
    for name in ("bright", "logits"):
        assert run(["calibrate", name, "--cohort", "valid"]) == 0
    fitted = [load_model(here / name).temperature.value for name in ("bright", "logits")]
    assert fitted[0] == pytest.approx(fitted[1], rel=1e-3)
