"""Spread of rates without the part of chance, and rates drawn together: by hand, and right on average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.measure.rates.dispersion import _between, dispersion, shrunk

groups = st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=2, max_size=8)


def test_two_groups_by_hand() -> None:
    # .5 and .9 of 10: variance (.2² + .2²)/1 = .08; chance (.25 + .09)/9/2 = .018889
    found = dispersion(np.array([5.0, 9]), np.array([10.0, 10]))
    assert found.observed == pytest.approx(np.sqrt(0.08))
    assert found.corrected == pytest.approx(np.sqrt(0.08 - 0.34 / 18))


def test_a_group_of_one_image_borrows_the_rate_of_all() -> None:
    # 1 of 1 and 5 of 9: P = .6; chance (.24 / 1 + (5/9)(4/9)/8) / 2
    found = dispersion(np.array([1.0, 5]), np.array([1.0, 9]))
    assert found.corrected == 0.0
    assert found.observed == pytest.approx(4 / 9 / np.sqrt(2))


def test_one_group_has_no_dispersion() -> None:
    assert dispersion(np.array([3.0]), np.array([5.0])) is None


@pytest.mark.parametrize("spread", [0.0, 0.15])
def test_the_corrected_variance_is_right_on_average(spread: float) -> None:
    """Five groups of 5: the observed spread is far too large, the corrected one right (before it is cut at 0)."""
    rng, truth = np.random.default_rng(0), 0.6 + spread * np.array([-1, -0.5, 0, 0.5, 1])
    found = [dispersion(x, np.full(5, 5.0)) for x in rng.binomial(5, truth, (4000, 5)).astype(float)]
    true = truth.var(ddof=1)
    observed = np.mean([d.observed**2 for d in found])
    # the mean sampling variance p(1 − p)/5 is what is too much
    assert observed - true == pytest.approx((truth * (1 - truth) / 5).mean(), rel=0.05)
    assert true <= np.mean([d.corrected**2 for d in found]) < true + 0.4 * (observed - true)


def test_the_corrected_spread_of_equal_groups_is_near_nothing() -> None:
    """At .7, five groups of 5: .19 as observed, mostly 0 when corrected."""
    rng = np.random.default_rng(1)
    found = [dispersion(x, np.full(5, 5.0)) for x in rng.binomial(5, 0.7, (2000, 5)).astype(float)]
    assert np.mean([d.observed for d in found]) == pytest.approx(0.193, abs=0.006)
    assert np.median([d.corrected for d in found]) == 0.0
    assert np.mean([d.corrected for d in found]) < 0.08


@given(drawn=groups)
def test_a_shrunk_rate_lies_between_its_own_and_those_of_the_others(drawn: list[tuple[int, float]]) -> None:
    n = np.array([size for size, _ in drawn], float)
    x = np.round(n * np.array([share for _, share in drawn]))
    found, p = shrunk(x, n), x / n
    assert found.shape == p.shape
    assert (found >= p.min() - 1e-9).all()
    assert (found <= p.max() + 1e-9).all()


def test_shrunk_rates_by_hand_move_more_the_fewer_the_images() -> None:
    # P = .8, chance .16; weights 62.5, 62.5, 250; spread 62.5·.16 + 250·.01 = 12.5; τ² = (12.5 − 2)/187.5 = .056
    # kept: .056/.072 = 7/9, .056/.060 = 14/15; mean (.4 + .8)/.072 + .9/.06 over 2/.072 + 1/.06 = .7125
    found = shrunk(np.array([4.0, 8, 36]), np.array([10.0, 10, 40]))
    mean = 0.7125
    expected = [mean + 7 / 9 * (0.4 - mean), mean + 7 / 9 * (0.8 - mean), mean + 14 / 15 * (0.9 - mean)]
    assert found == pytest.approx(expected)


def test_equal_rates_all_right_and_single_groups_stay_as_they_are() -> None:
    assert shrunk(np.array([5.0, 10]), np.array([10.0, 20])) == pytest.approx([0.5, 0.5])
    assert shrunk(np.array([5.0, 20]), np.array([5.0, 20])) == pytest.approx([1, 1])
    assert shrunk(np.array([3.0]), np.array([5.0])) == pytest.approx([0.6])
    assert shrunk(np.empty(0), np.empty(0)).shape == (0,)


def test_small_intersections_come_nearer_the_truth() -> None:
    """25 intersections of 5, true rates .75 ± .10: the error falls by a third at least."""
    rng, n = np.random.default_rng(2), np.full(25, 5.0)
    raw = drawn = 0.0
    for _ in range(200):
        truth = np.clip(rng.normal(0.75, 0.1, 25), 0, 1)
        x = rng.binomial(5, truth).astype(float)
        raw += ((x / n - truth) ** 2).sum()
        drawn += ((shrunk(x, n) - truth) ** 2).sum()
    assert np.sqrt(drawn / raw) < 2 / 3


def test_a_single_bad_cell_is_hidden() -> None:
    """Why it is never judged: .40 among 24 cells of .75 with 5 images each is shown near .7."""
    rng, n = np.random.default_rng(3), np.full(25, 5.0)
    truth = np.where(np.arange(25) == 0, 0.4, 0.75)
    shown = [shrunk(rng.binomial(5, truth).astype(float), n)[0] for _ in range(300)]
    assert np.mean(shown) > 0.6


def test_the_variance_between_groups_by_moments_by_hand() -> None:
    """Weights 2 and 3: (2 · .01 + 3 · .16 − 1) / (5 − 13 / 5) is below 0, of ten times as much it is not."""
    p = np.array([0.4, 0.9])
    assert _between(p, np.array([2.0, 3]), 0.5) == 0
    assert _between(p, np.array([20.0, 30]), 0.5) == pytest.approx((0.2 + 4.8 - 1) / (50 - 1300 / 50))


def test_groups_of_one_image_each_borrow_the_rate_of_all_and_of_two_do_not() -> None:
    """1 of 1, 0 of 1, 1 of 1: P is 2/3, chance 2/9; observed variance 1/3. Two of two have none of their own."""
    found = dispersion(np.array([1.0, 0, 1]), np.ones(3))
    assert found.observed**2 == pytest.approx(1 / 3)
    assert found.corrected**2 == pytest.approx(1 / 3 - 2 / 9)
    pairs = dispersion(np.array([2.0, 1]), np.array([2.0, 2]))
    assert pairs.corrected**2 == pytest.approx(max(0, 1 / 8 - (0 + 0.25) / 2))
