"""What the mix of labels alone does to success rates: what of a gap would be there if each emotion were read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.representation import LabelMix
from audit.measure.bounds.exclusion import exclusion

if TYPE_CHECKING:
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.policy import Policy

_TWO = 2


def label_mix(table: CountTable, policy: Policy) -> tuple[LabelMix, ...]:
    """Return, for each feature, how far the mix of labels alone would take the success rates of its groups apart.

    The success rate of a group is the mean of its recalls, weighted by how often it shows each emotion. With the
    recalls of all pictures in place of its own, groups differ by those weights alone (Kitagawa 1955, JASA 50).

    Parameters
    ----------
    table
        The counts.
    policy
        Least support, and whether unknown groups are compared.
    """
    return tuple(_of(table, feature.name, policy) for feature in table.features) if table.told.labels else ()


def _of(table: CountTable, feature: str, policy: Policy) -> LabelMix:
    overall = table.overall()
    recalls = np.divide(
        np.diag(overall.cells), overall.support, out=np.zeros(len(table.labels)), where=overall.support > 0
    )
    rates = {
        each.group: float((each.confusion.support * recalls).sum() / each.confusion.total)
        for each in table.by((feature,))
        if each.confusion.total and exclusion(each.group, each.confusion.total, policy, None) is None
    }
    if len(rates) < _TWO:
        return LabelMix(feature=feature, lowest=None, highest=None, low=None, high=None)
    lowest, highest = min(rates, key=lambda group: rates[group]), max(rates, key=lambda group: rates[group])
    return LabelMix(feature=feature, lowest=lowest, highest=highest, low=rates[lowest], high=rates[highest])
