"""Every way in which a picture can drop out has a metric."""

from __future__ import annotations

from audit.domain.answers.asked import NEVER_ASKED
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.drop_outs import DROP_OUTS, UNANSWERED
from audit.domain.counts.metric import Direction
from audit.domain.counts.metrics import METRICS


def test_an_outcome_is_scored_never_asked_or_has_one_metric() -> None:
    assert set(UNANSWERED) == set(OUTCOMES) - {Outcome.SCORED, *NEVER_ASKED}
    assert [metric.outcome for metric in DROP_OUTS] == list(UNANSWERED)


def test_they_are_metrics_of_rows_of_which_a_high_rate_harms() -> None:
    for metric in DROP_OUTS:
        assert METRICS[metric.name] is metric
        assert metric.of_rows
        assert metric.direction is Direction.HIGH
        assert str(metric.outcome) in metric.formula
