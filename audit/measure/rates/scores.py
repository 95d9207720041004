"""One metric of every group, with the images it weighs once dependent ones count for less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Average, Rate
from audit.domain.decision.disparities import Dependence
from audit.measure.rates.averages import averages
from audit.measure.rates.clustering import Clusters, PeopleOfGroups, correlation, design_effects
from audit.measure.rates.grades import rate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Values of groups.

    Attributes
    ----------
    values
        One for each group.
    effects
        float64, shape (K,): design effect of each group, by which its images are divided; 1 for an average, whose
        effective images know of it already.
    found
        The pictures of each person behind the values, or None.
    dependence
        What the design effects come from, or None.
    """

    values: tuple[Rate | Average, ...]
    effects: NDArray[np.float64]
    found: Clusters | None = None
    dependence: Dependence | None = None

    @property
    def n(self) -> NDArray[np.float64]:
        """float64, shape (K,): denominators in effective images; 0 where a value is undefined."""
        return np.asarray([_counted(value)[1] for value in self.values] / self.effects, np.float64)

    @property
    def x(self) -> NDArray[np.float64]:
        """float64, shape (K,): numerators in effective images."""
        return np.asarray([_counted(value)[0] for value in self.values] / self.effects, np.float64)

    def of(self, kept: Sequence[int]) -> Scores:
        """Return those of some of the groups; the correlation within people is that of these groups alone."""
        return _weighed(tuple(self.values[i] for i in kept), None if self.found is None else self.found.of(kept))


def scores(counted: Counted, names: tuple[str, ...], metric: str, emotion: str | None) -> Scores:
    """Return a metric of every group of `table.by(names)`, or of all images together when no name is given.

    Parameters
    ----------
    counted
        The counts, and the same images person by person. They are kept by answer, not by grade: of a share of grades,
        pictures of one person are taken to be all alike.
    names
        Features that make the groups.
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric.
    """
    table = counted.table
    groups = _counted_by(table, names)
    found = PeopleOfGroups.of(counted, names)
    if find_metric(metric).over_emotions:
        matrices = tuple(confusion for confusion, _ in groups)
        return _weighed(averages(metric, matrices, table.overall().support, found), None)
    rates = tuple(rate_of(metric, confusion, graded, emotion) for confusion, graded in groups)
    if found is None:
        return _weighed(rates, None)
    return _weighed(rates, found.pictured() if find_metric(metric).of_grades else found.behind(metric, emotion))


def told_scores(counted: Counted, names: tuple[str, ...], metric: str, emotion: str | None) -> Scores:
    """Return what `scores` returns, without a value where the counts do not tell it."""
    if counted.table.told.tells(metric):
        return scores(counted, names, metric, emotion)
    untold: Rate | Average = Rate(numerator=0, denominator=0)
    if find_metric(metric).over_emotions:
        untold = Average(value=None, support=0, effective=None)
    groups = len(counted.table.groups(names)) if names else 1
    return _weighed((untold,) * groups, None)


def _counted_by(
    table: CountTable, names: tuple[str, ...]
) -> tuple[tuple[ConfusionCounts, NDArray[np.int64] | None], ...]:
    """Return the answers and the grades of each group, or of all images together when no name is given."""
    if names:
        return tuple((each.confusion, each.graded) for each in table.by(names))
    grades = table.grades()
    return ((table.overall(), None if grades is None else grades.sum(axis=0)),)


def _weighed(values: tuple[Rate | Average, ...], found: Clusters | None) -> Scores:
    if found is None:
        return Scores(values=values, effects=np.ones(len(values)))
    rho = correlation(found)
    effects = design_effects(found, rho)
    dependence = Dependence(
        pictures=round(float(found.pictures.sum())),
        people=found.everyone,
        correlation=float(rho),
        design_effect=float(effects.max(initial=1.0)),
    )
    return Scores(values=values, effects=effects, found=found, dependence=dependence)


def _counted(value: Rate | Average) -> tuple[float, float]:
    """Return numerator and denominator in images, before dependent ones are weighed."""
    if isinstance(value, Rate):
        return value.numerator, value.denominator
    images = value.effective or 0.0
    return (value.value or 0.0) * images, images
