"""What asking about a mirrored picture, or about several framings, and taking the mean does for `happy-sad`.

PYTHONPATH=tests python tests/benchmark/averaging.py [WEIGHTS.onnx]      prints a table, some minutes

On the held-out twentieth of its training split (`emotion-audit import ferplus` into cohorts/ferplus), each face
enlarged to 192 px with a replicated rim, in eight framings and sharpnesses. WEIGHTS: those of another training.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.domain.model.model import ModelSpec
from audit.images import crop
from audit.load import load_model
from audit.pipeline.training_data import held_out_of_training
from audit.predict import Classifier, load_classifier

MODEL = Path("models/happy-sad")
ENLARGED, RIM = 192, 64
SIZES = (0.94, 1.0, 1.06)
LEAST = 1e-6
WAYS = ("as it is", "and mirrored", "three sizes", "three sizes, and mirrored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a face is framed: side, shift to the right and down in sides of the picture; how much is sharpened."""

    side: float = 1.0
    right: float = 0.0
    down: float = 0.0
    sharper: float = 0.0


SHOWN = (
    Shown(),
    Shown(side=0.93),
    Shown(side=1.07),
    Shown(down=0.04),
    Shown(down=-0.04),
    Shown(right=0.04, sharper=0.5),
    Shown(sharper=0.6),
    Shown(side=1.1, sharper=0.6),
)


def main(spec: ModelSpec) -> None:
    """Ask about every held-out face in every way and print the table."""
    assert spec.recipe is not None
    data = held_out_of_training(spec, spec.recipe)
    classifier = load_classifier(spec)
    faces = [_rimmed(face[..., 0]) for face in data.images]
    losses, right = np.zeros((len(WAYS), len(faces))), np.zeros((len(WAYS), len(faces)))
    for shown in SHOWN:
        for way, said in enumerate(_said(classifier, faces, shown)):
            of_label = said[np.arange(len(faces)), data.codes]
            losses[way] += -np.log(np.clip(of_label, LEAST, 1)) / len(SHOWN)
            right[way] += (said.argmax(axis=1) == data.codes) / len(SHOWN)
    gain = losses[0] - losses
    errors = gain.std(axis=1) / np.sqrt(len(faces))
    rows = [
        f"| {name} | {right[way].mean():.4f} | {losses[way].mean():.4f} | "
        + (f"{gain[way].mean() / errors[way]:.1f} |" if way else "– |")
        for way, name in enumerate(WAYS)
    ]
    head = [
        "| asked about | success rate | cross-entropy, nats | its fall, in standard errors |",
        "|---|---:|---:|---:|",
    ]
    sys.stdout.write(f"{len(faces)} held-out faces\n\n" + "\n".join([*head, *rows, ""]))


def _rimmed(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    enlarged = cv2.resize(face, (ENLARGED, ENLARGED), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.copyMakeBorder(enlarged, *(RIM,) * 4, cv2.BORDER_REPLICATE), np.uint8)


def _said(classifier: Classifier, faces: list[NDArray[np.uint8]], shown: Shown) -> tuple[NDArray[np.float64], ...]:
    """Return the probabilities of each of `WAYS`."""
    asked = {}
    for size, mirrored in product(SIZES, (False, True)):
        batch = np.stack([_framed(face, replace(shown, side=shown.side * size)) for face in faces])
        batch = batch[:, :, ::-1] if mirrored else batch
        asked[size, mirrored] = classifier.probabilities(np.ascontiguousarray(batch, np.float32)[..., None])
    sizes = [asked[size, False] for size in SIZES]
    both = [asked[1.0, False], asked[1.0, True]]
    means = (np.mean(each, axis=0) for each in (both[:1], both, sizes, list(asked.values())))
    return tuple(np.asarray(mean) for mean in means)


def _framed(face: NDArray[np.uint8], shown: Shown) -> NDArray[np.uint8]:
    side = round(shown.side * ENLARGED)
    middle = RIM + ENLARGED / 2
    left, top = (round(middle + shift * ENLARGED - side / 2) for shift in (shown.right, shown.down))
    small = cv2.resize(crop(face[..., None], (left, top, side, side), 0.0), (48, 48), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.float32)
    return np.asarray(np.clip(small + shown.sharper * (small.astype(np.float32) - smooth), 0, 255), np.uint8)


if __name__ == "__main__":
    found = load_model(MODEL)
    main(replace(found.as_run, weights=Path(sys.argv[1]), sha256=None) if sys.argv[1:] else found)
