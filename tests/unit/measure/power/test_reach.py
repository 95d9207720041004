"""What numbers of images can show at all, and how many would settle it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import reference_place

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.measure.bounds.contrasts import Extremes
from audit.measure.limits.limits import GroupLimits
from audit.measure.power.reach import Rule, reach


def rule(comparison: Comparison = Comparison.DIFFERENCE, limit: float = 0.1) -> Rule:
    return Rule(comparison=comparison, limit=limit, error_fail=0.05, error_pass=0.05)


def test_five_pictures_per_group_can_prove_nothing() -> None:
    n = np.full(5, 5.0)
    found = reach(rule(limit=0.2), np.array([2.0, 3, 3, 4, 3]), n)
    assert not found.can_fail
    assert not found.can_pass
    assert found.needed is not None
    assert found.needed > 50  # .4 against .8


def test_the_images_said_to_be_needed_are_the_fewest_that_decide() -> None:
    p = np.array([0.9, 0.6])
    needed = reach(rule(), p * 10, np.full(2, 10.0)).needed
    assert needed is not None
    for images, decided in ((needed, True), (needed - 1, False)):
        n = np.full(2, float(images))
        assert (rule().verdict(p * n, n) is not Verdict.INCONCLUSIVE) is decided


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize("rates", [[0.9, 0.6, 0.8, 0.7], [0.71, 0.7, 0.72, 0.7], [0.8] * 4, [0.2, 0.9, 0.3, 0.85]])
def test_however_it_is_searched_what_is_needed_is_where_every_contrast_is_decided(
    comparison: Comparison, rates: list[float]
) -> None:
    p, limit = np.array(rates), 0.5 if comparison.limit_is_minimum else 0.25
    for place in {None, 1} if comparison is Comparison.DIFFERENCE else {reference_place(comparison)}:
        ruled = replace(rule(comparison, limit), reference=place)
        needed = reach(ruled, p * 10, np.full(4, 10.0)).needed
        assert needed is not None
        for images, decided in ((needed, True), (needed - 1, False)):
            n = np.full(4, float(images))
            assert not images or (ruled.verdict(p * n, n) is not Verdict.INCONCLUSIVE) is decided


def test_rates_on_the_limit_are_never_settled() -> None:
    assert reach(rule(limit=0.1), np.array([8.0, 7.0]), np.full(2, 10.0)).needed is None


@pytest.mark.parametrize("comparison", list(Comparison))
def test_vectorised_verdicts_are_those_of_one_audit_at_a_time(comparison: Comparison) -> None:
    limit = 0.6 if comparison.limit_is_minimum else 0.2
    ruled = replace(rule(comparison, limit), reference=reference_place(comparison))
    x = np.random.default_rng(0).binomial(150, [0.4, 0.6, 0.8], (300, 3)).astype(float)
    n = np.full(3, 150.0)
    bounds = ruled.bounds(x, np.broadcast_to(n, x.shape))
    failed, passed = ruled.failed(bounds), ruled.passed(bounds)
    for i, row in enumerate(x):
        verdict = ruled.verdict(row, n)
        assert (failed[i], passed[i]) == (verdict is Verdict.FAIL, verdict is Verdict.PASS)


def test_a_family_shares_the_error_of_fail_and_not_that_of_pass() -> None:
    found = Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95, family=5, reference=2)
    assert (found.error_fail, found.error_pass) == pytest.approx((0.01, 0.05))
    assert found.reference == 2


@pytest.mark.parametrize(
    ("comparison", "limit", "broken", "kept"),
    [
        (Comparison.DIFFERENCE, 0.1, (0.11, 0.2), (0.05, 0.09)),
        (Comparison.FLOOR, 0.7, (0.5, 0.69), (0.71, 0.9)),
    ],
)
def test_a_bound_on_the_limit_proves_nothing(
    comparison: Comparison, limit: float, broken: tuple[float, float], kept: tuple[float, float]
) -> None:
    ruled = rule(comparison, limit)
    outcomes = [broken, (limit, limit), kept]
    bounds = Extremes(lower=np.array([low for low, _ in outcomes]), upper=np.array([high for _, high in outcomes]))
    assert ruled.failed(bounds).tolist() == [True, False, False]
    assert ruled.passed(bounds).tolist() == [False, False, True]
    failing = bounds.upper if comparison.limit_is_minimum else bounds.lower
    assert ruled.broken(failing).tolist() == [True, False, False]


@pytest.mark.parametrize("comparison", list(Comparison))
def test_one_bound_alone_is_that_of_both(comparison: Comparison) -> None:
    ruled = replace(
        rule(comparison, 0.7 if comparison.limit_is_minimum else 0.2), reference=reference_place(comparison)
    )
    x = np.random.default_rng(1).binomial(80, [0.5, 0.8, 0.9], (60, 3)).astype(float)
    n = np.full(x.shape, 80.0)
    bounds = ruled.bounds(x, n)
    assert ruled.proven(Verdict.FAIL, x, n).tolist() == ruled.failed(bounds).tolist()
    assert ruled.proven(Verdict.PASS, x, n).tolist() == ruled.passed(bounds).tolist()
    limits = GroupLimits.of_shares(x[0], n[0])
    assert (ruled.bounds_of(limits).lower, ruled.bounds_of(limits).upper) == (bounds.lower[0], bounds.upper[0])
    ends = bounds.upper, bounds.lower
    failing, passing = ends if comparison.limit_is_minimum else reversed(ends)
    assert ruled.failing_of(limits) == pytest.approx(failing[0])
    assert ruled.passing_of(limits) == pytest.approx(passing[0])


def test_a_part_of_a_mean_shares_its_error_with_every_pair() -> None:
    n = np.full(6, 100.0)
    assert replace(rule(), any_disparity=True).share(n) == pytest.approx(0.05 / 30)  # 6 · 5 ordered pairs
    assert replace(rule(), any_disparity=True, reference=0).share(n) == pytest.approx(0.05 / 10)
    assert rule().share(n) > 0.05 / 30  # not all of them can lie on a limit of .1 together


def test_two_large_groups_prove_most_and_two_pictures_beside_them_do_no_harm() -> None:
    few = reach(rule(), np.array([2.0, 2, 2]), np.array([2.0, 2, 2]))
    two_large = reach(rule(), np.array([2.0, 160, 160]), np.array([2.0, 200, 200]))
    assert (few.can_fail, two_large.can_fail) == (False, True)
    assert not two_large.can_pass  # the group of two keeps it open


def test_everything_right_passes_where_the_images_are_enough() -> None:
    # all right of 59 is at least .95 with 5 % error: .95^59 = .0485, while .95^58 = .051
    floor = rule(Comparison.FLOOR, 0.95)
    assert [reach(floor, np.array([n]), np.array([n])).can_pass for n in (58.0, 59.0)] == [False, True]
    assert reach(floor, np.array([10.0]), np.array([10.0])).needed == 59
