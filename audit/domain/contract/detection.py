"""How a face is looked for: by which finder, which of several faces is meant, how its box becomes a frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.errors import InputError

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort, PictureList


class Detector(StrEnum):
    """A face finder: its name in `model.toml` and on the command line."""

    YUNET = "yunet"
    LIBFACEDETECTION = "libfacedetection"
    MTCNN = "mtcnn"
    CASCADES = "cascades"


class WhichFace(StrEnum):
    """Which of several faces in a picture is meant: the largest, the one nearest the picture's centre, or each.

    With `each`, every face is asked about in a row of its own, the largest first; a label of a cohort is about one
    face, so there each row needs a face box.
    """

    LARGEST = "largest"
    CENTRE = "centre"
    EACH = "each"


def require_one_face(pictures: Cohort | PictureList, which: WhichFace) -> None:
    """Raise InputError where each face of a picture is asked about, and rows do not say which of them is theirs."""
    if which is not WhichFace.EACH:
        return
    bare = len(pictures) if pictures.boxes is None else int((pictures.boxes[:, 2] < 0).sum())
    if bare:
        raise InputError(
            f"'{pictures.id}': the classifier's contract says which = 'each', and {bare:,} of {len(pictures):,} rows "
            "have no face box that tells whose label theirs is; list every face with: emotion-audit predict, and add "
            "labels to its table, or declare which = 'largest'"
        )


class BoxRule(StrEnum):
    """How a finder's box becomes the face box: framed as FER2013 frames faces, or as the finder drew it."""

    FER2013 = "fer2013"
    FOUND = "found"


class Align(StrEnum):
    """Whether a face is turned before it is cropped: not at all, or until its eyes are level."""

    NONE = "none"
    EYES = "eyes"


LOOKING = {
    "detector": "--detector",
    "threshold": "--face-threshold",
    "smallest_face": "--smallest-face",
    "which": "--which-face",
    "box_rule": "--box-rule",
    "align": "--align",
}
"""Keys of an input contract about how a face is looked for → the option that says so whatever a model declares."""

KNOWS_EYES = frozenset({Detector.YUNET, Detector.LIBFACEDETECTION, Detector.MTCNN})
"""Finders that say where the eyes are."""

LEVELS_EYES = frozenset({Detector.YUNET, Detector.MTCNN})
"""Finders whose eyes tell how far a face is turned. `libfacedetection` draws them half level already in a face that is
turned by 30°; see docs/explanation/face-finders.md."""


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
        Side of the smallest face box that counts, pixels.
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
