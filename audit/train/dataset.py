"""Pictures to train on, and what each of them shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort import OUTSIDE
from audit.domain.model import LABEL, MAJORITY, TARGETS, VOTES, ModelSpec, Scale
from audit.domain.predictions import Outcome
from audit.errors import InputError, UsageError, one_of
from audit.images import prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort import Cohort
    from audit.domain.labels import LabelSet
    from audit.domain.model import Recipe

_NO_MAJORITY = "no majority for an emotion of this model"
_OUTSIDE_TARGET = {LABEL: "no emotion of this model", MAJORITY: _NO_MAJORITY, VOTES: _NO_MAJORITY}
_HOLDING_OUT = 0
"""Number of the draw of held-out pictures beside the seed; epochs draw their orders with 1, 2, …."""


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
    shares
        float64, shape (n, k): share of each emotion in the votes, each row adding up to 1; None when a picture is
        learned as one emotion.
    people
        int64, shape (n,): the person in each picture; None when each picture is of another person.
    weights
        float64, shape (n,): how much each picture counts; None when all count the same.
    left_out
        What the cohort holds beside these.
    """

    images: NDArray[np.uint8] | NDArray[np.float32]
    codes: NDArray[np.int64]
    shares: NDArray[np.float64] | None = None
    people: NDArray[np.int64] | None = None
    weights: NDArray[np.float64] | None = None
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        for name in ("codes", "shares", "people", "weights"):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.images):
                raise InputError(f"training data: {len(self.images)} pictures and {len(value)} {name}")

    def __len__(self) -> int:
        return len(self.images)

    def targets(self, emotions: int) -> NDArray[np.float64]:
        """Return what each picture is learned as, shape (n, emotions): its vote shares, or 1 for its emotion."""
        return np.eye(emotions)[self.codes] if self.shares is None else self.shares

    def taken(self, rows: NDArray[np.bool_]) -> TrainingData:
        """Return the pictures of some rows, bool, shape (n,); what was left out stays said."""
        return replace(
            self,
            images=self.images[rows],
            codes=self.codes[rows],
            shares=None if self.shares is None else self.shares[rows],
            people=None if self.people is None else self.people[rows],
            weights=None if self.weights is None else self.weights[rows],
        )

    def require_fit(self, spec: ModelSpec) -> None:
        """Raise InputError unless the pictures have the model's shape and targets and every emotion at least one."""
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
        if spec.recipe is not None and spec.recipe.target == VOTES:
            self._require_shares(spec)

    def _require_shares(self, spec: ModelSpec) -> None:
        if self.shares is None:
            raise InputError(f"model '{spec.id}': target = 'votes' needs pictures with votes, found pictures without")
        if self.shares.shape[1] != len(spec.labels) or not np.allclose(self.shares.sum(axis=1), 1):
            raise InputError(
                f"model '{spec.id}': vote shares are {len(spec.labels)} numbers for each picture that add up to 1"
            )


def load_images(
    cohort: Cohort, spec: ModelSpec, recipe: Recipe, progress: Callable[[int, int], None] | None = None
) -> TrainingData:
    """Return the pictures of a cohort that show one of the model's emotions, after its input contract.

    Parameters
    ----------
    cohort
        Pictures with labels, or with votes for the targets `majority` and `votes`.
    spec, recipe
        Input contract and labels; which target.
    progress
        Called with the pictures read so far and their number.

    Raises
    ------
    UsageError
        When the target is unknown, or needs votes that the cohort does not have.
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
    kept = rows[read]
    return TrainingData(
        images=images if read.all() else images[read],
        codes=codes[kept],
        shares=vote_shares(cohort, spec.labels)[kept] if recipe.target == VOTES else None,
        people=None if cohort.subjects is None else cohort.subjects[kept],
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
        everything outside the cohort's emotions together; `votes` takes the same pictures, so that the two compare.

    Returns
    -------
    int64, shape (n,)
        Code of the emotion in `labels`; −1 for pictures that are left out: without a majority, or of another emotion.

    Raises
    ------
    UsageError
        When the target is unknown, or needs votes that the cohort does not have.
    """
    if target not in TARGETS:
        raise UsageError(f"unknown target '{target}'; {one_of(target, TARGETS)}")
    codes = cohort.y_true if target == LABEL else _majority(cohort, target)
    positions = [labels.emotions.index(emotion) if emotion in labels else OUTSIDE for emotion in cohort.labels.emotions]
    return np.array([*positions, OUTSIDE], np.int64)[codes]


def _majority(cohort: Cohort, target: str) -> NDArray[np.int64]:
    if cohort.votes is None:
        raise UsageError(_without_votes(cohort, target))
    outside = np.zeros(len(cohort), np.int64) if cohort.votes_outside is None else cohort.votes_outside
    votes = np.column_stack([cohort.votes, outside])
    most = votes.max(axis=1, keepdims=True)
    wins = (np.sum(votes == most, axis=1) == 1) & (votes.argmax(axis=1) < cohort.votes.shape[1])
    return np.where(wins, votes.argmax(axis=1), OUTSIDE)


def _without_votes(cohort: Cohort, target: str) -> str:
    return f"cohort '{cohort.id}': has no votes_… columns; the target '{target}' needs them, 'label' does not"


def vote_shares(cohort: Cohort, labels: LabelSet) -> NDArray[np.float64]:
    """Return the share of each emotion in a picture's votes for emotions of the model.

    Parameters
    ----------
    cohort
        Pictures with votes.
    labels
        Emotions of the model; votes for anything else do not count.

    Returns
    -------
    float64, shape (n, k)
        Rows add up to 1; not a number in rows without any such vote, which never have a majority.

    Raises
    ------
    UsageError
        When the cohort has no votes.
    """
    votes = cohort.votes_for(labels)
    if votes is None:
        raise UsageError(_without_votes(cohort, VOTES))
    total = votes.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(votes, total, out=np.full(votes.shape, np.nan), where=total > 0))


def hold_out(data: TrainingData, share: float, seed: int) -> tuple[TrainingData, TrainingData]:
    """Return the pictures to train on and those that validate in their place, all of one person on one side.

    Parameters
    ----------
    data
        Pictures of two people or more.
    share
        Of the people (of the pictures, where each is of another person) held out, rounded, at least one and never all.
    seed
        Fixes who.
    """
    people = np.arange(len(data)) if data.people is None else data.people
    everybody = np.unique(people)
    count = min(max(round(share * len(everybody)), 1), len(everybody) - 1)
    chosen = np.random.default_rng([seed, _HOLDING_OUT]).permutation(everybody)[:count]
    held = np.isin(people, chosen)
    return data.taken(~held), data.taken(held)


def _left_out(target: str, outside: int, outcomes: list[Outcome]) -> tuple[LeftOut, ...]:
    reasons = Counter({_OUTSIDE_TARGET[target]: outside})
    reasons.update(outcome.value for outcome in outcomes if outcome is not Outcome.SCORED)
    return tuple(LeftOut(reason=reason, images=images) for reason, images in reasons.items() if images)
