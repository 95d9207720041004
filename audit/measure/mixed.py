"""Mixed emotions: entropy of the softmax, its two strongest emotions, and whether annotators disagree where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from audit.domain.groups import Group
from audit.domain.mixed import (
    EmotionEntropy,
    EntropyHistogram,
    GroupEntropy,
    MixedEmotions,
    VoteAgreement,
)
from audit.domain.rates import Estimate, Rate
from audit.measure.abstention import Images, abstention, interval_of
from audit.measure.grades import grades, grading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort import Cohort
    from audit.domain.predictions import Predictions

FEWEST_IMAGES = 10
"""Fewer images than this make no rank correlation worth printing."""


def mixed_emotions(cohort: Cohort, predictions: Predictions, *, confidence: float, seed: int) -> MixedEmotions | None:
    """Return what the probabilities say about mixed emotions; None where only decisions are known.

    Parameters
    ----------
    cohort, predictions
        Row by row; only scored images count.
    confidence
        Of every interval, 0 to 1.
    seed
        For the split of annotators into halves.
    """
    if predictions.probabilities is None:
        return None
    scored = predictions.scored
    probabilities = predictions.probabilities[scored]
    entropy = normalised_entropy(probabilities)
    true, codes = cohort.recoded(predictions.labels)[scored], cohort.codes[scored]
    everyone = Images(
        group=None,
        entropy=entropy,
        right=predictions.predicted[scored] == true,
        subjects=None if cohort.subjects is None else cohort.subjects[scored],
    )
    groups = [
        (group := Group.of((f.name, name)), everyone.of(group, codes[:, axis] == level))
        for axis, f in enumerate(cohort.features)
        for level, name in enumerate(f.groups)
    ]
    by_emotion = tuple(
        EmotionEntropy(emotion=emotion, histogram=EntropyHistogram.of(entropy[true == code]))
        for code, emotion in enumerate(predictions.labels.emotions)
    )
    read = grading(predictions.labels)
    mixed = grades(probabilities) == read.mixed
    return MixedEmotions(
        overall=everyone.histogram,
        by_emotion=by_emotion,
        by_group=tuple(
            GroupEntropy(group=group, histogram=each.histogram, right=each.histogram_right) for group, each in groups
        ),
        top_two=_top_two(probabilities),
        votes=_votes(cohort, predictions, entropy, confidence=confidence, seed=seed),
        right=everyone.histogram_right,
        grading=read,
        mixed_two=_top_two(probabilities[mixed]),
        mixed_by_label=tuple(
            Estimate(
                metric="mixed_rate",
                emotion=emotion,
                group=None,
                rate=Rate(numerator=int(mixed[true == code].sum()), denominator=int((true == code).sum())),
                interval=interval_of(mixed, everyone.subjects, true == code, confidence),
            )
            for code, emotion in enumerate(predictions.labels.emotions)
        ),
        abstention=abstention(everyone, [each for _, each in groups], confidence),
    )


def normalised_entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the entropy of each row divided by log k, float64, shape (n,), 0 (one emotion) to 1 (all alike).

    >>> normalised_entropy(np.array([[1.0, 0.0], [0.5, 0.5]])).tolist()
    [0.0, 1.0]
    """
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy = -(shares * logs).sum(axis=1) / np.log(shares.shape[1])
    return np.asarray(np.abs(np.clip(entropy, 0, 1)), np.float64)


def spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    """Return the rank correlation, mean ranks for ties; None when either is constant or there are too few images."""
    if len(a) < FEWEST_IMAGES or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def _top_two(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    k = probabilities.shape[1]
    order = np.argsort(-probabilities, axis=1, kind="stable")
    return np.bincount(order[:, 0] * k + order[:, 1], minlength=k * k).reshape(k, k)


def _votes(
    cohort: Cohort, predictions: Predictions, entropy: NDArray[np.float64], *, confidence: float, seed: int
) -> VoteAgreement | None:
    votes = _votes_in_model_order(cohort, predictions)
    if votes is None:
        return None
    votes = votes[predictions.scored]
    enough = votes.sum(axis=1) >= 2  # noqa: PLR2004 - one vote cannot disagree with itself
    votes, entropy = votes[enough], entropy[enough]
    correlation = spearman(entropy, normalised_entropy(votes / votes.sum(axis=1, keepdims=True)))
    half = None if correlation is None else _bonett_wright(correlation, len(votes), confidence)
    return VoteAgreement(
        spearman=correlation,
        lower=None if correlation is None or half is None else float(np.tanh(np.arctanh(correlation) - half)),
        upper=None if correlation is None or half is None else float(np.tanh(np.arctanh(correlation) + half)),
        confidence=confidence,
        images=len(votes),
        ceiling=_ceiling(votes, seed),
    )


def _votes_in_model_order(cohort: Cohort, predictions: Predictions) -> NDArray[np.int64] | None:
    """Return the votes for the model's emotions, int64, shape (n, k); an emotion nobody could vote for has none."""
    if cohort.votes is None:
        return None
    columns = np.column_stack([cohort.votes, np.zeros(len(cohort), np.int64)])
    known = cohort.labels.emotions
    return columns[:, [known.index(e) if e in known else -1 for e in predictions.labels.emotions]]


def _bonett_wright(correlation: float, n: int, confidence: float) -> float | None:
    """Return the half width on Fisher's scale (Bonett & Wright 2000, Psychometrika 65); None at ±1."""
    if abs(correlation) >= 1:
        return None
    return float(norm.ppf(0.5 + confidence / 2) * np.sqrt((1 + correlation**2 / 2) / (n - 3)))


def _ceiling(votes: NDArray[np.int64], seed: int) -> float | None:
    """Return the largest correlation with vote entropy that a perfect classifier could reach.

    Two random halves of the annotators of each image agree at r; the reliability of all of them together is
    2r / (1 + r) (Spearman 1910, Brown 1910), and the ceiling its square root.
    """
    first = np.random.default_rng(seed).multivariate_hypergeometric
    halves = np.array([first(row, int(row.sum()) // 2) for row in votes]).reshape(-1, votes.shape[1])
    other = votes - halves
    both = (halves.sum(axis=1) > 0) & (other.sum(axis=1) > 0)
    entropies = [normalised_entropy(half[both] / half[both].sum(axis=1, keepdims=True)) for half in (halves, other)]
    r = spearman(*entropies)
    return None if r is None or r <= 0 else float(np.sqrt(2 * r / (1 + r)))
