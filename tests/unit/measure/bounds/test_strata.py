"""Groups within strata: standardised to the strata of all compared groups together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CellTable, CountTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import ExitStatus, Verdict, decide
from audit.domain.decision.policy import Criterion, OnInconclusive, Policy
from audit.judge import judge
from audit.measure import disparities
from audit.measure.bounds.strata import effective_images, pooled

BERKELEY = {
    ("women", "easy"): (9, 1),
    ("women", "hard"): (36, 54),
    ("men", "easy"): (72, 18),
    ("men", "hard"): (3, 7),
}
"""As in Bickel, Hammel & O'Connell (1975): women do better in either stratum, and worse over both, where most are in
the hard one. Right and wrong pictures: .9 and .4 (45 of 100) against .8 and .3 (75 of 100)."""


def table(cells: dict[tuple[str, str], tuple[int, int]]) -> CountTable:
    """Return the counts of groups within strata from right and wrong pictures."""
    groups, strata = (tuple(dict.fromkeys(key[i] for key in cells)) for i in range(2))
    keys = [(groups.index(g), strata.index(s), 0, j) for g, s in cells for j in range(2)]
    counted = CellTable(shape=(len(groups), len(strata), 2, 2), keys=np.array(keys), counts=np.ravel([*cells.values()]))
    features = (SensitiveFeature(name="gender", groups=groups), SensitiveFeature(name="set", groups=strata))
    return CountTable(labels=LABEL_SETS["happy-sad"], features=features, cells=counted)


def limit(comparison: Comparison = Comparison.DIFFERENCE, **settings: object) -> Criterion:
    fields = {"metric": "accuracy", "features": ("gender",), "limit": 0.1, "control": ("set",)} | settings
    return Criterion(comparison=comparison, **fields)


def found(cells: dict, criterion: Criterion | None = None, **settings: object):
    criterion = limit() if criterion is None else criterion
    return disparities(Counted(table=table(cells)), (criterion,), Policy(title="t", criteria=(criterion,), **settings))[
        0
    ]


def test_standardised_rates_by_hand_reverse_the_raw_order() -> None:
    """Half of all images are in either stratum: .65 for women, .55 for men."""
    disparity = found(BERKELEY)
    assert [e.value for e in disparity.estimates] == pytest.approx([0.65, 0.55])
    assert disparity.value == pytest.approx(0.1)
    assert (disparity.lowest.text, disparity.highest.text) == ("men", "women")
    assert disparity.strata.raw == pytest.approx(0.75 - 0.45)
    assert [group.text for group in disparity.strata.reversed_pair] == ["women", "men"]
    assert (disparity.strata.used, disparity.strata.left_out) == (("easy", "hard"), 0)


@pytest.mark.parametrize(
    ("comparison", "value"), [(Comparison.RATIO, 0.55 / 0.65), (Comparison.FLOOR, 0.55), (Comparison.DIFFERENCE, 0.1)]
)
def test_every_comparison_within_strata_by_hand(comparison: Comparison, value: float) -> None:
    disparity = found(BERKELEY, limit(comparison))
    assert disparity.value == pytest.approx(value)
    assert disparity.bounds.lower < value < disparity.bounds.upper


def test_effective_images_by_hand() -> None:
    """Women: shares 11/14 and 38/94 with two right and two wrong more, each stratum half."""
    mean = (11 / 14 + 38 / 94) / 2
    variance = 0.25 * (11 / 14 * 3 / 14 / 10 + 38 / 94 * 56 / 94 / 90)
    x, n = np.array([[9.0, 36], [72, 3]]), np.array([[10.0, 90], [90, 10]])
    effective = effective_images(x, n, np.array([0.5, 0.5]))
    assert effective[0] == pytest.approx(mean * (1 - mean) / variance * 100 / 104)
    women = found(BERKELEY).estimates[0].average
    assert (women.effective, women.support) == (pytest.approx(effective[0]), 100)


def test_effective_images_are_never_more_than_the_images_and_the_same_one_by_one() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(1, 40, (50, 3, 4)).astype(float)
    x = rng.binomial(n.astype(int), 0.9).astype(float)
    weight = n[0].sum(axis=0) / n[0].sum()
    together = effective_images(x, n, weight)
    assert (together <= n.sum(axis=-1)).all()
    assert together[3] == pytest.approx(effective_images(x[3], n[3], weight))


def test_groups_that_are_always_right_within_strata_are_right_to_the_last_bit() -> None:
    n = np.random.default_rng(2).integers(1, 50, (200, 2, 7)).astype(float)
    assert (pooled(n, n) == 1).all()


def test_a_stratum_without_one_of_the_groups_is_left_out_and_counted() -> None:
    disparity = found(BERKELEY | {("women", "new"): (30, 5), ("men", "new"): (0, 0)})
    assert (disparity.strata.used, disparity.strata.left_out) == (("easy", "hard"), 35)
    assert disparity.value == pytest.approx(0.1)
    assert [e.support for e in disparity.estimates] == [100, 100]
    assert disparity.strata.raw == pytest.approx(75 / 100 - 75 / 135)


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR])
@pytest.mark.parametrize("on_inconclusive", list(OnInconclusive))
def test_without_a_common_stratum_nothing_is_compared_and_nothing_passes(
    comparison: Comparison, on_inconclusive: OnInconclusive
) -> None:
    apart = {("women", "easy"): (500, 0), ("women", "hard"): (0, 0), ("men", "easy"): (0, 0), ("men", "hard"): (500, 0)}
    criterion = limit(comparison, on_inconclusive=on_inconclusive)
    disparity = found(apart, criterion)
    assert (disparity.value, disparity.bounds, disparity.estimates) == (None, None, ())
    assert {(e.group.text, e.support) for e in disparity.lost} == {("women", 500), ("men", 500)}
    assert disparity.strata.left_out == 1000
    findings = judge((criterion,), (disparity,), waivers=(), today=date(2026, 3, 1))
    assert findings[0].verdict is Verdict.INCONCLUSIVE
    assert decide(findings).exit_status is ExitStatus.INCONCLUSIVE
    assert "no stratum of set has images of every group" in findings[0].reason


def test_unknown_strata_are_left_out_unless_the_policy_includes_them() -> None:
    cells = BERKELEY | {("women", "unknown"): (100, 0), ("men", "unknown"): (0, 100)}
    without, included = found(cells), found(cells, include_unknown=True)
    assert (without.strata.used, without.strata.left_out) == (("easy", "hard"), 200)
    assert without.value == pytest.approx(0.1)
    assert included.strata.used == ("easy", "hard", "unknown")
    assert included.value == pytest.approx(0.25 * (0.9 - 0.8) + 0.25 * (0.4 - 0.3) + 0.5)


def test_an_unknown_group_has_no_part_in_the_strata() -> None:
    cells = BERKELEY | {("unknown", "easy"): (0, 0), ("unknown", "hard"): (0, 40)}
    disparity = found(cells)
    assert disparity.value == pytest.approx(0.1)
    assert disparity.strata.used == ("easy", "hard")


def test_one_stratum_is_no_control_at_all() -> None:
    cells = {("women", "all"): (45, 55), ("men", "all"): (75, 25)}
    within, raw = found(cells), found(cells, limit(control=()))
    assert within.value == pytest.approx(raw.value)
    assert within.strata.reversed_pair is None
    assert within.bounds.lower <= raw.bounds.lower  # never surer
    assert within.bounds.upper >= raw.bounds.upper


def test_order_of_groups_and_strata_changes_nothing() -> None:
    turned = {key: BERKELEY[key] for key in reversed(BERKELEY)}
    one, other = found(BERKELEY), found(turned)
    assert (one.value, one.bounds.lower, one.bounds.upper) == pytest.approx(
        (other.value, other.bounds.lower, other.bounds.upper)
    )
    assert one.lowest == other.lowest == Group.of(("gender", "men"))
