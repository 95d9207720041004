"""What is wrong with the pictures of a cohort, whatever classifier looks at them: files, copies, doubtful labels.

Words: a *copy* of a picture is another row of the manifest that shows the same photograph; pictures that are joined by
being copies, directly or through others, are one *cluster*; a *judge* is whatever gave the probabilities by which
labels are doubted; a *doubt* is a picture that is likely mislabelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError


class Likeness(StrEnum):
    """In what two rows are the same, the strictest first.

    `same bytes`: the files are equal. `same pixels`: they decode to equal pixels. `near-duplicate`: they show one
    photograph, scaled, recompressed or shifted a little.
    """

    BYTES = "same bytes"
    PIXELS = "same pixels"
    NEAR = "near-duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A row whose file gives no pixels: its place in the manifest from 0, its path, how it ended and why."""

    row: int
    image: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One row of a cluster.

    Attributes
    ----------
    row, image
        Its place in the manifest from 0, its path as written.
    label, split
        As in the manifest; empty where it has none.
    likeness
        The strictest in which another row of the cluster is the same.
    """

    row: int
    image: str
    label: str
    split: str
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCluster:
    """Rows that show one photograph.

    Attributes
    ----------
    copies
        Two or more, in the manifest's order.
    likeness
        The strictest in which all of them are the same.
    splits, labels, people
        The strictest likeness of two rows that stand in different splits, have different labels, or name different
        subjects; None where no two do. Labels of near-duplicates that the manifest says are one person may differ.
    """

    copies: tuple[Copy, ...]
    likeness: Likeness
    splits: Likeness | None = None
    labels: Likeness | None = None
    people: Likeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """What opening every picture once has found.

    Attributes
    ----------
    images
        Rows of the manifest.
    unusable
        Files that give no pixels.
    clusters
        Copies, in the manifest's order of their first rows.
    people_in_splits
        People with pictures in more than one split; None without a column `subject` or `split`.
    """

    images: int
    unusable: tuple[Unusable, ...]
    clusters: tuple[CopyCluster, ...]
    people_in_splits: int | None = None

    @property
    def across_splits(self) -> tuple[CopyCluster, ...]:
        """Clusters that stand in more than one split."""
        return tuple(cluster for cluster in self.clusters if cluster.splits)

    @property
    def conflicts(self) -> tuple[CopyCluster, ...]:
        """Clusters whose rows have different labels."""
        return tuple(cluster for cluster in self.clusters if cluster.labels)

    @property
    def across_people(self) -> tuple[CopyCluster, ...]:
        """Clusters whose rows name different subjects."""
        return tuple(cluster for cluster in self.clusters if cluster.people)

    @property
    def grave(self) -> bool:
        """Whether a photograph or a person stands in more than one split, or a photograph has two labels."""
        return bool(self.across_splits or self.conflicts or self.people_in_splits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A picture that is likely mislabelled.

    Attributes
    ----------
    row, image
        Its place in the manifest from 0, its path as written.
    label, suggested
        Its label, and the emotion it was counted as instead.
    of_label, of_suggested
        Their probabilities.
    margin
        Probability of the label less that of the most probable other emotion, −1 to 0: the lower, the likelier wrong.
    """

    row: int
    image: str
    label: str
    suggested: str
    of_label: float
    of_suggested: float
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDoubts:
    """Labels held against the probabilities of a judge (confident learning: Northcutt, Jiang and Chuang 2021).

    Attributes
    ----------
    judge
        Where the probabilities come from, in words.
    emotions
        Of the judge, in its order.
    judged, left_out
        Pictures with a probability and a label of the judge, and all others.
    accuracy, majority
        Share of the judged pictures whose label the judge found most probable, and share of the most frequent label;
        None without judged pictures.
    joint
        int64, shape (k, k): pictures of each label (row) counted as each emotion (column).
    thresholds
        The mean probability each emotion has on the pictures that bear it; None for one that is on too few.
    estimated
        Mislabelled pictures estimated in all, too many by a judge that errs often; None where no pictures are named.
    doubts
        The likeliest first; empty where `refused`.
    refused
        Why no picture is named; empty where the judge can tell.
    """

    judge: str
    emotions: tuple[str, ...]
    judged: int
    left_out: int
    accuracy: float | None
    majority: float | None
    joint: NDArray[np.int64]
    thresholds: tuple[float | None, ...]
    estimated: float | None
    doubts: tuple[Doubt, ...]
    refused: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "joint", frozen(self.joint, np.int64))
        if self.refused and (self.doubts or self.estimated is not None):
            raise InputError("a judge that cannot tell names no picture and estimates nothing")
