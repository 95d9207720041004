"""How far true rates may lie from recorded ones: worked by hand, and against every arrangement of a small group."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from audit.measure.limits.drift import Drift
from audit.measure.rates.intervals import RateBounds


def one(label_error: float = 0.0, strangers: float = 0.0, strayed: float = 0.0) -> Drift:
    return Drift.of(np.array([label_error]), np.array([strangers]), np.array([strayed]))


def rates(p: float) -> RateBounds:
    return RateBounds(p=np.array([p]), lower=np.array([p - 0.1]), upper=np.array([p + 0.1]))


def test_label_errors_move_a_rate_and_its_bounds_by_their_share() -> None:
    low, high = one(0.05).lowered(rates(0.7)), one(0.05).raised(rates(0.7))
    assert (low.p[0], low.lower[0], low.upper[0]) == pytest.approx((0.65, 0.55, 0.75))
    assert (high.p[0], high.lower[0], high.upper[0]) == pytest.approx((0.75, 0.65, 0.85))


def test_strangers_and_strayed_by_hand() -> None:
    """100 pictures, 20 of strangers; 40 strayed of 120: the true rate is 2/3 of that of the 80, and 1/3 of anything.

    80 of 100 are right. All 20 wrong ones among the 80: 60 / 80 · 2/3 = .5 and none of the strayed; all 20 strangers
    wrong: 80 / 80 · 2/3 + 1/3 = 1.
    """
    drift = one(strangers=0.2, strayed=1 / 3)
    assert drift.lowered(rates(0.8)).p[0] == pytest.approx(0.5)
    assert drift.raised(rates(0.8)).p[0] == pytest.approx(1.0)


@pytest.mark.parametrize("unknown", [one(1.0), one(strangers=1.0), one(strayed=1.0)])
def test_where_nobody_knows_anything_may_be_true(unknown: Drift) -> None:
    assert unknown.lowered(rates(0.9)).lower[0] <= 0
    assert unknown.raised(rates(0.1)).upper[0] >= 1
    assert (unknown.scale[0], unknown.down[0], unknown.up[0]) == (1, 1, 1)


def test_no_arrangement_of_wrong_labels_goes_further() -> None:
    """Recall of “happy” in 8 pictures with any answers and labels, of which none or two of eight are wrong."""
    rng = np.random.default_rng(0)
    reached = 0.0
    for _ in range(4000):
        answer, label = rng.random(8) < 0.6, rng.random(8) < 0.6
        true = label ^ (rng.random(8) < rng.choice([0.1, 0.3]))
        if not label.any() or not true.any():
            continue
        wrong = label != true
        error = max(
            np.mean(wrong[of == which]) for of, which in product((label, true), (True, False)) if (of == which).any()
        )
        recorded, truly = np.mean(answer[label]), np.mean(answer[true])
        reached = max(reached, abs(recorded - truly) / error if error else 0.0)
        assert abs(recorded - truly) <= error + 1e-12
    assert reached > 0.99  # the bound is met: nothing narrower holds


def test_everything_at_once_by_hand() -> None:
    """1 % wrong labels; 20 of 100 are strangers, 10 of 90 strayed: the scale is (8/9) / .8."""
    drift = one(0.01, strangers=0.2, strayed=1 / 9)
    assert drift.scale[0] == pytest.approx(10 / 9)
    assert drift.down[0] == pytest.approx(10 / 9 * 0.01 + 10 / 9 + 1 / 9 - 1)
    assert drift.up[0] == pytest.approx(10 / 9 * 0.01 + 1 / 9)
    moved = drift.lowered(rates(0.7))
    assert moved.lower[0] == pytest.approx(10 / 9 * 0.6 - drift.down[0])
    assert moved.upper[0] == pytest.approx(10 / 9 * 0.8 - drift.down[0])


def test_of_a_group_that_nobody_knows_only_that_group_may_be_anything() -> None:
    found = Drift.of(np.array([0.1, 1.0]), np.array([0.0, 0.0]), np.array([0.0, 0.0]))
    assert found.scale.tolist() == [1, 1]
    assert found.down.tolist() == pytest.approx([0.1, 1])
    assert found.up.tolist() == pytest.approx([0.1, 1])
