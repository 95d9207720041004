"""The worlds of a self-test: for each limit, classifiers whose true disparity is known.

All start from one confusion matrix, that of the compared pictures together, changed only so far that the limited rate
is the same in every group; then one group is moved away from the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Rate
from audit.domain.decision.comparisons import Comparison, DisparityScale, Pairing
from audit.domain.decision.criteria import Criterion
from audit.domain.results.planning import rate_apart
from audit.domain.results.selftest import WorldKind
from audit.domain.results.worlds import World
from audit.measure.bounds.notions import compared_groups
from audit.measure.disparities.batched import is_plain
from audit.measure.disparities.shared_error import SharedError, shared_among
from audit.measure.selftest.levels import levelled, with_disparity, with_rate
from audit.measure.selftest.truths import true_value, true_values, truth_of

if TYPE_CHECKING:
    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.partition import Partition
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
    thin
        How many pictures tell as much as one of a share of different people's; at least 1.
    parts
        How many metrics share the error of FAIL: more than one of a notion.
    """

    criterion: Criterion
    groups: tuple[Group, ...]
    level: World
    rate: float
    support: tuple[float, ...]
    thin: float = 1.0
    parts: int = 1

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
        equal = self.criterion.comparison.facts.equal
        return rate if equal is None else equal

    def truth(self, world: World) -> float:
        """Return the true disparity of this criterion in a world; NaN where too few groups have the rate there."""
        return truth_of(world, self.criterion, self.groups)

    def value(self, world: World, *groups: Group) -> float:
        """Return the true value of some groups together, or of all, in a world."""
        return true_value(world, self.criterion, groups or self.groups)


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


def setting_of(simulator: Simulator, counted: Counted, criterion: Criterion, policy: Policy) -> Setting | str:
    """Return what all worlds of a criterion share, or why it has none, as the end of a sentence."""
    if refused := _not_simulated(criterion):
        return refused
    found, counts = compared_groups(counted, criterion, policy), counted.table
    first = found.partitions[0]
    groups = tuple(each.group for each in first.assessed if all(each.group in part.groups for part in found.partitions))
    if criterion.reference is not None and first.reference is None:
        return f"the reference group '{criterion.reference}' is not among those compared"
    if len(groups) < criterion.comparison.fewest_groups:
        return f"too few groups of {criterion.feature} have a {find_metric(criterion.metric).title} to be compared"
    common: ConfusionCounts = reduce(add, (each.confusion for each in first.assessed if each.group in groups))
    world = simulator.common_world(counts, _features_of(criterion), common)
    if not true_value(world, criterion, groups) and criterion.comparison.scale is DisparityScale.RATIO:
        return "the rate of all groups together is 0, and a ratio of zeros is undefined"
    level = levelled(simulator, world, criterion, groups)
    values, support = true_values(level, criterion, groups)
    if not _comparable(criterion, int(((support > 0) & np.isfinite(values)).sum())):
        return f"at one common {find_metric(criterion.metric).title} too few groups have one to be compared"
    return Setting(
        criterion=criterion,
        groups=groups,
        level=level,
        rate=true_value(level, criterion, groups),
        support=tuple(support.tolist()),
        thin=_thin(found.decisive),
        parts=len(found.partitions),
    )


def _thin(found: Partition) -> float:
    """Return how many pictures of a group tell as much as one, where that is most."""
    images = [value.denominator if isinstance(value, Rate) else value.support for value in found.values]
    return max(1.0, float(np.max(np.array(images, np.float64) / found.n)))


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
    world = simulator.common_world(counts, _features(settings), counts.overall())
    if find_metric(own[0].criterion.metric).over_emotions:
        alone = len({s.groups for s in own}) == 1
        return levelled(simulator, world, own[0].criterion, own[0].groups) if alone else world
    crossing = replace(
        own[0].criterion,
        features=_features(own),
        comparison=Comparison.DIFFERENCE,
        reference=None,
        control=(),
    )
    return levelled(simulator, world, crossing, tuple(each.group for each in counts.by(_features(own))))


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
    group = setting.groups[place]
    if is_plain(replace(criterion, control=())):
        rate = _rate(setting, support[place] / sum(support), wanted)
        world = with_rate(simulator, setting.level, criterion, group, rate)
    else:
        world = with_disparity(setting.level, criterion, setting.groups, group, wanted)
    return Apart(
        world=world,
        group=group,
        rate=setting.value(world, group),
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


def shared_by(counted: Counted, criteria: tuple[Criterion, ...], policy: Policy) -> dict[str, SharedError]:
    """Return how criteria share the error of FAIL, by code: those with anything to compare, and those not simulated."""
    own = [c for c in criteria if _not_simulated(c) or compared_groups(counted, c, policy).defined]
    return {c.code: shared for c, shared in zip(own, shared_among(own, policy.promise), strict=True)}


def _not_simulated(criterion: Criterion) -> str:
    metric = find_metric(criterion.metric)
    if metric.of_grades:
        return f"{metric.title} counts how answers are graded, and worlds are made of answers alone"
    return f"{metric.title} counts who got an answer, and worlds are made of answers alone" if metric.of_rows else ""


def _features(settings: tuple[Setting, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for s in settings for name in _features_of(s.criterion)))


def _features_of(criterion: Criterion) -> tuple[str, ...]:
    return (*criterion.features, *criterion.control)


def _comparable(criterion: Criterion, groups: int) -> bool:
    return groups >= criterion.comparison.fewest_groups
