"""The criteria of a policy share the error of FAIL, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.judge import judge
from audit.measure import disparities
from audit.measure.power.reach import Rule

CELLS = {"a": [[95, 5], [26, 74]], "b": [[95, 5], [5, 95]], "c": [[40, 60], [5, 95]]}
"""Recall of the first emotion .95, .95, .4; of the second .74, .95, .95: the one fails with a tenth of the error, the
other only with more than half of it."""

CLEAR = Criterion(metric="recall", emotion="happy", features=("group",), limit=0.1)
NEAR = Criterion(metric="recall", emotion="sad", features=("group",), limit=0.1)
OPEN = Criterion(metric="accuracy", features=("group",), limit=0.3, comparison=Comparison.DIFFERENCE)


def found(*criteria: Criterion, **settings: object) -> list:
    policy = Policy(title="t", criteria=criteria, **settings)
    measured = disparities(Counted(table=count_table(CELLS)), criteria, policy)
    return list(judge(criteria, measured, waivers=(), today=date(2026, 1, 1)))


def near_with(error: float) -> bool:
    """Return whether the near limit is proven broken at an error, by the rule itself."""
    rule = replace(Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95), error_fail=error)
    return bool(rule.proven(Verdict.FAIL, np.array([74.0, 95, 95]), np.full(3, 100.0)))


def test_the_cases_are_what_they_are_said_to_be() -> None:
    assert near_with(0.05)
    assert not near_with(0.025)


def test_a_limit_that_fails_hands_its_part_on() -> None:
    """Alone among two the near limit has 2.5 %; after the clear one failed with it, all 5 %."""
    clear, near = found(CLEAR, NEAR)
    assert (clear.verdict, near.verdict) == (Verdict.FAIL, Verdict.FAIL)
    assert (clear.disparity.bounds.family, near.disparity.bounds.family) == (2, 1)
    assert clear.disparity.bounds.error_lower == pytest.approx(0.025)
    assert near.disparity.bounds.error_lower == pytest.approx(0.05)


def test_the_order_of_the_criteria_has_no_part_in_it() -> None:
    near, clear = found(NEAR, CLEAR)
    assert (near.verdict, near.disparity.bounds.family) == (Verdict.FAIL, 1)
    assert (clear.verdict, clear.disparity.bounds.family) == (Verdict.FAIL, 2)


def test_a_limit_that_does_not_fail_hands_nothing_on_and_says_what_it_would_be_alone() -> None:
    near, still = found(NEAR, OPEN)
    assert near.disparity.bounds.family == still.disparity.bounds.family == 2
    assert near.verdict is Verdict.INCONCLUSIVE
    assert near.disparity.bounds.alone > 0.1 > near.disparity.bounds.lower
    assert "Were it the policy's only limit it would fail (at least " in near.reason
    assert "2 limits share the error of a FAIL" in near.reason
    assert "only limit" not in still.reason


def test_a_limit_that_stands_alone_says_nothing_of_others() -> None:
    (near,) = found(NEAR)
    assert near.verdict is Verdict.FAIL
    assert near.disparity.bounds.alone == near.disparity.bounds.lower
    assert "only limit" not in near.reason


def test_under_waivers_nothing_is_handed_on() -> None:
    waiver = Waiver(finding=CLEAR.code, ceiling=0.9, owner="a", reason="b", expires="2027-01-01")
    clear, near = found(CLEAR, NEAR, waivers=(waiver,))
    assert (clear.disparity.bounds.family, near.disparity.bounds.family) == (2, 2)
    assert near.verdict is Verdict.INCONCLUSIVE
