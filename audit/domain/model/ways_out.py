"""Model files that are not run, and for each kind the way in which its classifier is audited all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.model.kinds import ENDINGS
from audit.errors import one_of

if TYPE_CHECKING:
    from pathlib import PurePath

_FUNCTION = "write a Python function that runs it (--model module:function)"
_TABLE = "audit a table of its answers (--predictions)"

ADAPT = "type emotion-audit adapt {name}, which writes the Python file that runs it"
"""The way out for weights of torch that come without their network."""

_PICKLE = (
    "a pickle runs code when it is read, so it is never loaded; where it was made, turn it into a skops file: "
    'python -c "import joblib, skops.io; skops.io.dump(joblib.load({name!r}), {stem!r})", and give that; or ' + _TABLE
)
_NO_RUNTIME = "what runs it is not part of emotion-audit; " + _FUNCTION + ", or " + _TABLE

_WAYS: dict[str, tuple[str, str]] = {
    **dict.fromkeys((".pkl", ".pickle", ".joblib", ".sav", ".dill"), ("a pickle", _PICKLE)),
    ".pmml": ("a PMML model", _NO_RUNTIME.replace("runs it", "runs it, with pypmml for instance,", 1)),
    ".safetensors": ("weights without their network", ADAPT),
    ".ckpt": (
        "a checkpoint of torch or TensorFlow, weights without their network",
        ADAPT + " (torch); one of TensorFlow is saved whole where it was made: model.save('net.keras')",
    ),
    ".bin": (
        "numbers without their network",
        "beside an OpenVINO .xml give that file; for weights of torch " + ADAPT,
    ),
    ".pb": (
        "a frozen graph of TensorFlow",
        "turn it into ONNX with python -m tf2onnx.convert --graphdef {name} --inputs INPUT:0 --outputs OUTPUT:0 "
        "--output {plain}.onnx, or, where it is saved_model.pb, give the folder it lies in",
    ),
    **dict.fromkeys(
        (".caffemodel", ".prototxt"),
        ("a Caffe network", "OpenCV reads it: " + _FUNCTION + " with cv2.dnn.readNetFromCaffe, or " + _TABLE),
    ),
    **dict.fromkeys(
        (".weights", ".cfg"),
        ("a Darknet network", "OpenCV reads it: " + _FUNCTION + " with cv2.dnn.readNetFromDarknet, or " + _TABLE),
    ),
    ".t7": ("a Torch7 network", "OpenCV reads it: " + _FUNCTION + " with cv2.dnn.readNetFromTorch, or " + _TABLE),
    **dict.fromkeys(
        (".mlmodel", ".mlpackage"),
        ("a Core ML model", "it runs on macOS alone: there " + _FUNCTION + " with coremltools, or " + _TABLE),
    ),
    **dict.fromkeys(
        (".pdmodel", ".pdiparams"),
        (
            "a Paddle network",
            "turn it into ONNX: paddle2onnx --model_dir . --model_filename {plain}.pdmodel --params_filename "
            "{plain}.pdiparams --save_file {plain}.onnx",
        ),
    ),
    **dict.fromkeys((".engine", ".plan", ".trt"), ("a TensorRT engine", "give the ONNX file it was built from")),
    **dict.fromkeys(
        (".mnn", ".param", ".rknn", ".dlc"), ("a network for phones", "give the ONNX file it was made from")
    ),
    **dict.fromkeys(
        (".npz", ".npy", ".mat", ".params"),
        ("arrays without their network", _FUNCTION + " and reads them, or " + _TABLE),
    ),
    **dict.fromkeys(
        (".yaml", ".yml"),
        (
            "the architecture of a network in YAML, which Keras reads no more",
            "where it was made, write it as JSON (model.to_json()) and give the weights with --architecture FILE.json",
        ),
    ),
    ".py": ("Python code", "name its function: --model {name}:FUNCTION"),
    **dict.fromkeys(
        (".csv", ".tsv", ".parquet", ".xlsx", ".jsonl"), ("a table", "if it holds answers, give it as --predictions")
    ),
    **dict.fromkeys((".zip", ".tar", ".gz", ".7z", ".rar"), ("an archive", "unpack it and give the model file in it")),
}
"""By ending: what such a file is, and what to do; in it {name}, {plain} (without its ending), {stem} (a skops file)."""


def way_out(path: PurePath) -> str:
    """Return why a file is not run, and what to do, as a sentence without the path in front; for any file name.

    >>> from pathlib import PurePath
    >>> way_out(PurePath("net.engine"))
    'is a TensorRT engine, which is not run here; give the ONNX file it was built from'
    """
    ending = path.suffix.lower()
    if ending in _WAYS:
        what, way = _WAYS[ending]
        return f"is {what}, which is not run here; {way_for(way, path)}"
    return (
        f"unknown kind of model file '{path.suffix}'; {one_of(path.suffix, ENDINGS)}, or a SavedModel's folder; for "
        f"any other, {_FUNCTION}, or {_TABLE}"
    )


def way_for(way: str, path: PurePath) -> str:
    """Return a way out with the names of a file put in."""
    plain = path.with_suffix("")
    return way.format(name=str(path), plain=str(plain), stem=f"{plain}.skops")
