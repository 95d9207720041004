"""Audits in which one group is truly lower and all others share one rate: how often that is proven.

Only contrasts with the lower group are looked at, each with the error it has among all of them. Contrasts among the
others could prove a gap that is not there, rarely; leaving them out makes planning many times faster and errs, if at
all, on the side of more images.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audit.domain.decision.comparisons import Pairing
from audit.domain.results.planning import Arrangement
from audit.measure.bounds.contrasts import failing_of
from audit.measure.power.draws import quantiles, rates_at
from audit.measure.power.reach import Rule
from audit.measure.rates.intervals import RateBounds

_REFERENCE = {Pairing.EACH_OTHER: 0, Pairing.REFERENCE: 1}
"""Which of the columns the others are compared with: the lower group, or the reference, which comes second."""


@dataclass(frozen=True, kw_only=True)
class OneLowerGroup:
    """Random numbers of many audits; what is proven at any truth follows from them.

    Attributes
    ----------
    rule
        Comparison, limit and errors.
    groups
        K, of all groups.
    rate
        True rate of all groups but the lower one, 0 to 1.
    n
        float64, shape (1 + C,): images of the lower group, then of the others it is compared with: the C sizes there
        are among them, the reference group alone, or all together as one; none for a floor.
    uniforms
        float64, shape (audits, 1 + C): of others of one size that of the group with most right images.
    """

    rule: Rule
    groups: int
    rate: float
    n: NDArray[np.float64]
    uniforms: NDArray[np.float64]

    def sized(self, images: int) -> OneLowerGroup:
        """Return the same audits with this many images in every group."""
        together = self.groups - 1 if self.rule.comparison.pairing is Pairing.REST else 1
        return replace(self, n=np.array([1] + [together] * (len(self.n) - 1), np.float64) * images)

    def failed(self, disparity: float) -> float:
        """Return the share of audits that prove the limit broken when this is the true disparity.

        Raises
        ------
        UsageError
            When no rates from 0 to 1 have this disparity.
        """
        low = rates_at(self.rule.comparison, self.n, self.rate, disparity)[0]
        x, place = _distinct(quantiles(self.uniforms[:, 0], self.n[0], float(low)))
        own, (others, among) = self._limits(x, self.n[:1]), self._others
        if len(x) * others.shape[-1] < among.size:
            each = np.stack(np.broadcast_arrays(own[:, :, None], others[:, None, :]), axis=-1)
            return float(self._broken(each)[place[:, None], among].any(axis=1).mean())
        return float(self._broken(np.concatenate([own[:, place, None], others[:, among]], axis=-1)).mean())

    def _broken(self, limits: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where the lower group beside others, limits of shape (3, …, 1 + C), proves the limit broken."""
        rates = RateBounds(p=limits[0], lower=limits[1], upper=limits[2])
        swapped = RateBounds(p=limits[0, ..., ::-1], lower=limits[1, ..., ::-1], upper=limits[2, ..., ::-1])
        pairing, two = self.rule.comparison.pairing, limits.shape[-1] == 2  # noqa: PLR2004 - then there is one pair
        bound = failing_of(
            self.rule.comparison,
            rates,
            self.n[: limits.shape[-1]] / self.n.sum(),
            rest=swapped,  # of two, each is the other's
            reference=None if two and pairing is Pairing.EACH_OTHER else _REFERENCE.get(pairing),
        )
        return self.rule.broken(bound)

    @property
    def _error(self) -> float:
        """The error of one contrast, of all there are among the groups."""
        everyone = np.append(self.n, np.full(max(0, self.groups - len(self.n)), self.n.max()))[: self.groups]
        return replace(self.rule, reference=None if self.rule.reference is None else 1).share(everyone)

    @cached_property
    def _others(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Limits of each size and count there is among the others, shape (3, U), and where each is, (audits, C).

        They are worked out once, as they do not change with the disparity.
        """
        counts: list[NDArray[np.float64]] = []
        among = np.empty((len(self.uniforms), len(self.n) - 1), np.int64)
        for column, images in enumerate(self.n[1:].tolist()):
            x, place = _distinct(quantiles(self.uniforms[:, column + 1], images, self.rate))
            among[:, column] = place + sum(map(len, counts))
            counts.append(x)
        x = np.concatenate([np.empty(0), *counts])
        return self._limits(x, np.repeat(self.n[1:], [len(each) for each in counts])), among

    def _limits(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rates with their lower and their upper bounds at the error of one contrast, shape (3, U)."""
        found = self.rule.limits(x, n).own.at(np.array([self._error]))[0]
        return np.stack([found.p, found.lower, found.upper])


def _distinct(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the different whole numbers of x, shape (audits,), and the place of each among them."""
    least = x.min()
    codes = (x - least).astype(np.int64)
    there = np.bincount(codes) > 0
    return least + np.flatnonzero(there), (np.cumsum(there) - 1)[codes]


def one_lower_group(
    rule: Rule,
    n: NDArray[np.float64],
    rate: float,
    *,
    arrangement: Arrangement = Arrangement.ONE_LOWER_GROUP,
    audits: int,
    seed: int,
) -> OneLowerGroup:
    """Return audits of groups with n images, the smallest one lower; with a reference, the smallest but that one.

    Parameters
    ----------
    rule
        Comparison, limit, errors and reference.
    n
        float, shape (K,): whole numbers of images.
    rate
        True rate of all other groups, 0 to 1.
    arrangement
        Where the others lie; see the type.
    audits, seed
        How many; of the random numbers.
    """
    n = np.asarray(n, np.float64)
    others = np.sort(np.delete(n, lowest := lower_group(rule, n)))
    sizes, alike = _deciding(rule, n, others if arrangement is Arrangement.ONE_LOWER_GROUP else others[:1])
    uniforms = np.random.default_rng(seed).random((audits, 1 + len(sizes)))
    uniforms[:, 1:] **= 1 / alike
    return OneLowerGroup(rule=rule, groups=len(n), rate=rate, n=np.array([n[lowest], *sizes]), uniforms=uniforms)


def lower_group(rule: Rule, n: NDArray[np.float64]) -> int:
    """Return the place of the group that is taken for the lower one: the smallest that is not the reference."""
    sizes = np.array(n, np.float64)
    if rule.reference is not None:
        sizes[rule.reference] = np.inf
    return int(np.argmin(sizes))


def _deciding(
    rule: Rule, n: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the sizes of the others that can decide, and how many groups there are of each.

    Bounds narrow in their own group's count alone, so among others of one size only the largest count can decide.
    """
    if rule.comparison.pairing is Pairing.LIMIT:
        return np.empty(0), np.empty(0, np.int64)
    if rule.comparison.pairing is Pairing.REST:
        return np.array([others.sum()]), np.ones(1, np.int64)
    if rule.reference is not None:
        return n[[rule.reference]], np.ones(1, np.int64)
    sizes, alike = np.unique(others, return_counts=True)
    return sizes, alike
