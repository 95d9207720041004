"""Calibration: whether a probability means what it says, and the temperature that makes it so.

Scored against annotators' votes as well as the label: where people disagree, a majority label hides that a probability
of .6 was right. Nothing here is gated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from audit.domain.arrays import in_blocks
from audit.domain.cohort.groups import Group
from audit.domain.model.outputs import tempered
from audit.domain.uncertainty.calibration import CalibrationScore
from audit.domain.uncertainty.mixed import RELIABILITY_BINS, Reliability, Truth
from audit.errors import InputError
from audit.measure.rates.counting import count_all
from audit.measure.rates.intervals import wilson
from audit.measure.rates.scores import scores

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.counts.counted import Counted
    from audit.domain.uncertainty.mixed import Temperature

LOWEST, HIGHEST = 0.05, 20.0
"""Temperatures between which one is looked for; beyond them the data do not tell one."""

_ROUNDING = 1e-9
"""Probabilities this close below the edge of a bin lie in the next: .1 + .7 is a little less than .8 in floating
point."""

_FLAT = 1e-9
"""An end whose cross-entropy is within this of the least one (nats) is taken to be as good."""


def reliability(
    answered: AnsweredCohort, *, confidence: float, counted: Counted | None = None
) -> tuple[Reliability, ...]:
    """Return how often what the classifier says with which probability is right.

    Parameters
    ----------
    answered
        Only scored images count; without probabilities there is nothing to return.
    confidence
        Of the intervals of success rates, 0 to 1.
    counted
        The same images as `count_all` counts them; None where nobody has counted them yet.

    Returns
    -------
    tuple of Reliability
        Against the label, overall and for every group of every single feature; then, where the cohort has votes,
        against them, over pictures whose votes are mostly for the model's emotions. Pictures of
        one person count for as much less as their success is alike.
    """
    cohort, predictions, probabilities = answered.cohort, answered.predictions, answered.predictions.probabilities
    if probabilities is None:
        return ()
    groups = (None, *(Group.of((feature.name, name)) for feature in cohort.features for name in feature.groups))
    effects = np.concatenate(_design_effects(answered, counted))
    votes = cohort.votes_for(predictions.labels)
    found = {Truth.LABEL: _binned(answered, probabilities, predictions.scored, votes=None)}
    if votes is not None:
        voted = predictions.scored & cohort.mostly_votes_for(predictions.labels)
        found[Truth.VOTES] = _binned(answered, probabilities, voted, votes=votes)
    return tuple(
        _reliability(binned, place, group=group, truth=truth, effect=float(effect), confidence=confidence)
        for truth, binned in found.items()
        for place, (group, effect) in enumerate(zip(groups, effects, strict=True))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Binned:
    """Pictures by the probability of their predicted emotion, in groups that may overlap.

    They add up exactly, so neither the order of the pictures nor how they are divided matters.

    Attributes
    ----------
    sums
        int64, shape (5, groups, bins): pictures; what came true of them, in `_UNITS`, as high and low parts of numbers;
        the probabilities likewise.
    """

    sums: NDArray[np.int64]

    @classmethod
    def of(
        cls, said: NDArray[np.float64], success: NDArray[np.float64], places: list[NDArray[np.int64]], groups: int
    ) -> _Binned:
        """Return pictures, shape (n,) each, by groups: `places` has the group of each picture, once for each axis."""
        bins = np.minimum((said * RELIABILITY_BINS + _ROUNDING).astype(np.int64), RELIABILITY_BINS - 1)
        cells, weights = groups * RELIABILITY_BINS, (None, *_in_units(success), *_in_units(said))
        sums = np.zeros((len(weights), cells), np.int64)
        for place in places:
            at = place * RELIABILITY_BINS + bins
            sums += np.array([np.bincount(at, each, cells) for each in weights]).astype(np.int64)
        return cls(sums=sums.reshape(len(weights), groups, RELIABILITY_BINS))

    def __add__(self, other: _Binned) -> _Binned:
        return _Binned(sums=self.sums + other.sums)

    def success(self, place: int) -> NDArray[np.float64]:
        """Return how much came true in each bin of a group."""
        return _from_units(self.sums[1, place], self.sums[2, place])

    def said(self, place: int) -> NDArray[np.float64]:
        """Return the sum of the probabilities in each bin of a group."""
        return _from_units(self.sums[3, place], self.sums[4, place])


_PART = 26
_UNITS = 1 << 2 * _PART
"""Parts of 1 in which numbers from 0 to 1 are added up: as many as a float has."""


def _in_units(values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers from 0 to 1 in `_UNITS`, as high and low parts so small that their sums are exact in a float."""
    whole = np.rint(values * _UNITS).astype(np.int64)
    return whole >> _PART, whole & ((1 << _PART) - 1)


def _from_units(high: NDArray[np.int64], low: NDArray[np.int64]) -> NDArray[np.float64]:
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return np.array([((above << _PART) + below) / _UNITS for above, below in pairs])


