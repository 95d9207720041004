"""Series of audits keep the promise over all their looks, and audits by themselves do not."""

from __future__ import annotations

import numpy as np
import pytest
from simulation.limit_errors import FLOOR
from simulation.limit_worlds import Kind, PeopleWorld
from simulation.series_errors import HARD, ISSUE, OTHERS, _shares, random_series, varied
from simulation.series_methods import CASES, METHODS
from simulation.series_worlds import SamePeople, SeriesWorld, crowd
from simulation.verdict_errors import ERROR

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.monitoring import Monitoring
from audit.measure.power.reach import Rule

CASES_OF_SHARES = [(world, 40 if world.base.comparison is Comparison.WORST_TO_OVERALL else 100) for world in HARD[2:]]


def most(series: int) -> float:
    """Return what a share may be by chance where it is 5 %: four standard errors more, as several worlds are tried."""
    return ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / series)


@pytest.mark.parametrize(("world", "series"), CASES_OF_SHARES, ids=lambda value: getattr(value, "where", ""))
def test_any_wrong_look_is_as_rare_as_promised(world: SeriesWorld, series: int) -> None:
    assert max(world.errors(series, stage=3).values()) <= most(series)


def test_a_year_of_weekly_audits_by_themselves_is_nearly_always_wrong_once() -> None:
    """The row of the issue: and as one series it keeps the promise."""
    alone, series = ISSUE.errors_by_themselves(100, stage=3), ISSUE.errors(100, stage=3)
    assert min(alone.values()) > 0.6
    assert max(series.values()) <= most(100)


def test_a_series_that_never_decides_is_no_rule() -> None:
    for rates, kind in (((0.9, 0.6), Kind.FAIL), ((0.8, 0.8), Kind.PASS)):
        world = _shares(Comparison.DIFFERENCE, (300, 300), rates, looks=4, planned=4)
        at = _shares(Comparison.DIFFERENCE, (300, 300), (0.8, 0.65), looks=4, planned=4)
        object.__setattr__(world.base, "rule", at.base.rule)
        assert world.errors(100)[kind] > 0.95


def test_people_who_come_again_are_the_same_people() -> None:
    world = SamePeople(base=PeopleWorld(groups=(crowd(10, 2, 1.0, 0.5), crowd(10, 2, 1.0, 0.5))), looks=3)
    *_, last = world.all_looks(5, np.random.default_rng(1))
    assert (last.own.people.sum(axis=1) == 10).all()
    assert last.own.n.max() == 6
    assert set(np.unique(last.own.x[last.own.people > 0])) == {0.0, 6.0}  # wholly alike: right in all or in none


def test_every_world_of_the_search_has_rates_and_a_limit() -> None:
    rng = np.random.default_rng(2)
    for _ in range(30):
        world = random_series(rng)
        for each in (world, varied(world, rng)):
            assert 0 <= each.rule(1.0).limit <= 1
            assert 0 <= each.base.truth.min() <= each.base.truth.max() <= 1


@pytest.mark.parametrize("world", OTHERS, ids=lambda world: world.where)
def test_pictures_of_all_looks_are_added_up(world: SeriesWorld) -> None:
    found = [limits.own.p.mean(axis=0) for limits in world.all_looks(20, np.random.default_rng(3))]
    assert len(found) == world.looks
    assert found[-1] == pytest.approx(world.base.truth, abs=0.12)


@pytest.mark.parametrize("name", METHODS)
def test_every_way_that_was_tried_proves_what_is_plain(name: str) -> None:
    case = CASES[0]
    right = np.random.default_rng(4).random((20, 52, 300, 2)) < np.array(case.rates)
    assert METHODS[name](case, right)[-1] == 1.0


def test_rates_that_change_from_week_to_week_break_no_promise_about_their_mean() -> None:
    """Half of each look's pictures at a higher rate, half at a lower one, and the two turned round every other week."""
    worlds = [_shares(FLOOR, (50, 50), (0.7 + by, 0.7 - by), looks=20, planned=20) for by in (0.25, -0.25)]
    rng, looks, audits = np.random.default_rng(5), 20, 200
    x, wrong = np.zeros((audits, 1)), np.zeros(audits, np.bool_)
    for look in range(looks):
        images, rates = worlds[look % 2].base.images, worlds[look % 2].base.rates
        x += rng.binomial(images, rates, (audits, 2)).sum(axis=1, keepdims=True)
        rule = Rule.at(FLOOR, 0.7, confidence=1 - ERROR * Monitoring(looks=looks).share(look + 1))
        bounds = rule.bounds(x, np.full(x.shape, 100.0 * (look + 1)))
        wrong |= rule.failed(bounds) | rule.passed(bounds)
    assert wrong.mean() <= most(audits)
