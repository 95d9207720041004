"""The worlds of a self-test: for each limit, classifiers whose true disparity is known.

All start from one confusion matrix, that of the compared pictures together, changed only so far that the limited rate
is the same in every group; then one group is moved away from the others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import Group
from audit.domain.counts.counted import Counted
from audit.domain.counts.metric import BoundsKind
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.comparisons import DisparityScale, Pairing
from audit.domain.decision.criteria import Criterion
from audit.domain.results.planning import rate_apart
from audit.domain.results.selftest import WorldKind
from audit.domain.results.worlds import World
from audit.measure.bounds.partition import partition
from audit.measure.disparities.batched import true_disparity
from audit.measure.disparities.shared_error import SharedError, shared_among

if TYPE_CHECKING:
    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.policy import Policy
    from audit.measure.selftest.simulator import Simulator

_DECIMALS = 12
"""Beyond these, differences are those of floating point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all worlds of one criterion share.

    Attributes
    ----------
    criterion
        Its emotion named.
    groups
        The compared groups.
    level
        The world without disparity over the groups of this criterion alone.
    rate
        The true rate of every group in it.
    support
        Pictures behind each group's rate in it.
    """

    criterion: Criterion
    groups: tuple[Group, ...]
    level: World
    rate: float
    support: tuple[float, ...]

    @property
    def limited(self) -> tuple[str, str | None]:
        """The limited rate: metric and emotion."""
        return self.criterion.metric, self.criterion.emotion

    @property
    def name(self) -> str:
        """The limited rate, `metric[emotion]`."""
        metric, emotion = self.limited
        return metric if emotion is None else f"{metric}[{emotion}]"

    def even(self, rate: float) -> float:
        """Return the disparity of groups that all have this rate."""
        return _disparity(self.criterion, self.groups, (rate,) * len(self.groups), self.support)

    def truth(self, world: World) -> float:
        """Return the true disparity of this criterion in a world; NaN where too few groups have the rate there."""
        rates = {group: world.rate((group,), *self.limited) for group in self.groups}
        known = {group: rate for group, rate in rates.items() if rate is not None}
        support = tuple(world.support(group, *self.limited) for group in known)
        return _disparity(self.criterion, tuple(known), tuple(known.values()), support)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A world without disparity.

    Attributes
    ----------
    world
        The world.
    own
        The criteria whose rate is the same in every group.
    """

    world: World
    own: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A world with one group apart from the others.

    Attributes
    ----------
    world
        The world.
    group, rate
        That group, and its true rate.
    wanted, disparity
        The true disparity asked for, and the one the world has.
    """

    world: World
    group: Group
    rate: float
    wanted: float
    disparity: float


def setting_of(simulator: Simulator, counts: CountTable, criterion: Criterion, policy: Policy) -> Setting | str:
    """Return what all worlds of a criterion share, or why it has none, as the end of a sentence."""
    if refused := _not_a_share(criterion):
        return refused
    found = partition(Counted(table=counts), criterion, policy)
    groups = tuple(each.group for each in found.assessed)
    if criterion.reference is not None and found.reference is None:
        return f"the reference group '{criterion.reference}' is not among those compared"
    if not found.comparable:
        return f"too few groups of {criterion.feature} have a {find_metric(criterion.metric).title} to be compared"
    common: ConfusionCounts = reduce(add, (each.confusion for each in found.assessed))
    world = simulator.common_world(counts, criterion.features, common)
    limited = (criterion.metric, criterion.emotion)
    rate = world.rate(groups, *limited) or 0.0
    if not rate and criterion.comparison.scale is DisparityScale.RATIO:
        return "the rate of all groups together is 0, and a ratio of zeros is undefined"
    level = simulator.levelled(world, groups, *limited, rate)
    support = tuple(level.support(group, *limited) for group in groups)
    if not _comparable(criterion, sum(images > 0 for images in support)):
        return f"at one common {find_metric(criterion.metric).title} too few groups have one to be compared"
    return Setting(criterion=criterion, groups=groups, level=level, rate=rate, support=support)


def level_worlds(simulator: Simulator, counts: CountTable, settings: tuple[Setting, ...]) -> tuple[Level, ...]:
    """Return the worlds without disparity, over the features of all criteria: one for each limited rate.

    Rates whose worlds are the same share one: a common confusion matrix levels the recall of every emotion.
    """
    found: dict[bytes, Level] = {}
    for limited in dict.fromkeys(s.limited for s in settings):
        own = tuple(s for s in settings if s.limited == limited)
        world = _level_world(simulator, counts, settings, own)
        key = world.chances.round(_DECIMALS).tobytes()
        before = found[key].own if key in found else ()
        found[key] = Level(world=world, own=before + own)
    return tuple(found.values())


def _level_world(
    simulator: Simulator, counts: CountTable, settings: tuple[Setting, ...], own: tuple[Setting, ...]
) -> World:
    """Return the world in which every crossing of the features of `own` has one rate; so has any coarser group."""
    limited = own[0].limited
    world = simulator.common_world(counts, _features(settings), counts.overall())
    groups = tuple(each.group for each in counts.by(_features(own)))
    return simulator.levelled(world, groups, *limited, world.rate(groups, *limited) or 0.0)


def apart(simulator: Simulator, setting: Setting, kind: WorldKind, gap: float) -> Apart:
    """Return the world of a kind in which one group is apart from the others.

    The group is the smallest, or the largest; its distance makes the true disparity the limit, or lies `gap` beyond it,
    or is the largest possible.
    """
    criterion, support = setting.criterion, setting.support
    beyond = 0.0 if kind is WorldKind.ON_LIMIT else gap
    wanted = criterion.limit + (-beyond if criterion.comparison.limit_is_minimum else beyond)
    wanted = min(max(wanted, 0.0), 1.0)
    kept = criterion.reference if criterion.comparison.pairing is Pairing.REFERENCE else None
    movable = (i for i, group in enumerate(setting.groups) if support[i] > 0 and group.text != kept)
    by_size = sorted(movable, key=support.__getitem__)
    place = by_size[-1 if kind is WorldKind.LARGEST_APART else 0]
    rate = _rate(setting, support[place] / sum(support), wanted)
    world = simulator.inject(setting.level, setting.groups[place], *setting.limited, rate)
    found = world.rate((setting.groups[place],), *setting.limited)
    return Apart(
        world=world,
        group=setting.groups[place],
        rate=setting.rate if found is None else found,
        wanted=wanted,
        disparity=setting.truth(world),
    )


def _rate(setting: Setting, share: float, wanted: float) -> float:
    """Return the rate of the group apart: on the side of harm where there is room, else on the one with more room."""
    comparison, common = setting.criterion.comparison, setting.rate
    below = rate_apart(comparison, common, share, wanted)
    if comparison.pairing is Pairing.LIMIT:
        return min(below, common)
    if not comparison.symmetric:
        return max(below, 0.0)
    sides = [below, rate_apart(comparison, common, share, wanted, above=True)]
    if find_metric(setting.criterion.metric).direction.told_from_high:
        sides.reverse()
    if possible := [rate for rate in sides if 0 <= rate <= 1]:
        return possible[0]
    return max((min(max(rate, 0.0), 1.0) for rate in sides), key=lambda rate: abs(rate - common))


def shared_by(counts: CountTable, criteria: tuple[Criterion, ...], policy: Policy) -> dict[str, SharedError]:
    """Return how criteria share the error of FAIL, by code: those with anything to compare, and those not simulated."""
    own = [c for c in criteria if _not_a_share(c) or partition(Counted(table=counts), c, policy).defined]
    return {c.code: shared for c, shared in zip(own, shared_among(own), strict=True)}


def _not_a_share(criterion: Criterion) -> str:
    metric = find_metric(criterion.metric)
    if metric.parts or metric.bounds is not BoundsKind.EXACT:
        return f"{metric.title} is no share of images, and worlds are made for shares"
    if metric.of_grades:
        return f"{metric.title} counts how answers are graded, and worlds are made of answers alone"
    if metric.of_rows:
        return f"{metric.title} counts who got an answer, and worlds are made of answers alone"
    return "it compares within strata, and worlds are made for groups as a whole" if criterion.control else ""


def _features(settings: tuple[Setting, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for s in settings for name in s.criterion.features))


def _disparity(
    criterion: Criterion, groups: tuple[Group, ...], rates: tuple[float, ...], support: tuple[float, ...]
) -> float:
    if not _comparable(criterion, len(groups)):
        return math.nan
    return round(true_disparity(criterion, groups, rates, support), _DECIMALS)


def _comparable(criterion: Criterion, groups: int) -> bool:
    return groups >= criterion.comparison.fewest_groups
