"""How often the verdict is wrong, over many true worlds, by simulation of whole audits.

A *world* is what an audit cannot see: the true rate of every group. A verdict is wrong when it says FAIL and the true
disparity is within the limit, or PASS and it is not. With the truth exactly on the limit either verdict is wrong, and
wrong most often; there the two shares are also how often each bound of the disparity misses the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from builders import reference_place

from audit.domain.decision.comparisons import Comparison
from audit.domain.results.planning import VerdictShares
from audit.measure.power.power import power
from audit.measure.power.reach import Rule

CONFIDENCE = 0.95
ERROR = 1 - CONFIDENCE
GROUPS = (2, 3, 5, 10, 25)
RATES = (0.5, 0.7, 0.8, 0.9, 0.98)
DISTANCES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)
SHAPES = ("one low", "one high", "half", "spread")
SIDES = {"on": 0.0, "just inside": 0.01, "just outside": -0.01}


def sizes(groups: int) -> dict[str, tuple[int, ...]]:
    """Return images per group: the same for all, or wildly different; the first group is the low one."""
    balanced = {f"{n} each": (n,) * groups for n in (3, 5, 10, 25, 50, 100, 300, 1000)}
    spread = tuple(int(n) for n in np.geomspace(3, 1000, groups).round())
    rest = groups - 1
    return balanced | {
        "3 to 1000, low smallest": spread,
        "3 to 1000, low largest": spread[::-1],
        "low 5, others 1000": (5, *(1000,) * rest),
        "low 25, others 1000": (25, *(1000,) * rest),
        "low 1000, others 5": (1000, *(5,) * rest),
        "low 1000, others 25": (1000, *(25,) * rest),
        "low 100, others 1000": (100, *(1000,) * rest),
        "low 300, others 40": (300, *(40,) * rest),
    }


@dataclass(frozen=True, slots=False, kw_only=True)
class World:
    """One true world and the limit its audit is held to.

    Attributes
    ----------
    comparison
        How groups are compared.
    size
        Name of the sizes.
    n
        Images of each group.
    rate
        The highest true rate.
    distance
        How far the limit lies from equality: the limit of a difference, 1 − that of a ratio, rate − a floor.
    shape
        Which groups are low.
    side
        Where the truth lies: on the limit, or a hundredth of the scale inside or outside.
    """

    comparison: Comparison
    size: str
    n: tuple[int, ...]
    rate: float
    distance: float
    shape: str
    side: str = "on"

    @cached_property
    def rates(self) -> np.ndarray:
        """True rates, shape (K,)."""
        height = _heights(self.shape, len(self.n))
        distance = self.distance - SIDES[self.side]
        n = np.array(self.n)
        fall = {
            Comparison.DIFFERENCE: distance,
            Comparison.RATIO: self.rate * distance,
            Comparison.RATIO_TO_REFERENCE: self.rate * distance,
            Comparison.WORST_TO_OVERALL: distance * n.sum() / (n @ height) if self.distance else 0.0,
            Comparison.FLOOR: distance,
        }[self.comparison]
        return self.rate - fall * (1 - height)

    @cached_property
    def rule(self) -> Rule:
        """The rule; on the limit it is the truth itself, to the last bit."""
        limit = self._truth if self.side == "on" else self._nominal
        last = reference_place(self.comparison, len(self.n) - 1)
        return Rule.at(self.comparison, limit, confidence=CONFIDENCE, reference=last)

    @property
    def possible(self) -> bool:
        """Whether such rates and limits exist."""
        limit_ok = 0 <= self.rule.limit <= 1
        equal_already = self.side == "just inside" and self.distance < SIDES["just inside"]
        return bool(limit_ok and not equal_already and self.rates.min() >= 0 and self.rates.max() <= 1)

    @property
    def seed(self) -> int:
        """A seed of its own."""
        return crc32(repr((self.comparison.value, self.n, self.rate, self.distance, self.shape, self.side)).encode())

    def simulate(self, audits: int, stage: int = 0) -> VerdictShares:
        """Return the verdicts of this many audits; every stage draws anew."""
        return power(self.rule, self.rates, np.array(self.n), audits=audits, seed=self.seed + stage)

    @property
    def _truth(self) -> float:
        p, n = self.rates, np.array(self.n)
        return {
            Comparison.DIFFERENCE: float(p.max() - p.min()),
            Comparison.RATIO: float(p.min() / p.max()),
            Comparison.RATIO_TO_REFERENCE: float(p.min() / p[-1]),
            Comparison.WORST_TO_OVERALL: max(0.0, float(n @ p / n.sum() - p.min())),
            Comparison.FLOOR: float(p.min()),
        }[self.comparison]

    @property
    def _nominal(self) -> float:
        if self.comparison is Comparison.FLOOR:
            return self.rate - self.distance
        return 1 - self.distance if self.comparison.limit_is_minimum else self.distance


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A world with the verdicts of its audits."""

    world: World
    shares: VerdictShares

    @property
    def false_fail(self) -> float:
        """Share of audits that wrongly fail; 0 where FAIL is right."""
        return 0.0 if self.world.side == "just outside" else self.shares.failed

    @property
    def false_pass(self) -> float:
        """Share of audits that wrongly pass; 0 where PASS is right."""
        return 0.0 if self.world.side == "just inside" else self.shares.passed


def worlds(groups: Iterable[int] = GROUPS, sides: Iterable[str] = SIDES) -> Iterator[World]:
    """Yield every possible world; off the limit only those at rates .8 and distances .1 and .2."""
    for k in groups:
        for size, n in sizes(k).items():
            yield from (world for side in sides for world in _of_size(size, n, side) if world.possible)


def trials(those: Iterable[World], audits: int, stage: int = 0) -> list[Trial]:
    """Return each world with the verdicts of its audits."""
    return [Trial(world=world, shares=world.simulate(audits, stage)) for world in those]


def _of_size(size: str, n: tuple[int, ...], side: str) -> Iterator[World]:
    rates, distances = (RATES, DISTANCES) if side == "on" else ((0.8,), (0.1, 0.2))
    for comparison in Comparison:
        for rate in rates:
            for distance in distances:
                for shape in _shapes(len(n), distance):
                    yield World(
                        comparison=comparison, size=size, n=n, rate=rate, distance=distance, shape=shape, side=side
                    )


def _shapes(groups: int, distance: float) -> tuple[str, ...]:
    """Return the shapes that differ: equal groups have none, two groups have one."""
    if not distance:
        return ("equal",)
    return SHAPES[:1] if groups == 2 else SHAPES


def _heights(shape: str, groups: int) -> np.ndarray:
    """Return where each group lies between the lowest rate (0) and the highest (1), the low group first."""
    first = np.arange(groups) == 0
    return {
        "equal": np.zeros(groups),
        "one low": 1.0 - first,
        "one high": 1.0 * (np.arange(groups) == groups - 1),
        "half": 1.0 * (np.arange(groups) >= groups // 2),
        "spread": np.arange(groups) / (groups - 1),
    }[shape]
