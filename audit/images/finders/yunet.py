"""YuNet (Wu, Peng & Yu 2023, "YuNet: A tiny millisecond-level face detector"), run by OpenCV's `FaceDetectorYN`.

Its file of 230 kB is not part of this package: `emotion-audit detector yunet` fetches it, see `fetch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.errors import InputError
from audit.images.finders.face import Face
from audit.images.finders.looks import Look, all_seen, first_seen
from audit.images.finders.weights import data_folder, verified

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

VERSIONS = {
    "face_detection_yunet_2026may.onnx": "ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0",
    "face_detection_yunet_2023mar.onnx": "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
}
"""File names in OpenCV's model zoo and their SHA-256, the one that is fetched first."""

THRESHOLD = 0.6
_SURE = 0.8
"""Least score where only a copy that was turned or brightened shows a face."""

LOOKS = (
    Look(name="yunet", longest=320),
    Look(name="yunet, wider rim", longest=320, rim=0.25),
    Look(name="yunet, closer", longest=960),
    Look(name="yunet, turned left", longest=320, turned=60, least=_SURE),
    Look(name="yunet, turned right", longest=320, turned=-60, least=_SURE),
    Look(name="yunet, brightened", longest=320, brighten=True, least=_SURE),
)
_MEND = "type: emotion-audit detector yunet"
_OVERLAP = 0.3


def weights_file() -> Path | None:
    """Return the file in the person's data folder; None where none was fetched."""
    folder = data_folder() / "detectors"
    return next((folder / name for name in VERSIONS if (folder / name).is_file()), None)


class YuNet:
    """The network, loaded once for each thread."""

    def __init__(self, threshold: float | None) -> None:
        path = weights_file()
        if path is None:
            folder = data_folder() / "detectors"
            raise InputError(f"the face finder 'yunet' has no weights in {folder}; {_MEND}, or name another --detector")
        data = verified(path, tuple(VERSIONS.values()), _MEND)
        self._net = cv2.FaceDetectorYN.create(
            "onnx", np.frombuffer(data, np.uint8), np.empty(0, np.uint8), (320, 320), threshold or THRESHOLD, _OVERLAP
        )

    def faces(self, pixels: NDArray[np.uint8], smallest: float, *, every: bool = False) -> list[Face]:
        """Return the faces of the first look that sees one, or of all looks."""
        return (all_seen if every else first_seen)(pixels, LOOKS, self._search, smallest)

    def _search(self, copy: NDArray[np.uint8], look: str) -> list[Face]:
        self._net.setInputSize((copy.shape[1], copy.shape[0]))
        _, found = self._net.detect(cv2.cvtColor(copy, cv2.COLOR_RGB2BGR))
        return [] if found is None else [_face(row.tolist(), look) for row in found]


def _face(row: list[float], look: str) -> Face:
    """Return a row of x, y, width, height, ten coordinates of landmarks (the eyes first), score."""
    x, y, width, height = row[:4]
    left, right = sorted(((row[4], row[5]), (row[6], row[7])))
    return Face(x=x, y=y, width=width, height=height, score=min(1.0, row[14]), look=look, eyes=(left, right))
