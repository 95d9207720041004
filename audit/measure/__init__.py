"""From images to counts, from counts to rates, intervals and disparities; pure: domain in, domain out.

Words: to *count* is to sort every manifest row into one cell; an *estimate* is a rate with an interval; a group is
*assessed* in a comparison when its rate has a denominator of at least the policy's `min_support`; a *contrast* is a
weighted difference of two groups' rates, and a disparity is the largest contrast over all ordered pairs.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked
from audit.measure.disparities.disparities import disparities  # now: a package beside it has its name

if TYPE_CHECKING:
    from audit.measure.bounds.partition import partition
    from audit.measure.cohort.copies import copy_clusters, numbered, people_in_splits
    from audit.measure.cohort.label_errors import label_doubts
    from audit.measure.cohort.label_mix import label_mix
    from audit.measure.cohort.representation import representation
    from audit.measure.cohort.voted_labels import with_voted_errors
    from audit.measure.disparities.batched import disparities_of_batch, true_disparity
    from audit.measure.disparities.screening import screening
    from audit.measure.disparities.unknown_groups import unknown_groups
    from audit.measure.models.blends import group_responses, responses
    from audit.measure.models.changes import changes, overall_pairs
    from audit.measure.rates.agreement import doubted_answers, doubted_unknown
    from audit.measure.rates.counting import asked_rows, count, count_all, count_asked, count_people, ledger, summarise
    from audit.measure.rates.entropy import normalised_entropy
    from audit.measure.rates.estimates import baseline, estimates
    from audit.measure.rates.face_misses import face_misses, face_overlaps
    from audit.measure.rates.grades import grades, grading
    from audit.measure.uncertainty.calibration import calibration_score, fit_temperature
    from audit.measure.uncertainty.gallery import Sample, choose_with_right, sample
    from audit.measure.uncertainty.mixed import mixed_emotions
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "Sample",
    "asked_rows",
    "baseline",
    "calibration_score",
    "changes",
    "choose_with_right",
    "copy_clusters",
    "count",
    "count_all",
    "count_asked",
    "count_people",
    "disparities",
    "disparities_of_batch",
    "doubted_answers",
    "doubted_unknown",
    "estimates",
    "face_misses",
    "face_overlaps",
    "fit_temperature",
    "grades",
    "grading",
    "group_responses",
    "label_doubts",
    "label_mix",
    "ledger",
    "mixed_emotions",
    "normalised_entropy",
    "numbered",
    "overall_pairs",
    "partition",
    "people_in_splits",
    "representation",
    "responses",
    "sample",
    "screening",
    "summarise",
    "true_disparity",
    "unknown_groups",
    "with_voted_errors",
]
