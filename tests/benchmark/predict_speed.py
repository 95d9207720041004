"""How fast pictures on disk become probabilities, beside the network alone: `make bench` writes PREDICT.md beside it.

python tests/benchmark/predict_speed.py [FOLDER of PNG of 48 × 48; else faces are drawn]

Measured is the harness's whole way (find the file, check it, read it, decode it, crop the face, resize, scale, classify
in batches of one size, check the answer) over pictures on disk, against Keras's `model.predict` on the same pictures in
memory as one float32 array: as people call it (batches of 32), and with batches of 256. They are run in turns in one
process; a ratio is that of the medians, above 1 where the harness is faster: on the wall, which is what counts and what
other work on the machine moves, and of processor time, what it would be if nothing ran beside anything else.
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

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.model.model import ModelSpec
from audit.files import write_whole
from audit.images import prepared
from audit.load import find_model, load_model
from audit.predict import load_classifier, look
from audit.simulate import DrawnPlan, draw_cohort

RESULTS = Path(__file__).with_name("PREDICT.md")
MODELS = ("cnn48", "happy-sad", "ferplus8")
PICTURES = 3000
ROUNDS = 5
TARGET = 0.85
HEAD = ("model", "parameters", "files", "preparing alone", "`predict`", "ratio", "asked", "of processor time")
HEAD += ("`predict`, 256", "ratio", "of processor time")
SIDE = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One model: for each way, and each round, seconds on the wall and of processors, shape (rounds, 2)."""

    model: str
    parameters: int
    pictures: int
    seconds: dict[str, np.ndarray]
    largest_difference: float

    def speed(self, way: str) -> float:
        """Return pictures a second, in the median."""
        return self.pictures / float(np.median(self.seconds[way][:, 0]))

    def ratio(self, way: str, clock: int = 0) -> float:
        """Return how many times as fast pictures on disk are as this way; `clock` 1 is processor time."""
        return float(np.median(self.seconds[way][:, clock]) / np.median(self.seconds["files"][:, clock]))


def main() -> None:
    """Measure, print, write."""
    load = os.getloadavg()[0]
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        root = given or _drawn(Path(folder))
        names = sorted(path.name for path in root.glob("*.png"))[:PICTURES]
        timed = []
        for model in MODELS:
            timed.append(_timed(load_model(find_model(model)), root, names))
            sys.stderr.write(f"{_row(timed[-1])}\n")
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
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            wall, processors = time.perf_counter(), time.process_time()
            way()
            seconds[name].append((time.perf_counter() - wall, time.process_time() - processors))
    difference = float(np.abs(said["files"] - said["memory"]).max())
    return Timed(
        model=spec.id,
        parameters=network.count_params(),
        pictures=len(names),
        largest_difference=difference,
        seconds={name: np.array(found) for name, found in seconds.items()},
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
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"
    yield from map(_row, timed)
    difference = max(each.largest_difference for each in timed)
    yield f"\nLargest difference of a probability between the two ways: {difference:.1g}."
    packages = ("keras", "tensorflow", "opencv-python-headless", "pillow", "numpy")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    yield (
        f"\nWritten by `predict_speed.py` with Python {platform.python_version()}, {versions}, "
        f"{os.cpu_count()} processors; load of the machine before the first round: {load:.1f}."
    )


def _row(timed: Timed) -> str:
    speeds = [f"{timed.speed(way):,.0f}" for way in ("files", "preparing", "memory", "memory_256")]
    ratio = timed.ratio("memory")
    asked = f"≥ {TARGET}: {'kept' if ratio >= TARGET else '**missed**'}"
    cells = (
        timed.model,
        f"{timed.parameters:,}",
        *speeds[:3],
        f"{ratio:.2f}",
        asked,
        f"{timed.ratio('memory', 1):.2f}",
    )
    small = (speeds[3], f"{timed.ratio('memory_256'):.2f}", f"{timed.ratio('memory_256', 1):.2f}")
    return f"| {' | '.join((*cells, *small))} |"


if __name__ == "__main__":
    main()
