"""TFLite files, float and quantised, against LiteRT called directly; TensorFlow only writes them."""

from __future__ import annotations

import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.models import CONTRACT, Weights, declared, network, pictures
from corpus.models import great_tflite

from audit.domain.contract.input_contract import Scale
from audit.domain.model.kinds import Kind
from audit.errors import ModelRefused
from audit.predict import load_here

pytestmark = pytest.mark.keras

interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason="litert is an extra that is not installed")
FORMS = ("float", "int8 inside", "int8", "uint8")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """The network of the tests, converted by TensorFlow."""
    tensorflow = pytest.importorskip("tensorflow", reason="tensorflow is an extra that is not installed")
    folder, model = tmp_path_factory.mktemp("tflite"), network(Weights.drawn())
    found = {}
    for form in FORMS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
            if form != "float":
                converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
                converter.representative_dataset = lambda: ([each[None]] for each in pictures(40, seed=4))
            if form in ("int8", "uint8"):
                converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
                converter.inference_input_type = converter.inference_output_type = getattr(tensorflow, form)
            path = folder / f"{form.replace(' ', '-')}.tflite"
            path.write_bytes(converter.convert())
        found[form] = path
    return found


def said_directly(path: Path, batch: np.ndarray) -> np.ndarray:
    """Ask LiteRT as its documentation does."""
    net = interpreter.Interpreter(model_path=str(path))
    net.allocate_tensors()
    (taken,), (given,) = net.get_input_details(), net.get_output_details()
    rows = []
    for picture in batch:
        scale, zero = taken["quantization"]
        limits = np.iinfo(taken["dtype"]) if scale else None
        given_it = picture if limits is None else np.clip(np.round(picture / scale) + zero, limits.min, limits.max)
        net.set_tensor(taken["index"], given_it[None].astype(taken["dtype"]))
        net.invoke()
        row = net.get_tensor(given["index"])[0].astype(np.float64)
        scale, zero = given["quantization"]
        rows.append((row - zero) * scale if scale else row)
    found = np.array(rows)
    return found / found.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("form", FORMS)
def test_every_answer_is_litert_s(files, form):
    spec = declared(files[form])
    assert spec.kind is Kind.TFLITE
    batch = pictures(12)
    said = load_here(spec).probabilities(batch)
    assert said == pytest.approx(said_directly(files[form], batch), abs=1e-6)
    assert len(np.unique(said[:, 0].round(3))) > 6, "a network, not a constant"


def test_a_float_network_says_what_keras_says_of_it(files):
    batch = pictures(12)
    expected = network(Weights.drawn()).predict(batch, verbose=0)
    assert load_here(declared(files["float"])).probabilities(batch) == pytest.approx(expected, abs=1e-6)


def test_a_quantised_softmax_does_not_sum_to_1_and_is_still_one(files):
    raw = [load_here(declared(files[form])).probabilities(pictures(9)) for form in ("float", "uint8")]
    assert raw[1] == pytest.approx(raw[0], abs=0.05)


def test_whatever_the_scale_a_quantised_input_is_brought_to_its_numbers(files):
    spec = declared(files["uint8"])
    with pytest.raises(ModelRefused, match="takes 16×16×3, the input contract of 'small' declares 24×24×3"):
        load_here(replace(spec, contract=replace(CONTRACT, size=24, scale=Scale.UNIT)))


def test_a_misnamed_or_broken_file_is_refused(files, tmp_path):
    page = tmp_path / "net.tflite"
    page.write_bytes(b"<html>not found</html>")
    with pytest.raises(ModelRefused, match="not a TFLite file; it was misnamed"):
        load_here(declared(page))
    page.write_bytes(files["float"].read_bytes()[:400])
    with pytest.raises(ModelRefused, match="is no TFLite file, or a damaged one"):
        load_here(declared(page))
    page.write_bytes(great_tflite(1))
    with pytest.raises(ModelRefused, match="LiteRT could not load it safely"):
        load_here(declared(page))


def test_tensorflow_is_not_imported(files):
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from pathlib import Path
from assets.models import declared, pictures
from audit.predict import load_here
print(load_here(declared(Path({str(files["float"])!r}))).probabilities(pictures(2)).shape)
print(sorted({{"keras", "tensorflow"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "(2, 3)\n[]\n"
