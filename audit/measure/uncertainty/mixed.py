"""Mixed emotions: entropy of the softmax, its two strongest emotions, and whether annotators disagree where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.arrays import chosen
from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Estimate, Rate
from audit.domain.uncertainty.entropy import EntropyHistogram
from audit.domain.uncertainty.mixed import EmotionEntropy, GroupEntropy, MixedEmotions, VoteAgreement
from audit.measure.rates.counting import summarise
from audit.measure.rates.grades import grading
from audit.measure.uncertainty.abstention import Images, abstention, interval_of
from audit.measure.uncertainty.calibration import fitted_among, reliability
from audit.measure.uncertainty.votes import equally_sure, vote_measures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.answers.summary import Summary
    from audit.domain.uncertainty.mixed import Temperature


def mixed_emotions(
    answered: AnsweredCohort,
    *,
    confidence: float,
    seed: int,
    temperature: Temperature | None = None,
    summary: Summary | None = None,
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
    summary
        Of the same rows; None where nobody has counted them yet.
    """
    cohort, predictions, scored = answered.cohort, answered.predictions, answered.scored
    summary = summary or summarise(answered)
    found = summary.mixed
    if predictions.probabilities is None or found is None:
        return None
    everyone = Images(group=None, bins=found.bins, right=found.right, subjects=found.subjects, images=found.images)
    groups = [
        (group := Group.of((f.name, name)), everyone.of(group, found.group(axis) == level))
        for axis, f in enumerate(cohort.features)
        for level, name in enumerate(f.groups)
    ]
    labelled = [(emotion, found.true == code) for code, emotion in enumerate(predictions.labels.emotions)]
    return MixedEmotions(
        overall=everyone.histogram,
        by_emotion=tuple(
            EmotionEntropy(emotion=emotion, histogram=EntropyHistogram.of_bins(found.bins[of], found.images[of]))
            for emotion, of in labelled
        ),
        by_group=tuple(
            GroupEntropy(group=group, histogram=each.histogram, right=each.histogram_right) for group, each in groups
        ),
        top_two=found.top_two[0],
        votes=_votes(answered, predictions.probabilities, confidence=confidence, seed=seed),
        right=everyone.histogram_right,
        grading=grading(predictions.labels),
        mixed_two=found.top_two[1],
        mixed_by_label=tuple(
            Estimate(
                metric="mixed_rate",
                emotion=emotion,
                group=None,
                rate=Rate(numerator=int(found.images[of & found.mixed].sum()), denominator=int(found.images[of].sum())),
                interval=interval_of(found.mixed, found.subjects, of, confidence, found.images),
            )
            for emotion, of in labelled
        ),
        abstention=abstention(everyone, [each for _, each in groups], confidence),
        reliability=reliability(answered, confidence=confidence, summary=summary),
        temperature=temperature,
        fitted_here=0 if temperature is None else fitted_among(cohort, scored, temperature),
    )


def _votes(
    answered: AnsweredCohort, probabilities: NDArray[np.float64], *, confidence: float, seed: int
) -> VoteAgreement | None:
    """Return the agreement with the annotators; its headline is the first measure over all images."""
    cohort, scored = answered.cohort, answered.scored
    votes = cohort.votes_for(answered.labels)
    if votes is None:
        return None
    probabilities, codes = chosen(probabilities, scored), cohort.codes[scored]
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
