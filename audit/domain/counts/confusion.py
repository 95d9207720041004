"""Confusion matrices, and the sums of them that rates are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.labels import LabelSet
from audit.errors import InputError

Sums = NDArray[Any]
"""Counts of images, int64, or fractions of them, float64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The sums of confusion matrices that rates are made of.

    Attributes
    ----------
    cells
        Images, shape (…, k, k): rows = true emotion, columns = predicted emotion.
    emotion
        Code of the emotion seen against the rest, or int64 codes of several, shape (e,), which then are the last axis
        of every sum; None where no single emotion is seen, and then only `right` and `images` are known.
    """

    cells: Sums
    emotion: int | NDArray[np.int64] | None = None

    @property
    def images(self) -> Sums:
        """All images."""
        total = self.cells.sum(axis=(-2, -1))
        return np.asarray(total if isinstance(self.emotion, int | None) else total[..., None])

    @property
    def right(self) -> Sums:
        """Images answered as they are labelled, of all emotions."""
        return np.asarray(np.trace(self.cells, axis1=-2, axis2=-1))

    @property
    def hits(self) -> Sums:
        """Images of the emotion answered so: true positives."""
        return np.asarray(np.diagonal(self.cells, axis1=-2, axis2=-1)[..., self.emotion])

    @property
    def labelled(self) -> Sums:
        """Images labelled with the emotion: true positives and false negatives."""
        return np.asarray(self.cells.sum(axis=-1)[..., self.emotion])

    @property
    def answered(self) -> Sums:
        """Images answered with the emotion: true positives and false positives."""
        return np.asarray(self.cells.sum(axis=-2)[..., self.emotion])


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionCounts:
    """A confusion matrix.

    Attributes
    ----------
    labels
        The k emotions.
    cells
        int64, shape (k, k): rows = true emotion, columns = predicted emotion.
    """

    labels: LabelSet
    cells: NDArray[np.int64]

    def __post_init__(self) -> None:
        k = len(self.labels)
        if np.shape(self.cells) != (k, k):
            raise InputError(f"a confusion matrix of {k} emotions has shape ({k}, {k}), found {np.shape(self.cells)}")
        object.__setattr__(self, "cells", frozen(self.cells, np.int64))

    def __add__(self, other: ConfusionCounts) -> ConfusionCounts:
        if self.labels != other.labels:
            raise InputError("confusion matrices add up when their emotions agree")
        return ConfusionCounts(labels=self.labels, cells=self.cells + other.cells)

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.cells.sum())

    @property
    def correct(self) -> int:
        """Number of images whose predicted emotion is the true one."""
        return int(np.trace(self.cells))

    @property
    def support(self) -> NDArray[np.int64]:
        """int64, shape (k,): images of each true emotion."""
        return frozen(self.cells.sum(axis=1), np.int64)

    def margins(self, emotion: str | None = None) -> Margins:
        """Return the sums that rates are made of, with one emotion seen against the rest, or none."""
        return Margins(cells=self.cells, emotion=None if emotion is None else self.labels.code(emotion))
