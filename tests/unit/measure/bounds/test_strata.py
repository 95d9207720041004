"""Groups within strata: standardised to the strata of all compared groups together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, decide
from audit.domain.decision.policy import Policy
from audit.exit_status import ExitStatus
from audit.judge import judge
from audit.measure import disparities
from audit.measure.bounds.strata import pooled
from audit.measure.limits.melding import MeldedLimits
from audit.measure.rates.intervals import clopper_pearson

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


def test_bounds_within_strata_are_those_of_the_melded_shares() -> None:
    """Half of all images are in either stratum, so each rate is half of one share and half of another."""
    own = MeldedLimits(x=np.array([[36.0, 9], [3, 72]]), n=np.array([[90.0, 10], [10, 90]]), weight=np.full(2, 0.5))
    rates = own.at(np.array([0.05]))[0]
    floor = found(BERKELEY, limit(Comparison.FLOOR, limit=0.5))
    assert floor.bounds.lower == pytest.approx(float(rates.lower.min()), abs=1e-9)
    women = found(BERKELEY).estimates[0].average
    wide = clopper_pearson(np.array(0.65 * women.effective), np.array(women.effective), 0.05)
    assert float(wide.upper - wide.lower) == pytest.approx(float(rates.upper[0] - rates.lower[0]), abs=1e-6)
    assert women.effective < women.support == 100


def test_people_within_strata_widen_the_bounds() -> None:
    """Every cell's pictures are those of five people, alike or not, in both strata."""
    counted = table(BERKELEY)
    keys = np.repeat(counted.cells.keys, counted.cells.counts, axis=0)
    people = PeopleTable.of(np.arange(len(keys)) // 2, keys, counted.cells.shape)
    criterion = limit()
    policy = Policy(title="t", criteria=(criterion,))
    alone, of_people = (
        disparities(Counted(table=counted, people=each), (criterion,), policy)[0] for each in (None, people)
    )
    assert of_people.value == alone.value
    assert of_people.bounds.lower <= alone.bounds.lower
    assert of_people.bounds.upper > alone.bounds.upper
    assert of_people.estimates[0].average.effective < alone.estimates[0].average.effective


def test_people_within_strata_whose_pictures_differ_tell_nearly_as_much_as_so_many_people() -> None:
    """Each person has two pictures, one of them right in most; were they alike, half as many would tell."""
    counted = table(BERKELEY)
    keys = np.repeat(counted.cells.keys, counted.cells.counts, axis=0)
    rows = np.arange(len(keys))
    people = PeopleTable.of(rows % 50 + 50 * (rows // 100), keys, counted.cells.shape)
    criterion = limit()
    policy = Policy(title="t", criteria=(criterion,))
    alone, of_people = (
        disparities(Counted(table=counted, people=each), (criterion,), policy)[0] for each in (None, people)
    )
    for one, other in zip(alone.estimates, of_people.estimates, strict=True):
        assert 0.75 < other.average.effective / one.average.effective < 1


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
    assert within.bounds.lower == pytest.approx(raw.bounds.lower, abs=1e-4)
    assert within.bounds.upper == pytest.approx(raw.bounds.upper, abs=1e-4)


def test_order_of_groups_and_strata_changes_nothing() -> None:
    turned = {key: BERKELEY[key] for key in reversed(BERKELEY)}
    one, other = found(BERKELEY), found(turned)
    assert (one.value, one.bounds.lower, one.bounds.upper) == pytest.approx(
        (other.value, other.bounds.lower, other.bounds.upper)
    )
    assert one.lowest == other.lowest == Group.of(("gender", "men"))
