"""Traits of public models, each with the flags a stranger is told, against onnxruntime or the code called directly."""

from __future__ import annotations

import base64
import csv
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.cli.main import run

onnx = pytest.importorskip("onnx", reason="onnx is an extra that is not installed")
ort = pytest.importorskip("onnxruntime", reason="onnxruntime is an extra that is not installed")

FER7 = "angry,disgust,fear,happy,neutral,sad,surprise"
_NUMBERS = count()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rng, labels = np.random.default_rng(3), FER7.split(",")
    rows = ["image,label,group"]
    for number in range(14):
        height, width = rng.integers(40, 160, 2)
        blocks = rng.integers(0, 256, (6, 5, 3)).astype(np.uint8)
        picture = cv2.resize(blocks, (int(width), int(height)), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
        rows.append(f"{number}.png,{labels[number % 7]},{'ab'[number % 2]}")
    (tmp_path / "people.csv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_net(path: str, shape: tuple, kind: str, ending: str, *, width: int = 7) -> None:
    """Write a network of random weights: mean over areas, a dense layer, and what the trait asks for."""
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)
    tensor = getattr(TensorProto, kind)
    flat = (
        int(np.prod([side for side in shape if isinstance(side, int)][-3:])) if shape[0] != 1 else int(np.prod(shape))
    )
    dense = numpy_helper.from_array(rng.normal(0, 1 / np.sqrt(flat), (flat, width)).astype(np.float32), "dense")
    half = kind == "FLOAT16"
    nodes = [
        helper.make_node("Cast", ["in"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["values"], ["flat"]),
        helper.make_node("Gemm", ["flat", "dense"], ["logits"]),
    ]
    outputs = {"out": (TensorProto.FLOAT16 if half else TensorProto.FLOAT, [shape[0], width])}
    if ending == "softmax":
        nodes += [helper.make_node("Softmax", ["logits"], ["soft"], axis=1)]
        nodes += [helper.make_node("Cast", ["soft"], ["out"], to=outputs["out"][0])]
    elif ending == "sigmoid":
        nodes += [helper.make_node("Sigmoid", ["logits"], ["out"])]
    elif ending == "label":
        nodes += [
            helper.make_node("ArgMax", ["logits"], ["label"], axis=1, keepdims=0),
            helper.make_node("Softmax", ["logits"], ["out"], axis=1),
        ]
        outputs = {"label": (TensorProto.INT64, [shape[0]]), **outputs}
    elif ending == "1x1":
        nodes += [helper.make_node("Unsqueeze", ["logits", "axes"], ["out"])]
        outputs = {"out": (TensorProto.FLOAT, [shape[0], width, 1, 1])}
    else:
        nodes += [helper.make_node("Identity", ["logits"], ["out"])]
    kept = [dense, *([numpy_helper.from_array(np.array([2, 3]), "axes")] if ending == "1x1" else [])]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("in", tensor, shape)],
        [helper.make_tensor_value_info(name, *found) for name, found in outputs.items()], kept,
    )  # fmt: skip
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)


GREY = "--channels 1 --colour grey"
NORMED = "--mean imagenet --std imagenet"
TRAITS = {
    "batch of one, raw, logits": ((1, 1, 64, 64), "FLOAT", "logits", f"--size 64 {GREY} --scale raw --output logits"),
    "float16": (("n", 1, 32, 32), "FLOAT16", "softmax", f"--size 32 {GREY}"),
    "uint8": (("n", 32, 32, 3), "UINT8", "softmax", "--size 32 --scale raw --resize linear"),
    "not square": (("n", 3, 55, 45), "FLOAT", "softmax", "--size 55x45 --colour bgr --resize pil-bilinear"),
    "seven sigmoids": (("n", 1, 32, 32), "FLOAT", "sigmoid", f"--size 32 {GREY} --output independent"),
    "label and probabilities": (("n", 3, 32, 32), "FLOAT", "label", f"--size 32 {NORMED} --output-index 1"),
    "no axis for channels": (("n", 32, 32), "FLOAT", "softmax", f"--size 32 {GREY} --standardise picture"),
    "two more behind": (("n", 3, 32, 32), "FLOAT", "logits9", "--size 32 --output logits --output-slice 0:7"),
    "k×1×1": (("n", 3, 32, 32), "FLOAT", "1x1", "--size 32 --scale signed --output logits"),
}
"""Shape and numbers of the input, what comes out, and the flags that say so."""


