"""Worlds without disparity, and with one that was asked for, of limits that are no plain share."""

from __future__ import annotations

import numpy as np
import pytest
from assets.gates import UNEVEN, limit
from builders import count_table

from audit.domain.cohort.labels import LabelSet
from audit.domain.decision.comparisons import Comparison
from audit.domain.results.worlds import World
from audit.measure.selftest.levels import levelled, with_disparity, with_rate
from audit.measure.selftest.simulator import Simulator
from audit.measure.selftest.truths import true_values, truth_of
from audit.simulate import common_world, draw, draw_people, inject
from audit.simulate import levelled as levelled_shares

SIMULATOR = Simulator(
    common_world=common_world,
    levelled=levelled_shares,
    inject=inject,
    draw=draw,
    draw_people=draw_people,
    verdicts=lambda _criterion, _found: [],
)
THREE = LabelSet(emotions=("happy", "sad", "angry"))
MIXED = {
    "a": [[30, 5, 5], [4, 10, 6], [1, 1, 8]],
    "b": [[3, 5, 2], [0, 30, 10], [5, 5, 40]],
    "c": [[9, 0, 1], [2, 2, 0], [0, 1, 6]],
}
TABLE = count_table(MIXED, THREE)
GROUPS = tuple(each.group for each in TABLE.by(("group",)))
WORLD = common_world(TABLE, ("group",), TABLE.overall())
OTHERS = [
    limit("macro_recall"),
    limit("macro_f1"),
    limit("equalized_odds", emotion="sad"),
    limit("demographic_parity", emotion="sad"),
    limit("macro_equal_opportunity"),
    limit("macro_equalized_odds"),
    limit("macro_demographic_parity"),
]


def of_chances(world: World) -> None:
    assert np.all(world.chances >= 0)
    assert world.chances.sum(axis=1) == pytest.approx(np.ones(len(world.chances)))


@pytest.mark.parametrize("criterion", OTHERS, ids=lambda criterion: criterion.code)
def test_a_level_world_has_no_disparity_however_labels_are_mixed(criterion) -> None:
    level = levelled(SIMULATOR, WORLD, criterion, GROUPS)
    of_chances(level)
    assert truth_of(level, criterion, GROUPS) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("criterion", OTHERS, ids=lambda criterion: criterion.code)
@pytest.mark.parametrize("wanted", [0.0, 0.1, 0.25])
def test_a_group_is_moved_exactly_as_far_as_asked_and_no_other_is(criterion, wanted: float) -> None:
    level = levelled(SIMULATOR, WORLD, criterion, GROUPS)
    found = with_disparity(level, criterion, GROUPS, GROUPS[1], wanted)
    of_chances(found)
    assert truth_of(found, criterion, GROUPS) == pytest.approx(wanted, abs=1e-9)
    moved = np.any(found.chances != level.chances, axis=1)
    assert not moved[~level.rows(GROUPS[1])].any()


def test_harm_comes_first_and_where_it_has_no_room_the_other_side() -> None:
    rare = common_world(table := count_table(UNEVEN), ("group",), table.overall())
    groups = tuple(each.group for each in table.by(("group",)))
    level = levelled(SIMULATOR, rare, limit("macro_recall"), groups)
    value = float(true_values(level, limit("macro_recall"), groups)[0][0])
    lower = with_disparity(level, limit("macro_recall"), groups, groups[0], 0.1)
    assert true_values(lower, limit("macro_recall"), groups)[0][0] == pytest.approx(value - 0.1)
    low = with_disparity(level, limit("macro_recall"), groups, groups[0], value)
    most = with_disparity(low, limit("macro_recall"), groups[1:], groups[1], 0.9)
    assert truth_of(most, limit("macro_recall"), groups[1:]) == pytest.approx(value)


def test_a_floor_that_is_broken_already_moves_nobody() -> None:
    floor = limit("macro_recall", comparison=Comparison.FLOOR)
    level = levelled(SIMULATOR, WORLD, floor, GROUPS)
    assert np.array_equal(with_disparity(level, floor, GROUPS, GROUPS[0], 0.95).chances, level.chances)


def test_the_rate_of_a_share_is_set_in_every_stratum() -> None:
    found = with_rate(SIMULATOR, WORLD, limit(), GROUPS[2], 0.3)
    assert found.rate((GROUPS[2],), "accuracy") == pytest.approx(0.3)
    assert found.rate((GROUPS[0],), "accuracy") == WORLD.rate((GROUPS[0],), "accuracy")
