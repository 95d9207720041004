"""Calibration: whether a probability means what it says, and the temperature that makes it so.

Scored against annotators' votes as well as the label: where people disagree, a majority label hides that a probability
of .6 was right. Nothing here is gated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import log_softmax

from audit.domain.cohort.groups import Group
from audit.domain.model.outputs import tempered
from audit.domain.uncertainty.binned import BinnedAnswers
from audit.domain.uncertainty.calibration import CalibrationScore
from audit.domain.uncertainty.mixed import Reliability, Truth
from audit.errors import InputError
from audit.measure.rates.counting import summarise
from audit.measure.rates.intervals import wilson
from audit.measure.rates.scores import scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.answers.summary import Summary
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.uncertainty.mixed import Temperature

LOWEST, HIGHEST = 0.05, 20.0
"""Temperatures between which one is looked for; beyond them the data do not tell one."""

_FLAT = 1e-9
"""An end whose cross-entropy is within this of the least one (nats) is taken to be as good."""


def reliability(
    answered: AnsweredCohort, *, confidence: float, summary: Summary | None = None
) -> tuple[Reliability, ...]:
    """Return how often what the classifier says with which probability is right.

    Parameters
    ----------
    answered
        Only scored images count; without probabilities there is nothing to return.
    confidence
        Of the intervals of success rates, 0 to 1.
    summary
        Of the same rows; None where nobody has counted them yet.

    Returns
    -------
    tuple of Reliability
        Against the label, overall and for every group of every single feature; then, where the cohort has votes,
        against them, over pictures whose votes are mostly for the model's emotions. Pictures of
        one person count for as much less as their success is alike.
    """
    cohort, summary = answered.cohort, summary or summarise(answered)
    if summary.said is None:
        return ()
    groups = (None, *(Group.of((feature.name, name)) for feature in cohort.features for name in feature.groups))
    effects = np.concatenate(_design_effects(cohort, summary))
    found = {Truth.LABEL: summary.said} | ({} if summary.voted is None else {Truth.VOTES: summary.voted})
    return tuple(
        _reliability(binned, place, group=group, truth=truth, effect=float(effect), confidence=confidence)
        for truth, binned in found.items()
        for place, (group, effect) in enumerate(zip(groups, effects, strict=True))
    )


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
    binned = _reliability(BinnedAnswers.of(said, success, [np.zeros(len(said), np.int64)], 1), 0)
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


def _design_effects(cohort: Cohort, summary: Summary) -> list[NDArray[np.float64]]:
    """Return by how much pictures of one person count for less: overall, then by the groups of each feature."""
    if cohort.subjects is None:
        return [np.ones(1), *(np.ones(len(feature.groups)) for feature in cohort.features)]
    counted = summary.counted
    names: list[tuple[str, ...]] = [(), *((feature.name,) for feature in cohort.features)]
    return [scores(counted, by, "accuracy", None).effects for by in names]


def _reliability(
    binned: BinnedAnswers,
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
