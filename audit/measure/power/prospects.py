"""Prospects: what an audit with these numbers of images can be expected to show, beside every finding.

Everything is worked out at the rate of all groups together, with one lower group where there is a disparity at all.
Simulated audits have whole images: fractions, which come of several images of one person, are rounded for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.decision.comparisons import Comparison, DisparityScale, Pairing
from audit.domain.decision.disparities import Prospects
from audit.domain.decision.findings import Verdict
from audit.measure.bounds.contrasts import observed
from audit.measure.power.draws import rates_at
from audit.measure.power.equal_groups import equal_rates
from audit.measure.power.one_lower_group import lower_group
from audit.measure.power.power import (
    POWER,
    always_wrong,
    detectable,
    equal,
    images_for_fail,
    images_for_pass,
    nearest_to_limit,
)
from audit.measure.power.reach import Rule, breaks, keeps

if TYPE_CHECKING:
    from collections.abc import Sequence

AUDITS = 2_000
"""Audits simulated for one number: a share of .8 has a Monte-Carlo standard error of .009."""

PRECISION = 0.01
"""Share by which the images still needed may be too many."""

_CELLS, _CELLS_OF_ALL = 400_000, 25_000
_FEWEST = 200
_ROUNDING = 1e-9


def prospects(rule: Rule, x: NDArray[np.float64], n: NDArray[np.float64], *, seed: int) -> Prospects:
    """Return what these numbers of images can show under a rule, whatever the bounds of the observed rates are.

    Parameters
    ----------
    rule
        Comparison, limit, errors and reference.
    x, n
        float, shape (K,): right and all images of each group, n > 0, K ≥ 2 (K ≥ 1 for a floor); fractions are allowed.
    seed
        Of the simulated audits.

    Returns
    -------
    Prospects
        Where every group has a rate of 0, or every one of 1, half an image more is taken for right and half an image
        for wrong, as no audit at such a rate would differ from another. For a floor, the groups that are not lower have
        at least the rate of the limit, and so have all groups in `point_false_fail`: a classifier that keeps the limit.
        A difference below a rate of .5 is that of one higher group: it has more room, and it is the same as that of one
        lower group with right and wrong exchanged. When no equal groups can be as far apart as the observed ones at
        this rate, `to_fail` takes the next higher rate at which they can.
    """
    x, n = np.asarray(x, np.float64), np.asarray(n, np.float64)
    asked = _Asked.of(rule, x, n, seed)
    return Prospects(
        rate=_together(x, n),
        power=POWER,
        by_chance=round(float(np.nanmean(asked.by_chance)), 3),
        point_false_fail=asked.point_false_fail,
        fails_from=asked.fails_from,
        passes_to=asked.passes_to,
        detectable=detectable(asked.rule, asked.whole, asked.kept, audits=asked.audits, seed=seed),
        to_pass=images_for_pass(
            asked.rule, groups=len(n), rate=asked.rate, audits=asked.audits, seed=seed, precision=PRECISION
        ),
        to_fail=asked.to_fail(float(observed(rule.comparison, x / n, n / n.sum(), rule.reference))),
    )


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is asked: the group that is taken for the lower one in front, the others by their size.

    Attributes
    ----------
    rule, n
        The rule and the images of each group.
    rate
        Of all groups together, above 0 and below 1; for a difference of right or of wrong images, whichever is more.
    seed, audits
        Of the simulation; fewer audits for hundreds of groups.
    """

    rule: Rule
    n: NDArray[np.float64]
    rate: float
    seed: int
    audits: int

    @classmethod
    def of(cls, rule: Rule, x: NDArray[np.float64], n: NDArray[np.float64], seed: int) -> _Asked:
        low = lower_group(rule, n)
        order = [low, *(int(k) for k in np.argsort(n, kind="stable") if k != low)]
        if rule.reference is not None:
            rule = replace(rule, reference=order.index(rule.reference))
        rate = _together(x, n)
        if _mirrored(rule.comparison):
            rate = max(rate, 1 - rate)
        cells = _CELLS_OF_ALL if rule.comparison.pairing is Pairing.REST else _CELLS
        audits = min(AUDITS, max(_FEWEST, cells // len(n)))
        return cls(rule=rule, n=n[order], rate=rate, seed=seed, audits=audits)

    @property
    def whole(self) -> NDArray[np.float64]:
        """The images of simulated audits."""
        return np.maximum(1, np.round(self.n))

    @property
    def kept(self) -> float:
        """Rate of the groups that are not lower."""
        return max(self.rate, self.rule.limit) if self.rule.comparison.pairing is Pairing.LIMIT else self.rate

    @cached_property
    def by_chance(self) -> NDArray[np.float64]:
        """Observed disparities of groups that share the rate."""
        return self._equal(self.rate)

    @property
    def point_false_fail(self) -> float:
        seen = self.by_chance if self.kept == self.rate else self._equal(self.kept)
        limit = self.rule.limit
        minimum = self.rule.comparison.limit_is_minimum
        return float(np.mean(seen < limit - _ROUNDING if minimum else seen > limit + _ROUNDING))

    @property
    def fails_from(self) -> float | None:
        return nearest_to_limit(self.rule, Verdict.FAIL, self._worst, lambda seen: self._proven(Verdict.FAIL, seen))

    @property
    def passes_to(self) -> float | None:
        far = equal(self.rule.comparison, self.kept)
        found = nearest_to_limit(self.rule, Verdict.PASS, far, lambda seen: self._proven(Verdict.PASS, seen))
        return None if found is None else self._possible(found)

    def to_fail(self, disparity: float) -> int | None:
        """Return the images in every group to find this disparity; the rate rises where it is too low for it."""
        groups, rate, comparison = len(self.n), self.kept, self.rule.comparison
        if np.isnan(disparity):
            return None
        if comparison.pairing is Pairing.REST:
            disparity = min(disparity, (groups - 1) / groups)
            rate = max(rate, disparity * groups / (groups - 1))
        elif _mirrored(comparison):
            rate = max(rate, disparity)
        elif comparison.pairing is Pairing.LIMIT:
            disparity = min(disparity, rate)
        return images_for_fail(
            self.rule,
            groups=groups,
            rate=rate,
            disparity=disparity,
            audits=self.audits,
            seed=self.seed,
            precision=PRECISION,
        )

    @property
    def _worst(self) -> float:
        return always_wrong(self.rule.comparison, self.n, self.kept)

    def _possible(self, disparity: float) -> float:
        return disparity if self.rule.comparison.limit_is_minimum else min(disparity, self._worst)

    def _equal(self, rate: float) -> NDArray[np.float64]:
        rule = self.rule
        return equal_rates(
            rule.comparison, self.whole, rate, reference=rule.reference, audits=self.audits, seed=self.seed
        )

    def _proven(self, verdict: Verdict, disparity: float) -> bool:
        """Whether rates observed exactly so far apart prove a verdict."""
        rates = rates_at(self.rule.comparison, self.n, self.kept, self._possible(disparity))
        proven = breaks if verdict is Verdict.FAIL else keeps
        return proven(self.rule, rates, self.n, self._deciding(verdict))

    def _deciding(self, verdict: Verdict) -> Sequence[int]:
        """Return the groups that decide: of others with one rate the largest proves most, the two smallest least."""
        groups = len(self.n)
        if self.rule.comparison.pairing is not Pairing.EACH_OTHER or self.rule.reference is not None:
            return range(groups)
        return (0, groups - 1) if verdict is Verdict.FAIL else range(min(groups, 3))


def _mirrored(comparison: Comparison) -> bool:
    """Whether one higher group is as far from the others as one lower group is with right and wrong exchanged."""
    return comparison.symmetric and comparison.scale is DisparityScale.POINTS


def _together(x: NDArray[np.float64], n: NDArray[np.float64]) -> float:
    right, images = float(x.sum()), float(n.sum())
    return right / images if 0 < right < images else (right + 0.5) / (images + 1)
