"""Faces about which an answer should not be believed: said, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.images import FaceBox

SMALLEST = 40
"""Pixels of a face's side below which no answer is shown: FER2013's faces, which the networks learned, have 48."""

DARKEST = 40.0
"""Mean grey (0 to 255) below which no answer is shown."""

FLATTEST = 6.0
"""Standard deviation of grey below which there is nothing to see."""

NARROWEST = 0.22
"""Distance of the eyes, as a share of the face box's side, below which a face is turned away. YuNet and MTCNN draw
those of London's portraits at .37 to .46; on FairFace's sample those below .22 show a profile or nearly one."""

_PROFILE = "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class SightDoubt:
    """One reason for doubt, in a sentence, and whether it is so grave that the answer is withheld."""

    sentence: str
    grave: bool


def doubts_of(pixels: NDArray[np.uint8], face: FaceBox) -> tuple[SightDoubt, ...]:
    """Return what speaks against believing an answer about a face; empty where nothing does.

    Parameters
    ----------
    pixels
        The picture, uint8, shape (height, width, 3).
    face
        Where its face is.
    """
    found = (_small(face), _dark(pixels, face), _turned(face))
    return tuple(doubt for doubt in found if doubt is not None)


def _small(face: FaceBox) -> SightDoubt | None:
    side = min(face.width, face.height)
    if side >= SMALLEST:
        return None
    return SightDoubt(sentence=f"This face has only {side} pixels a side, too few to read; come closer.", grave=True)


def _dark(pixels: NDArray[np.uint8], face: FaceBox) -> SightDoubt | None:
    inner = pixels[max(face.y, 0) : face.y + face.height, max(face.x, 0) : face.x + face.width]
    if not inner.size:
        return None
    grey = inner.mean(axis=2)
    if float(grey.mean()) < DARKEST:
        return SightDoubt(sentence="This face is too dark to read; turn to the light.", grave=True)
    if float(grey.std()) < FLATTEST:
        return SightDoubt(sentence="This face has no contrast; there is nothing to read.", grave=True)
    return None


def _turned(face: FaceBox) -> SightDoubt | None:
    if _PROFILE in face.found_by:
        return SightDoubt(sentence="This face is turned away: only a detector of profiles found it.", grave=False)
    if face.eyes_apart is not None and face.eyes_apart < NARROWEST:
        return SightDoubt(sentence="This face is turned away: its eyes appear close together.", grave=False)
    return None
