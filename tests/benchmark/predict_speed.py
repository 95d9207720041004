"""How fast pictures on disk become probabilities, beside the network alone: `make bench` writes PREDICT.md beside it.

python tests/benchmark/predict_speed.py [FOLDER of PNG of 48 × 48; else faces are drawn]

Measured is the harness's whole way (find the file, check it, read it, decode it, crop the face, resize, scale, classify
in batches of 256, check the answer) over pictures on disk, against Keras's `model.predict` on the same pictures in
memory as one float32 array: as people call it (batches of 32), and with batches of 256. They are run in turns in one
process; a ratio is that of the medians, above 1 where the harness is faster.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np

from audit.domain.cohort import Cohort
from audit.domain.labels import LABEL_SETS
from audit.domain.model import Colour, FacePolicy, InputContract, ModelSpec, Recipe
from audit.files import write_whole
from audit.images import prepared
from audit.load import find_model, load_model
from audit.predict import load_classifier, look
from audit.simulate import DrawnPlan, draw_cohort
from audit.train.architectures import build

RESULTS = Path(__file__).with_name("PREDICT.md")
PICTURES = 3000
ROUNDS = 9
TARGET = 0.85
SIDE = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds of one model, one for each round."""

    model: str
    parameters: int
    pictures: int
    files: list[float]
    preparing: list[float]
    memory: list[float]
    memory_256: list[float]
    largest_difference: float


def main() -> None:
    """Measure, print, write."""
    load = os.getloadavg()[0]
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        root = given or _drawn(Path(folder))
        names = sorted(path.name for path in root.glob("*.png"))[:PICTURES]
        timed = [_timed(spec, root, names) for spec in _models(Path(folder))]
    faces = "drawn faces" if given is None else f"faces of {given.name}"
    text = "\n".join(_parts(timed, f"{len(names):,} {faces}", load)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _drawn(folder: Path) -> Path:
    """Return a folder of drawn faces."""
    root = folder / "drawn"
    root.mkdir()
    for number, image in enumerate(draw_cohort(DrawnPlan(faces=PICTURES, labels=LABEL_SETS["happy-sad"])).images):
        cv2.imwrite(str(root / f"{number}.png"), cv2.resize(image[:, :, ::-1], (SIDE, SIDE)))
    return root


def _models(folder: Path) -> Iterator[ModelSpec]:
    """Yield what is bundled, and a network of a million parameters with fresh weights."""
    yield load_model(find_model("cnn48"))
    yield load_model(find_model("ferplus8-votes"))
    recipe = Recipe(architecture="vgg10", data="drawn")
    contract = InputContract(size=SIDE, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
    weights = folder / "vgg10.keras"
    spec = ModelSpec(id="vgg10", title="vgg10", labels=LABEL_SETS["ferplus8"], contract=contract, weights=weights)
    keras.utils.set_random_seed(0)
    build(spec, recipe).save(weights)
    yield spec


def _timed(spec: ModelSpec, root: Path, names: list[str]) -> Timed:
    classifier = load_classifier(spec)
    network: Any = keras.models.load_model(spec.weights, compile=False)
    cohort = _cohort(spec, root, names)
    array = np.stack([picture.pixels for picture in prepared(root, names, cohort.boxes, spec.contract)])
    rows = np.arange(len(names))
    ways: dict[str, Callable[[], Any]] = {
        "files": lambda: look(classifier, spec.contract, cohort, rows).probabilities,
        "memory": lambda: network.predict(array, verbose=0),
        "preparing": lambda: sum(1 for _ in prepared(root, names, cohort.boxes, spec.contract)),
        "memory_256": lambda: network.predict(array, batch_size=256, verbose=0),
    }
    said = {name: way() for name, way in ways.items()}  # also warms up: graphs are traced, files are in memory
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    difference = float(np.abs(said["files"] - said["memory"]).max())
    return Timed(
        model=spec.id,
        parameters=network.count_params(),
        pictures=len(names),
        largest_difference=difference,
        **seconds,
    )


def _cohort(spec: ModelSpec, root: Path, names: list[str]) -> Cohort:
    """Return the pictures as a cohort whose manifest gives the face box: the whole picture."""
    return Cohort(
        id="speed",
        title="speed",
        labels=spec.labels,
        declared=True,
        y_true=np.zeros(len(names), np.int64),
        features=(),
        codes=np.empty((len(names), 0)),
        images=tuple(names),
        root=root,
        sha256="0" * 64,
        boxes=np.tile([0, 0, SIDE, SIDE], (len(names), 1)),
    )


def _parts(timed: list[Timed], faces: str, load: float) -> Iterator[str]:
    yield f"# How fast pictures become probabilities\n\n{__doc__.split(chr(10) * 2, 2)[2]}"
    yield f"{faces}, PNG of {SIDE} × {SIDE}; medians of {ROUNDS} rounds, in pictures a second.\n"
    yield "| model | parameters | files | preparing alone | `predict` | ratio | asked | `predict`, 256 | ratio |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield from map(_row, timed)
    difference = max(each.largest_difference for each in timed)
    yield f"\nLargest difference of a probability between the two ways: {difference:.1g}."
    packages = ("keras", "tensorflow", "opencv-python-headless", "pillow", "numpy")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    yield (
        f"\nWritten by `make bench` with Python {platform.python_version()}, {versions}, {os.cpu_count()} processors; "
        f"load of the machine before the first round: {load:.1f}."
    )


def _row(timed: Timed) -> str:
    files, preparing, memory, memory_256 = (
        timed.pictures / float(np.median(seconds))
        for seconds in (timed.files, timed.preparing, timed.memory, timed.memory_256)
    )
    ratio = files / memory
    asked = f"≥ {TARGET}: {'kept' if ratio >= TARGET else '**missed**'}"
    ours = f"{timed.model} | {timed.parameters:,} | {files:,.0f} | {preparing:,.0f}"
    return f"| {ours} | {memory:,.0f} | {ratio:.2f} | {asked} | {memory_256:,.0f} | {files / memory_256:.2f} |"


if __name__ == "__main__":
    main()
