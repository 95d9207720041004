"""Mixed emotions: entropy of the softmax, its two strongest emotions, and whether annotators disagree where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.groups import Group
from audit.domain.mixed import (
    ENTROPY_BINS,
    EmotionEntropy,
    EntropyHistogram,
    GroupEntropy,
    MixedEmotions,
    VoteAgreement,
)
from audit.measure.entropy import normalised_entropy
from audit.measure.votes import equally_sure, vote_measures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort import Cohort
    from audit.domain.predictions import Predictions


def mixed_emotions(cohort: Cohort, predictions: Predictions, *, confidence: float, seed: int) -> MixedEmotions | None:
    """Return what the probabilities say about mixed emotions; None where only decisions are known.

    Parameters
    ----------
    cohort, predictions
        Row by row; only scored images count.
    confidence
        Of the intervals of the measures against votes, 0 to 1.
    seed
        For their resamples, and for the split of annotators into halves.
    """
    if predictions.probabilities is None:
        return None
    scored = predictions.scored
    probabilities = predictions.probabilities[scored]
    entropy = normalised_entropy(probabilities)
    true, codes = cohort.recoded(predictions.labels)[scored], cohort.codes[scored]
    by_emotion = tuple(
        EmotionEntropy(emotion=emotion, histogram=_histogram(entropy[true == code]))
        for code, emotion in enumerate(predictions.labels.emotions)
    )
    by_group = tuple(
        GroupEntropy(group=Group.of((f.name, name)), histogram=_histogram(entropy[codes[:, axis] == level]))
        for axis, f in enumerate(cohort.features)
        for level, name in enumerate(f.groups)
    )
    return MixedEmotions(
        overall=_histogram(entropy),
        by_emotion=by_emotion,
        by_group=by_group,
        top_two=_top_two(probabilities),
        votes=_votes(cohort, predictions, probabilities, confidence=confidence, seed=seed),
    )


def _histogram(entropy: NDArray[np.float64]) -> EntropyHistogram:
    bins = np.minimum((entropy * ENTROPY_BINS).astype(int), ENTROPY_BINS - 1)
    return EntropyHistogram(counts=np.bincount(bins, minlength=ENTROPY_BINS))


def _top_two(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    k = probabilities.shape[1]
    order = np.argsort(-probabilities, axis=1, kind="stable")
    return np.bincount(order[:, 0] * k + order[:, 1], minlength=k * k).reshape(k, k)


def _votes(
    cohort: Cohort, predictions: Predictions, probabilities: NDArray[np.float64], *, confidence: float, seed: int
) -> VoteAgreement | None:
    """Return the agreement with the annotators; its headline is the first measure over all images."""
    votes = _votes_in_model_order(cohort, predictions)
    if votes is None:
        return None
    scored, codes = predictions.scored, cohort.codes[predictions.scored]
    groups = [
        (Group.of((f.name, name)), codes[:, axis] == level)
        for axis, f in enumerate(cohort.features)
        for level, name in enumerate(f.groups)
    ]
    subjects = None if cohort.subjects is None else cohort.subjects[scored]
    measures = vote_measures(probabilities, votes[scored], groups, subjects, confidence=confidence, seed=seed)
    headline = measures[0]
    return VoteAgreement(
        spearman=headline.value,
        lower=headline.interval.lower if headline.interval else None,
        upper=headline.interval.upper if headline.interval else None,
        confidence=confidence,
        images=headline.images,
        ceiling=headline.ceiling,
        measures=measures,
        constant=equally_sure(probabilities, votes[scored]),
    )


def _votes_in_model_order(cohort: Cohort, predictions: Predictions) -> NDArray[np.int64] | None:
    """Return the votes for the model's emotions, int64, shape (n, k); an emotion nobody could vote for has none."""
    if cohort.votes is None:
        return None
    columns = np.column_stack([cohort.votes, np.zeros(len(cohort), np.int64)])
    known = cohort.labels.emotions
    return columns[:, [known.index(e) if e in known else -1 for e in predictions.labels.emotions]]
