"""Where the face is: OpenCV's bundled cascades, as a declared chain of which the first that finds a face decides.

One cascade alone is a bias of its own. On 1,400 pictures of FER2013's training split, 200 of each emotion, the first
step finds 60 % of the sad faces and 79 % of the happy ones, the chain 79 % and 90 %: the gap narrows from 19 points to
11, it does not close. `FaceBox.found_by` keeps who needed which step, and the audit counts who was never found.

Notes
-----
*Framing.* A FER2013 picture is the box of a frontal cascade (Goodfellow et al. 2013, "Challenges in representation
learning": OpenCV's detector drew the boxes, people corrected some). Checked on 3,000 random pictures of
the training split, enlarged to 192 px with 64 px of replicated rim: where `frontal default` finds a face (76 %), the
picture's side is 1.03 times the box's (median; quartiles 0.97, 1.12), its centre within 0.3 % of a side. So a box found
here gets FER2013's framing with a margin of (1.03 − 1) / 2 ≈ 0.01 on each side. The other steps, on the faces left to
them: 1.00 for `frontal alt2`, 1.05 and 1.17 for the profiles, 1.10 and 1.08 turned; centres within 6 % of a side. So
boxes are used as found, whichever step found them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.errors import InputError, UsageError
from audit.images.finders.face import Face, FaceBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DEFAULT, ALT2, PROFILE = "frontalface_default", "frontalface_alt2", "profileface"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One detector of the chain.

    Attributes
    ----------
    name
        For ledger and report.
    cascade
        One of OpenCV's `haarcascade_<cascade>.xml`.
    mirrored
        Whether the picture is mirrored first: the profile cascade knows one side of the face.
    angle
        Degrees the picture is turned first, counter-clockwise; so a positive angle is for heads tilted clockwise.
    """

    name: str
    cascade: str
    mirrored: bool = False
    angle: float = 0.0


CHAIN: tuple[Step, ...] = (
    Step(name="frontal default", cascade=DEFAULT),
    Step(name="frontal alt2", cascade=ALT2),
    Step(name="profile", cascade=PROFILE),
    Step(name="profile mirrored", cascade=PROFILE, mirrored=True),
    Step(name="frontal default, turned 25°", cascade=DEFAULT, angle=25.0),
    Step(name="frontal default, turned −25°", cascade=DEFAULT, angle=-25.0),
)
"""The detection chain."""


_LONGEST, _SHORTEST = 480, 160
_RIM = 1 / 8
_SMALLEST_FACE = 1 / 10
_WINDOW = 24
_SCALE_STEP, _NEIGHBOURS = 1.1, 5
"""Detection looks at a copy whose longer side has 160 to 480 pixels, with a replicated rim of an eighth of it (a crop
that ends at the chin has no face for a cascade: without the rim 54 % of 500 FER2013 pictures, with it 69 %), for faces
of a tenth of the shorter side and more. Of 204 portraits of 512 px the first step finds 202 as they are, 203 at 480."""

_LOCAL = threading.local()


def detect_face(pixels: NDArray[np.uint8], chain: Sequence[Step] = CHAIN) -> FaceBox | None:
    """Return the largest face that the first successful step of the chain finds, or None; see `detect_faces`."""
    return next(iter(detect_faces(pixels, chain)), None)


def detect_faces(pixels: NDArray[np.uint8], chain: Sequence[Step] = CHAIN) -> tuple[FaceBox, ...]:
    """Return every face that the first successful step of the chain finds, the largest first; none where no step does.

    Deterministic; cascades are loaded once per thread. Found in a turned picture, the box is upright around the same
    centre.

    Parameters
    ----------
    pixels
        uint8 array, shape (height, width, 3), RGB.
    chain
        Steps in the order they are tried.
    """
    copy, affine = _working_copy(pixels)
    smallest = max(_WINDOW, round(_SMALLEST_FACE * affine[0, 0] * min(pixels.shape[:2])))
    for step in chain:
        view, turn = _view(copy, step)
        found = _boxes(view, step.cascade, smallest)
        if found:
            return tuple(_in_picture(box, turn @ affine, step.name) for box in found)
    return ()


