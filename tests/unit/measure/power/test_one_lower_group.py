"""Audits with one lower group: against every outcome counted, with its chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.errors import UsageError
from audit.measure.power.draws import quantiles, rates_at
from audit.measure.power.one_lower_group import lower_group, one_lower_group
from audit.measure.power.reach import Rule
from audit.measure.rates.intervals import clopper_pearson

AUDITS = 4_000


def rule(comparison: Comparison = Comparison.DIFFERENCE, limit: float = 0.1, reference: int | None = None) -> Rule:
    return Rule.at(comparison, limit, confidence=0.95, reference=reference)


@pytest.mark.parametrize(
    ("ruled", "disparity"),
    [
        (rule(), 0.5),
        (rule(reference=1), 0.5),
        (rule(Comparison.RATIO, 0.8), 0.4),
        (rule(Comparison.RATIO_TO_REFERENCE, 0.8, reference=1), 0.4),
        (rule(Comparison.WORST_TO_OVERALL, 0.1), 0.3),
    ],
)
def test_two_groups_as_in_every_outcome_counted(ruled: Rule, disparity: float) -> None:
    n = np.array([20.0, 30])
    x = np.stack(np.meshgrid(np.arange(21.0), np.arange(31.0), indexing="ij"), axis=-1)
    rates = rates_at(ruled.comparison, n, 0.8, disparity)
    fails = ruled.proven(Verdict.FAIL, x, np.broadcast_to(n, x.shape))
    exact = float(binom.pmf(np.arange(21), 20, rates[0]) @ fails @ binom.pmf(np.arange(31), 30, 0.8))
    assert 0.1 < exact < 0.95
    found = one_lower_group(ruled, n, 0.8, audits=AUDITS, seed=3).failed(disparity)
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / AUDITS))


def test_below_a_floor_the_lower_group_alone_decides() -> None:
    ruled = rule(Comparison.FLOOR, 0.7)
    x = np.arange(41.0)[:, None]
    fails = ruled.proven(Verdict.FAIL, np.hstack([x, np.full_like(x, 60)]), np.array([40.0, 60]))
    exact = float(binom.pmf(np.arange(41), 40, 0.5) @ fails)
    found = one_lower_group(ruled, np.array([40.0, 60]), 0.8, audits=AUDITS, seed=3)
    assert found.n.tolist() == [40]
    assert found.failed(0.5) == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / AUDITS))


@pytest.mark.parametrize(
    ("ruled", "arrangement", "n"),
    [
        (rule(), Arrangement.ONE_LOWER_GROUP, [20, 30, 50]),  # two of 50 are one column
        (rule(), Arrangement.ONE_PAIR, [20, 30]),
        (rule(reference=2), Arrangement.ONE_LOWER_GROUP, [20, 50]),
        (rule(reference=3), Arrangement.ONE_LOWER_GROUP, [30, 20]),  # the smallest is the reference
        (rule(Comparison.WORST_TO_OVERALL), Arrangement.ONE_LOWER_GROUP, [20, 130]),
        (rule(Comparison.FLOOR), Arrangement.ONE_LOWER_GROUP, [20]),
    ],
)
def test_the_lower_group_comes_first_and_then_who_can_decide(ruled: Rule, arrangement: Arrangement, n: list) -> None:
    sizes = np.array([50, 30, 50, 20])
    found = one_lower_group(ruled, sizes, 0.8, arrangement=arrangement, audits=3, seed=0)
    assert found.n.tolist() == n
    assert (found.groups, found.uniforms.shape) == (4, (3, len(n)))


def test_of_groups_of_one_size_the_one_with_most_right_images_is_drawn() -> None:
    found = one_lower_group(rule(), np.array([20, *[50] * 9]), 0.8, audits=AUDITS, seed=0)
    # the largest of nine uniforms has mean .9 and a standard deviation of .09
    assert found.uniforms[:, 1].mean() == pytest.approx(0.9, abs=4 * 0.09 / np.sqrt(AUDITS))


def test_the_smallest_group_is_the_lower_one_unless_it_is_the_reference() -> None:
    n = np.array([50, 20, 20, 30])
    assert lower_group(rule(), n) == 1
    assert lower_group(rule(reference=1), n) == 2
    assert lower_group(rule(reference=0), n) == 1
    assert n.tolist() == [50, 20, 20, 30]


def test_at_another_size_the_rest_has_the_images_of_all_others() -> None:
    sizes = np.array([20, 30, 50])
    assert one_lower_group(rule(), sizes, 0.8, audits=3, seed=0).sized(8).n.tolist() == [8, 8, 8]
    rest = one_lower_group(rule(Comparison.WORST_TO_OVERALL), sizes, 0.8, audits=3, seed=0)
    assert rest.sized(8).n.tolist() == [8, 16]


def test_more_contrasts_are_less_sure_each() -> None:
    two, ten = (
        one_lower_group(rule(limit=0.0), np.full(groups, 60), 0.8, audits=500, seed=1).failed(0.15)
        for groups in (2, 10)
    )
    with_reference = one_lower_group(rule(limit=0.0, reference=0), np.full(10, 60), 0.8, audits=500, seed=1)
    assert with_reference.failed(0.15) < two
    assert ten != two


def test_a_disparity_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no group can be at a difference of 0\.9"):
        one_lower_group(rule(), np.array([20, 30]), 0.8, audits=3, seed=0).failed(0.9)


SIZES = ([30, 40, 60, 80], [3000, 4000, 6000, 8000], [30, 40, 41, 42, 43, 300])


def outcomes(ruled: Rule, sizes: list[int], disparity: float) -> tuple[float, np.ndarray]:
    """Return what is found, and of every audit the pairs of the lower group and each other one that prove the limit."""
    found = one_lower_group(ruled, np.array(sizes), 0.8, audits=300, seed=2)
    rates = rates_at(ruled.comparison, found.n, 0.8, disparity)
    x = np.column_stack([quantiles(u, n, r) for u, n, r in zip(found.uniforms.T, found.n, rates, strict=True)])
    whole = replace(ruled, reference=None if ruled.reference is None else 1)
    rates_found = clopper_pearson(x, found.n, whole.share(np.array(sizes, float)))
    p, lower, upper = rates_found.p, rates_found.lower, rates_found.upper
    if ruled.comparison is Comparison.DIFFERENCE:
        below = p[:, 1:] - p[:, :1] - np.hypot(p[:, 1:] - lower[:, 1:], upper[:, :1] - p[:, :1])
        above = p[:, :1] - p[:, 1:] - np.hypot(p[:, :1] - lower[:, :1], upper[:, 1:] - p[:, 1:])
        return found.failed(disparity), np.maximum(below, above) > ruled.limit
    scaled = ruled.limit * p[:, 1:] - p[:, :1]
    return found.failed(disparity), scaled > np.hypot(ruled.limit * (p - lower)[:, 1:], (upper - p)[:, :1])


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("reference", [None, 2])
def test_those_that_stand_out_prove_as_much_as_all_pairs_of_the_lower_group(
    sizes: list[int], reference: int | None
) -> None:
    found, proven = outcomes(rule(reference=reference), sizes, 0.1 + 8 / np.sqrt(sizes[0]) / 10)
    assert 0.05 < proven.any(axis=1).mean() < 0.95
    assert found == proven.any(axis=1).mean()


@pytest.mark.parametrize("sizes", SIZES)
def test_a_lower_group_that_is_seen_higher_counts_as_well(sizes: list[int]) -> None:
    """At a limit of 0 and hardly any disparity, the lower group is proven higher now and then."""
    found, proven = outcomes(replace(rule(limit=0.0), error_fail=0.9), sizes, 0.001)
    assert 0.05 < proven.any(axis=1).mean() < 0.95
    assert found == proven.any(axis=1).mean()


@pytest.mark.parametrize("sizes", SIZES)
def test_so_it_is_with_ratios(sizes: list[int]) -> None:
    found, proven = outcomes(rule(Comparison.RATIO, 0.9), sizes, 0.9 - 9 / np.sqrt(sizes[0]) / 10)
    assert 0.05 < proven.any(axis=1).mean() < 0.95
    assert found == proven.any(axis=1).mean()
