"""The promise where verdicts rest on effective images, on the worlds that came nearest to breaking it."""

from __future__ import annotations

import numpy as np
import pytest
from simulation.effective_errors import (
    AverageOfPeopleWorld,
    AverageWorld,
    Kind,
    PeopleWorld,
    StrataWorld,
    World,
    average_of_people_worlds,
    average_worlds,
    people_worlds,
    strata_worlds,
)
from simulation.verdict_errors import ERROR

from audit.domain.decision.comparisons import Comparison

FLOOR, OVERALL = Comparison.FLOOR, Comparison.WORST_TO_OVERALL
F1 = {"metric": "macro_f1", "emotions": 2}
PEOPLE = {"groups": 3, "people": 4}

WORST: tuple[World, ...] = (
    AverageWorld(
        **F1, images=5, groups=2, rates=(0.99, 0.5), comparison=FLOOR, gap=0
    ),  # 6 % before F1 was known biased
    AverageWorld(**F1, images=10, groups=2, rates=(0.99, 0.3), comparison=FLOOR, gap=0),
    AverageWorld(metric="macro_recall", emotions=7, images=50, groups=2, rates=(0.8,), comparison=FLOOR, gap=0.1),
    StrataWorld(groups=2, strata=2, images=5, spread="unbalanced", rate=0.97, fall=0.3, comparison=FLOOR, gap=0),
    StrataWorld(groups=2, strata=2, images=50, spread="unbalanced", rate=0.97, fall=0, comparison=FLOOR, gap=0.3),
    StrataWorld(groups=2, strata=4, images=50, spread="opposite", rate=0.5, fall=0.3, gap=0),
    PeopleWorld(
        **PEOPLE, pictures=(1, 1, 2, 10), correlation=1, rate=0.97, comparison=FLOOR, gap=0
    ),  # 9 % by the usual m
    PeopleWorld(**PEOPLE, pictures=(1, 1, 2, 10), correlation=1, rate=0.97, comparison=OVERALL, gap=0),
    PeopleWorld(groups=2, people=8, pictures=(20,), correlation=0.6, rate=0.97, comparison=FLOOR, gap=0.1),  # was 11 %
    PeopleWorld(groups=2, people=2, pictures=(5,), correlation=0.6, rate=0.5, gap=0),
    PeopleWorld(groups=2, people=4, pictures=(5,), correlation=0.6, rate=0.97, gap=0.3),
    PeopleWorld(groups=8, people=20, pictures=(1, 1, 1, 20), correlation=0.3, rate=0.8, gap=0),
)


def most(audits: int) -> float:
    """Return what a share may be by chance where it is 5 %: four standard errors more, as several worlds are tried."""
    return ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / audits)


@pytest.mark.parametrize("world", WORST, ids=lambda world: f"{type(world).__name__}, {world.comparison}, {world.where}")
def test_either_wrong_verdict_is_as_rare_as_promised(world: World) -> None:
    assert max(world.errors(1_500).values()) <= most(1_500)


def test_averages_of_few_people_fail_no_oftener() -> None:
    """A quarter to a third of audits before the correlation of being right was reckoned with."""
    usual = {"metric": "macro_recall", "emotions": 2, "people": 2, "pictures": 10, "as_one": False}
    world = AverageOfPeopleWorld(**usual, correlation=1, rate=0.8, comparison=FLOOR, gap=0.1)
    assert world.errors(300)[Kind.FAIL] <= most(300)


def test_pictures_of_one_person_taken_for_different_people_fail_equal_groups() -> None:
    """Twenty people with five pictures each, half as alike as can be: ignored, a third of equal groups fail."""
    world = PeopleWorld(groups=8, people=20, pictures=(5,), correlation=0.6, rate=0.5, gap=0)
    assert world.errors(500, ignored=True)[Kind.FAIL_EQUAL] > 0.3
    assert world.errors(500)[Kind.FAIL_EQUAL] <= most(500)


def test_a_rule_that_never_decides_is_no_rule() -> None:
    """Far from the limit, equal groups pass and unequal ones fail."""
    for world in (
        AverageWorld(metric="macro_f1", emotions=7, images=300, groups=2, rates=(0.8,), gap=0.3),
        StrataWorld(groups=2, strata=4, images=500, spread="unbalanced", rate=0.8, fall=0.3, gap=0.3),
        PeopleWorld(groups=2, people=400, pictures=(5,), correlation=0.3, rate=0.8, gap=0.3),
    ):
        x, n = world.counts(50, np.random.default_rng(1))
        rule = type(world.rule).at(Comparison.DIFFERENCE, 0.15, confidence=0.95)
        assert rule.failed(rule.bounds(x, n)).mean() > 0.9
        rule = type(world.rule).at(Comparison.DIFFERENCE, 0.45, confidence=0.95)
        assert rule.passed(rule.bounds(x, n)).mean() > 0.9


@pytest.mark.parametrize("worlds", [average_worlds, strata_worlds, people_worlds, average_of_people_worlds])
def test_every_world_of_the_suite_has_rates_and_a_limit(worlds) -> None:
    those = list(worlds())
    assert len(those) > 1000
    assert len(set(map(repr, those))) == len(those)
    for world in those[::97]:
        assert 0 <= world.rule.limit <= 1
        assert world.truth.min() >= 0
        assert world.weight.sum() == pytest.approx(1)
