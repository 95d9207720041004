"""The criteria of a policy share the error of FAIL, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import Promise
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.judge import judge
from audit.measure import disparities
from audit.measure.bounds.notions import compared_groups
from audit.measure.disparities.shared_error import ALONE, bounds_of, families, rule_of_part, shared_among
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


def test_where_nothing_can_be_compared_a_limit_is_one_with_all_of_the_error() -> None:
    policy = Policy(title="t", criteria=(CLEAR,), min_support=1_000)
    nothing = compared_groups(Counted(table=count_table(CELLS)), CLEAR, policy)
    assert not nothing.defined
    assert [(each.limits, each.divisor) for each in families([nothing], policy)] == [(1, 1.0)]


def test_parts_of_a_mean_share_the_error_of_fail_and_its_emotions_that_of_pass() -> None:
    """Equalized odds of two emotions compare two metrics each: a quarter of .05 for FAIL, a half for PASS."""
    odds = Criterion(metric="macro_equalized_odds", features=("group",), limit=0.1)
    notion = compared_groups(Counted(table=count_table(CELLS)), odds, Policy(title="t", criteria=(odds,)))
    rule = rule_of_part(Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95), notion, notion.partitions[0])
    assert (rule.error_fail, rule.error_pass) == pytest.approx((0.0125, 0.025))
    assert rule.any_disparity


def test_the_order_of_the_criteria_has_no_part_in_it() -> None:
    near, clear = found(NEAR, CLEAR)
    assert (near.verdict, near.disparity.bounds.family) == (Verdict.FAIL, 1)
    assert (clear.verdict, clear.disparity.bounds.family) == (Verdict.FAIL, 2)


def test_a_limit_that_does_not_fail_hands_nothing_on_and_says_what_it_would_be_alone() -> None:
    near, still = found(NEAR, OPEN)
    assert near.disparity.bounds.family == still.disparity.bounds.family == 2
    assert near.verdict is Verdict.INCONCLUSIVE
    assert near.disparity.bounds.alone > 0.1 > near.disparity.bounds.lower
    assert "As the policy's only limit it would fail (at least " in near.reason
    assert "2 share the error of a wrong FAIL" in near.reason
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


def test_a_primary_limit_has_half_of_the_error_and_the_others_share_the_other_half() -> None:
    others = (OPEN, replace(OPEN, metric="macro_recall"))
    primary, *rest = found(replace(OPEN, metric="recall", emotion="sad", primary=True), *others)
    assert primary.disparity.bounds.error_lower == pytest.approx(0.025)
    assert [each.disparity.bounds.error_lower for each in rest] == pytest.approx([0.0125, 0.0125])
    assert {each.disparity.bounds.family for each in (primary, *rest)} == {3}


def test_where_every_limit_is_primary_or_none_they_share_alike() -> None:
    both = [found(*(replace(each, primary=primary) for each in (OPEN, NEAR))) for primary in (True, False)]
    errors = [[each.disparity.bounds.error_lower for each in pair] for pair in both]
    assert errors[0] == errors[1] == pytest.approx([0.025, 0.025])


def test_what_a_primary_limit_hands_on_keeps_the_proportions() -> None:
    """The clear limit fails with a quarter of the error; of what is left the primary one has two thirds."""
    _, primary, other = found(CLEAR, replace(OPEN, primary=True), replace(OPEN, metric="macro_recall"))
    assert [primary.disparity.bounds.error_lower, other.disparity.bounds.error_lower] == pytest.approx(
        [0.05 * 2 / 3, 0.05 / 3]
    )


def test_any_limit_that_is_kept_fails_as_rarely_as_promised_with_a_primary_one() -> None:
    """Two recalls at their limit, drawn 600 times; the primary one has most of the error, both together no more."""
    rng, criteria = np.random.default_rng(8), (replace(NEAR, primary=True), CLEAR)
    policy = Policy(title="t", criteria=criteria)
    wrong = 0
    for _ in range(600):
        right = rng.binomial(150, [[0.8, 0.8], [0.7, 0.7]])
        cells = {g: [[a, 150 - a], [150 - b, b]] for g, (a, b) in zip("ab", right.tolist(), strict=True)}
        measured = families(
            [compared_groups(Counted(table=count_table(cells)), criterion, policy) for criterion in criteria], policy
        )
        wrong += any(shared.limits < 2 for shared in measured) or _any_fails(cells, criteria, policy, measured)
    assert wrong / 600 <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 600)


def _any_fails(cells: dict, criteria: tuple, policy: Policy, shared: list) -> bool:
    table = Counted(table=count_table(cells))
    pairs = zip(criteria, shared, strict=True)
    found = [bounds_of(compared_groups(table, criterion, policy), policy, each) for criterion, each in pairs]
    return any(bounds.lower > criterion.limit for bounds, criterion in zip(found, criteria, strict=True))


def test_where_each_limit_has_its_own_promise_none_changes_another() -> None:
    """The near limit fails beside an open one as it does alone."""
    near, still = found(NEAR, OPEN, promise=Promise.CRITERION)
    assert near.verdict is Verdict.FAIL
    assert near.disparity.bounds == found(NEAR)[0].disparity.bounds
    assert still.disparity.bounds == found(OPEN)[0].disparity.bounds
    assert shared_among((NEAR, OPEN), Promise.CRITERION) == [ALONE, ALONE]


def test_before_any_limit_fails_all_share_alike_or_by_halves() -> None:
    alike = shared_among((NEAR, OPEN, CLEAR))
    assert [(each.limits, each.divisor) for each in alike] == [(3, pytest.approx(3))] * 3
    halves = shared_among((replace(NEAR, primary=True), OPEN, CLEAR))
    assert [(each.limits, each.divisor) for each in halves] == [(3, 2), (3, 4), (3, 4)]
    assert (ALONE.limits, ALONE.divisor) == (1, 1.0)


def test_a_limit_that_compares_nothing_takes_no_part_of_the_error() -> None:
    policy = Policy(title="t", criteria=(NEAR, OPEN))
    nothing = compared_groups(Counted(table=count_table({"a": CELLS["a"], "b": [[0, 0], [0, 0]]})), NEAR, policy)
    some = compared_groups(Counted(table=count_table(CELLS)), OPEN, policy)
    shared = families([nothing, some], policy)
    assert [(each.limits, each.divisor) for each in shared] == [(1, 1.0), (1, 1.0)]