def _binned(
    answered: AnsweredCohort,
    probabilities: NDArray[np.float64],
    which: NDArray[np.bool_],
    *,
    votes: NDArray[np.int64] | None,
) -> _Binned:
    """Return these pictures, bool, shape (n,), overall and by the groups of each feature, block by block.

    What comes true of a picture is whether its answer is its label; with votes, int64, shape (n, k), the share of the
    answer.
    """
    starts = np.cumsum([1, *answered.levels])
    parts = []
    for rows in in_blocks(np.flatnonzero(which)):
        predicted = answered.predictions.predicted[rows]
        success = predicted == answered.true[rows]
        if votes is not None:
            success = votes[rows, predicted] / votes[rows].sum(axis=1)
        places = [np.zeros(len(rows), np.int64), *(answered.cohort.codes[rows] + starts[:-1]).T]
        parts.append(_Binned.of(probabilities[rows, predicted], success.astype(np.float64), places, int(starts[-1])))
    return reduce(_Binned.__add__, parts)


def fitted_among(cohort: Cohort, scored: NDArray[np.bool_], temperature: Temperature) -> int:
    """Return how many scored images of a cohort are among those the temperature was fitted on, told by their names."""
    same = temperature.pictures_sha256 == cohort.pictures_sha256(temperature.split)
    return int((scored & cohort.of_split(temperature.split)).sum()) if same else 0


def fit_temperature(logits: NDArray[np.float64], targets: NDArray[np.int64] | NDArray[np.float64]) -> float:
    """Return the temperature with the least cross-entropy (Guo et al. 2017, ICML), to about four digits.

    Parameters
    ----------
    logits
        float64, shape (n, k), finite: logits or log-probabilities.
    targets
        int64, shape (n,): codes of the right emotions; or float64, shape (n, k): their shares, rows sum to 1.

    Raises
    ------
    InputError
        When there is no image, or no temperature between `LOWEST` and `HIGHEST` is the best: all answers are right, or
        the probabilities say nothing about what is right.
    """
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - only where a temperature is fitted

    shares = _as_shares(targets, logits.shape)
    if not len(logits):
        raise InputError("no temperature can be fitted: there is no picture to fit it on")
    ends = np.log([LOWEST, HIGHEST])
    found = minimize_scalar(lambda log: _entropy_at(log, logits, shares), bounds=ends, options={"xatol": 1e-6})
    surer, less_sure = (_entropy_at(end, logits, shares) - found.fun < _FLAT for end in ends)
    if less_sure:
        raise InputError(
            f"no temperature can be fitted: on these {len(logits):,} pictures the probabilities say hardly anything "
            "about what is right, so the less sure of itself the better; are these its emotions, in its order?"
        )
    if surer:
        raise InputError(
            f"no temperature can be fitted: on these {len(logits):,} pictures the classifier is right with certainty, "
            "so the surer of itself the better; take more, or harder, pictures"
        )
    return float(np.exp(found.x))


def calibration_score(
    logits: NDArray[np.float64], targets: NDArray[np.int64] | NDArray[np.float64], temperature: float = 1.0
) -> CalibrationScore:
    """Return how well calibrated logits are once divided by a temperature; parameters as in `fit_temperature`."""
    shares = _as_shares(targets, logits.shape)
    probabilities = tempered(logits, temperature)
    rows, predicted = np.arange(len(logits)), probabilities.argmax(axis=1)
    said, success = probabilities[rows, predicted], shares[rows, predicted]
    binned = _reliability(_Binned.of(said, success, [np.zeros(len(said), np.int64)], 1), 0)
    return CalibrationScore(
        cross_entropy=cross_entropy(logits / temperature, shares),
        error=binned.error,
        chance_error=binned.chance_error,
        gap=binned.gap,
    )


def cross_entropy(logits: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """Return the mean over images of −Σ share · log softmax(logits), in nats."""
    return float(-(shares * log_softmax(logits, axis=1)).sum(axis=1).mean())


def _entropy_at(log_temperature: float, logits: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    return cross_entropy(logits / np.exp(log_temperature), shares)


def _as_shares(targets: NDArray[np.int64] | NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return targets as shares; codes become 1 for the right emotion and 0 for the others."""
    if targets.ndim == 1 and len(targets) == shape[0]:
        return np.eye(shape[1])[targets.astype(np.int64)]
    if targets.shape != shape:
        raise InputError(f"targets have shape {targets.shape}, the logits {shape}")
    return np.asarray(targets, np.float64)


def _design_effects(answered: AnsweredCohort, counted: Counted | None) -> list[NDArray[np.float64]]:
    """Return by how much pictures of one person count for less: overall, then by the groups of each feature."""
    cohort = answered.cohort
    if cohort.subjects is None:
        return [np.ones(1), *(np.ones(len(feature.groups)) for feature in cohort.features)]
    counted = counted or count_all(answered)
    names: list[tuple[str, ...]] = [(), *((feature.name,) for feature in cohort.features)]
    return [scores(counted, by, "accuracy", None).effects for by in names]


def _reliability(
    binned: _Binned,
    place: int,
    *,
    group: Group | None = None,
    truth: Truth = Truth.LABEL,
    effect: float = 1.0,
    confidence: float = 0.95,
) -> Reliability:
    """Return one group of sorted probabilities, its pictures divided by a design effect in the interval."""
    images, success = binned.sums[0, place], binned.success(place)
    return Reliability(
        group=group,
        truth=truth,
        images=images,
        success=success,
        confidence=binned.said(place),
        interval=wilson(float(success.sum()) / effect, float(images.sum()) / effect, confidence),
    )
