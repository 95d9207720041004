"""Judged again from its counts, and by the rules of a series or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.domain.results.result import Source
from audit.errors import UsageError
from audit.pipeline import Scored, rejudge, run_audit
from audit.pipeline.stages.judging import _today as today
from audit.pipeline.stages.judging import monitored, refuse_alone, same_rules

POLICY = one_limit_per_feature((("group",),), min_support=1)
SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def audited(cohort):
    given = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    return run_audit(Scored(answered=given, source=SOURCE), POLICY, "test")


def test_saved_counts_are_judged_again_without_a_picture() -> None:
    result = audited(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]))
    floor = Criterion(metric="accuracy", features=("group",), limit=0.01, comparison=Comparison.FLOOR)
    again = rejudge(result, Policy(title="lenient", criteria=(floor,)))
    assert [finding.criterion.comparison for finding in again.findings] == ["floor"]
    assert again.counts is result.counts
    assert again.screening == result.screening
    assert result.screening.family == 10 - 3  # a has no sad picture, and none called so
    assert again.findings[0].verdict is Verdict.PASS


def test_rules_of_a_series_judge_no_audit_by_itself() -> None:
    with pytest.raises(UsageError, match=r"is that of a series \(\[monitoring\]\): name its folder with --series"):
        refuse_alone(monitored(POLICY))
    refuse_alone(POLICY)


def test_a_series_goes_on_under_the_same_rules_whatever_its_waivers() -> None:
    assert same_rules(POLICY, monitored(POLICY))
    assert same_rules(POLICY, replace(POLICY, waivers=()))
    assert not same_rules(POLICY, replace(POLICY, min_support=2))


def test_waivers_are_judged_by_the_clock_and_not_by_a_date_that_is_asked_for(monkeypatch) -> None:
    """What is written may claim to be of another day, to be the same to the byte; an expired waiver stays expired."""
    before = datetime.now(UTC).date()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert before <= today() <= datetime.now(UTC).date()
