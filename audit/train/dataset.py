"""Pictures to train on, and what each of them shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort import OUTSIDE
from audit.domain.model import ModelSpec, Scale
from audit.domain.predictions import Outcome
from audit.errors import InputError, UsageError, one_of
from audit.images import prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort import Cohort
    from audit.domain.labels import LabelSet
    from audit.domain.model import Recipe

LABEL, MAJORITY = TARGETS = ("label", "majority")
"""What a picture is learned as: the manifest's label, or the emotion most annotators voted for."""

_OUTSIDE_TARGET = {LABEL: "no emotion of this model", MAJORITY: "no majority for an emotion of this model"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Pictures of a cohort that are not trained on: why, and how many."""

    reason: str
    images: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Pictures after an input contract, each with its emotion.

    Attributes
    ----------
    images
        uint8 or float32, shape (n, height, width, channels), in the range of the contract's scale. Not copied.
    codes
        int64, shape (n,): the emotion, in the order of the model's labels.
    weights
        float64, shape (n,): how much each picture counts; None when all count the same.
    left_out
        What the cohort holds beside these.
    """

    images: NDArray[np.uint8] | NDArray[np.float32]
    codes: NDArray[np.int64]
    weights: NDArray[np.float64] | None = None
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        for name in ("codes", "weights"):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.images):
                raise InputError(f"training data: {len(self.images)} pictures and {len(value)} {name}")

    def __len__(self) -> int:
        return len(self.images)

    def require_fit(self, spec: ModelSpec) -> None:
        """Raise InputError unless the pictures have the model's shape and every emotion has at least one."""
        if self.images.shape[1:] != spec.contract.shape:
            raise InputError(
                f"model '{spec.id}': takes pictures of shape {spec.contract.shape}, found {self.images.shape[1:]}"
            )
        if self.codes.size and not 0 <= self.codes.min() <= self.codes.max() < len(spec.labels):
            raise InputError(f"model '{spec.id}': codes of emotions go from 0 to {len(spec.labels) - 1}")
        images = np.bincount(self.codes, minlength=len(spec.labels))
        none = [emotion for emotion, count in zip(spec.labels.emotions, images, strict=True) if not count]
        if none:
            raise InputError(f"model '{spec.id}': no picture of {', '.join(none)} to train on or validate with")


def load_images(
    cohort: Cohort, spec: ModelSpec, recipe: Recipe, progress: Callable[[int, int], None] | None = None
) -> TrainingData:
    """Return the pictures of a cohort that show one of the model's emotions, after its input contract.

    Parameters
    ----------
    cohort
        Pictures with labels, or with votes for the target `majority`.
    spec, recipe
        Input contract and labels; which target.
    progress
        Called with the pictures read so far and their number.

    Raises
    ------
    UsageError
        When the target is unknown, or is `majority` and the cohort has no votes.
    """
    codes = target_codes(cohort, spec.labels, recipe.target)
    rows = np.flatnonzero(codes != OUTSIDE)
    dtype = np.uint8 if spec.contract.scale is Scale.RAW else np.float32
    images = np.empty((len(rows), *spec.contract.shape), dtype)
    outcomes = []
    boxes = None if cohort.boxes is None else cohort.boxes[rows]
    for done, picture in enumerate(prepared(cohort.root, [cohort.images[row] for row in rows], boxes, spec.contract)):
        if picture.pixels is not None:
            images[done] = picture.pixels
        outcomes.append(picture.outcome)
        if progress is not None:
            progress(done + 1, len(rows))
    read = np.array([outcome is Outcome.SCORED for outcome in outcomes], np.bool_)
    return TrainingData(
        images=images if read.all() else images[read],
        codes=codes[rows][read],
        left_out=_left_out(recipe.target, len(codes) - len(rows), outcomes),
    )


def target_codes(cohort: Cohort, labels: LabelSet, target: str) -> NDArray[np.int64]:
    """Return what each picture is to be learned as.

    Parameters
    ----------
    cohort
        Pictures with labels, or with votes.
    labels
        Emotions of the model.
    target
        `label`, the manifest's; or `majority`: the emotion that got more votes than any other emotion and than
        everything outside the cohort's emotions together.

    Returns
    -------
    int64, shape (n,)
        Code of the emotion in `labels`; −1 for pictures that are left out: without a majority, or of another emotion.

    Raises
    ------
    UsageError
        When the target is unknown, or is `majority` and the cohort has no votes.
    """
    if target not in TARGETS:
        raise UsageError(f"unknown target '{target}'; {one_of(target, TARGETS)}")
    codes = cohort.y_true if target == LABEL else _majority(cohort)
    positions = [labels.emotions.index(emotion) if emotion in labels else OUTSIDE for emotion in cohort.labels.emotions]
    return np.array([*positions, OUTSIDE], np.int64)[codes]


def _majority(cohort: Cohort) -> NDArray[np.int64]:
    if cohort.votes is None:
        raise UsageError(
            f"cohort '{cohort.id}': has no votes_… columns; the target 'majority' needs them, 'label' does not"
        )
    outside = np.zeros(len(cohort), np.int64) if cohort.votes_outside is None else cohort.votes_outside
    votes = np.column_stack([cohort.votes, outside])
    most = votes.max(axis=1, keepdims=True)
    wins = (np.sum(votes == most, axis=1) == 1) & (votes.argmax(axis=1) < cohort.votes.shape[1])
    return np.where(wins, votes.argmax(axis=1), OUTSIDE)


def _left_out(target: str, outside: int, outcomes: list[Outcome]) -> tuple[LeftOut, ...]:
    reasons = Counter({_OUTSIDE_TARGET[target]: outside})
    reasons.update(outcome.value for outcome in outcomes if outcome is not Outcome.SCORED)
    return tuple(LeftOut(reason=reason, images=images) for reason, images in reasons.items() if images)
