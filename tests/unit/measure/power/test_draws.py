"""Many simulated audits at once: which groups are kept, which counts are drawn, which verdicts follow."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.errors import UsageError
from audit.measure.power.draws import SimulatedAudits, chunk, draw, extreme_uniforms, quantiles, rates_at, tally
from audit.measure.power.power import power
from audit.measure.power.reach import Rule


def rule(comparison: Comparison = Comparison.DIFFERENCE, limit: float = 0.1) -> Rule:
    return Rule.at(comparison, limit, confidence=0.95)


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR])
def test_of_equal_groups_only_the_extreme_counts_decide(comparison: Comparison) -> None:
    """Keeping the low group and the extremes of the other eleven gives the verdicts of all twelve."""
    truth = {Comparison.DIFFERENCE: 0.25, Comparison.RATIO: 0.65, Comparison.FLOOR: 0.55}[comparison]
    ruled = rule(comparison, {Comparison.DIFFERENCE: 0.1, Comparison.RATIO: 0.8, Comparison.FLOOR: 0.7}[comparison])
    n = np.full(12, 120.0)
    kept = draw(comparison, n, audits=8000, seed=1)
    assert kept.uniforms.shape == (8000, 3)
    few = kept.shares(ruled, 0.8, truth)
    every = power(ruled, rates_at(comparison, n, 0.8, truth), n.astype(int), audits=8000, seed=2)
    assert 0.2 < every.failed < 0.98
    assert few.failed == pytest.approx(every.failed, abs=4 * 2**0.5 * every.standard_error(Verdict.FAIL))


def test_the_distance_to_all_images_counts_the_low_group_among_them() -> None:
    # 10 of 40 images are of the low group: (1 − 1/4)(.8 − p) = .15, so p = .6
    rates = rates_at(Comparison.WORST_TO_OVERALL, np.array([10.0, 30.0]), 0.8, 0.15)
    assert rates == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize(("images", "rate"), [(20, 0.3), (1000, 0.02), (50_000, 0.9), (7, 0.0), (7, 1.0), (1, 0.5)])
def test_counts_are_the_quantiles_of_a_binomial_number(images: int, rate: float) -> None:
    uniforms = np.array([1e-6, 0.01, 0.3, 0.5, 0.999, 1 - 1e-6])
    assert quantiles(uniforms, images, rate).tolist() == binom.ppf(uniforms, images, rate).tolist()


@pytest.mark.parametrize("least", [1e-12, 0.3])
@pytest.mark.parametrize("most", [0.7, 1 - 1e-12])
def test_however_far_out_the_uniforms_are(least: float, most: float) -> None:
    """Those far out lie more than five standard deviations from the mean, and the others do not."""
    uniforms = np.array([0.5, most, least])
    for rate in (0.5, 0.9):
        assert quantiles(uniforms, 10_000, rate).tolist() == binom.ppf(uniforms, 10_000, rate).tolist()


def test_each_column_is_drawn_with_its_own_images_and_rate() -> None:
    uniforms = np.random.default_rng(3).random((50, 3))
    audits = SimulatedAudits(uniforms=uniforms, n=np.array([10.0, 40, 10]), groups=3)
    found = audits.counts(np.array([0.2, 0.7, 0.9]))
    for column, (images, rate) in enumerate(((10, 0.2), (40, 0.7), (10, 0.9))):
        assert found[:, column].tolist() == binom.ppf(uniforms[:, column], images, rate).tolist()


def test_the_same_audits_at_another_size() -> None:
    audits = SimulatedAudits(uniforms=np.zeros((1, 2)), n=np.array([10.0, 40]), groups=5)
    assert audits.sized(7).n.tolist() == [7, 7]
    assert audits.sized(7).groups == 5


@pytest.mark.parametrize(
    ("comparison", "sizes", "arrangement", "kept"),
    [
        (Comparison.DIFFERENCE, [9, 3, 5, 7], Arrangement.ONE_PAIR, [3, 5]),
        (Comparison.FLOOR, [9, 3, 5, 7], Arrangement.ONE_PAIR, [3, 5, 7, 9]),  # nobody is compared with anybody
        (Comparison.DIFFERENCE, [9, 3, 5, 7], Arrangement.ONE_LOWER_GROUP, [3, 5, 7, 9]),
        (Comparison.DIFFERENCE, [5, 5, 5], Arrangement.ONE_LOWER_GROUP, [5, 5, 5]),
        (Comparison.DIFFERENCE, [5, 5, 5, 5], Arrangement.ONE_LOWER_GROUP, [5, 5, 5]),
        (Comparison.WORST_TO_OVERALL, [5, 5, 5, 5], Arrangement.ONE_LOWER_GROUP, [5, 5, 5, 5]),  # all make up the rest
    ],
)
def test_groups_that_cannot_decide_are_not_drawn(
    comparison: Comparison, sizes: list[int], arrangement: Arrangement, kept: list[int]
) -> None:
    found = draw(comparison, np.array(sizes), arrangement=arrangement, audits=4, seed=1)
    assert found.n.tolist() == kept
    assert found.uniforms.shape == (4, len(kept))
    assert found.groups == len(sizes)


@pytest.mark.parametrize("groups", [2, 5])
def test_extremes_are_distributed_as_those_of_all_groups(groups: int) -> None:
    """The largest of m uniforms has mean m / (m + 1), the smallest 1 / (m + 1), both a variance of m/(m+1)²(m+2)."""
    found = extreme_uniforms(groups, 40_000, np.random.default_rng(4))
    assert (found[:, 0] > found[:, 1]).all()
    error = 4 * np.sqrt(groups / ((groups + 1) ** 2 * (groups + 2)) / 40_000)
    assert found.mean(axis=0) == pytest.approx([groups / (groups + 1), 1 / (groups + 1)], abs=error)
    # of uniforms the covariance of the two extremes is 1 / (m + 1)²(m + 2)
    assert np.cov(found.T)[0, 1] == pytest.approx(1 / ((groups + 1) ** 2 * (groups + 2)), abs=0.002)


def test_a_single_group_is_largest_and_smallest() -> None:
    found = extreme_uniforms(1, 10, np.random.default_rng(4))
    assert (found[:, 0] == found[:, 1]).all()


def test_rates_that_cannot_be_are_refused() -> None:
    n = np.full(2, 10.0)
    with pytest.raises(UsageError, match=r"at a difference of 0\.9 when the others have a rate of 0\.8"):
        rates_at(Comparison.DIFFERENCE, n, 0.8, 0.9)
    with pytest.raises(UsageError, match=r"at a floor of 0\.9 when the others have a rate of 0\.8"):
        rates_at(Comparison.FLOOR, n, 0.8, 0.9)  # the lower group is not above the others
    assert rates_at(Comparison.DIFFERENCE, n, 0.8, 0.8).tolist() == [0, 0.8]
    assert rates_at(Comparison.DIFFERENCE, n, 0.8, 0.8 + 1e-12).tolist() == [0, 0.8]  # as rounding has it


def test_verdicts_are_counted_over_all_chunks() -> None:
    # limit .1, errors of .05: 100 against 0 of 100 fails, 100 against 100 passes, 60 against 50 is open
    n = np.full(2, 100.0)
    chunks = [np.array([[100.0, 0], [100, 100], [60, 50]]), np.array([[0.0, 100]])]
    found = tally(rule(), n, iter(chunks))
    assert (found.failed, found.passed, found.inconclusive, found.audits) == (0.5, 0.25, 0.25, 4)


def test_audits_fit_in_memory_by_their_pairs() -> None:
    assert (chunk(10), chunk(100), chunk(5000)) == (10_000, 100, 1)
