"""What is refused before a classifier is asked, and what is said of one made for other labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.results.result import Source
from audit.errors import InputError
from audit.pipeline import Scored

POLICY = one_limit_per_feature((("group",),), min_support=1)
SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def test_an_undeclared_label_outside_the_classifier_is_refused() -> None:
    labels = LabelSet(emotions=("happy", "sad", "hapy"))
    cohort = replace(cohort_of([0, 0, 1, 2], [0, 1, 1, 1], labels=labels), declared=False)
    with pytest.raises(InputError, match="'hapy' is not an emotion of the model"):
        Scored(answered=AnsweredCohort.as_counted(cohort, predictions_of(ROWS)), source=SOURCE)
