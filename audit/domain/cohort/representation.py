"""The cohort itself, before any classifier: how evenly its groups are represented, and whether groups go with emotions.

Words: *representation* is how many images each group has; *association* is how far the emotions of a group differ from
those of all others. Both count every row of the manifest, scored or not; rows whose group is not known are in neither.
The measures are those of Dominguez-Catena, Paternain & Galar 2024 (IEEE Transactions on Pattern Analysis and Machine
Intelligence 46, arXiv 2303.15889).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group
from audit.errors import InputError

Values = tuple[tuple[float | None, ...], ...]
"""One row for each group, one value for each emotion; None where it is undefined."""

ERROR = 0.05
"""How often an association of people dealt out at random is taken for one beyond chance."""

NO_GROUP = "no picture has a known group"
ONE_GROUP = "only one group has images"
ONE_EMOTION = "only one emotion has images"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutstandingCell:
    """An emotion that a group shows more or less often than chance explains.

    Attributes
    ----------
    group, emotion
        Where.
    images
        How many there are.
    expected
        How many there would be if the emotions of all groups were mixed alike, above 0.
    """

    group: str
    emotion: str
    images: int
    expected: float

    @property
    def times(self) -> float:
        """How often the group shows the emotion, in multiples of how often all groups together do."""
        return self.images / self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How far groups and emotions go together.

    Attributes
    ----------
    cramers_v
        Cramér's V, 0 (every group shows the same mix of emotions) to 1.
    corrected
        The same with the part of chance taken off (Bergsma 2013), 0 to 1; None where too few images leave nothing.
    by_chance
        Cramér's V to expect if the same people were dealt out to the groups at random: root mean square.
    p_value
        Chance of an association at least as strong when people are dealt out at random, 0 < p ≤ 1.
    tables
        How many times they were dealt out.
    mutual_information
        Normalised mutual information, 0 to 1: what group and emotion tell of each other, as a share of what there is to
        tell of both.
    theils_u
        Theil's U: the share of the uncertainty about the emotion that the group takes away, 0 to 1.
    outstanding
        Cells beyond chance, clearest first: with 5 % error for all cells together.
    """

    cramers_v: float
    corrected: float | None
    by_chance: float
    p_value: float
    tables: int
    mutual_information: float
    theils_u: float
    outstanding: tuple[OutstandingCell, ...]

    @property
    def beyond_chance(self) -> bool:
        """Whether chance goes as far in fewer than one cohort of twenty."""
        return self.p_value <= ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRepresentation:
    """The groups of one sensitive feature.

    Attributes
    ----------
    feature
        Its name.
    groups
        Its known groups, in order, also those without an image.
    images
        int64, shape (groups, emotions): rows of the manifest by group and emotion of the label.
    unknown
        Rows whose group is not known.
    effective
        Effective number of groups: so many equally large ones would be as diverse; None without images.
    evenness
        Shannon's evenness, 0 to 1 (all groups with images are equally large); None with fewer than two of them.
    deviation
        Normalised standard deviation of the shares, 0 (equally large) to 1; None with fewer than two.
    imbalance
        Images of the largest group for each image of the smallest that has any; None without images.
    association
        With the emotions; None where it is undefined.
    undefined
        Why there is no association, else empty.
    npmi
        Normalised pointwise mutual information of each cell, −1 (never together) over 0 (independent) to 1 (never one
        without the other); None where the group or the emotion has no image.
    ducher_z
        Ducher's Z of each cell: the excess over independence as a share of the largest possible one, −1 to 1.
    """

    feature: str
    groups: tuple[str, ...]
    images: NDArray[np.int64]
    unknown: int
    effective: float | None
    evenness: float | None
    deviation: float | None
    imbalance: float | None
    association: Association | None
    undefined: str
    npmi: Values
    ducher_z: Values

    def __post_init__(self) -> None:
        images = np.asarray(self.images, np.int64)
        if images.ndim != 2 or len(images) != len(self.groups):  # noqa: PLR2004 - groups by emotions
            raise InputError(f"the images of {self.feature} have a row for each of its {len(self.groups)} groups")
        for values in (self.npmi, self.ducher_z):
            if len(values) != len(images) or any(len(row) != images.shape[1] for row in values):
                raise InputError(f"the cells of {self.feature} have the shape of its images, {images.shape}")
        if (self.association is None) != bool(self.undefined):
            raise InputError(f"the association of {self.feature} has either a value or a reason why it has none")
        object.__setattr__(self, "images", frozen(images, np.int64))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """int64, shape (groups,): images of each group."""
        return frozen(self.images.sum(axis=1), np.int64)

    @property
    def represented(self) -> int:
        """Number of groups with images (richness)."""
        return int(np.count_nonzero(self.sizes))

    def reason(self, group: int, emotion: int) -> str:
        """Return why a cell has no value, empty where it has one."""
        if self.undefined:
            return self.undefined
        if not self.images[group].any():
            return "the group has no picture"
        return "" if self.images[:, emotion].any() else "no picture of a known group is labelled so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """Every sensitive feature of a cohort.

    Attributes
    ----------
    emotions
        Those of the cohort's labels, which may be more than the classifier's.
    features
        One for each sensitive feature.
    """

    emotions: tuple[str, ...]
    features: tuple[FeatureRepresentation, ...]

    def __post_init__(self) -> None:
        if any(feature.images.shape[1] != len(self.emotions) for feature in self.features):
            raise InputError(f"the images of a feature have a column for each of {len(self.emotions)} emotions")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMix:
    """What the mix of labels alone does to the success rates of the groups of one feature.

    Attributes
    ----------
    feature
        Its name.
    lowest, highest
        Groups with the lowest and the highest success rate to expect; None where fewer than two are compared.
    low, high
        Their success rates if every group's pictures were recognised as well as all pictures of the same emotion: the
        groups then differ by the mix of their labels alone; None as above.
    """

    feature: str
    lowest: Group | None
    highest: Group | None
    low: float | None
    high: float | None

    @property
    def gap(self) -> float | None:
        """The difference, 0 to 1; None as above."""
        return None if self.low is None or self.high is None else self.high - self.low
