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
from audit.measure.bounds.contrasts import failing_apart, failing_of
from audit.measure.power.draws import quantiles, rates_at
from audit.measure.power.reach import Rule
from audit.measure.rates.intervals import Bounded, RateBounds

_IN_PAIRS = (Pairing.EACH_OTHER, Pairing.REFERENCE)


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
        own = _Placed(of=self._limits(x, self.n[:1]), place=place)
        if self.rule.comparison.pairing in _IN_PAIRS:
            return float(self._apart(own).mean())
        return float(self.rule.broken(self._together(own)).mean())

    def _apart(self, own: _Placed) -> NDArray[np.bool_]:
        """Return in which audits one pair of the lower group and another one proves the limit broken."""
        proven = np.zeros(len(self.uniforms), bool)
        audit, others = self._most
        proven[audit[self._broken(others, own.at(audit))]] = True
        if self.rule.comparison.pairing is Pairing.EACH_OTHER:
            audit, others = self._fewest
            below = np.flatnonzero(others.p < own.p[audit])
            if len(below):
                proven[audit[below][self._broken(own.at(audit[below]), others.at(below))]] = True
        return proven

    def _broken(self, first: Bounded, second: Bounded) -> NDArray[np.bool_]:
        return self.rule.broken(failing_apart(self.rule.comparison, first, second))

    def _together(self, own: _Placed) -> NDArray[np.float64]:
        """Return the bound of the lower group beside all others as one, or beside none, shape (audits,)."""
        rest = [self._most[1]] if len(self.n) > 1 else []
        p, lower, upper = (
            np.stack([getattr(rates, side) for rates in (own, *rest)], axis=-1) for side in ("p", "lower", "upper")
        )
        swapped = RateBounds(p=p[:, ::-1], lower=lower[:, ::-1], upper=upper[:, ::-1])  # each is the other's rest
        rates = RateBounds(p=p, lower=lower, upper=upper)
        return failing_of(self.rule.comparison, rates, self.n / self.n.sum(), rest=swapped)

    @cached_property
    def _error(self) -> float:
        """The error of one contrast, of all there are among the groups."""
        everyone = np.append(self.n, np.full(max(0, self.groups - len(self.n)), self.n.max()))[: self.groups]
        return replace(self.rule, reference=None if self.rule.reference is None else 1).share(everyone)

    @cached_property
    def _most(self) -> tuple[NDArray[np.int64], _Placed]:
        """The others that may prove the lower group lower; see `_furthest`."""
        return self._furthest(1)

    @cached_property
    def _fewest(self) -> tuple[NDArray[np.int64], _Placed]:
        """The others that may prove the lower group higher."""
        return self._furthest(-1)

    def _furthest(self, direction: int) -> tuple[NDArray[np.int64], _Placed]:
        """Return the others with the highest rates, or the lowest ones: the audit of each, and its rate.

        Bounds narrow with the images and move with the rate, so a group cannot prove more than one that has a rate
        further in that direction, and as many images.
        """
        x, n, among = self._others
        rates = (direction * x / n)[among]
        furthest = np.maximum.accumulate(rates[:, ::-1], axis=1)[:, ::-1]
        out = np.column_stack([rates[:, :-1] > furthest[:, 1:], np.ones(len(rates), bool)])
        kept, place = _distinct(among[out])
        return np.nonzero(out)[0], _Placed(of=self._limits(x[kept], n[kept]), place=place)

    @cached_property
    def _others(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Each count and size there is among the others, shape (U,), and where each group's is, shape (audits, C).

        They are worked out once, as they do not change with the disparity.
        """
        counts: list[NDArray[np.float64]] = []
        among = np.empty((len(self.uniforms), len(self.n) - 1), np.int64)
        for column, images in enumerate(self.n[1:].tolist()):
            x, place = _distinct(quantiles(self.uniforms[:, column + 1], images, self.rate))
            among[:, column] = place + sum(map(len, counts))
            counts.append(x)
        return np.concatenate(counts), np.repeat(self.n[1:], [len(each) for each in counts]), among

    def _limits(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> Bounded:
        """Return rates with their bounds at the error of one contrast, shape (U,)."""
        return self.rule.limits(x, n).own.at(np.array([self._error]))[0]


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """Rates with their bounds, of which many are alike.

    Attributes
    ----------
    of
        Each once, shape (U,).
    place
        int64, shape (…): where each rate is among them.
    """

    of: Bounded
    place: NDArray[np.int64]

    def at(self, places: NDArray[np.int64]) -> _Placed:
        """Return those at some places."""
        return replace(self, place=self.place[places])

    @cached_property
    def p(self) -> NDArray[np.float64]:
        return np.asarray(self.of.p[self.place])

    @cached_property
    def lower(self) -> NDArray[np.float64]:
        return np.asarray(self.of.lower[self.place])

    @cached_property
    def upper(self) -> NDArray[np.float64]:
        return np.asarray(self.of.upper[self.place])


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
    uniforms = uniforms[np.argsort(uniforms[:, 0])]  # in order they are looked up twice as fast
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
