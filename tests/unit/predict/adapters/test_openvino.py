"""OpenVINO networks, against OpenVINO called directly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, Weights, declared, pictures, write_onnx

from audit.domain.model.kinds import Kind
from audit.errors import ModelRefused
from audit.load import model_from_file, verify
from audit.load.models.bare_model import Told
from audit.predict import load_classifier, load_here

pytestmark = pytest.mark.openvino

openvino = pytest.importorskip("openvino", reason="openvino is an extra that is not in the lock; make soak installs it")


@pytest.fixture
def path(tmp_path):
    write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True)
    openvino.save_model(openvino.convert_model(tmp_path / "net.onnx"), tmp_path / "net.xml", compress_to_fp16=False)
    return tmp_path / "net.xml"


def brought(path, contract=CONTRACT):
    """Return the model as a person's command knows it: with the file of numbers beside it."""
    return model_from_file(path, Told(labels=LABELS, contract=contract))


def test_every_answer_is_openvino_s(path):
    batch = pictures(9)
    network = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    expected = network(np.ascontiguousarray(batch.transpose(0, 3, 1, 2)))[0]
    spec = brought(path)
    assert spec.kind is Kind.OPENVINO
    said = load_here(spec).probabilities(batch)
    assert said == pytest.approx(expected, abs=1e-6)
    onnx = load_here(declared(path.with_suffix(".onnx"))).probabilities(batch)
    assert said == pytest.approx(onnx, abs=1e-6)


def test_a_network_nobody_vouches_for_is_run_by_its_worker(path):
    batch = pictures(3)
    said = load_classifier(brought(path)).probabilities(batch)
    assert said == pytest.approx(load_here(brought(path)).probabilities(batch), abs=1e-6)


def test_both_files_are_known_by_their_hashes(path):
    spec = brought(path)
    assert [each.path.name for each in spec.files] == ["net.bin"]
    verify(spec)
    path.with_suffix(".bin").write_bytes(b"others")
    with pytest.raises(ModelRefused, match=r"net\.bin: is not the file"):
        verify(spec)


def test_what_does_not_fit_or_is_broken_is_refused(path):
    with pytest.raises(ModelRefused, match="takes 3×16×16, the input contract of 'net' declares 24×24×3"):
        load_here(brought(path, replace(CONTRACT, size=24)))
    path.with_suffix(".bin").write_bytes(b"")
    with pytest.raises(ModelRefused, match="OpenVINO could not load it safely"):
        load_here(brought(path))
    path.write_text("no network", encoding="utf-8")
    with pytest.raises(ModelRefused, match="not an OpenVINO network; it was misnamed"):
        load_here(brought(path))
