"""What was measured of a classifier, once, and written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_VIEWS = ("accuracy_two_views", "accuracy_ten_views")
_SHARES = ("accuracy", "accuracy_without_copies", *_OF_VIEWS)
_COUNTS = ("images", "images_without_copies", "images_per_second", "parameters", "file_size")
_AMOUNTS = ("multiply_adds", "load", "training_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of one set of weights; what was not measured is None, or "".

    Attributes
    ----------
    weights_sha256
        Of the weights they are of; of an ensemble those of its members, in order; empty before training.
    accuracy, images
        Share of so many pictures whose most probable emotion is the right one.
    judged_on
        Which pictures and labels these are, in words.
    accuracy_without_copies, images_without_copies
        The same of those among them that repeat no picture of the training split.
    accuracy_two_views, accuracy_ten_views
        The share of all of them where each is asked about also mirrored, and in ten views.
    parameters
        Numbers learned; of trees a threshold for every split and the values of every leaf.
    multiply_adds
        Of one picture, in convolutions and dense layers.
    images_per_second
        Prepared pictures in memory, on two processors.
    load
        Of the machine before that was measured.
    training_seconds
        Of the training that made the weights.
    file_size
        Of the weights, in bytes.
    measured_on
        The day, as 2026-12-31.
    published
        What somebody else reported of this recipe, in words; never of these weights.
    """

    weights_sha256: tuple[str, ...] = ()
    accuracy: float | None = None
    images: int | None = None
    judged_on: str = ""
    accuracy_without_copies: float | None = None
    images_without_copies: int | None = None
    accuracy_two_views: float | None = None
    accuracy_ten_views: float | None = None
    parameters: int | None = None
    multiply_adds: int | None = None
    images_per_second: float | None = None
    load: float | None = None
    training_seconds: float | None = None
    file_size: int | None = None
    measured_on: str = ""
    published: str = ""

    def __post_init__(self) -> None:
        self._require(_SHARES, "a share from 0 to 1", lambda value: 0 <= value <= 1)
        self._require(_COUNTS, "a number above 0", lambda value: value > 0)
        self._require(_AMOUNTS, "a number from 0", lambda value: value >= 0)
        if (self.accuracy is None) != (self.images is None) or (self.accuracy is None) != (not self.judged_on):
            raise UsageError("accuracy, images and judged_on belong together: a share of which pictures, how many")
        if (self.accuracy_without_copies is None) != (self.images_without_copies is None):
            raise UsageError("accuracy_without_copies and images_without_copies belong together: a share of how many")
        if self.accuracy is None and any(getattr(self, name) is not None for name in _OF_VIEWS):
            raise UsageError("accuracy_two_views and accuracy_ten_views are of images: give accuracy and images")
        if (self.images_without_copies or 0) > (self.images or 0):
            raise UsageError("images_without_copies counts some of images: it cannot be above them")

    def _require(self, names: tuple[str, ...], expected: str, holds: Callable[[float], bool]) -> None:
        for name in names:
            value = getattr(self, name)
            if value is not None and not holds(value):
                raise UsageError(f"{name} = {value}: expected {expected}")
