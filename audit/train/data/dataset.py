"""Pictures to train on, and what each of them shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.detection import require_one_face
from audit.domain.contract.input_contract import Scale
from audit.domain.model.recipe import LABEL, MAJORITY, TARGETS, VOTES
from audit.errors import InputError, UsageError, one_of
from audit.images import prepared, scaled
from audit.train.data.soft_targets import soft_targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe

NOT_DRAWN = "not drawn for this short run"
"""Why a picture is left out of a trial."""

_DRAWING_SOME = 1_000_000_007
"""Number of the draw of a trial's pictures beside the seed, which no epoch has."""
_NO_MAJORITY = "no majority for an emotion of this model"
_TOO_FEW_VOTES = "too few votes for the emotions of this model, or as many for one as for another"
_OUTSIDE_TARGET = {LABEL: "no emotion of this model", MAJORITY: _NO_MAJORITY, VOTES: _NO_MAJORITY}


_BESIDE = ("shares", "soft", "people", "weights", "groups")
"""What `TrainingData` may hold beside pictures and emotions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesLeftOut:
    """Pictures of a cohort that are not trained on: why, and how many."""

    reason: str
    images: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Pictures after an input contract, each with its emotion.

    Attributes
    ----------
    images
        uint8, shape (n, height, width, channels), 0…255 whatever the contract's scale. Not copied.
    codes
        int64, shape (n,): the emotion, in the order of the model's labels.
    shares
        float64, shape (n, k): share of each emotion in the votes, each row adding up to 1; None when a picture is
        learned as one emotion.
    soft
        float64, shape (n, k): what each picture is trained as, a blend of its target and the recipe's `soft_targets`;
        None without. Validation never reads it.
    people
        int64, shape (n,): the person in each picture; None when each picture is of another person.
    weights
        float64, shape (n,): how much each picture counts; None when all count the same.
    groups
        int64, shape (n,): the group of the person in each picture, a position in `group_names`; None without.
    group_names
        Groups of the feature that the recipe balances or weighs by.
    left_out
        What the cohort holds beside these.
    """

    images: NDArray[np.uint8]
    codes: NDArray[np.int64]
    shares: NDArray[np.float64] | None = None
    soft: NDArray[np.float64] | None = None
    people: NDArray[np.int64] | None = None
    weights: NDArray[np.float64] | None = None
    groups: NDArray[np.int64] | None = None
    group_names: tuple[str, ...] = ()
    left_out: tuple[PicturesLeftOut, ...] = ()

    def __post_init__(self) -> None:
        for name in ("codes", *_BESIDE):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.images):
                raise InputError(f"training data: {len(self.images)} pictures and {len(value)} {name}")

    def __len__(self) -> int:
        return len(self.images)

    def targets(self, emotions: int) -> NDArray[np.float64]:
        """Return what each picture shows, shape (n, emotions): its vote shares, or 1 for its emotion."""
        return np.eye(emotions)[self.codes] if self.shares is None else self.shares

    def learned(self, emotions: int) -> NDArray[np.float64]:
        """Return what each picture is learned as, shape (n, emotions): `targets`, blended where the recipe does so."""
        return self.targets(emotions) if self.soft is None else self.soft

    def taken(self, rows: NDArray[np.bool_]) -> TrainingData:
        """Return the pictures of some rows, bool, shape (n,); what was left out stays said."""
        beside = {name: getattr(self, name) for name in _BESIDE}
        taken: dict[str, Any] = {name: None if value is None else value[rows] for name, value in beside.items()}
        return replace(self, images=self.images[rows], codes=self.codes[rows], **taken)

    def leaving_out(self, reason: str, images: int) -> TrainingData:
        """Return the same pictures, with so many more said to be left out; none changes nothing."""
        return (
            replace(self, left_out=(*self.left_out, PicturesLeftOut(reason=reason, images=images))) if images else self
        )

    def inputs(self, spec: ModelSpec) -> NDArray[np.float32]:
        """Return all pictures as the classifier takes them, float32, in the range of its contract's scale."""
        return scaled(self.images.astype(np.float32), spec.contract.scale)

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
    cohort: Cohort,
    spec: ModelSpec,
    recipe: Recipe,
    progress: Callable[[int, int], None] | None = None,
    *,
    most: int | None = None,
) -> TrainingData:
    """Return the pictures of a cohort that show one of the model's emotions, after its input contract.

    Parameters
    ----------
    cohort
        Pictures with labels, or with votes for the targets `majority` and `votes`.
    spec, recipe
        Input contract and labels; which target, and which feature's groups.
    progress
        Called with the pictures read so far and their number.
    most
        Read about so many, of each emotion the same share and at least two where it has them, drawn by the seed; by
        default all.

    Raises
    ------
    InputError
        When no picture shows one of the model's emotions, or none that does can be read; when the contract asks about
        each face and rows have no face box.
    UsageError
        When the target or the feature is unknown, or the target needs votes that the cohort does not have.
    """
    require_one_face(cohort, spec.contract.which)
    codes = target_codes(cohort, spec.labels, recipe.target, recipe.least_votes)
    shown = np.flatnonzero(codes != OUTSIDE)
    if not len(shown):
        raise InputError(
            f"cohort '{cohort.id}': its labels are {', '.join(cohort.labels.emotions)}; no picture of it shows one of "
            f"the emotions of model '{spec.id}', {', '.join(spec.labels.emotions)}"
        )
    feature = _feature(cohort, recipe.grouped_by)
    rows = shown if most is None else _some(shown, codes[shown], most, recipe.seed)
    images, outcomes = _read(cohort, rows, spec, progress)
    kept = rows[[outcome is Outcome.SCORED for outcome in outcomes]]
    if not len(kept):
        why = ", ".join(f"{outcome.value} ({images:,})" for outcome, images in Counter(outcomes).most_common())
        raise InputError(
            f"cohort '{cohort.id}': none of its {len(rows):,} pictures can be trained on: {why}; see "
            "`emotion-audit check COHORT --pictures`"
        )
    data = TrainingData(
        images=images,
        codes=codes[kept],
        shares=vote_shares(cohort, spec.labels)[kept] if recipe.target == VOTES else None,
        people=None if cohort.subjects is None else cohort.subjects[kept].astype(np.int64),
        groups=None if feature is None else cohort.codes[kept, feature].astype(np.int64),
        group_names=() if feature is None else cohort.features[feature].groups,
        left_out=_left_out(recipe, len(codes) - len(shown), outcomes),
    )
    if recipe.soft_targets:
        soft = soft_targets(Path(recipe.soft_targets), [cohort.images[row] for row in kept], spec.labels)
        own = data.targets(len(spec.labels))
        data = replace(data, soft=(1 - recipe.soft_share) * own + recipe.soft_share * soft)
    return data.leaving_out(NOT_DRAWN, len(shown) - len(rows))