def weights_files() -> tuple[Path, ...]:
    """Return the cascade files of the chain; empty where this OpenCV brings none."""
    files = tuple(_file(name) for name in dict.fromkeys(step.cascade for step in CHAIN))
    return files if all(file.is_file() for file in files) else ()


class Cascades:
    """The chain, as one finder among others; it has no scores."""

    def __init__(self, threshold: float | None) -> None:
        if threshold is not None:
            raise UsageError("detector 'cascades' gives no scores and takes no threshold; take one of the two out")

    def faces(self, pixels: NDArray[np.uint8], smallest: float, *, every: bool = False) -> list[Face]:  # noqa: ARG002
        """Return every face that the first successful step finds; there is no other way to look."""
        return [_face(box) for box in detect_faces(pixels) if box.width >= smallest]


def _face(box: FaceBox) -> Face:
    x, y, width, height = float(box.x), float(box.y), float(box.width), float(box.height)
    return Face(x=x, y=y, width=width, height=height, score=1.0, look=box.found_by)


def _working_copy(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the grey copy that is searched, and the matrix (3, 3) from picture to copy."""
    height, width = pixels.shape[:2]
    longest = max(height, width)
    scale = min(max(longest, _SHORTEST), _LONGEST) / longest
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scaled = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    rim = round(_RIM * scale * longest)
    copy = cv2.copyMakeBorder(scaled, rim, rim, rim, rim, cv2.BORDER_REPLICATE)
    return copy.astype(np.uint8, copy=False), np.array([[scale, 0, rim], [0, scale, rim], [0, 0, 1.0]])


def _view(copy: NDArray[np.uint8], step: Step) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the copy as a step looks at it, and the matrix (3, 3) from copy to view."""
    height, width = copy.shape
    if step.mirrored:
        return np.ascontiguousarray(copy[:, ::-1]), np.array([[-1.0, 0, width], [0, 1, 0], [0, 0, 1]])
    if not step.angle:
        return copy, np.eye(3)
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), step.angle, 1.0), [0, 0, 1]])
    around = np.abs(turn[:2, :2]) @ (width, height)
    turn[:2, 2] += (around - (width, height)) / 2
    size = (round(around[0]), round(around[1]))
    view = cv2.warpAffine(copy, turn[:2], size, borderMode=cv2.BORDER_REPLICATE)
    return view.astype(np.uint8, copy=False), turn


def _boxes(view: NDArray[np.uint8], cascade: str, smallest: int) -> list[tuple[int, int, int, int]]:
    """Return the boxes, the largest first; of equal ones the uppermost, then the leftmost."""
    found = _cascade(cascade).detectMultiScale(view, _SCALE_STEP, _NEIGHBOURS, minSize=(smallest, smallest))
    boxes = [(int(x), int(y), int(width), int(height)) for x, y, width, height in found]
    return sorted(boxes, key=lambda box: (-box[2] * box[3], box[1], box[0]))


def _in_picture(box: tuple[int, int, int, int], affine: NDArray[np.float64], name: str) -> FaceBox:
    x, y, width, height = box
    centre = np.linalg.solve(affine, (x + width / 2, y + height / 2, 1.0))
    shrunk = np.sqrt(abs(np.linalg.det(affine[:2, :2])))
    width, height = round(width / shrunk), round(height / shrunk)
    left, top = np.floor(centre[:2] - (width / 2, height / 2) + 0.5)
    return FaceBox(x=int(left), y=int(top), width=width, height=height, found_by=name)


def _cascade(name: str) -> cv2.CascadeClassifier:
    """Return this thread's own copy: a cascade keeps state while it looks and must not be shared."""
    loaded: dict[str, cv2.CascadeClassifier] = _LOCAL.__dict__
    if name not in loaded:
        path = _file(name)
        if not path.is_file():
            raise InputError(
                f"OpenCV {cv2.__version__} has no face cascade '{path.name}'; "
                "type: pip install 'opencv-python-headless>=4.12,<5'"
            )
        loaded[name] = cv2.CascadeClassifier(str(path))
    return loaded[name]


def _file(name: str) -> Path:
    return Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"