def by_hand(name: str, shape: tuple, folder: Path) -> np.ndarray:
    """Prepare every picture with OpenCV, Pillow and NumPy alone, and ask onnxruntime."""
    from PIL import Image

    session, rows = ort.InferenceSession("net.onnx"), []
    (taken,) = session.get_inputs()
    height, width = (32, 32) if name not in ("not square",) else (55, 45)
    height, width = (64, 64) if name.startswith("batch") else (height, width)
    for number in range(14):
        bgr = cv2.imread(str(folder / f"{number}.png"))
        grey = len(shape) == 3 or 1 in shape[1:2]
        pixels = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY) if grey else bgr[:, :, ::-1]
        if name == "not square":
            seen = np.asarray(Image.fromarray(bgr).resize((width, height), Image.Resampling.BILINEAR))
        else:
            linear = name == "uint8" or not (pixels.shape[0] >= height and pixels.shape[1] >= width)
            how = cv2.INTER_LINEAR if linear else cv2.INTER_AREA
            seen = cv2.resize(np.ascontiguousarray(pixels), (width, height), interpolation=how)
        values = seen.astype(np.float64) if "raw" in TRAITS[name][3] else seen / 255
        if "imagenet" in TRAITS[name][3]:
            values = (values - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        if "standardise" in TRAITS[name][3]:
            values = (values - values.mean()) / values.std()
        if "signed" in TRAITS[name][3]:
            values = values * 2 - 1
        if len(shape) == 4 and shape[-1] != 3:
            values = values[None] if values.ndim == 2 else values.transpose(2, 0, 1)
        kind = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}[taken.type]
        rows.append(np.asarray(session.run(["out"], {"in": values[None].astype(kind)})[0][0], np.float64).reshape(-1))
    found = np.array(rows)[:, :7]
    if "logits" in TRAITS[name][3]:
        found = np.exp(found - found.max(axis=1, keepdims=True))
    return found / found.sum(axis=1, keepdims=True)


def answers(*arguments: str) -> tuple[int, list[dict[str, str]]]:
    status = run(["predict", "--cohort", "people.csv", "--face", "whole", "--out", "t.csv", *arguments])
    if status:
        return status, []
    with Path("t.csv").open(encoding="utf-8", newline="") as file:
        return status, list(csv.DictReader(file))


@pytest.mark.parametrize("name", list(TRAITS))
def test_a_trait_of_public_models_is_audited_as_onnxruntime_answers(folder, capsys, name) -> None:
    shape, kind, ending, flags = TRAITS[name]
    write_net("net.onnx", shape, kind, ending.rstrip("9"), width=9 if ending.endswith("9") else 7)
    status, rows = answers("--model", "net.onnx", "--labels", FER7, *flags.split())
    assert status == 0, capsys.readouterr().err
    said = np.array([[float(row[f"p_{emotion}"]) for emotion in FER7.split(",")] for row in rows])
    within = 2e-3 if name == "float16" else 2e-6
    assert said == pytest.approx(by_hand(name, shape, folder), abs=within)


