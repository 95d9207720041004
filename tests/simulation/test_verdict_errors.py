"""The promise of the verdict, on a small part of the worlds that `make simulate` goes through."""

from __future__ import annotations

import numpy as np
import pytest
from simulation.exact_errors import clopper_pearson_coverage, pair_errors, wilson_coverage
from simulation.verdict_errors import ERROR, World, trials, worlds

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict

AUDITS = 1_000


def chosen(groups: int, how_many: int) -> list[World]:
    """Return some worlds on the limit, the same ones in every run."""
    those = list(worlds([groups], ["on"]))
    picked = np.random.default_rng(groups).choice(len(those), how_many, replace=False)
    return [those[i] for i in picked]


@pytest.mark.parametrize(("groups", "how_many"), [(2, 120), (5, 120), (25, 25)])
def test_either_wrong_verdict_is_as_rare_as_promised(groups: int, how_many: int) -> None:
    """At most 5 % plus 4 standard errors, as hundreds of worlds are looked at."""
    most = ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / AUDITS)
    found = trials(chosen(groups, how_many), AUDITS)
    assert [t.world for t in found if t.false_fail > most or t.false_pass > most] == []
    assert any(t.false_fail > 0 for t in found)  # a rule that never fails is no rule
    assert any(t.false_pass > 0 for t in found)


def test_a_truth_outside_the_limit_is_failed_and_inside_it_is_passed() -> None:
    """Worlds far from the limit: 1,000 images per group, twenty points outside, or ten inside."""
    n = (1000,) * 5
    far = World(comparison=Comparison.DIFFERENCE, size="", n=n, rate=0.9, distance=0.3, shape="half", side="on")
    near = World(comparison=Comparison.DIFFERENCE, size="", n=n, rate=0.9, distance=0.0, shape="equal", side="on")
    for world, verdict in ((far, Verdict.FAIL), (near, Verdict.PASS)):
        rule = type(world.rule).at(Comparison.DIFFERENCE, 0.1, confidence=0.95)
        x = np.random.default_rng(1).binomial(n, world.rates).astype(float)
        assert rule.verdict(x, np.array(n, float)) is verdict


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("comparison", list(Comparison))
def test_two_groups_keep_the_promise_exactly(comparison: Comparison, confidence: float) -> None:
    found = pair_errors(comparison, confidence, sizes=(3, 7, 15, 25, 60, 150))
    promised = 1 - confidence + 1e-9
    assert 0 < found.false_fail.share <= promised
    assert 0 < found.false_pass.share <= promised


@pytest.mark.parametrize("n", [3, 10, 100])
def test_intervals_of_one_rate_cover_it(n: int) -> None:
    assert clopper_pearson_coverage(n, 0.05, side="lower").lowest >= 0.95
    assert clopper_pearson_coverage(n, 0.05, side="upper").lowest >= 0.95
    assert wilson_coverage(n).mean > 0.95
    assert wilson_coverage(n).lowest < 0.95  # why no verdict rests on it