def _read(
    cohort: Cohort, rows: NDArray[np.int64], spec: ModelSpec, progress: Callable[[int, int], None] | None
) -> tuple[NDArray[np.uint8], list[Outcome]]:
    """Return the pictures of some rows that could be read, as bytes, and how every row ended."""
    contract = replace(spec.contract, scale=Scale.RAW)  # bytes take a quarter of the memory and lose nothing
    images = np.empty((len(rows), *contract.shape), np.uint8)
    boxes = None if cohort.boxes is None else cohort.boxes[rows]
    outcomes, read = [], 0
    for done, picture in enumerate(prepared(cohort.root, [cohort.images[row] for row in rows], boxes, contract)):
        outcomes.append(picture.outcome)
        if picture.pixels is not None:
            images[read] = picture.pixels
            read += 1
        if progress is not None:
            progress(done + 1, len(rows))
    return images[:read], outcomes


def _some(rows: NDArray[np.int64], codes: NDArray[np.int64], most: int, seed: int) -> NDArray[np.int64]:
    """Return about `most` rows, ascending: of each emotion its share, rounded, and at least two where it has them."""
    random = np.random.default_rng([seed, _DRAWING_SOME])
    share = min(most / len(rows), 1)
    drawn = []
    for emotion in np.unique(codes):
        those = random.permutation(rows[codes == emotion])
        drawn.append(those[: max(round(share * len(those)), 2)])
    return np.sort(np.concatenate(drawn))


def _feature(cohort: Cohort, name: str) -> int | None:
    """Return the position of a sensitive feature; None for no name."""
    if not name:
        return None
    names = [feature.name for feature in cohort.features]
    if name not in names:
        known = one_of(name, names) if names else "it has no sensitive features"
        raise UsageError(f"cohort '{cohort.id}': has no feature '{name}' to balance or weigh by; {known}")
    return names.index(name)


def target_codes(cohort: Cohort, labels: LabelSet, target: str, least_votes: int = 0) -> NDArray[np.int64]:
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
    least_votes
        For `votes`: take pictures with so many votes for the model's emotions instead; see `Recipe`.

    Returns
    -------
    int64, shape (n,)
        Code of the emotion in `labels`; −1 for pictures that are left out: without a majority, of another emotion, or
        with too few votes.

    Raises
    ------
    UsageError
        When the target is unknown, or needs votes that the cohort does not have.
    """
    if target not in TARGETS:
        raise UsageError(f"unknown target '{target}'; {one_of(target, TARGETS)}")
    if least_votes:
        return _leanings(cohort, labels, target, least_votes)
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


def _leanings(cohort: Cohort, labels: LabelSet, target: str, least_votes: int) -> NDArray[np.int64]:
    """Return the emotion of the model that most votes went to, where enough went to any and no other has as many."""
    votes = cohort.votes_for(labels)
    if votes is None:
        raise UsageError(_without_votes(cohort, target))
    leads = np.sum(votes == votes.max(axis=1, keepdims=True), axis=1) == 1
    return np.where(leads & (votes.sum(axis=1) >= least_votes), votes.argmax(axis=1), OUTSIDE)


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


def _left_out(recipe: Recipe, outside: int, outcomes: list[Outcome]) -> tuple[PicturesLeftOut, ...]:
    reasons = Counter({_TOO_FEW_VOTES if recipe.least_votes else _OUTSIDE_TARGET[recipe.target]: outside})
    reasons.update(outcome.value for outcome in outcomes if outcome is not Outcome.SCORED)
    return tuple(PicturesLeftOut(reason=reason, images=images) for reason, images in reasons.items() if images)
