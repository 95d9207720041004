"""ONNX files: any layout and batch, no TensorFlow, and nothing beside the file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, Weights, declared, pictures, write_onnx

from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output
from audit.errors import ModelRefused
from audit.predict import load_here

onnx = pytest.importorskip("onnx", reason="onnx is an extra that is not installed")
pytest.importorskip("onnxruntime", reason="onnxruntime is an extra that is not installed")


def written(path, shape, *, outputs=1, width=3, kind=None, external=False):
    """Write a network that says how red, green and blue a picture is, channels first."""
    from onnx import TensorProto, helper, numpy_helper

    kind = TensorProto.FLOAT if kind is None else kind
    weights = numpy_helper.from_array(np.eye(3, width, dtype=np.float32), "weights")
    nodes = [
        helper.make_node("Cast", ["pictures"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("GlobalAveragePool", ["values"], ["means"]),
        helper.make_node("Flatten", ["means"], ["flat"]),
        *(helper.make_node("MatMul", ["flat", "weights"], [f"out_{number}"]) for number in range(outputs)),
    ]
    given = [helper.make_tensor_value_info(f"out_{n}", TensorProto.FLOAT, ["n", width]) for n in range(outputs)]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("pictures", kind, shape)], given, [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = {"save_as_external_data": True, "location": "beside.bin", "size_threshold": 0} if external else {}
    onnx.save(model, path, **options)
    return declared(path, output=Output.LOGITS)


def test_a_batch_of_fixed_size_is_kept(tmp_path):
    weights, batch = Weights.drawn(), pictures(11)
    specs = [
        declared(write_onnx(weights, tmp_path / f"{size}.onnx", channels_first=True, batch=size))
        for size in (1, 4, "n")
    ]
    one, four, any_size = (load_here(spec).probabilities(batch) for spec in specs)
    assert one == pytest.approx(any_size, abs=1e-6)
    assert four == pytest.approx(any_size, abs=1e-6)


def test_the_layout_is_declared_where_the_shape_does_not_tell(tmp_path):
    spec = written(tmp_path / "open.onnx", ["n", "a", "b", "c"])
    with pytest.raises(ModelRefused, match="any×any×any does not tell whether the channels come last or first"):
        load_here(spec)
    batch = pictures(3)
    said = load_here(replace(spec, layout=Layout.NCHW)).probabilities(batch)
    powers = np.exp(batch.mean(axis=(1, 2)))
    assert said == pytest.approx(powers / powers.sum(axis=1, keepdims=True), abs=1e-6)


def test_a_declared_layout_that_is_not_the_files_is_refused(tmp_path):
    spec = written(tmp_path / "first.onnx", ["n", 3, 16, 16])
    with pytest.raises(ModelRefused, match="takes 3×16×16, the input contract of 'small' declares 16×16×3"):
        load_here(replace(spec, layout=Layout.NHWC))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outputs": 2}, "has 2 outputs, 0 'out_0' .3., 1 'out_1' .3.; say which holds the emotions: --output-index 0"),
        ({"width": 4}, "puts out 4 numbers for each picture, a logits of the 3 labels happy, sad, neutral is 3"),
        ({"kind": 2}, "takes whole numbers .uint8., the input contract gives others; declare scale = .raw."),
        ({"external": True}, "onnxruntime could not load it safely"),
    ],
    ids=["two outputs", "width", "bytes", "weights beside the file"],
)
def test_what_is_no_classifier_of_one_picture_is_refused(tmp_path, changes, message):
    with pytest.raises(ModelRefused, match=message):
        load_here(written(tmp_path / "net.onnx", ["n", 3, 16, 16], **changes))


@pytest.mark.parametrize("content", [b"", b"\x08\x09garbage", b"<html>not found</html>"], ids=["empty", "cut", "page"])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "net.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelRefused, match=r"could not load it safely|is no ONNX file|begins with b'<html>no'"):
        load_here(declared(path))


def test_tensorflow_is_not_imported(tmp_path):
    path = write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True)
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from assets.models import declared, pictures
from pathlib import Path
from audit.predict import load_here
print(load_here(declared(Path({str(path)!r}))).probabilities(pictures(2)).shape)
print(sorted({{"keras", "tensorflow", "onnx"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == f"(2, {len(LABELS)})\n[]\n"
    assert CONTRACT.channels == 3


def test_without_onnxruntime_the_error_says_what_to_type(tmp_path, monkeypatch):
    spec = declared(write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(Exception, match=r"type: pip install '\.\[onnx\]'"):
        load_here(spec)


def test_whatever_a_library_raises_while_it_runs_is_a_sentence(tmp_path, monkeypatch):
    classifier = load_here(declared(write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True)))

    class Raising:
        def run(self, *_given: object) -> None:
            raise ZeroDivisionError("by nothing\nat all")

    monkeypatch.setattr(classifier, "_session", Raising())
    with pytest.raises(
        ModelRefused, match=r"net\.onnx: failed when it was asked: ZeroDivisionError: by nothing; mend or replace it"
    ):
        classifier.probabilities(pictures(2))
