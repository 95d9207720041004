"""Pictures worth looking at: confident errors beside right answers, mixed faces, and how much of them is shown.

Words: a *case* is a scored picture with what was said of it; a *gallery* holds cases with their *thumbnails*; a *heat
map* says how much each place of a picture spoke for the predicted emotion, 0 to 1. A gallery is no part of
`AuditResult`: pictures of people stand in the page that was asked to show them, and in no other file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group
from audit.domain.cohort.predictions import Outcome
from audit.errors import UsageError

MOST_PICTURES = 60
"""Pictures of a gallery, unless another number is asked for."""

PICTURES_LIMIT = 1_000
"""Most pictures that can be asked for."""

MOST_BYTES = 1_200_000
"""Bytes that all thumbnails of a gallery may have as files; in the page they take a third more."""


BLURRED_SIDE = 8
"""Squares of a side of which a blurred picture keeps the mean colour."""


LEAST_AVERAGED = 10
"""Pictures of a group from which on their heat maps are averaged: of fewer, a mean would be about somebody."""


class PictureMode(StrEnum):
    """Whether the page shows pictures: none, reduced until no face is left, or as they are.

    `off`: none. `blurred`: 8 × 8 mean colours, and no file name. `shown`: as they are.
    """

    OFF = "off"
    BLURRED = "blurred"
    SHOWN = "shown"


class PictureKind(StrEnum):
    """Why a picture is worth looking at.

    `error`: the answer is not its label. `mixed`: it was read as mixed (see `Grading`). `right`: it was answered right
    and stands beside errors, of the same person or of the same groups.
    """

    ERROR = "error"
    MIXED = "mixed"
    RIGHT = "right"


TELLING = (PictureKind.ERROR, PictureKind.MIXED)
"""Reasons of their own, with a count of those left out; right answers are there for comparison alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWish:
    """What was asked for.

    Attributes
    ----------
    mode
        Whether pictures are shown.
    most
        Most pictures, 1 to `PICTURES_LIMIT`.
    explain
        Whether heat maps are made.

    Raises
    ------
    UsageError
        When the number is out of range, or heat maps are asked for without pictures.
    """

    mode: PictureMode = PictureMode.OFF
    most: int = MOST_PICTURES
    explain: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.most <= PICTURES_LIMIT:
            raise UsageError(
                f"a page shows 1 to {PICTURES_LIMIT:,} pictures, found {self.most}; for none, write --pictures off"
            )
        if self.explain and self.mode is PictureMode.OFF:
            raise UsageError("--explain lays heat maps beside pictures; add --pictures blurred or --pictures shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scored picture and what was said of it.

    Attributes
    ----------
    row
        Its row in the manifest as audited, from 0.
    image
        Its path as written in the manifest.
    kinds
        Why it is worth looking at, at least one reason.
    groups
        Its group of each sensitive feature, in their order.
    label, predicted
        Emotions.
    second
        The second most probable emotion of a mixed face, else None.
    certainty, of_label, of_second
        Probability of the predicted emotion, of the label and of the second; None where only decisions are known, or
        where there is no second.
    entropy
        Softmax entropy, 0 to 1, or None.
    """

    row: int
    image: str
    kinds: tuple[PictureKind, ...]
    groups: tuple[Group, ...]
    label: str
    predicted: str
    second: str | None = None
    certainty: float | None = None
    of_label: float | None = None
    of_second: float | None = None
    entropy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A case with its thumbnail.

    Attributes
    ----------
    case
        What was said of the picture.
    thumbnail
        A WEBP made from pixels alone, blurred where the mode says so.
    heat
        The same with its heat map laid over, a WEBP; None without explanation.
    """

    case: Case
    thumbnail: bytes
    heat: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return len(self.thumbnail) + len(self.heat or b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two pictures of one person, by their rows: one answered wrong, one of another label answered right."""

    wrong: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanHeat:
    """Where a classifier looked in the pictures of a group, on average.

    Attributes
    ----------
    group
        Whose pictures.
    images, of
        Pictures averaged, and scored pictures of the group.
    heat
        float64, shape (height, width), 0 to 1: mean of the heat maps, one without any heat counted as 0 everywhere.
    drawn
        The same as a WEBP; black = 0, and white = the largest value of any group, so that groups can be compared.
    """

    group: Group
    images: int
    of: int
    heat: NDArray[np.float64]
    drawn: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "heat", frozen(self.heat, np.float64))

    @property
    def thirds(self) -> tuple[float, float, float] | None:
        """Share of the heat in the upper, middle and lower third of the picture; None where there is no heat."""
        total = float(self.heat.sum())
        if not total:
            return None
        edges = np.linspace(0, 1, len(self.heat) + 1)
        above = np.interp([1 / 3, 2 / 3], edges, np.concatenate([[0.0], self.heat.sum(axis=1).cumsum()])) / total
        return float(above[0]), float(above[1] - above[0]), float(1 - above[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Pictures that were chosen and could not be opened."""

    outcome: Outcome
    images: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """The pictures of a page.

    Attributes
    ----------
    mode
        `BLURRED` or `SHOWN`; a page without pictures has no gallery.
    pictures
        In the order they were chosen: every group gets its share before any gets more; right answers come last.
    pairs
        People who were answered wrong in one picture and right in another, both of them here.
    most, most_bytes
        Most pictures, and bytes of all their files.
    unseen
        Chosen pictures that could not be opened, by outcome.
    beyond
        Chosen pictures that would have gone beyond `most_bytes`.
    mean_heat
        Of every group of every sensitive feature with `LEAST_AVERAGED` heat maps or more; empty without explanation.
    explained
        What the heat maps were read from; empty without explanation.
    consent
        What the people in the pictures agreed to, as the cohort declares it; may be empty.
    """

    mode: PictureMode
    pictures: tuple[Picture, ...]
    pairs: tuple[Pair, ...] = ()
    most: int = MOST_PICTURES
    most_bytes: int = MOST_BYTES
    unseen: tuple[Unseen, ...] = ()
    beyond: int = 0
    mean_heat: tuple[MeanHeat, ...] = ()
    explained: str = ""
    consent: str = ""

    def __post_init__(self) -> None:
        if self.mode is PictureMode.OFF:
            raise UsageError("a gallery shows pictures, blurred or as they are; for none, make no gallery")

    @property
    def size(self) -> int:
        """Bytes of all files in it."""
        return sum(picture.size for picture in self.pictures) + sum(len(mean.drawn) for mean in self.mean_heat)