@pytest.mark.parametrize(
    ("name", "flags", "told"),
    [
        ("not square", "--size 32", "--size 55x45 --channels 3"),
        ("batch of one, raw, logits", "--size 32", "--size 64 --channels 1 --colour grey"),
        ("label and probabilities", "--size 32", "--output-index 1"),
        ("two more behind", "--size 32", "--output-slice 0:7"),
        ("seven sigmoids", "--size 32 --channels 1 --colour grey", "--output independent"),
        ("k×1×1", "--size 32", "--output logits"),
        ("uint8", "--size 32", "--scale raw"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_stranger_is_told_the_flag_that_is_missing(capsys, name, flags, told) -> None:
    shape, kind, ending, _ = TRAITS[name]
    write_net("net.onnx", shape, kind, ending.rstrip("9"), width=9 if ending.endswith("9") else 7)
    assert answers("--model", "net.onnx", "--labels", FER7, *flags.split())[0] == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_preset_is_suggested_where_shapes_fit_and_used_where_it_is_named(capsys) -> None:
    write_net("net.onnx", (1, 1, 64, 64), "FLOAT", "logits", width=8)
    labels = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt"
    assert answers("--model", "net.onnx", "--labels", labels, "--size", "48")[0] == 2
    assert "--preset emotion-ferplus" in capsys.readouterr().err
    status, named = answers("--model", "net.onnx", "--preset", "emotion-ferplus")
    flags = "--size 64 --channels 1 --colour grey --scale raw --output logits --layout nchw"
    assert status == 0
    assert named == answers("--model", "net.onnx", "--labels", labels, *flags.split())[1]
    assert run(["list", "presets"]) == 0
    assert "source: github.com/onnx/models" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_independent_probabilities_are_marked_in_the_result(capsys) -> None:
    write_net("net.onnx", ("n", 1, 32, 32), "FLOAT", "sigmoid")
    flags = "--size 32 --channels 1 --colour grey --output independent --face whole"
    arguments = ["--cohort", "people.csv", "--model", "net.onnx", "--labels", FER7, *flags.split()]
    assert run(["run", *arguments, "--out", "out", "--json"]) == 3
    result = json.loads(capsys.readouterr().out)
    assert any("independent probabilities" in remark["sentence"] for remark in result["reading"]["remarks"])


FACES = """
import numpy as np
ORDER = {order!r}.split(",")

def analyze(picture):
    if picture.mean() > {bright}:
        raise ValueError("Face could not be detected in numpy array.")
    p = np.linspace(1, 2, 7) + picture.mean() / 255
    return [{{"emotion": dict(zip(ORDER, 100 * p / p.sum())), "dominant_emotion": "x"}}]

def predict(pictures):
    return np.array([[analyze(p)[0]["emotion"][e] for e in ORDER] for p in pictures.astype(np.uint8)])

def words(pictures):
    return [analyze(p)[0]["emotion"] for p in pictures.astype(np.uint8)]
"""


def write_library(folder: Path, bright: int = 125) -> str:
    module = f"like_deepface_{next(_NUMBERS)}"
    (folder / f"{module}.py").write_text(FACES.format(order=FER7, bright=bright), encoding="utf-8")
    return module


@pytest.mark.parametrize("function", ["predict", "words"])
def test_a_library_that_raises_where_it_finds_no_face_and_answers_in_percent(folder, capsys, function) -> None:
    module = write_library(folder)
    flags = ["--labels", FER7, "--size", "48", "--scale", "raw", "--output", "percent", "--face", "whole"]
    arguments = ["--cohort", "people.csv", "--model", f"{module}:{function}", *flags]
    assert run(["run", *arguments, "--out", "out", "--json"]) == 3
    result = json.loads(capsys.readouterr().out)
    remarks = [remark["sentence"] for remark in result["reading"]["remarks"]]
    assert any("ValueError: Face could not be detected in numpy array. (" in sentence for sentence in remarks)
    with_csv = [row["outcome"] for row in answers("--model", f"{module}:{function}", *flags[:-2])[1]]
    assert 0 < with_csv.count("scored") < 14


class Api(BaseHTTPRequestHandler):
    """A commercial service in small: one picture in twenty gets a 503, every time."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        value = int(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE).astype(np.int64).sum())
        if value % 20 == 0:
            self.send_error(503)
            return
        scores = np.array([1 + (value >> place) % 7 for place in range(7)], np.float64)
        body = json.dumps({"scores": dict(zip(FER7.split(","), scores / scores.sum(), strict=True))}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def address() -> str:
    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}/emotion"
        server.shutdown()


def test_a_service_with_failures_is_audited_with_every_row_in_one_outcome(folder, capsys, address, monkeypatch) -> None:
    monkeypatch.setattr("audit.predict.adapters.service._FIRST_WAIT", 0.001)
    rng, rows = np.random.default_rng(4), ["image,label,group"]
    for number in range(150):
        cv2.imwrite(str(folder / f"p{number}.png"), rng.integers(0, 256, (8, 8)).astype(np.uint8))
        rows.append(f"p{number}.png,{FER7.split(',')[number % 7]},{'ab'[number % 2]}")
    Path("people.csv").write_text("\n".join(rows), encoding="utf-8")
    flags = [
        "--labels",
        FER7,
        "--size",
        "8",
        "--channels",
        "1",
        "--colour",
        "grey",
        "--retries",
        "1",
    ]
    arguments = ["--cohort", "people.csv", "--model", f"http+json://{address}", "--face", "whole", *flags]
    assert run(["run", *arguments, "--out", "out", "--json"]) in (0, 1, 3)
    result = json.loads(capsys.readouterr().out)
    remarks = [remark["sentence"] for remark in result["reading"]["remarks"]]
    assert any(sentence.endswith("pictures: HTTP 503 (" + sentence.rpartition("(")[2]) for sentence in remarks)
    assert any("is the service at http://127.0.0.1" in note for note in result["notes"])
    outcomes = [row["outcome"] for row in answers("--model", f"http+json://{address}", *flags)[1]]
    assert len(outcomes) == 150
    assert set(outcomes) == {"scored", "failed"}
    assert 1 <= outcomes.count("failed") <= 25


def test_weights_behind_a_function_are_named_and_held(folder, capsys) -> None:
    module = write_library(folder)
    Path("net.pth").write_bytes(base64.b64decode("AAAA"))
    flags = ["--labels", FER7, "--size", "48", "--scale", "raw", "--output", "percent", "--weights", "net.pth"]
    assert (
        run(
            [
                "run",
                "--cohort",
                "people.csv",
                "--face",
                "whole",
                "--model",
                f"{module}:predict",
                *flags,
                "--json",
                "--out",
                "o",
            ]
        )
        == 3
    )
    assert any("reads net.pth (SHA-256 " in note for note in json.loads(capsys.readouterr().out)["notes"])
    assert answers("--model", f"{module}:predict", *flags[:-1], "absent.pth")[0] == 2
    assert "absent.pth: no such file; it is named as a part of the model" in capsys.readouterr().err
    assert module in sys.modules


@pytest.mark.usefixtures("folder")
def test_flags_beside_a_model_that_declares_itself_are_refused_everywhere(capsys) -> None:
    assert answers("--model", "cnn48", "--scale", "raw")[0] == 2
    assert "--face, --scale is declared by the model itself" in capsys.readouterr().err.replace(
        "--scale, --face", "--face, --scale"
    )
