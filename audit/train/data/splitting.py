"""Who validates: people held out of the training pictures, and photographs that may not stand on both sides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import InputError
from audit.images import clusters, joined, picture_hashes
from audit.train.data.dataset import TrainingData

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOLDING_OUT = 0
"""Number of the draw of held-out pictures beside the seed; epochs draw their orders with 1, 2, …."""

REPEATED = "repeats a picture of the validation split"
"""Why a training picture is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Pictures to train on, and pictures to validate with."""

    training: TrainingData
    validation: TrainingData


def hold_out(data: TrainingData, share: float, seed: int, *, stratified: bool = False) -> Split:
    """Return the pictures to train on and those that validate in their place, all of one person on one side.

    Parameters
    ----------
    data
        Pictures of two people or more.
    share
        Of the people (of the pictures, where each is of another person) held out, rounded, at least one and never all.
    seed
        Fixes who.
    stratified
        Hold out this share of the pictures of every emotion, and of every group in it where the pictures have groups,
        as nearly as whole people allow; of two pictures or more at least one.

    Raises
    ------
    InputError
        When there are not two people to tell apart.
    """
    people = np.arange(len(data)) if data.people is None else np.unique(data.people, return_inverse=True)[1]
    if len(np.unique(people)) < 2:  # noqa: PLR2004 - one to train on and one to hold out
        raise InputError(
            f"held_out needs training pictures of two people or more, found {len(data):,} of "
            f"{'one' if len(data) else 'none'}; pictures that repeat one photograph count as one person's"
        )
    random = np.random.default_rng([seed, _HOLDING_OUT])
    chosen = _evenly(people, _strata(data), share, random) if stratified else _at_random(people, share, random)
    held = np.isin(people, chosen)
    return Split(training=data.taken(~held), validation=data.taken(held))


def _at_random(people: NDArray[np.int64], share: float, random: np.random.Generator) -> NDArray[np.int64]:
    everybody = np.unique(people)
    count = min(max(round(share * len(everybody)), 1), len(everybody) - 1)
    return random.permutation(everybody)[:count]


def _strata(data: TrainingData) -> NDArray[np.int64]:
    """Return a number for the emotion, and the group where there is one, of each picture; 0 to the number of strata."""
    groups = np.zeros(len(data), np.int64) if data.groups is None else data.groups
    return np.unique(np.column_stack([data.codes, groups]), axis=0, return_inverse=True)[1].reshape(-1)


def _evenly(
    people: NDArray[np.int64], strata: NDArray[np.int64], share: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """Return people, taken one by one, those with most pictures first, while they bring the counts nearer the share.

    Nearness is the squared distance of the counts held out from those wanted, each relative to its stratum.
    """
    counts = np.zeros((people.max() + 1, strata.max() + 1))
    np.add.at(counts, (people, strata), 1)
    total = counts.sum(axis=0)
    wanted = np.maximum(share, np.where(total > 1, 1 / total, 0))  # of each stratum, as a share
    shares, held = counts / total, np.zeros(len(total))
    chosen: list[int] = []
    order = random.permutation(len(counts))
    for person in order[np.argsort(-counts[order].sum(axis=1), kind="stable")]:
        if np.sum(shares[person] * (2 * (held - wanted) + shares[person])) < 0 and len(chosen) < len(counts) - 1:
            held += shares[person]
            chosen.append(person)
    return np.array(chosen or order[:1], np.int64)


def with_duplicates_as_people(data: TrainingData) -> TrainingData:
    """Return the pictures with people joined whose pictures are near-duplicates: they count as one person."""
    copies = clusters(picture_hashes(data.images))
    people = np.arange(len(data)) if data.people is None else data.people
    return replace(data, people=joined(people, copies))


def without_repeats_of(data: TrainingData, others: TrainingData) -> TrainingData:
    """Return the pictures that are in no cluster of near-duplicates with one of the others; what goes is counted."""
    copies = clusters(np.concatenate([picture_hashes(data.images), picture_hashes(others.images)]))
    repeated = np.isin(copies[: len(data)], copies[len(data) :])
    return data.taken(~repeated).leaving_out(REPEATED, int(repeated.sum()))
