"""How a face is looked for: by which finder, which of several faces is meant, how its box becomes a frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Detector(StrEnum):
    """A face finder: its name in `model.toml` and on the command line."""

    YUNET = "yunet"
    LIBFACEDETECTION = "libfacedetection"
    MTCNN = "mtcnn"
    CASCADES = "cascades"


class WhichFace(StrEnum):
    """Which of several faces in a picture is meant: the largest, or the one whose centre is nearest the picture's."""

    LARGEST = "largest"
    CENTRE = "centre"


class BoxRule(StrEnum):
    """How a finder's box becomes the face box: framed as FER2013 frames faces, or as the finder drew it."""

    FER2013 = "fer2013"
    FOUND = "found"


class Align(StrEnum):
    """Whether a face is turned before it is cropped: not at all, or until its eyes are level."""

    NONE = "none"
    EYES = "eyes"


KNOWS_EYES = frozenset({Detector.YUNET, Detector.LIBFACEDETECTION, Detector.MTCNN})
"""Finders that say where the eyes are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFinder:
    """The face finder of an audit, for its provenance.

    Attributes
    ----------
    detector
        Its name.
    sha256
        Of each file its weights are in.
    threshold
        Least score of a face, 0 to 1; None for a finder without scores, and where its own looks set it.
    smallest_face
        Side of the smallest face that counts, pixels.
    which, box_rule, align
        See `WhichFace`, `BoxRule`, `Align`.
    """

    detector: Detector
    sha256: tuple[str, ...]
    threshold: float | None
    smallest_face: int
    which: WhichFace
    box_rule: BoxRule
    align: Align
