"""Every parser of what others wrote, as a function of bytes: it returns, or raises what our own tree of errors has."""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from corpus.models import great_tflite

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.errors import AuditError
from audit.images import prepare_bytes
from audit.load.declarations.audits import load_audits_file
from audit.load.declarations.policy import load_policy
from audit.load.importers.source import open_source
from audit.load.manifest.manifest import load_cohort
from audit.load.models.model import load_model
from audit.load.predictions.predictions import load_predictions
from audit.load.saved.result import load_result
from audit.predict.vetting import vet
from audit.predict.worker.classifiers import checked
from audit.predict.worker.frames import BrokenFrame, receive, send

ROOT = Path(__file__).resolve().parents[2]
_CONTRACT = InputContract(size=48, face=FacePolicy.WHOLE)
_GOOD = b"image,label,age\na.png,happy,20-29\nb.png,sad,30-39\nc.png,happy,20-29\n"


GIVEN = "FUZZ_FOLDER"
"""Variable that names the folder to write into: who fuzzes ends without a word, and somebody else has to tidy up."""


def _folder() -> Path:
    """Return a folder in memory where there is one: a parser is tried thousands of times a second."""
    if GIVEN in os.environ:
        return Path(os.environ[GIVEN])
    made = Path(tempfile.mkdtemp(prefix="fuzz-", dir=in_memory()))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def in_memory() -> Path | None:
    """Return the folder of the system that lies in memory; None where there is none."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return memory if memory.is_dir() else None


FOLDER = _folder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """One parser.

    Attributes
    ----------
    read
        Reads bytes.
    seeds
        What it reads without complaint, or nearly: mutations start from these.
    words
        Pieces that mean something to it.
    longest
        Bytes of the longest input.
    """

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = field(default=())
    longest: int = 4096


def tried(parser: Parser, data: bytes) -> None:
    """Read bytes; errors of our own tree are as it should be, any other passes through."""
    with contextlib.suppress(AuditError):
        parser.read(data)


def _of_file(name: str, load: Callable[[Path], object]) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return load(path)

    return read


def _predictions(path: Path) -> object:
    cohort = FOLDER / "people.csv"
    cohort.write_bytes(_GOOD)
    return load_predictions(path, load_cohort(cohort))


def _with_cohort(path: Path) -> object:
    (path.parent / "manifest.csv").write_bytes(_GOOD)
    return load_cohort(path.parent)


def _model(path: Path) -> ModelSpec:
    labels = LABEL_SETS["happy-sad"]
    return ModelSpec(id="n", title="n", labels=labels, contract=_CONTRACT, weights=path)


def _keras_configuration(data: bytes) -> object:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("config.json", data)
    (FOLDER / "n.keras").write_bytes(stream.getvalue())
    vet(_model(FOLDER / "n.keras"))
    return None


def _look(path: Path) -> object:
    vet(_model(path))
    return None


def _worker_answer(data: bytes) -> object:
    """Read what a worker sent as the parent does."""
    stream = io.BytesIO(data)
    with contextlib.suppress(BrokenFrame):
        while (frame := receive(stream, lambda: 1 << 20)) is not None:
            checked(frame, 2, 2)
    return None


def _worker_answers() -> tuple[bytes, ...]:
    stream = io.BytesIO()
    send(stream, {"outcomes": [0, 0], "reasons": ["", ""]}, np.array([[0.5, 0.5], [1.0, 0.0]]))
    return (stream.getvalue(), stream.getvalue() * 2)


def _source(path: Path) -> object:
    with open_source(path) as files:
        return [files.read(name) for name in files.names]


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _png() -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes())


def _jpeg() -> bytes:
    import cv2

    return bytes(cv2.imencode(".jpg", np.full((16, 16, 3), 90, np.uint8))[1].tobytes())


def _saved_audit() -> bytes:
    from assets.audits import five_pictures

    from audit.report.files.audit_json import to_document

    return to_document(five_pictures()).encode()


def _text(path: str) -> bytes:
    return (ROOT / path).read_bytes()


_KERAS = json.dumps(
    {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "layers": [
                {"class_name": "InputLayer", "module": "keras.layers", "config": {"batch_shape": [None, 8, 8, 3]}},
                {
                    "class_name": "Conv2D",
                    "module": "keras.layers",
                    "config": {"filters": 4, "kernel_size": [3, 3]},
                    "build_config": {"input_shape": [None, 8, 8, 3]},
                },
                {"class_name": "Dense", "config": {"units": 2}, "build_config": {"input_shape": [None, 9]}},
            ]
        },
    }
).encode()


def _message(*parts: tuple[int, int | bytes]) -> bytes:
    """Return a short message of Protocol Buffers: fields by number, each a small number or bytes."""
    data = b""
    for number, value in parts:
        data += bytes([number << 3, value]) if isinstance(value, int) else bytes([number << 3 | 2, len(value)]) + value
    return data


_CONSTANT = _message((1, 1), (2, 7), (7, b"\x05"), (8, b"s"))
_NODES = ((1, _message((1, b"s"), (2, b"y"), (4, b"ConstantOfShape"))), (1, _message((1, b"s"), (4, b"Loop"))))
_ONNX = _message((1, 9), (7, _message(*_NODES, (5, _CONSTANT))))
"""A graph of two nodes and a constant, by the numbers of the fields of ONNX."""

_POLICY = b'confidence = 0.95\nseed = 1\n[[criteria]]\nmetric = "accuracy"\nfeature = "age"\nlimit = 0.1\n'
_COHORT = b'title = "T"\nlabels = "fer7"\n[features.age]\nprovenance = "annotated"\n[label_map]\njoy = "happy"\n'
_SAID = b"image,p_happy,p_sad\na.png,0.7,0.3\nb.png,0.2,0.8\nc.png,1,0\n"
_JSON = b'[{"image": "a.png", "label": "happy", "age": 3}, {"image": "b.png", "label": "sad", "age": null}]'

PARSERS: dict[str, Parser] = {
    "manifest": Parser(
        read=_of_file("t.csv", load_cohort),
        seeds=(_GOOD, _GOOD.replace(b",", b";"), b"\xef\xbb\xbf" + _GOOD, b"image,label\n\"a,b\",happy\n'c',sad\n"),
        words=("image", "label", "subject", "votes_happy", "x,y,width,height", "split", "happy", "sad", '"', ";", "\t"),
    ),
    "predictions": Parser(
        read=_of_file("said.csv", _predictions),
        seeds=(_SAID, b"image,predicted\na.png,happy\nb.png,sad\nc.png,sad\n", _SAID.replace(b".", b"0.")),
        words=("image", "predicted", "p_happy", "outcome", "scored", "nan", "inf", "1e999", "logit_happy", "%"),
    ),
    "json-table": Parser(
        read=_of_file("t.json", load_cohort),
        seeds=(_JSON, b'{"image": ["a.png"], "label": ["happy"]}', _JSON.replace(b", {", b"\n{")),
        words=('"image"', '"label"', "null", "true", "1e999", "\\ud800", "{", "[", '"faces"'),
    ),
    "packed-table": Parser(
        read=_of_file("t.zip", load_cohort), seeds=(_zip({"t.csv": _GOOD}), b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"BZh9")
    ),
    "policy": Parser(
        read=_of_file("policy.toml", load_policy),
        seeds=(_POLICY, b'[[criteria]]\nmetric = "recall"\nemotion = "sad"\nfeature = "age*gender"\nlimit = 0.8\n'),
        words=(
            "criteria",
            "metric",
            "feature",
            "limit",
            "comparison",
            "waivers",
            "monitoring",
            "inf",
            "nan",
            "2026-01-01",
        ),
    ),
    "cohort-declaration": Parser(
        read=_of_file("c/cohort.toml", _with_cohort),
        seeds=(_COHORT,),
        words=("features", "provenance", "groups", "labels", "label_map", "leave_out", "self-reported"),
    ),
    "model-declaration": Parser(
        read=_of_file("m/model.toml", load_model),
        seeds=(_text("models/cnn48/model.toml"), _text("models/happy-sad/model.toml")),
        words=("weights", "members", "callable", "onnx", "[input]", "[output]", "[recipe]", "size", "face"),
    ),
    "audits-declaration": Parser(
        read=_of_file("emotion-audit.toml", load_audits_file),
        seeds=(b'out = "reports"\n[[audit]]\ncohort = "c"\nmodel = ["a", "b"]\npolicy = "p.toml"\n',),
        words=("audit", "cohort", "model", "predictions", "features", "bins"),
    ),
    "picture": Parser(
        read=lambda data: prepare_bytes(data, None, _CONTRACT),
        seeds=(_png(), _jpeg(), b"BM" + bytes(60), b"RIFF\x20\0\0\0WEBPVP8 "),
    ),
    "saved-audit": Parser(
        read=_of_file("audit.json", load_result),
        seeds=(_saved_audit(),),
        longest=1 << 17,
        words=('"counts"', '"groups"', '"findings"', '"people"', '"cells"', "1e999", "NaN", "-1"),
    ),
    "keras-configuration": Parser(
        read=_keras_configuration,
        seeds=(_KERAS,),
        words=('"class_name"', '"module"', '"config"', '"Lambda"', '"units"', '"batch_shape"', "null", "[[", "1e999"),
    ),
    "keras-archive": Parser(read=_of_file("n.keras", _look), seeds=(_zip({"config.json": _KERAS}),)),
    "skops-archive": Parser(
        read=_of_file("n.skops", _look), seeds=(_zip({"schema.json": b"{}", "1.npy": b"\x93NUMPY\x01\0\x10\0{}"}),)
    ),
    "onnx-graph": Parser(
        read=_of_file("n.onnx", _look), seeds=(_ONNX, b"\x3a\x02\x0a\x00"), words=("Loop", "Range", "shape")
    ),
    "tflite-graph": Parser(read=_of_file("n.tflite", _look), seeds=(great_tflite(), great_tflite(16))),
    "worker-answer": Parser(
        read=_worker_answer, seeds=_worker_answers(), words=('"shape"', '"outcomes"', "NaN", "1e999")
    ),
    "dataset-zip": Parser(read=_of_file("set.zip", _source), seeds=(_zip({"happy/a.jpg": b"x", "sad/b.jpg": b"y"}),)),
    "dataset-tar": Parser(
        read=_of_file("set.tar", _source), seeds=(bytes(1024), b"a.jpg" + bytes(95) + b"0000644\0" * 3)
    ),
}
"""Parsers by name."""
