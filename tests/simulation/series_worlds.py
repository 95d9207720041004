"""Series of audits in true worlds: fresh pictures at every look, added up and judged again, limits on the truth.

A wrong verdict of a series is one at any of its looks. Every look is judged by the rule of the package, with the part
of the error that `audit.domain.decision.monitoring` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from simulation.limit_worlds import Crowd, Kind, PeopleWorld, Values, World, chunks, people_limits
from simulation.limit_worlds import _rest as rest_of
from simulation.verdict_errors import CONFIDENCE

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.monitoring import Monitoring
from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import GroupLimits, ShareLimits
from audit.measure.limits.melding import MeldedLimits
from audit.measure.limits.people import PeopleLimits
from audit.measure.power.reach import Rule


@dataclass(frozen=True, slots=False, kw_only=True)
class ShareWorld(World):
    """Shares of independent pictures: pictures and true rate of each group."""

    images: tuple[int, ...]
    rates: tuple[float, ...]

    @property
    def where(self) -> str:
        images, rates = (", ".join(f"{value:g}" for value in values) for values in (self.images, self.rates))
        return f"{images} pictures at {rates}"

    @property
    def truth(self) -> Values:
        return np.array(self.rates)

    @property
    def weight(self) -> Values:
        return np.array(self.images) / sum(self.images)

    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        x = rng.binomial(self.images, self.rates, (audits, len(self.images))).astype(np.float64)
        return GroupLimits.of_shares(x, np.broadcast_to(np.array(self.images, np.float64), x.shape))


@dataclass(frozen=True, slots=False, kw_only=True)
class SeriesWorld:
    """A world that is looked at again and again.

    Attributes
    ----------
    base
        What one look draws.
    looks, planned
        How many looks there are, and how many were planned.
    growth
        Times as many pictures at each look as at the one before, at least as many as at the first.
    """

    base: World
    looks: int = 52
    planned: int = 52
    growth: float = 1.0

    @property
    def where(self) -> str:
        """The series in words."""
        growth = "" if self.growth == 1 else f", each look {self.growth:.2f} times the one before"
        return f"{self.looks} looks, {self.planned} planned{growth}; {self.base.comparison}; {self.base.where}"

    def all_looks(self, audits: int, rng: np.random.Generator) -> Iterator[GroupLimits]:
        """Yield the limits of the groups at each look, of all pictures up to it."""
        found: GroupLimits | None = None
        for look in range(self.looks):
            for _ in range(max(1, round(self.growth**look))):
                new = self.base.drawn(audits, rng)
                found = new if found is None else _added(found, new)
            yield found

    def errors(self, audits: int, stage: int = 0) -> dict[Kind, float]:
        """Return in which share of series each wrong verdict happens at any look."""
        return self._errors(audits, stage, [Monitoring(looks=self.planned).share(k + 1) for k in range(self.looks)])

    def errors_by_themselves(self, audits: int, stage: int = 0) -> dict[Kind, float]:
        """Return the same where every look is an audit of its own pictures by itself, with all of the error."""
        alone = replace(self, looks=1)
        return _shares(
            np.any([alone.verdicts(some, rng, [1.0]) for _ in range(self.looks)], axis=0)
            for some, rng in self._chunks(audits, stage)
        )

    def _errors(self, audits: int, stage: int, shares: list[float]) -> dict[Kind, float]:
        return _shares(self.verdicts(some, rng, shares) for some, rng in self._chunks(audits, stage))

    def _chunks(self, audits: int, stage: int) -> Iterator[tuple[int, np.random.Generator]]:
        rng = np.random.default_rng(crc32(repr(self).encode()) + stage)
        return ((some, rng) for some in chunks(audits))

    def verdicts(self, audits: int, rng: np.random.Generator, shares: list[float]) -> Values:
        """Return whether a series fails, and whether it passes, at any look: bool, shape (2, audits)."""
        ever = np.zeros((2, audits), np.bool_)
        for groups, share in zip(self.all_looks(audits, rng), shares, strict=True):
            rule = self.rule(share)
            bounds = rule.bounds_of(groups)
            ever |= np.stack([rule.failed(bounds), rule.passed(bounds)])
        return ever

    def rule(self, share: float) -> Rule:
        """Return the rule of a look with this part of the error."""
        error = (1 - CONFIDENCE) * share
        return Rule.at(self.base.comparison, self.base.rule.limit, confidence=1 - error)


def _shares(ever: Iterator[Values]) -> dict[Kind, float]:
    return dict(zip(Kind, np.concatenate(list(ever), axis=1).mean(axis=1).tolist(), strict=True))


def _added(groups: GroupLimits, new: GroupLimits) -> GroupLimits:
    """Return the limits of the pictures of both."""
    own = _both(groups.own, new.own)
    rest = None if groups.rest is None or new.rest is None else _both(groups.rest, new.rest)
    if isinstance(own, PeopleLimits) and groups.rest is not None:
        rest = rest_of(own)
    spread = None
    if isinstance(own, ShareLimits):
        spread = 0.5 / np.sqrt(own.n)
    elif groups.spread is not None:
        spread = own.spread
    return GroupLimits(own=own, rest=rest, weight=groups.weight, spread=spread)


def _both(one, other):
    """Return the limits of the pictures behind two; those of people are of other people."""
    if isinstance(one, PeopleLimits):
        return replace(one, people=one.people + other.people)
    if isinstance(one, ShareLimits | MeldedLimits):
        return replace(one, x=one.x + other.x, n=one.n + other.n)
    flat = replace(one._flat, cells=one._flat.cells + other._flat.cells)
    if not isinstance(flat, DrawnLimits):
        raise TypeError(type(flat))
    return type(one)(flat, one._shape)


@dataclass(frozen=True, slots=False, kw_only=True)
class SamePeople(SeriesWorld):
    """People who come again at every look, with new pictures: each has one rate for all of them."""

    def all_looks(self, audits: int, rng: np.random.Generator) -> Iterator[GroupLimits]:
        if not isinstance(self.base, PeopleWorld):
            raise TypeError(type(self.base))
        crowds = [(crowd, *crowd.people[0]) for crowd in self.base.groups]
        rates = [crowd._chances((audits, people), rng) for crowd, people, _ in crowds]
        right = [np.zeros(each.shape, np.int64) for each in rates]
        for look in range(1, self.looks + 1):
            for place, (_, _, pictures) in enumerate(crowds):
                right[place] += rng.binomial(pictures, rates[place])
            sizes = [look * pictures for *_, pictures in crowds]
            own = people_limits([_patterns(each, size) for each, size in zip(right, sizes, strict=True)])
            rest = rest_of(own) if self.base.comparison is Comparison.WORST_TO_OVERALL else None
            yield GroupLimits(own=own, rest=rest, weight=self.base.weight, spread=own.spread)


def _patterns(right: Values, size: int) -> tuple[tuple[Values, Values], Values]:
    """Return every number of right pictures of so many, and how many people of each audit have it."""
    audits = len(right)
    at = right + (size + 1) * np.arange(audits)[:, None]
    counts = np.bincount(at.reshape(-1), minlength=audits * (size + 1)).reshape(audits, -1).astype(np.float64)
    return (np.arange(size + 1.0), np.full(size + 1, float(size))), counts


def crowd(people: int, pictures: int, correlation: float, rate: float) -> Crowd:
    """Return people of one group."""
    return Crowd(people=((people, pictures),), correlation=correlation, rate=rate)
