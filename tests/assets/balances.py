"""Cohorts of so many pictures of each group and emotion, audited."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import FER7, cohort, drawn
from builders import answered

from audit.domain.cohort.groups import UNKNOWN, SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.policy import Policy
from audit.measure import count, label_mix, representation
from audit.report.sections.cohort import balance

POLICY = Policy(title="no limit", criteria=())


def audit_of(table: dict[str, list[int]], labels: LabelSet = FER7):
    """Return an audit with the cohort of so many pictures of each group and emotion, each answered rightly."""
    counts = np.array(list(table.values()))
    codes, y_true = (np.repeat(axis.reshape(-1), counts.reshape(-1)) for axis in np.indices(counts.shape))
    people = cohort(labels, y_true, [SensitiveFeature(name="skin_tone", groups=tuple(table))], codes[:, None])
    predictions = Predictions(labels=labels, predicted=y_true, outcomes=np.zeros(len(y_true), int))
    mix = label_mix(count(answered(people, predictions)), POLICY)
    return replace(drawn(), representation=representation(people), label_mix=mix)


def only(result):
    (feature,) = balance.view(result).features
    return feature


THREE = LabelSet(emotions=("happy", "sad", "calm"))


UNEVEN = {"light": [80, 20, 20], "dark": [20, 40, 40], UNKNOWN: [1, 1, 1], "none": [0, 0, 0]}
