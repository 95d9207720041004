"""Files that are no model which is run are refused before anything is asked of them."""

from __future__ import annotations

import json
import zipfile

import pytest

from audit.errors import ModelRefused
from audit.load.models.ways_out import refuse_unreadable

SEQUENTIAL = {"class_name": "Sequential", "config": []}


def refusal(path, architecture=None):
    with pytest.raises(ModelRefused) as refused:
        refuse_unreadable(path, architecture)
    return str(refused.value)


def test_an_architecture_names_the_weights_that_lie_beside_it(tmp_path):
    path = tmp_path / "fer.json"
    path.write_text(json.dumps(SEQUENTIAL), encoding="utf-8")
    assert f"--model WEIGHTS.h5 --architecture {path}" in refusal(path)
    (tmp_path / "a.h5").touch()
    (tmp_path / "fer.h5").touch()
    assert f"--model {tmp_path / 'fer.h5'} --architecture {path}" in refusal(path)
    path.write_text(json.dumps(json.dumps(SEQUENTIAL)), encoding="utf-8")  # json.dump(model.to_json(), file)
    assert "describes a network of Keras" in refusal(path)


def test_networks_for_browsers_are_told_apart(tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps({"format": "layers-model", "modelTopology": {}}), encoding="utf-8")
    assert "tensorflowjs_converter --input_format=tfjs_layers_model --output_format=keras" in refusal(path)
    path.write_text(json.dumps({"format": "graph-model", "modelTopology": {}}), encoding="utf-8")
    assert "is a graph of TensorFlow.js" in refusal(path)
    path.write_text("[1]", encoding="utf-8")
    assert "no description of a network" in refusal(path)


def test_weights_of_torch_are_sent_to_adapt_and_never_read(tmp_path):
    path = tmp_path / "net.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"cos\nsystem\n(S'touch ran'\ntR.")
    assert f"emotion-audit adapt {path}" in refusal(path)
    pickled = tmp_path / "svm.joblib"
    pickled.write_bytes(b"\x80\x04")
    assert "never loaded" in refusal(pickled)


def test_what_may_be_run_passes_and_so_does_a_folder(tmp_path):
    (tmp_path / "net.onnx").touch()
    refuse_unreadable(tmp_path / "net.onnx", None)
    refuse_unreadable(tmp_path, None)
