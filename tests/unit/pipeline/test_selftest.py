"""The self-test of a gate: what is known beforehand, it says."""

from __future__ import annotations

import pytest
from assets.gates import FEW, MANY, UNEVEN, limit, result_of, trial_of, tried

from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.domain.results.selftest import WorldKind
from audit.errors import UsageError
from audit.pipeline import self_test


def test_with_thousands_of_pictures_a_large_gap_is_always_caught() -> None:
    found = tried(MANY, limit(), gap=0.3, repeats=200)
    assert trial_of(found, WorldKind.SMALLEST_APART).shares.failed >= 0.99
    assert trial_of(found, WorldKind.LARGEST_APART).shares.failed >= 0.99
    assert found.gate[0].cried_wolf <= 0.05
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.passed >= 0.95
    assert found.tests[0].needed is None


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    first, again, other = (tried(UNEVEN, limit(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.tests != other.tests


def test_an_unknown_reference_group_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown reference group 'nobody'"):
        tried(MANY, limit(reference="nobody"), repeats=1)


def test_a_policy_of_a_series_is_tried_with_the_looks_it_plans() -> None:
    policy = Policy(title="made", criteria=(limit(),), monitoring=Monitoring(looks=2))
    assert self_test(result_of(FEW), policy, repeats=3).looks == 2
    assert self_test(result_of(FEW), policy, repeats=3, looks=1).looks == 1


def test_looks_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match="the looks of a series are a count from 1 to 10,000, found 0"):
        tried(FEW, limit(), looks=0)
