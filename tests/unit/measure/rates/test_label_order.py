"""The order of the emotions is doubted where another one fits far better, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.counts import CountTable
from audit.measure.rates import label_order
from audit.measure.rates.label_order import (
    _cycles,
    _deviations,
    _needed,
    declared_is_best,
    other_order,
    other_orders_of_groups,
)

FER7 = LABEL_SETS["fer7"]


def confusion(true: np.ndarray, said: np.ndarray, labels=FER7) -> ConfusionCounts:
    cells = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(cells, (true, said), 1)
    return ConfusionCounts(labels=labels, cells=cells)


def answers(rng, true: np.ndarray, chance: float, k: int = 7) -> np.ndarray:
    return np.where(rng.random(len(true)) < chance, true, rng.integers(k, size=len(true)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("pictures", "chance"), [(200, 0.7), (1000, 0.5), (5000, 0.35)])
def test_a_permuted_order_is_found_and_undone(seed, pictures, chance) -> None:
    rng = np.random.default_rng(seed)
    true = rng.integers(7, size=pictures)
    said = answers(rng, true, chance)
    order = rng.permutation(7)
    found = other_order(confusion(true, order[said]))
    moved = [i for i in range(7) if order[i] != i]
    assert (found is None) == (not moved)
    if found:
        assert [found.fitting.emotions[order[i]] for i in range(7)] == list(FER7.emotions)
        assert found.fits == (said == true).sum()


def test_two_rare_emotions_that_are_swapped_are_found() -> None:
    rng = np.random.default_rng(1)
    labels = LABEL_SETS["ferplus8"]
    true = rng.choice(8, 8000, p=[0.3, 0.25, 0.15, 0.15, 0.1, 0.02, 0.02, 0.01])
    said = answers(rng, true, 0.8, 8)
    swapped = np.array([0, 1, 2, 3, 4, 6, 5, 7])[said]
    found = other_order(confusion(true, swapped, labels))
    assert found is not None
    assert "'disgust' for 'fear'" in found.sentence
    assert "--order-confirmed" in found.remark(confirmed=False).sentence
    assert not found.remark(confirmed=True).blocks


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("chance", [0.0, 0.1, 0.3, 0.6])
def test_a_poor_classifier_is_not_taken_for_a_wrong_order(seed, chance) -> None:
    rng = np.random.default_rng(seed)
    true = rng.choice(7, 3000, p=[0.13, 0.02, 0.14, 0.25, 0.17, 0.17, 0.12])
    assert other_order(confusion(true, answers(rng, true, chance))) is None


def test_one_answer_for_everything_is_no_order() -> None:
    true = np.repeat(np.arange(7), [10, 20, 30, 500, 40, 50, 60])
    assert other_order(confusion(true, np.zeros(len(true), int))) is None


def test_confusing_neighbours_is_no_order() -> None:
    """Half of the fearful faces are called surprised, and hardly any surprised one fearful."""
    rng = np.random.default_rng(3)
    true = rng.integers(7, size=4000)
    said = answers(rng, true, 0.7)
    said = np.where((true == 2) & (rng.random(4000) < 0.6), 6, said)
    assert other_order(confusion(true, said)) is None


def test_rows_of_two_orders_that_were_put_together_are_found_in_their_group() -> None:
    rng = np.random.default_rng(2)
    true, group = rng.integers(7, size=1200), np.arange(1200) % 3
    said = answers(rng, true, 0.8)
    mixed = np.where(group == 0, (said + 1) % 7, said)
    features = (SensitiveFeature(name="site", groups=("a", "b", "c")),)

    def counts(of: np.ndarray) -> CountTable:
        return CountTable(
            labels=FER7, features=features, cells=CellTable.of(np.column_stack([group, true, of]), (3, 7, 7))
        )

    assert other_order(confusion(true, mixed)) is None
    (found,) = other_orders_of_groups(counts(mixed))
    assert (found.group.text, found.fits) == ("a", int((said == true)[group == 0].sum()))
    remark = found.remark(confirmed=False)
    assert not remark.blocks
    assert "in doubt for the group a alone" in remark.sentence
    assert not other_orders_of_groups(counts(said))


def test_nothing_scored_has_no_order() -> None:
    assert other_order(confusion(np.array([], int), np.array([], int))) is None


@pytest.mark.parametrize(("swapped", "found"), [(26_000, False), (40_000, True)])
def test_many_pictures_alone_are_no_other_order(swapped: int, found: bool) -> None:
    """Of 50,000 happy and as many sad faces a few more are called the other: far beyond chance, by no wide margin."""
    cells = np.full((2, 2), swapped) - np.diag([2 * swapped - 50_000] * 2)
    assert (other_order(ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=cells)) is not None) == found


def test_more_orders_need_more_deviations() -> None:
    """Of 7 emotions there are 5,040 orders, and chance may find one of them once in ten thousand audits."""
    assert _needed(7) == pytest.approx(np.sqrt(2 * np.log(5_040 * 10_000)))
    assert _needed(2) == pytest.approx(np.sqrt(2 * np.log(2 * 10_000)))


@pytest.mark.parametrize("k", [2, 3, 7, 8])
def test_the_declared_order_is_best_where_the_hungarian_method_gains_nothing(k: int) -> None:
    rng = np.random.default_rng(k)
    seen = set()
    for _ in range(300):
        cells = rng.integers(0, 9, size=(k, k)) + np.diag(rng.integers(0, 4 * k, size=k))
        excess = cells - np.outer(cells.sum(axis=1), cells.sum(axis=0)) / max(cells.sum(), 1)
        best = excess[linear_sum_assignment(-excess)].sum()
        seen.add(declared_is_best(excess))
        assert declared_is_best(excess) == (best <= np.trace(excess) + 1e-6)
    assert seen == {True, False}


def test_cycles_of_an_assignment_by_hand() -> None:
    """0 → 2 → 1 → 0 and 4 ↔ 5; 3 stays."""
    found = _cycles(np.array([2, 0, 1, 3, 5, 4]))
    assert [cycle.tolist() for cycle in found] == [[0, 2, 1], [4, 5]]
    assert _cycles(np.arange(3)) == []


def test_deviations_by_which_another_order_is_better_by_hand() -> None:
    """Two emotions: swapped 40 + 50 are right, as declared 6 + 4: 80 / √100."""
    cells = np.array([[6.0, 40], [50, 4]])
    assert _deviations(cells, np.array([0, 1]), np.array([1, 0])) == pytest.approx(8)
    assert _deviations(np.zeros((2, 2)), np.array([0, 1]), np.array([1, 0])) == 0


def test_an_order_that_is_better_says_how_many_pictures_it_moves() -> None:
    found = other_order(ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=np.array([[6, 40], [50, 4]])))
    assert (found.right, found.fits, found.pictures) == (10, 90, 100)
    assert found.fitting.emotions == ("sad", "happy")
    remark = found.remark(confirmed=False)
    assert (remark.rows, remark.blocks) == (80, True)
    assert remark.sentence.startswith(
        "the order of the emotions is in doubt: with the answers 'happy' for 'sad', 'sad' for 'happy' 90.0% of 100 "
        "pictures are right, in the declared order 10.0%; if the order is sad,happy, declare it so (--labels); if not,"
    )
    assert (label_order.MARGIN, label_order.FALSE_ALARMS) == (0.2, 1e-4)
