"""One small network in every form a classifier may come in, and the declarations of all of them.

The network: 3 × 3 convolution to 4 channels, relu, a dense layer to three emotions, softmax; pictures are 16 × 16 RGB
on 0…1. Each form is written from the same weights, so all must say the same.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audit.domain.cohort.labels import LabelSet
from audit.domain.contract.input_contract import InputContract, Scale
from audit.domain.model.model import ModelSpec
from audit.files import content_sha256

LABELS = LabelSet(emotions=("happy", "sad", "neutral"))
CONTRACT = InputContract(size=16, scale=Scale.UNIT)

FUNCTION = """
import numpy as np
from pathlib import Path

kernel, bias, dense, shift = np.load(Path(__file__).with_name("weights.npz")).values()


def predict(pictures):
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (3, 3), axis=(1, 2))
    seen = np.maximum(np.einsum("bxychw,hwco->bxyo", windows, kernel) + bias, 0)
    pictures[:] = 7  # what it is given is its own
    logits = seen.reshape(len(seen), -1) @ dense + shift
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of the network; convolution as Keras has it: height, width, in, out."""

    kernel: np.ndarray
    bias: np.ndarray
    dense: np.ndarray
    shift: np.ndarray

    @classmethod
    def drawn(cls) -> Weights:
        """Return weights that give unlike answers for unlike pictures."""
        rng = np.random.default_rng(3)
        shapes = ((3, 3, 3, 4), (4,), (14 * 14 * 4, 3), (3,))
        scales = (0.4, 0.1, 0.1, 0.1)
        return cls(
            **{
                name: rng.normal(0, scale, shape).astype(np.float32)
                for name, shape, scale in zip(("kernel", "bias", "dense", "shift"), shapes, scales, strict=True)
            }
        )

    @property
    def all(self) -> list[np.ndarray]:
        """In the order of the layers."""
        return [self.kernel, self.bias, self.dense, self.shift]


def pictures(count: int, seed: int = 1) -> np.ndarray:
    """Return random pictures after the contract."""
    return np.random.default_rng(seed).random((count, *CONTRACT.shape), np.float32)


def declared(weights: Path, name: str = "small", **changes: Any) -> ModelSpec:
    """Return the declaration of a form; a file that can do anything is vouched for."""
    said = {"id": name, "title": name, "labels": LABELS, "contract": CONTRACT, "weights": weights}
    return ModelSpec(**{**said, "sha256": content_sha256(weights), "trusted": content_sha256(weights), **changes})


def network(weights: Weights) -> Any:
    """Return it as a Keras model."""
    import keras

    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(CONTRACT.shape),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.set_weights(weights.all)
    return model


def write_keras(model: Any, path: Path) -> Path:
    """Write `.keras` or `.h5`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Keras about HDF5
        model.save(path)
    return path


def write_saved_model(model: Any, path: Path) -> Path:
    """Write the folder of a SavedModel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.export(path, verbose=False)
    return path


def as_keras_2(path: Path) -> Path:
    """Rewrite the configuration of an `.h5` file as Keras 2 wrote it (compared with files of tf_keras 2.21)."""
    import h5py

    separable = {"groups": 1, "kernel_regularizer": None, "kernel_constraint": None, "kernel_initializer": "ones"}
    obsolete = {"SeparableConv2D": separable, "DepthwiseConv2D": {"groups": 1}, "LSTM": {"time_major": False}}
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for layer in config["config"]["layers"]:
            inner = layer["config"]
            for key in ("module", "registered_name", "build_config"):
                layer.pop(key, None)
            if "batch_shape" in inner:
                inner["batch_input_shape"] = inner.pop("batch_shape")
            inner["dtype"] = "float32"
            inner.update(obsolete.get(layer["class_name"], {}))
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
    return path


def write_onnx(weights: Weights, path: Path, *, channels_first: bool, batch: int | str | None = "n") -> Path:
    """Write ONNX, its pictures with channels first or last."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def value(name: str, *shape: int | str | None) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
        return helper.make_node(kind, inputs.split(), [output], **attributes)

    size = CONTRACT.size
    taken = value("pictures", batch, 3, size, size) if channels_first else value("pictures", batch, size, size, 3)
    first = [] if channels_first else [node("Transpose", "pictures", "turned", perm=[0, 3, 1, 2])]
    nodes = [
        *first,
        node("Conv", f"{'pictures' if channels_first else 'turned'} kernel bias", "seen"),
        node("Relu", "seen", "positive"),
        node("Transpose", "positive", "back", perm=[0, 2, 3, 1]),
        node("Flatten", "back", "flat"),
        node("Gemm", "flat dense shift", "logits"),
        node("Softmax", "logits", "shares", axis=1),
    ]
    arrays = {"kernel": weights.kernel.transpose(3, 2, 0, 1), "bias": weights.bias, "dense": weights.dense}
    kept = [numpy_helper.from_array(np.ascontiguousarray(a), n) for n, a in {**arrays, "shift": weights.shift}.items()]
    graph = helper.make_graph(nodes, "small", [taken], [value("shares", batch, 3)], kept)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def write_function(weights: Weights, folder: Path, module: str) -> Path:
    """Write a Python module whose function `predict` is the network."""
    folder.mkdir(exist_ok=True)
    np.savez(folder / "weights.npz", *weights.all)
    path = folder / f"{module}.py"
    path.write_text(FUNCTION, encoding="utf-8")
    return path


def write_skops(path: Path, estimator: Any) -> Path:
    """Write a fitted estimator."""
    from skops import io

    io.dump(estimator, path)
    return path


def fitted(kind: str) -> Any:
    """Return a small estimator that tells three emotions by their brightness."""
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    made = {
        "linear": make_pipeline(StandardScaler(), LogisticRegression(C=1e-4)),
        "forest": RandomForestClassifier(8, random_state=0),
        "boosted": HistGradientBoostingClassifier(max_iter=5, random_state=0),
    }[kind]
    seen = pictures(90, seed=2) * np.repeat([0.3, 0.6, 1.0], 30)[:, None, None, None].astype(np.float32)
    return made.fit(seen.reshape(90, -1), np.repeat(LABELS.emotions, 30))
