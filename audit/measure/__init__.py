"""From images to counts, from counts to rates, intervals and disparities; pure: domain in, domain out.

Words: to *count* is to sort every manifest row into one cell; an *estimate* is a rate with an interval; a group is
*assessed* in a comparison when its rate has a denominator of at least the policy's `min_support`; a *contrast* is a
weighted difference of two groups' rates, and a disparity is the largest contrast over all ordered pairs.
"""

from audit.measure.blends import group_responses, responses
from audit.measure.calibration import calibration_score, fit_temperature
from audit.measure.changes import changes, overall_pairs
from audit.measure.copies import copy_clusters, numbered, people_in_splits
from audit.measure.counting import count, count_people, ledger
from audit.measure.disparities import disparities
from audit.measure.estimates import baseline, estimates
from audit.measure.gallery import Sample, choose, sample
from audit.measure.label_errors import label_doubts
from audit.measure.label_mix import label_mix
from audit.measure.many import disparities_of_many, true_disparity
from audit.measure.misses import face_misses
from audit.measure.mixed import mixed_emotions
from audit.measure.partition import partition
from audit.measure.representation import representation
from audit.measure.screening import screening

__all__ = [
    "Sample",
    "baseline",
    "calibration_score",
    "changes",
    "choose",
    "copy_clusters",
    "count",
    "count_people",
    "disparities",
    "disparities_of_many",
    "estimates",
    "face_misses",
    "fit_temperature",
    "group_responses",
    "label_doubts",
    "label_mix",
    "ledger",
    "mixed_emotions",
    "numbered",
    "overall_pairs",
    "partition",
    "people_in_splits",
    "representation",
    "responses",
    "sample",
    "screening",
    "true_disparity",
]
