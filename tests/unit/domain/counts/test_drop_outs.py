"""Every way in which a picture can drop out has a metric."""

from __future__ import annotations

import pytest

from audit.domain.answers.asked import NEVER_ASKED
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.drop_outs import DROP_OUTS, UNANSWERED
from audit.domain.counts.metric import Direction, Metric, OnLabels
from audit.domain.counts.metrics import METRICS, rate


def test_an_outcome_is_scored_never_asked_or_has_one_metric() -> None:
    assert set(UNANSWERED) == set(OUTCOMES) - {Outcome.SCORED, *NEVER_ASKED}
    assert [metric.outcome for metric in DROP_OUTS] == list(UNANSWERED)


def test_they_are_metrics_of_rows_of_which_a_high_rate_harms() -> None:
    for metric in DROP_OUTS:
        assert METRICS[metric.name] is metric
        assert metric.of_rows
        assert metric.direction is Direction.HIGH
        assert str(metric.outcome) in metric.formula


@pytest.mark.parametrize("metric", DROP_OUTS, ids=lambda metric: metric.name)
def test_they_are_the_share_of_rows_that_are_not_right_as_rows_are_counted_for_them(metric: Metric) -> None:
    """See `by_ending`: every row is labelled otherwise, and 3 of 10 ended so."""
    counts = ConfusionCounts(labels=LabelSet(emotions=("otherwise", metric.outcome.value)), cells=[[7, 3], [0, 0]])
    found = rate(metric.name, counts)
    assert (found.numerator, found.denominator) == (3, 10)
    assert (metric.per_emotion, metric.on_labels) == (False, OnLabels.NOT_AT_ALL)
