"""What was measured of a classifier, once, and written beside it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import UsageError


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
    parameters: int | None = None
    multiply_adds: int | None = None
    images_per_second: float | None = None
    load: float | None = None
    training_seconds: float | None = None
    file_size: int | None = None
    measured_on: str = ""
    published: str = ""

    def __post_init__(self) -> None:
        if self.accuracy is not None and not 0 <= self.accuracy <= 1:
            raise UsageError(f"accuracy = {self.accuracy}: expected a share from 0 to 1")
        if (self.accuracy is None) != (self.images is None) or (self.accuracy is None) != (not self.judged_on):
            raise UsageError("accuracy, images and judged_on belong together: a share of which pictures, how many")
        for name in ("images", "images_per_second", "parameters", "file_size"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise UsageError(f"{name} = {value}: expected a number above 0")
        for name in ("multiply_adds", "load", "training_seconds"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise UsageError(f"{name} = {value}: expected a number from 0")
