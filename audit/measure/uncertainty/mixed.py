"""Mixed emotions: entropy of the softmax, its two strongest emotions, and whether annotators disagree where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import by_blocks, chosen, in_blocks, packed
from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Estimate, Rate
from audit.domain.uncertainty.entropy import EntropyHistogram, entropy_bins
from audit.domain.uncertainty.mixed import EmotionEntropy, GroupEntropy, MixedEmotions, VoteAgreement
from audit.measure.rates.entropy import normalised_entropy
from audit.measure.rates.grades import grades, grading
from audit.measure.uncertainty.abstention import Images, abstention, interval_of
from audit.measure.uncertainty.calibration import fitted_among, reliability
from audit.measure.uncertainty.votes import equally_sure, vote_measures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.counts.counted import Counted
    from audit.domain.uncertainty.mixed import Temperature


def mixed_emotions(
    answered: AnsweredCohort,
    *,
    confidence: float,
    seed: int,
    temperature: Temperature | None = None,
    counted: Counted | None = None,
) -> MixedEmotions | None:
    """Return what the probabilities say about mixed emotions; None where only decisions are known.

    Parameters
    ----------
    answered
        Only scored images count.
    confidence
        Of every interval, 0 to 1.
    seed
        For resamples, and for the split of annotators into halves.
    temperature
        By which the classifier's outputs were divided, or None.
    counted
        The same images as `count_all` counts them; None where nobody has counted them yet.
    """
    cohort, predictions, scored = answered.cohort, answered.predictions, answered.scored
    if predictions.probabilities is None:
        return None
    probabilities = chosen(predictions.probabilities, scored)
    bins = by_blocks(lambda block: packed(entropy_bins(normalised_entropy(block))), probabilities)
    true, codes = answered.true[scored], cohort.codes[scored]
    everyone = Images(
        group=None,
        bins=bins,
        right=answered.right[scored],
        subjects=None if cohort.subjects is None else cohort.subjects[scored],
    )
    groups = [
        (group := Group.of((f.name, name)), everyone.of(group, codes[:, axis] == level))
        for axis, f in enumerate(cohort.features)
        for level, name in enumerate(f.groups)
    ]
    by_emotion = tuple(
        EmotionEntropy(emotion=emotion, histogram=EntropyHistogram.of_bins(bins[true == code]))
        for code, emotion in enumerate(predictions.labels.emotions)
    )
    read = grading(predictions.labels)
    mixed = by_blocks(lambda block: grades(block) == read.mixed, probabilities)
    top_two = _top_two(probabilities, mixed)
    return MixedEmotions(
        overall=everyone.histogram,
        by_emotion=by_emotion,
        by_group=tuple(
            GroupEntropy(group=group, histogram=each.histogram, right=each.histogram_right) for group, each in groups
        ),
        top_two=top_two[0],
        votes=_votes(answered, probabilities, confidence=confidence, seed=seed),
        right=everyone.histogram_right,
        grading=read,
        mixed_two=top_two[1],
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
        reliability=reliability(answered, confidence=confidence, counted=counted),
        temperature=temperature,
        fitted_here=0 if temperature is None else fitted_among(cohort, scored, temperature),
    )


def _top_two(probabilities: NDArray[np.float64], mixed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return images by their two strongest emotions, int64, shape (2, k, k): all, then those read as mixed."""
    k = probabilities.shape[1]
    counts = np.zeros((2, k * k), np.int64)
    for block, of_mixed in zip(in_blocks(probabilities), in_blocks(mixed), strict=True):
        first, rest = block.argmax(axis=1), block.copy()
        rest[np.arange(len(rest)), first] = -1
        pairs = first * k + rest.argmax(axis=1)
        counts += [np.bincount(each, minlength=k * k) for each in (pairs, pairs[of_mixed])]
    return counts.reshape(2, k, k)


def _votes(
    answered: AnsweredCohort, probabilities: NDArray[np.float64], *, confidence: float, seed: int
) -> VoteAgreement | None:
    """Return the agreement with the annotators; its headline is the first measure over all images."""
    cohort, scored = answered.cohort, answered.scored
    votes, codes = cohort.votes_for(answered.labels), cohort.codes[scored]
    if votes is None:
        return None
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
