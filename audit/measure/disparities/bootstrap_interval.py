"""The bootstrap interval that a policy shows beside a disparity, whatever the disparity is made of."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.counted_cells import counted_cells
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Rate
from audit.domain.decision.choices import IntervalMethod
from audit.errors import UsageError
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.strata import crossings, pooled
from audit.measure.disparities.bootstrap import ResampledUnits, resampled, resampled_cells
from audit.measure.rates.averages import over_emotions
from audit.measure.rates.clustering import PeopleOfGroups

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.counts.people import PeopleTable
    from audit.domain.decision.disparities import Resampled
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.notions import ComparedGroups
    from audit.measure.bounds.partition import Partition

Values = NDArray[np.float64]

MOST_CELLS = 100_000_000
"""Cells of all people that are resampled at once: 0.8 GB."""


def interval_shown(found: ComparedGroups, counted: Counted, policy: Policy) -> Resampled | None:
    """Return the bootstrap interval the policy asks for; None where it asks for none or there is no disparity.

    Parameters
    ----------
    found
        What is compared.
    counted
        The counts, and the same images person by person.
    policy
        Which interval.

    Raises
    ------
    UsageError
        When the bootstrap asked for does not exist for such a disparity.
    """
    if policy.interval is IntervalMethod.BOUNDS or not found.defined:
        return None
    table, only = counted.table, found.partitions[0]
    _refuse_grades(only, counted.people)
    if len(found.partitions) == 1 and only.strata is None and not find_metric(only.criterion.metric).over_emotions:
        return _of_shares(only, policy)
    names = (*found.criterion.features, *found.criterion.control)
    matrices = np.stack([each.confusion.cells for each in table.by(names)]).astype(np.float64)
    order = _order(matrices)
    reader = _PairReader(found=found, table=table, names=names, order=order)
    of_groups = PeopleOfGroups.of(counted, names)
    if of_groups is None:
        return resampled_cells(reader.disparities, matrices[order], policy)
    many, k, groups = len(of_groups.table.people), len(table.labels), len(matrices)
    if many * groups * k * k > MOST_CELLS:
        raise UsageError(
            f"{found.criterion.code}: {many:,} people of different pictures in {groups} groups are too "
            "many to be resampled for such a disparity; set interval = 'bounds' in the policy"
        )
    everyone = of_groups.everyone()
    cells = everyone.cells[:, order]
    patterns = _order(cells)
    return resampled_cells(reader.disparities, cells[patterns], policy, people=everyone.people[patterns])


def _order(cells: Values) -> NDArray[np.intp]:
    """Return the order of the first axis by what is in it, so that the same random numbers meet the same counts.

    Then neither the order nor the names of groups have a part in what is drawn.
    """
    rows = np.ascontiguousarray(cells.reshape(len(cells), -1))
    return np.argsort(rows.view(np.dtype((np.void, rows.strides[0]))).reshape(-1), kind="stable")


def _refuse_grades(found: Partition, people: PeopleTable | None) -> None:
    """Raise UsageError where grades would have to be resampled by person or stratum: they are counted by neither."""
    graded = find_metric(found.criterion.metric).of_grades
    if graded and (found.strata is not None or people is not None):
        within = "within strata" if found.strata is not None else "with several pictures of one person"
        raise UsageError(
            f"{found.criterion.code}: grades cannot be resampled {within}; set interval = 'bounds' in the policy"
        )


def _of_shares(found: Partition, policy: Policy) -> Resampled | None:
    rates = [value for value in found.values if isinstance(value, Rate)]
    x, n = (np.array(counts, np.float64) for counts in zip(*((r.numerator, r.denominator) for r in rates), strict=True))
    images = np.array([each.confusion.total for each in found.assessed], np.float64)
    own = found.people
    units = None if own is None or own.x is None else ResampledUnits.of_people(own.people[:, 0], own.x, own.n)
    return resampled(found.criterion, x, n, images - n, policy, reference=found.reference, people=units)


class _PairReader:
    """Reads the disparity of a criterion off resampled cells.

    Parameters
    ----------
    found
        What is compared.
    table
        The counts.
    names
        Features whose groups the cells are of.
    order
        int, shape (groups,): position in `table.groups(names)` of each group of the cells.
    """

    def __init__(
        self, found: ComparedGroups, table: CountTable, names: tuple[str, ...], order: NDArray[np.intp]
    ) -> None:
        self._found = found
        self._table = table
        self._at = np.argsort(order)
        self._place = {group: int(self._at[i]) for i, group in enumerate(table.groups(names))}
        self._emotions = np.flatnonzero(table.overall().support)

    def disparities(self, cells: Values) -> Values:
        """Return the mean over emotions of the worst disparity, shape (R,), of cells of shape (R, groups, k, k)."""
        worst = np.fmin if self._found.criterion.comparison.limit_is_minimum else np.fmax
        each = [reduce(worst, [self._of(part, cells) for part in emotion]) for emotion in self._found.emotions]
        known = np.isfinite(each)
        total = np.where(known, each, 0).sum(axis=0)
        return np.asarray(
            np.divide(total, known.sum(axis=0), out=np.full(total.shape, np.nan), where=known.any(axis=0))
        )

    def _of(self, part: Partition, cells: Values) -> Values:
        if not part.defined:
            return np.full(len(cells), np.nan)
        values = self._values(part, cells)
        return observed(part.criterion.comparison, values, np.ones_like(values), part.reference)

    def _values(self, part: Partition, cells: Values) -> Values:
        """Return the values of the compared groups, shape (R, K)."""
        criterion = part.criterion
        if find_metric(criterion.metric).over_emotions:
            return over_emotions(criterion.metric, cells[:, self._places(part.groups)], self._emotions)
        counted = counted_cells(self._table.labels, criterion.metric, criterion.emotion)
        own = cells[:, self._places(part.groups) if part.strata is None else self._crossed(part)]
        x, n = ((own * which).sum(axis=(-2, -1)) for which in (counted.hits, counted.base))
        if part.strata is not None:
            return pooled(x, n)
        return np.asarray(np.divide(x, n, out=np.full(n.shape, np.nan), where=n > 0))

    def _places(self, groups: tuple[Group, ...]) -> list[int]:
        return [self._place[group] for group in groups]

    def _crossed(self, part: Partition) -> NDArray[np.intp]:
        """Return the position of every group in every stratum used, shape (K, S)."""
        places, used = crossings(self._table, part.criterion), part.strata.used if part.strata else ()
        strata = dict.fromkeys(stratum for _, stratum in places if stratum.text in used)
        crossed = np.array([[places[group, stratum] for stratum in strata] for group in part.groups], np.int64)
        return np.asarray(self._at[crossed])
