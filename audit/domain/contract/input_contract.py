"""The input contract: how a picture becomes the array a classifier sees, in training, audit and app alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.contract.detection import LEVELS_EYES, Align, BoxRule, Detector, WhichFace
from audit.domain.contract.normalising import Normalisation, Standardise, Statistic, normalisation
from audit.errors import UsageError

_WHITE = 255

_SIDES = (8, 1024)
"""From a thumbnail to the largest network input in use."""


class Colour(StrEnum):
    """Order of the colour channels a classifier expects."""

    GREY = "grey"
    RGB = "rgb"
    BGR = "bgr"


class Scale(StrEnum):
    """Range of the pixel values a classifier expects: 0…255, 0…1 or −1…1."""

    RAW = "raw"
    UNIT = "unit"
    SIGNED = "signed"


class FacePolicy(StrEnum):
    """Where the face is: in the manifest's box, found where there is none, found even so, or the whole picture.

    With `find`, the face finder looks in every picture, and is held against the manifest's boxes, which the cohort then
    needs: what it takes for a face elsewhere ends as `wrong face found`.
    """

    BOX = "box"
    DETECT = "detect"
    FIND = "find"
    WHOLE = "whole"


LOOKED_FOR = (FacePolicy.DETECT, FacePolicy.FIND)
"""Policies by which a face finder looks at pictures."""


class Resize(StrEnum):
    """How pixels are interpolated: by OpenCV, or by Pillow, which averages over all pixels when shrinking.

    `area` averages when shrinking and is linear when enlarging; `linear`, `cubic` and `nearest` are OpenCV's, as of
    `cv2.resize` with `INTER_LINEAR`, `INTER_CUBIC`, `INTER_NEAREST`; `pil-bilinear` and `pil-bicubic` are Pillow's, as
    torchvision's transforms do by default.
    """

    AREA = "area"
    LINEAR = "linear"
    CUBIC = "cubic"
    NEAREST = "nearest"
    PIL_BILINEAR = "pil-bilinear"
    PIL_BICUBIC = "pil-bicubic"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputContract:
    """How a picture becomes the array a classifier sees; the same object serves training, audit and app.

    Attributes
    ----------
    size
        Height and width in pixels: one number, or two, `[110, 90]`, where they differ.
    colour
        Order of channels; `grey` with 3 channels repeats the grey value.
    channels
        1 or 3.
    scale
        Range of the values.
    mean, std
        Taken off, and divided by, after `scale`: one number, one for each channel in the order the model takes them, or
        "imagenet"; absent for none.
    standardise
        What is done with the picture's own mean and deviation.
    face
        Where the face is.
    margin
        Share of the face box added on each side before cropping, 0 = none.
    resize
        Interpolation.
    detector
        Who looks for the face; None for the best that is installed, see `audit.images.finders`.
    threshold
        Least score of a face, above 0 to 1; None for the finder's own.
    smallest_face
        Side of the smallest face box that counts, in pixels of the picture. A finder's box is up to a fifth smaller
        than the face, so 16 lets every face of 20 pass.
    which
        Which of several faces is meant.
    box_rule
        How a found box becomes the face box.
    align
        Whether the eyes are levelled before the face is cropped.
    """

    size: int | tuple[int, ...]
    colour: Colour = Colour.RGB
    channels: int = 3
    scale: Scale = Scale.RAW
    mean: Statistic = None
    std: Statistic = None
    standardise: Standardise = Standardise.NONE
    face: FacePolicy = FacePolicy.DETECT
    margin: float = 0.0
    resize: Resize = Resize.AREA
    detector: Detector | None = None
    threshold: float | None = None
    smallest_face: int = 16
    which: WhichFace = WhichFace.LARGEST
    box_rule: BoxRule = BoxRule.FER2013
    align: Align = Align.NONE

    def __post_init__(self) -> None:
        if self.channels not in (1, 3):
            raise UsageError(f"an input contract has 1 or 3 channels, found {self.channels}")
        if self.channels == 1 and self.colour is not Colour.GREY:
            raise UsageError(f"a contract with 1 channel has colour 'grey', found '{self.colour}'")
        self._check_size()
        if not 0 <= self.margin <= 1:
            raise UsageError(f"margin is a share between 0 and 1, found {self.margin}")
        self._check_values()
        self._check_finder()

    def _check_size(self) -> None:
        sides = (self.size,) * 2 if isinstance(self.size, int) else tuple(self.size)
        if len(sides) != 2:  # noqa: PLR2004 - height and width
            raise UsageError(f"input size is one number, or height and width, found {len(sides)} numbers")
        for side in sides:
            if not _SIDES[0] <= side <= _SIDES[1]:
                raise UsageError(f"input size is {_SIDES[0]} to {_SIDES[1]} pixels, found {side}")
        object.__setattr__(self, "size", sides[0] if sides[0] == sides[1] else sides)

    def _check_values(self) -> None:
        for key in ("mean", "std"):
            said = getattr(self, key)
            object.__setattr__(self, key, tuple(said) if isinstance(said, list | tuple) else said)
        _ = self.normalisation  # numbers that cannot be are a fault of this contract
        if self.normalisation is not None and self.standardise is not Standardise.NONE:
            raise UsageError("mean and std are fixed, standardise takes the picture's own; take one of the two out")
        if isinstance(self.mean, str) and self.scale is Scale.SIGNED:
            raise UsageError(f"mean = '{self.mean}' is of values on 0…1 or 0…255; declare scale = 'unit'")

    def _check_finder(self) -> None:
        if self.threshold is not None and not 0 < self.threshold <= 1:
            raise UsageError(f"threshold is a score above 0 and at most 1, found {self.threshold}")
        if self.threshold is not None and self.detector is Detector.CASCADES:
            raise UsageError("detector 'cascades' gives no scores and takes no threshold; take one of the two out")
        if self.which is WhichFace.EACH and self.face is not FacePolicy.DETECT:
            raise UsageError(
                f"which = 'each' asks about each face that is found, with face = 'detect'; found '{self.face}'"
            )
        if not 8 <= self.smallest_face <= 4096:  # noqa: PLR2004 - what can be decoded, and half its longest side
            raise UsageError(f"smallest_face is 8 to 4096 pixels, found {self.smallest_face}")
        if self.align is Align.EYES and self.detector is not None and self.detector not in LEVELS_EYES:
            able = " or ".join(sorted(LEVELS_EYES))
            raise UsageError(
                f"align = 'eyes' needs a detector whose eyes tell how far a face is turned, {able}; "
                f"found '{self.detector}'"
            )
        if self.align is Align.EYES and self.face is FacePolicy.WHOLE:
            raise UsageError("align = 'eyes' needs a face to turn; face = 'whole' looks for none")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one prepared picture: height, width, channels."""
        height, width = (self.size,) * 2 if isinstance(self.size, int) else self.size
        return (height, width, self.channels)

    @property
    def changes_values(self) -> bool:
        """Whether values are more than scaled: means, deviations, the picture's own."""
        return self.normalisation is not None or self.standardise is not Standardise.NONE

    @property
    def normalisation(self) -> Normalisation | None:
        """Means and deviations as numbers; None where none are declared."""
        if self.mean is None and self.std is None:
            return None
        return normalisation(
            self.mean,
            self.std,
            channels=self.channels,
            backwards=self.colour is Colour.BGR,
            white=_WHITE if self.scale is Scale.RAW else 1,
        )
