"""Classifiers of strangers, installed from packages by `make soak`: our answers are those of their own library."""

from __future__ import annotations

import csv
import sys
import warnings
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from audit.cli.main import run
from audit.domain.cohort.labels import LABEL_SETS
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

pytestmark = [pytest.mark.packages, pytest.mark.filterwarnings("ignore")]

SIDE = 200
"""Pixels of the pictures, which are the faces: so nothing is found, cut or moved."""


def of(package: str, module: str) -> ModuleType:
    """Return a module of a package without what the package imports beside it: readers of videos, other finders."""
    if (found := find_spec(package)) is None:
        pytest.skip(f"{package} is not installed; make soak installs it")
    sys.modules[package] = module_from_spec(found)  # and its own __init__ is not run
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(f"{package}.{module}")


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "cohort"
    write_cohort(draw_cohort(DrawnPlan(faces=24, labels=LABEL_SETS["fer7"], size=SIDE, seed=18)), folder)
    return folder


def ours(cohort: Path, out: Path, *options: str) -> dict[str, dict[str, float]]:
    """Return the probability of each emotion for each picture."""
    assert run(["predict", "--cohort", str(cohort), "--face", "whole", "--out", str(out), *options]) == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["image"]: {name.removeprefix("p_"): float(cell) for name, cell in row.items() if name.startswith("p_")}
        for row in rows
    }


def test_facex_answers_as_its_own_library(cohort: Path, tmp_path: Path) -> None:
    """A TFLite file; pictures have the size it takes, so that nobody's way of shrinking stands between."""
    library = of("facex", "core")
    file = Path(sys.modules["facex"].__path__[0]) / "assets" / "model_optimized.tflite"
    theirs = library.EmotionClassifier(str(file))
    words = ("anger", "disgust", "fear", "happy", "neutral", "sadness", "surprised")
    contract = ("--labels", "angry,disgust,fear,happy,neutral,sad,surprise", "--size", "200", "--channels", "3")
    said = ours(cohort, tmp_path / "ours.csv", "--model", str(file), *contract, "--colour", "grey", "--scale", "unit")
    for image, answer in said.items():
        grey = cv2.cvtColor(cv2.imread(str(cohort / image)), cv2.COLOR_BGR2GRAY)
        told = theirs.detect_emotion(grey)
        assert list(answer.values()) == pytest.approx([float(told[word]) for word in words], abs=1e-4)


@pytest.mark.parametrize(("file", "lite"), [("emotion_model.hdf5", False), ("emotion_model_quantized.tflite", True)])
def test_fer_answers_as_its_own_library(cohort: Path, tmp_path: Path, file: str, lite: bool) -> None:
    """Its class shrinks the picture and asks the network; its finder, larger box and rounding to 0.01 are left out."""
    library = of("fer", "fer").FER
    answers: list[np.ndarray] = []

    class Heard(library):  # type: ignore[misc,valid-type]
        def _classify_emotions(self, gray_faces: np.ndarray) -> np.ndarray:
            answers.append(np.asarray(super()._classify_emotions(gray_faces))[0])
            return answers[-1:]

    theirs = Heard(use_tflite=lite, offsets=(0, 0))
    weights = Path(sys.modules["fer"].__path__[0]) / "data" / file
    said = ours(cohort, tmp_path / "ours.csv", "--model", str(weights), "--preset", "fer")
    for image, answer in said.items():
        theirs.detect_emotions(cv2.imread(str(cohort / image)), face_rectangles=[(0, 0, SIDE, SIDE)])
        assert list(answer) == list(library._get_labels().values())
        assert list(answer.values()) == pytest.approx(answers[-1].tolist(), abs=1e-5)
