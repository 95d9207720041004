"""Beside the gap that decides stand a larger one that does not, and who got no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.judge import judge
from audit.measure import disparities
from audit.report.questions.other_gaps import larger, widest

COUNTED = Counted(table=count_table({"a": [[80, 20], [10, 90]], "b": [[50, 50], [0, 100]]}))


@pytest.fixture
def result():
    """Success rates .85 and .75, recall of happy .8 and .5: a result with nothing but these findings."""
    from assets.audits import drawn

    criteria = tuple(
        Criterion(metric=metric, features=("group",), limit=0.4, emotion=emotion)
        for metric, emotion in (("accuracy", None), ("recall", "happy"))
    )
    policy = Policy(title="t", criteria=criteria)
    found = judge(criteria, disparities(COUNTED, criteria, policy), waivers=(), today=date(2026, 1, 1))
    return replace(drawn(), policy=policy, findings=found)


def test_the_widest_of_those_compared_alike_is_found(result) -> None:
    success, recall = result.findings
    assert widest(result, success) == recall
    assert widest(result, recall) == recall


def test_a_larger_gap_is_named_with_what_became_of_its_limit(result) -> None:
    success, recall = result.findings
    assert larger(result, success).startswith("The largest gap, 30 points in recall of “happy” by group, ")
    assert larger(result, recall) == ""


def test_of_equal_gaps_the_deciding_one_is_the_widest(result) -> None:
    success = result.findings[0]
    twice = replace(result, findings=(success, success))
    assert widest(twice, success) is success
