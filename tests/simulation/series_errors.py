"""How often a series of audits is wrong at any look, and a search for worse worlds.

Worlds that were known while the way to share the error was chosen, then worlds drawn at random of which the worst are
varied over and over; every row is drawn anew, with random numbers that had no part in choosing it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from simulation.limit_errors import DIFFERENCE, FLOOR, OVERALL, RATIO
from simulation.limit_worlds import AverageWorld, Kind, PeopleWorld, StrataWorld
from simulation.series_worlds import SamePeople, SeriesWorld, ShareWorld, crowd
from simulation.verdict_errors import ERROR

from audit.domain.decision.comparisons import Comparison

SEED = 52_001
AUDITS = 3_000
SLOW = 400
STAGES = (150, AUDITS)
DRAWN, KEPT, CHILDREN, GENERATIONS = 30, 4, 4, 3


def _shares(comparison, images: tuple[int, ...], rates: tuple[float, ...], **series) -> SeriesWorld:
    return SeriesWorld(base=ShareWorld(comparison=comparison, images=images, rates=rates), **series)


ISSUE = _shares(DIFFERENCE, (300, 300), (0.8, 0.7))
"""A gate that looks every week for a year, 300 fresh pictures a group, the truth at the limit."""

HARD = (
    ISSUE,
    _shares(DIFFERENCE, (300, 300), (0.8, 0.8)),
    _shares(DIFFERENCE, (30, 300), (0.95, 0.75)),
    _shares(DIFFERENCE, (20, 20, 20, 20), (0.9, 0.9, 0.8, 0.8)),
    _shares(RATIO, (100, 100), (0.9, 0.72)),
    _shares(OVERALL, (50, 300, 300), (0.7, 0.8, 0.8)),
    _shares(FLOOR, (100, 100), (0.7, 0.7)),
    _shares(DIFFERENCE, (20, 20), (0.8, 0.7), looks=12, planned=12, growth=1.5),
    _shares(DIFFERENCE, (100, 100), (0.8, 0.7), looks=60, planned=4),
)

OTHERS = (
    SeriesWorld(base=AverageWorld(comparison=FLOOR, supports=((5, 30, 30),) * 2, recalls=((0.6, 0.99, 0.99),) * 2)),
    SeriesWorld(
        base=AverageWorld(
            comparison=DIFFERENCE, supports=((5, 30, 30),) * 2, recalls=((0.3, 0.99, 0.99), (0.99, 0.99, 0.99))
        )
    ),
    SeriesWorld(
        base=AverageWorld(
            comparison=FLOOR, metric="macro_f1", supports=((10, 30, 30),) * 2, recalls=((0.3, 0.95, 0.95),) * 2
        ),
        looks=6,
        planned=6,
    ),
    SeriesWorld(
        base=StrataWorld(comparison=DIFFERENCE, images=((3, 40), (50, 20)), rates=((0.2, 0.9), (0.9, 0.9))), looks=26
    ),
    SeriesWorld(
        base=PeopleWorld(comparison=DIFFERENCE, groups=(crowd(20, 5, 0.6, 0.5), crowd(40, 5, 0.05, 0.8))), looks=26
    ),
    SeriesWorld(base=PeopleWorld(comparison=FLOOR, groups=(crowd(20, 5, 0.3, 0.8), crowd(50, 3, 0.1, 0.8))), looks=26),
    SamePeople(
        base=PeopleWorld(comparison=DIFFERENCE, groups=(crowd(60, 3, 0.3, 0.5), crowd(100, 3, 0.05, 0.8))), looks=12
    ),
    SamePeople(base=PeopleWorld(comparison=FLOOR, groups=(crowd(100, 2, 0.2, 0.8), crowd(60, 2, 0.5, 0.8))), looks=12),
)


def random_series(rng: np.random.Generator) -> SeriesWorld:
    """Return a random series of shares."""
    groups, comparison = int(rng.integers(2, 6)), Comparison(rng.choice([DIFFERENCE, RATIO, OVERALL, FLOOR]))
    rate, gap = rng.choice([0.5, 0.7, 0.9, 0.98]), rng.choice([0.0, 0.02, 0.1, 0.3])
    low = int(rng.integers(1, groups)) if groups > 1 else 1
    rates = tuple(float(rate - gap * (place < low)) for place in range(groups))
    images = tuple(int(rng.choice([5, 20, 60, 200])) for _ in range(groups))
    looks = int(rng.choice([4, 12, 30, 60]))
    growth = float(rng.choice([1.0, 1.0, 1.1, 1.5])) if looks <= 12 else 1.0
    return _shares(comparison, images, rates, looks=looks, planned=int(rng.choice([1, 4, 12, 52])), growth=growth)


def varied(world: SeriesWorld, rng: np.random.Generator) -> SeriesWorld:
    """Return a series near another one."""
    base = world.base
    if not isinstance(base, ShareWorld):
        raise TypeError(type(base))
    images = tuple(max(3, round(n * np.exp(rng.normal(0, 0.3)))) for n in base.images)
    rates = tuple(np.clip(np.array(base.rates) + rng.normal(0, 0.03), 0.01, 0.99).tolist())
    planned = max(1, round(world.planned * np.exp(rng.normal(0, 0.4))))
    return replace(world, base=replace(base, images=images, rates=rates), planned=planned)


def searched(kind: Kind) -> SeriesWorld:
    """Return the series that the search found to have most wrong verdicts of a kind."""
    rng = np.random.default_rng([SEED, len(kind)])
    worlds = [*HARD, *(random_series(rng) for _ in range(DRAWN))]
    found = _worst([(w.errors(STAGES[0])[kind], i, w) for i, w in enumerate(worlds)])
    for generation in range(1, GENERATIONS + 1):
        new = [*(w for *_, w in found), *(varied(w, rng) for *_, w in found for _ in range(CHILDREN))]
        found = _worst([(w.errors(STAGES[0], generation)[kind], i, w) for i, w in enumerate(new)])
    return found[0][2]


def _worst(tried: list[tuple[float, int, SeriesWorld]]) -> list[tuple[float, int, SeriesWorld]]:
    return sorted(tried, key=lambda each: each[:2], reverse=True)[:KEPT]


def section() -> Iterator[str]:
    """Yield how often series are wrong, in Markdown."""
    alone, series = ISSUE.errors_by_themselves(AUDITS, 99), ISSUE.errors(AUDITS, 99)
    yield "## 52 weekly audits, 300 fresh pictures a group each, the truth at the limit\n"
    yield "| | some false FAIL, % | some false PASS, % |\n|---|---|---|"
    yield f"| each week by itself | {_told(alone, AUDITS)} |"
    yield f"| as one series | {_told(series, AUDITS)} |"
    yield "\n## Worlds, and the worst that a search found\n"
    yield "| world | some false FAIL, % | some false PASS, % | series | |\n|---|---|---|---|---|"
    for world in HARD:
        yield _row("known", world, AUDITS)
    for world in OTHERS:
        yield _row("known", world, SLOW)
    for kind in Kind:
        yield _row(f"worst found for {kind}", searched(kind), AUDITS)


def _row(name: str, world: SeriesWorld, audits: int) -> str:
    shares = world.errors(audits, 99)
    sys.stderr.write(f"{name} {shares} {world.where}\n")
    mark = "**broken**" if max(shares.values()) > ERROR + 2 * np.sqrt(ERROR * (1 - ERROR) / audits) else ""
    return f"| {name} | {_told(shares, audits)} | {world.where} | {mark} |"


def _told(shares: dict[Kind, float], audits: int) -> str:
    return " | ".join(f"{100 * s:.2f} ± {100 * np.sqrt(s * (1 - s) / audits):.2f}" for s in shares.values())
