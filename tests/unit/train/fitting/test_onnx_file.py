"""A network written as ONNX says what it says as a Keras file: every layer of ours, the recommended classifiers."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.domain.model.model import TRAINABLE, Output
from audit.errors import ModelRefused
from audit.files import content_sha256
from audit.images import prepare_pixels, prepared
from audit.load import load_cohort, load_model
from audit.predict import load_here
from audit.simulate import DrawnPlan, draw_cohort

if TYPE_CHECKING:
    from audit.predict import Classifier

pytestmark = pytest.mark.keras

MODELS = Path(__file__).resolve().parents[4] / "models"
RECOMMENDED = ["drawn-happy-sad", "cnn48", "emotion7", "ferplus8", "happy-sad"]
CLOSE = 2e-6
"""float32 sums up in another order; measured: at most 1.4e-6, of happy-sad on real faces, below 1e-6 on drawn ones."""


@pytest.fixture
def trained(spec_for, tmp_path):
    """Return a function that publishes the network of a recipe, its variables drawn, and its ONNX file."""
    from audit.train.architectures import build
    from audit.train.fitting.onnx_file import publish_onnx
    from audit.train.fitting.weights import publish_weights

    def make(contract=None, output=Output.SOFTMAX, **changes):
        spec = replace(spec_for(**changes), output=output, positive="sad" if output is Output.SIGMOID else None)
        spec = spec if contract is None else replace(spec, contract=contract)
        rng = np.random.default_rng(5)
        shapes = [(variable.shape, variable.dtype) for variable in build(spec, spec.recipe).variables]
        values = [
            rng.uniform(0.05, 0.3, size=shape) if "float" in str(kind) else np.zeros(shape, kind)
            for shape, kind in shapes
        ]
        publish_weights(spec, spec.recipe, values, spec.weights)
        path = tmp_path / "weights.onnx"
        return spec, publish_onnx(spec.weights, path)

    return make


def outputs(spec, path: Path) -> tuple[np.ndarray, np.ndarray]:
    pictures = np.random.default_rng(1).integers(0, 256, size=(9, *spec.contract.shape)).astype(np.float32)
    as_onnx = replace(spec, weights=path)
    return load_here(spec).probabilities(pictures), load_here(as_onnx).probabilities(pictures)


@pytest.mark.parametrize(
    ("architecture", "output"),
    [
        *(("tiny", output) for output in TRAINABLE),
        *((name, Output.SOFTMAX) for name in ("cnn48", "vgg10", "small-vgg", "light")),
    ],
)
def test_every_architecture_and_every_output_says_the_same(trained, architecture, output) -> None:
    spec, written = trained(architecture=architecture, output=output)
    keras, onnx = outputs(spec, written.path)
    assert np.abs(keras - onnx).max() < CLOSE


@pytest.mark.parametrize("scale", Scale)
def test_stacked_layers_strides_and_scales_say_the_same(trained, scale) -> None:
    contract = InputContract(size=21, colour=Colour.RGB, channels=3, scale=scale)
    spec, written = trained(
        contract=contract,
        architecture="stacked",
        filters=(4, 6),
        kernel=3,
        padding="valid",
        dense=(8,),
        batch_norm=True,
    )
    keras, onnx = outputs(spec, written.path)
    assert np.abs(keras - onnx).max() < CLOSE


def test_what_only_training_sees_is_left_out_and_the_bytes_are_the_same_again(trained, tmp_path) -> None:
    import onnx

    from audit.train.fitting.onnx_file import publish_onnx

    spec, written = trained(architecture="tiny")
    kinds = [node.op_type for node in onnx.load(written.path).graph.node]
    assert kinds == [
        *("Transpose", "Mul", *(3 * ["Conv", "Relu", "MaxPool"]), "Transpose", "Flatten", "Gemm", "Relu"),
        *("Gemm", "Softmax"),
    ]
    again = publish_onnx(spec.weights, tmp_path / "again.onnx")
    assert (again.sha256, again.size) == (written.sha256, written.size)


def test_a_layer_of_somebody_else_is_refused_by_name(tmp_path) -> None:
    import keras

    from audit.train.fitting.onnx_file import publish_onnx

    path = tmp_path / "theirs.keras"
    keras.Sequential([keras.Input((8, 8, 1)), keras.layers.LayerNormalization()]).save(path)
    with pytest.raises(ModelRefused, match="a layer 'LayerNormalization' cannot be written as ONNX"):
        publish_onnx(path, tmp_path / "theirs.onnx")
    assert not (tmp_path / "theirs.onnx").exists()


@pytest.mark.parametrize("name", RECOMMENDED)
def test_a_recommended_classifier_is_declared_with_both_files(name) -> None:
    declared = tomllib.loads((MODELS / name / "model.toml").read_text(encoding="utf-8"))
    assert declared["onnx_sha256"] == content_sha256(MODELS / name / declared["onnx"])
    assert load_model(MODELS / name).as_run.kind == "ONNX"


@cache
def run_by_both(name: str) -> tuple[Classifier, Classifier]:
    """Return a recommended classifier as Keras runs it, and as ONNX; each is loaded once."""
    spec = load_model(MODELS / name)
    return load_here(replace(spec, onnx=None)), load_here(spec)


def apart(name: str, pictures) -> float:
    """Return the furthest that two probabilities of a classifier are apart: run by Keras, and as ONNX."""
    keras, onnx = run_by_both(name)
    contract = load_model(MODELS / name).contract
    batch = np.stack([picture.pixels for picture in pictures(contract) if picture.pixels is not None])
    assert len(batch) >= 100
    ours, theirs = onnx.probabilities(batch), keras.probabilities(batch)
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).all()
    return float(np.abs(ours - theirs).max())


@pytest.mark.parametrize("name", RECOMMENDED)
def test_a_recommended_classifier_says_the_same_of_drawn_faces(name) -> None:
    faces = draw_cohort(DrawnPlan(faces=128, seed=3)).images
    assert apart(name, lambda contract: [prepare_pixels(face, None, contract) for face in faces]) < CLOSE


@pytest.mark.shared_data
@pytest.mark.parametrize("name", RECOMMENDED)
def test_a_recommended_classifier_says_the_same_of_real_faces(name, ferplus_valid) -> None:
    valid, rows = load_cohort(ferplus_valid), slice(0, 512)
    boxes = None if valid.boxes is None else valid.boxes[rows]
    assert apart(name, lambda contract: prepared(valid.root, valid.images[rows], boxes, contract)) < CLOSE
