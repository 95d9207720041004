"""Whether the emotions stand in the right order, or another assignment of answers to labels fits much better.

A permuted order makes a sound audit of the wrong emotions, and every rate of it looks like that of a poor classifier.
The assignment that agrees best beyond chance is found by the Hungarian method (scipy's `linear_sum_assignment`) on the
confusion matrix less what its margins alone would give; it is cut into its cycles, and those count that beat the
declared order by a wide margin which no chance explains, all orders considered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import lgamma, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import Reader, Remark, Treatment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counts import CountTable

MARGIN = 0.2
"""Share of a cycle's pictures by which another order must be right more often, beyond chance."""

FALSE_ALARMS = 1e-4
"""How often chance alone may raise a doubt, by a union bound over all orders of the emotions."""

_OF_ONE_CYCLE = 2.0
"""Standard deviations that a cycle needs to be taken with others, which together need far more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherOrder:
    """An order of the answers that fits the labels better than the declared one.

    Attributes
    ----------
    declared, fitting
        Emotions by the position of the answer: as declared, and as they fit.
    right, fits
        Pictures that are right in the declared order, and in the other one.
    pictures
        Of how many.
    group
        The group that these pictures are of; None for all.
    """

    declared: LabelSet
    fitting: LabelSet
    right: int
    fits: int
    pictures: int
    group: Group | None = None

    @property
    def sentence(self) -> str:
        """What is in doubt, by how much, and what settles it."""
        moved = ", ".join(
            f"'{said}' for '{fits}'"
            for said, fits in zip(self.declared.emotions, self.fitting.emotions, strict=True)
            if said != fits
        )
        of = "" if self.group is None else f" for the group {self.group.text} alone"
        found = (
            f"the order of the emotions is in doubt{of}: with the answers {moved} {self.fits / self.pictures:.1%} of "
            f"{self.pictures:,} pictures are right, in the declared order {self.right / self.pictures:.1%}"
        )
        if self.group is not None:
            return f"{found}; tables of two orders may have been put together: look at the source of its rows"
        return f"{found}; if the order is {','.join(self.fitting.emotions)}, declare it so (--labels)"

    def remark(self, *, confirmed: bool) -> Remark:
        """Return what is to be said of it; an order that somebody confirmed keeps no gate shut."""
        end = "it is audited as declared, as --order-confirmed asks" if confirmed else "if not, add --order-confirmed"
        sentence = self.sentence if self.group is not None else f"{self.sentence}; {end}"
        return Remark(
            treatment=Treatment.DOUBTED,
            sentence=sentence,
            by=Reader.AUDIT,
            rows=self.fits - self.right,
            blocks=not confirmed and self.group is None,
        )


def declared_is_best(excess: NDArray[np.float64]) -> bool:
    """Return whether no other order of the answers collects more pictures than the declared one.

    Another order is a set of cycles, each of which hands answers on from label to label; so none is better where no
    cycle gains anything (as the shortest paths of Floyd 1962, Communications of the ACM 5, here the most gaining ones).

    Parameters
    ----------
    excess
        float64, shape (k, k): what is collected by an answer (column) that is taken for a label (row).
    """
    gain = excess - np.diagonal(excess)[:, None]
    for via in range(len(gain)):
        gain = np.maximum(gain, gain[:, [via]] + gain[[via], :])
    return bool(np.diagonal(gain).max() <= 1e-9 * np.abs(excess).max())


def other_order(confusion: ConfusionCounts) -> OtherOrder | None:
    """Return the order that fits the labels much better than the declared one; None where none does.

    Parameters
    ----------
    confusion
        Rows = label, columns = answer, of all scored pictures.
    """
    cells = confusion.cells.astype(np.float64)
    pictures = cells.sum()
    if not pictures:
        return None
    excess = cells - np.outer(cells.sum(axis=1), cells.sum(axis=0)) / pictures
    if declared_is_best(excess):
        return None
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - takes a third of a second, and hardly ever needed

    answer_of = linear_sum_assignment(-excess)[1]
    fitting = np.arange(len(cells))
    wide = [cycle for cycle in _cycles(answer_of) if _is_wide(cells, excess, cycle, answer_of)]
    together = _deviations(cells, np.concatenate(wide), answer_of) if wide else 0.0
    for cycle in wide:
        if max(together, _deviations(cells, cycle, answer_of)) >= _needed(len(cells)):
            fitting[answer_of[cycle]] = cycle
    if np.array_equal(fitting, np.arange(len(cells))):
        return None
    names = confusion.labels.emotions
    return OtherOrder(
        declared=confusion.labels,
        fitting=LabelSet(emotions=tuple(names[code] for code in fitting)),
        right=int(np.trace(cells)),
        fits=int(cells[fitting, np.arange(len(cells))].sum()),
        pictures=int(pictures),
    )


def other_orders_of_groups(counts: CountTable) -> tuple[OtherOrder, ...]:
    """Return, for each group whose answers fit another order much better, that order: what rows of two sources make.

    Parameters
    ----------
    counts
        Of an audit whose pictures, taken together, fit the declared order.
    """
    groups = [group for feature in counts.features for group in counts.by((feature.name,))]
    found = ((group.group, other_order(group.confusion)) for group in groups)
    return tuple(replace(order, group=group) for group, order in found if order is not None)


def _cycles(answer_of: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the cycles of a permutation that move something, each as the codes it goes through."""
    left, cycles = set(range(len(answer_of))), []
    while left:
        cycle = [min(left)]
        while (following := int(answer_of[cycle[-1]])) != cycle[0]:
            cycle.append(following)
        left -= set(cycle)
        if len(cycle) > 1:
            cycles.append(np.array(cycle))
    return cycles


def _is_wide(
    cells: NDArray[np.float64], excess: NDArray[np.float64], cycle: NDArray[np.int64], answer_of: NDArray[np.int64]
) -> bool:
    """Return whether answers in another order fit the labels of a cycle by a wide margin, and not by mere chance."""
    gained = excess[cycle, answer_of[cycle]].sum() - excess[cycle, cycle].sum()
    return bool(gained >= MARGIN * cells[cycle].sum() and _deviations(cells, cycle, answer_of) >= _OF_ONE_CYCLE)


def _deviations(cells: NDArray[np.float64], codes: NDArray[np.int64], answer_of: NDArray[np.int64]) -> float:
    """Return by how many standard deviations more pictures are right in the other order, if both were alike."""
    fits, right = cells[codes, answer_of[codes]].sum(), cells[codes, codes].sum()
    return float((fits - right) / sqrt(fits + right)) if fits + right else 0.0


def _needed(k: int) -> float:
    """Return the standard deviations that chance exceeds seldom enough, whichever of the k! orders is looked at."""
    return sqrt(2 * (lgamma(k + 1) + log(1 / FALSE_ALARMS)))
