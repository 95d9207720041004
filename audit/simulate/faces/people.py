"""Drawn people: who is in the picture, known exactly because nobody was photographed.

The same person with one attribute changed is `dataclasses.replace(person, tone=9)`: nothing else moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

Rgb = tuple[float, float, float]
"""Red, green, blue, each 0…255."""


class AgeGroup(StrEnum):
    """Age groups in order of age."""

    TODDLER = "toddler"
    CHILD = "child"
    TEENAGER = "teenager"
    ADULT = "adult"
    SENIOR = "senior"


class SkinBand(StrEnum):
    """Monk tones 1–3, 4–6 and 7–10: the groups of the feature `skin_tone`."""

    LIGHT = "light"
    MEDIUM = "medium"
    DARK = "dark"


class Hair(StrEnum):
    """What the hair looks like."""

    SHORT = "short"
    LONG = "long"
    CURLY = "curly"
    BALD = "bald"


class Glasses(StrEnum):
    """Whether glasses are worn."""

    NONE = "no glasses"
    GLASSES = "glasses"


MONK_TONES: tuple[Rgb, ...] = (
    (0xF6, 0xED, 0xE4),
    (0xF3, 0xE7, 0xDB),
    (0xF7, 0xEA, 0xD0),
    (0xEA, 0xDA, 0xBA),
    (0xD7, 0xBD, 0x96),
    (0xA0, 0x7E, 0x56),
    (0x82, 0x5C, 0x43),
    (0x60, 0x41, 0x34),
    (0x3A, 0x31, 0x2A),
    (0x29, 0x24, 0x20),
)
"""The ten published colours of the Monk Skin Tone scale (Ellis Monk with Google, 2022), tone 1 first.

A skin tone is a colour, not an ethnicity. Tones 2 and 3 are all but equally light (3 is yellower); the rest descend.
"""

TONES_OF_BAND: dict[SkinBand, tuple[int, ...]] = {
    SkinBand.LIGHT: (1, 2, 3),
    SkinBand.MEDIUM: (4, 5, 6),
    SkinBand.DARK: (7, 8, 9, 10),
}
"""Which tones each band holds."""


def skin_band(tone: int) -> SkinBand:
    """Return the band a Monk tone is reported in; raises UsageError outside 1…10.

    >>> skin_band(3), skin_band(4)
    (<SkinBand.LIGHT: 'light'>, <SkinBand.MEDIUM: 'medium'>)
    """
    for band, tones in TONES_OF_BAND.items():
        if tone in tones:
            return band
    raise UsageError(f"a Monk skin tone is a whole number from 1 (lightest) to 10 (darkest), found {tone}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Small differences between people of one group, each from −1 to 1; 0 is the average face.

    Attributes
    ----------
    face_width, jaw_width
        Narrow to wide.
    eye_distance, eye_size, eye_height
        Close to wide-set, small to large, low to high.
    nose_length, nose_width, mouth_width, lip_fullness
        Small to large.
    brow_weight, brow_height
        Thin to thick, low to high.
    hair_colour
        Dark to light.
    weathering
        Few to many of the lines that the age group brings.
    """

    face_width: float = 0.0
    jaw_width: float = 0.0
    eye_distance: float = 0.0
    eye_size: float = 0.0
    eye_height: float = 0.0
    nose_length: float = 0.0
    nose_width: float = 0.0
    mouth_width: float = 0.0
    lip_fullness: float = 0.0
    brow_weight: float = 0.0
    brow_height: float = 0.0
    hair_colour: float = 0.0
    weathering: float = 0.0

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Traits:
        """Return the traits of one person, uniform and independent of each other."""
        names = [each.name for each in fields(cls)]
        return cls(**dict(zip(names, rng.uniform(-1, 1, len(names)).tolist(), strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One drawn person, without the expression and without the circumstances of the picture.

    Attributes
    ----------
    age_group
        Sets proportions, lines, hair colour.
    tone
        Monk skin tone, 1 (lightest) to 10 (darkest).
    hair, glasses
        What is worn.
    head_size
        Height of the head relative to the usual one, 0.7 to 1.2.
    traits
        What makes this person differ from others of the same groups.
    """

    age_group: AgeGroup = AgeGroup.ADULT
    tone: int = 4
    hair: Hair = Hair.SHORT
    glasses: Glasses = Glasses.NONE
    head_size: float = 1.0
    traits: Traits = field(default_factory=Traits)

    def __post_init__(self) -> None:
        skin_band(self.tone)
        if not 0.7 <= self.head_size <= 1.2:  # noqa: PLR2004 - smaller is a dot, larger leaves the picture
            raise UsageError(f"head_size is between 0.7 and 1.2, found {self.head_size}")

    @property
    def skin_band(self) -> SkinBand:
        """Group of the feature `skin_tone`."""
        return skin_band(self.tone)
