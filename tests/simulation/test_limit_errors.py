"""The promise where values are no plain shares: on worlds that broke earlier bounds, and on the search for worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from simulation.limit_errors import (
    DIFFERENCE,
    HARD_F1,
    HARD_LOSSES,
    HARD_PEOPLE,
    HARD_RECALLS,
    HARD_STRATA,
    SECTIONS,
    Section,
    varied,
)
from simulation.limit_worlds import AverageWorld, Changed, Crowd, Kind, LossWorld, PeopleWorld, StrataWorld, World
from simulation.verdict_errors import ERROR

CASES = [
    *((world, 1_000) for world in (*HARD_RECALLS[:3], *HARD_STRATA[2:], *HARD_LOSSES)),
    *((world, 400) for world in (*HARD_PEOPLE[:3], HARD_PEOPLE[5])),
    *((world, 100) for world in HARD_F1),
]


def most(audits: int) -> float:
    """Return what a share may be by chance where it is 5 %: four standard errors more, as several worlds are tried."""
    return ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / audits)


@pytest.mark.parametrize(("world", "audits"), CASES, ids=lambda value: getattr(value, "where", ""))
def test_either_wrong_verdict_is_as_rare_as_promised(world: World, audits: int) -> None:
    assert max(world.errors(audits, stage=3).values()) <= most(audits)


def crowd(people: int, pictures: int, correlation: float, rate: float) -> Crowd:
    return Crowd(people=((people, pictures),), correlation=correlation, rate=rate)


@pytest.mark.parametrize(
    "world",
    [
        AverageWorld(supports=((100, 300, 300),) * 2, recalls=((0.4, 0.5, 0.6), (0.9, 0.9, 0.9))),
        AverageWorld(metric="macro_f1", supports=((200, 200, 200),) * 2, recalls=((0.4, 0.5, 0.6), (0.9, 0.9, 0.9))),
        StrataWorld(images=((50, 400), (300, 300)), rates=((0.5, 0.4), (0.9, 0.8))),
        PeopleWorld(groups=(crowd(100, 5, 0.3, 0.4), crowd(300, 2, 0.1, 0.8))),
    ],
    ids=lambda world: world.where,
)
def test_a_rule_that_never_decides_is_no_rule(world: World) -> None:
    """Forty points apart break a limit of .15, and keep one of .65."""
    drawn = world.drawn(60, np.random.default_rng(1))
    for limit, decided in ((0.15, "failed"), (0.65, "passed")):
        rule = type(world.rule).at(DIFFERENCE, limit, confidence=0.95)
        assert getattr(rule, decided)(rule.bounds_of(drawn)).mean() > 0.9


def test_a_loss_of_people_that_is_there_is_proven() -> None:
    world = LossWorld(groups=(Changed(people=150, pictures=4, lost=0.3, gained=0.05, alike=0.3),))
    found = world.drawn(60, np.random.default_rng(1)).own.at(np.array([0.05]))[0]
    assert (2 * found.lower - 1 > 0.1).mean() > 0.9


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_every_world_of_the_search_has_rates_and_a_limit(section: Section) -> None:
    rng = np.random.default_rng(2)
    for _ in range(40):
        world = section.random(rng)
        for each in (world, varied(world, rng)):
            assert 0 <= each.rule.limit <= 1
            assert each.truth.min() >= 0
            assert each.weight.sum() == pytest.approx(1)


def test_the_search_finds_a_world_that_breaks_a_bound_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits at four times the error the search has something to find, and finds it."""
    at = PeopleWorld.drawn

    def too_narrow(world: PeopleWorld, audits: int, rng: np.random.Generator):
        found = at(world, audits, rng)
        return replace(found, own=_AtFourTimes(found.own))

    monkeypatch.setattr(PeopleWorld, "drawn", too_narrow)
    easy = PeopleWorld(groups=(crowd(20, 2, 0, 0.5), crowd(20, 2, 0, 0.5)))
    section = Section(title="t", hard=(easy,), random=lambda _: easy, drawn=2, generations=2, stages=(100, 100))
    found = section.searched(Kind.FAIL, kept=2, children=3)
    assert found.errors(500, 77)[Kind.FAIL] > easy.errors(500, 77)[Kind.FAIL]


class _AtFourTimes:
    """Limits at four times the error asked for."""

    def __init__(self, own) -> None:
        self._own = own

    @property
    def p(self) -> np.ndarray:
        return self._own.p

    def at(self, errors: np.ndarray) -> list:
        return self._own.at(np.minimum(4 * errors, 0.5))
