"""What a self-test needs that is not measured: worlds, pictures drawn from them, and a judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Disparity
from audit.domain.decision.findings import Verdict
from audit.domain.results.worlds import PeopleOfWorld, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """Who makes the worlds of a self-test, draws audits from them, and judges.

    Attributes
    ----------
    common_world
        Return the world in which all groups of some features are answered by one confusion matrix.
    levelled
        Return a world in which each of several groups, which share no picture, has this true rate.
    inject
        Return a world in which one group has this true rate of a metric and emotion, all else unchanged.
    draw, draw_people
        Return the counts of one audit of a world; of one whose people have several pictures.
    verdicts
        Return the verdict of a criterion on each of many disparities.
    """

    common_world: Callable[[CountTable, tuple[str, ...], ConfusionCounts], World]
    levelled: Callable[[World, tuple[Group, ...], str, str | None, float], World]
    inject: Callable[[World, Group, str, str | None, float], World]
    draw: Callable[[World, np.random.Generator], CountTable]
    draw_people: Callable[[World, PeopleOfWorld, np.random.Generator], Counted]
    verdicts: Callable[[Criterion, tuple[Disparity, ...]], list[Verdict]]
