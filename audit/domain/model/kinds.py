"""What a classifier is made of: the kinds of model, and what tells them apart."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = re.compile(r"https?\+json:(//)?(?P<rest>.+)", re.IGNORECASE)
"""How a service is named: `https+json:ADDRESS`."""

FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
"""How a Python callable is named: `package.module:function`."""


class Kind(StrEnum):
    """What a classifier is made of; `predict` has an adapter for each."""

    KERAS = "Keras"
    SAVED_MODEL = "SavedModel"
    ONNX = "ONNX"
    SKLEARN = "scikit-learn"
    TFLITE = "TFLite"
    TORCH = "torch"
    OPENVINO = "OpenVINO"
    CALLABLE = "Python callable"
    SERVICE = "web service"
    ENSEMBLE = "ensemble"


class Layout(StrEnum):
    """Order of the axes of a batch: picture, height, width, channel; the channel first; or no axis for the channel."""

    NHWC = "nhwc"
    NCHW = "nchw"
    NHW = "nhw"


ENDINGS = {
    ".keras": Kind.KERAS,
    ".h5": Kind.KERAS,
    ".hdf5": Kind.KERAS,
    ".onnx": Kind.ONNX,
    ".skops": Kind.SKLEARN,
    ".tflite": Kind.TFLITE,
    ".pt": Kind.TORCH,
    ".pth": Kind.TORCH,
    ".pt2": Kind.TORCH,
    ".ts": Kind.TORCH,
    ".xml": Kind.OPENVINO,
}
"""Kind of a weights file by its ending; a SavedModel is a folder, which has none of these."""

PACKAGES: dict[Kind, tuple[str, ...]] = {
    Kind.KERAS: ("keras", "tensorflow"),
    Kind.SAVED_MODEL: ("tensorflow",),
    Kind.ONNX: ("onnxruntime",),
    Kind.SKLEARN: ("skops",),
    Kind.TFLITE: ("ai_edge_litert",),
    Kind.TORCH: ("torch",),
    Kind.OPENVINO: ("openvino",),
    Kind.CALLABLE: (),
    Kind.SERVICE: (),
    Kind.ENSEMBLE: (),
}
"""Packages behind a kind of model, beyond those that every audit needs."""


EXTRAS = {
    Kind.KERAS: "keras",
    Kind.SAVED_MODEL: "keras",
    Kind.ONNX: "onnx",
    Kind.SKLEARN: "skops",
    Kind.TFLITE: "litert",
    Kind.TORCH: "torch",
    Kind.OPENVINO: "openvino",
}
"""The extra that brings those packages; the other kinds need none."""


def kind_of(weights: Path) -> Kind:
    """Return the kind of model that a weights file, or a folder, holds by its name.

    >>> from pathlib import Path
    >>> kind_of(Path("net.onnx")), kind_of(Path("exported"))
    (<Kind.ONNX: 'ONNX'>, <Kind.SAVED_MODEL: 'SavedModel'>)
    """
    return ENDINGS.get(weights.suffix, Kind.SAVED_MODEL)
