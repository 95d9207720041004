"""True worlds whose values are no plain shares of independent pictures, drawn many audits at once.

Averages over emotions, rates within strata, people with several pictures, losses of people. Every world draws counts
from known rates and hands them to the limits of the package; the rule of the package judges. Limits lie on the truth.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from zlib import crc32

import numpy as np
from simulation.verdict_errors import CONFIDENCE

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.contrasts import observed
from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import GroupLimits
from audit.measure.limits.melding import MeldedLimits
from audit.measure.limits.people import PeopleLimits
from audit.measure.power.reach import Rule
from audit.measure.rates.averages import over_emotions

Values = np.ndarray


class Kind(StrEnum):
    """A wrong verdict with the truth on the limit."""

    FAIL = "false FAIL"
    PASS = "false PASS"  # noqa: S105 - a verdict, not a password


AT_ONCE = 250
"""Audits drawn at once: as many as stay in the processor's cache."""


def chunks(audits: int) -> list[int]:
    """Return how many audits are drawn one time after the other."""
    return [min(AT_ONCE, audits - start) for start in range(0, audits, AT_ONCE)]


@dataclass(frozen=True, slots=False, kw_only=True)
class World(ABC):
    """One true world; `comparison` says how groups are compared."""

    comparison: Comparison = Comparison.DIFFERENCE

    @property
    @abstractmethod
    def truth(self) -> Values:
        """True value of every group, shape (K,)."""

    @property
    @abstractmethod
    def where(self) -> str:
        """The world in words."""

    @abstractmethod
    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        """Return the limits of the groups in many audits, shape (audits, K)."""

    @property
    def weight(self) -> Values:
        """Share of the images in each group, shape (K,)."""
        return np.full(len(self.truth), 1 / len(self.truth))

    @cached_property
    def rule(self) -> Rule:
        """The rule with its limit on the truth, to the last bit."""
        limit = max(0.0, float(observed(self.comparison, self.truth, self.weight)))
        return Rule.at(self.comparison, limit, confidence=CONFIDENCE)

    def errors(self, audits: int, stage: int = 0) -> dict[Kind, float]:
        """Return how often each wrong verdict happens."""
        rng = np.random.default_rng(crc32(repr(self).encode()) + stage)
        wrong = np.zeros(2)
        for some in chunks(audits):
            bounds = self.rule.bounds_of(self.drawn(some, rng))
            wrong += self.rule.failed(bounds).sum(), self.rule.passed(bounds).sum()
        return dict(zip(Kind, (wrong / audits).tolist(), strict=True))


@dataclass(frozen=True, slots=False, kw_only=True)
class AverageWorld(World):
    """Averages over emotions of independent images.

    Attributes
    ----------
    metric
        `macro_recall` or `macro_f1`.
    supports, recalls
        Images and recall of each emotion in each group, shape (K, k).
    sink
        Whether all wrong answers are one emotion; else they are spread evenly.
    """

    metric: str = "macro_recall"
    supports: tuple[tuple[int, ...], ...]
    recalls: tuple[tuple[float, ...], ...]
    sink: bool = False

    @property
    def where(self) -> str:
        supports, recalls = _listed(self.supports), _listed(self.recalls)
        return f"{self.metric}{', one wrong answer' if self.sink else ''}: images {supports}, recalls {recalls}"

    @cached_property
    def truth(self) -> Values:
        return over_emotions(self.metric, self._chances * np.array(self.supports)[..., None], self._every)

    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        n = np.array(self.supports)
        k = n.shape[1]
        if self.metric == "macro_recall":
            x = rng.binomial(n, self.recalls, (audits, *n.shape)).astype(np.float64)
            own = MeldedLimits(x=x, n=np.broadcast_to(n, x.shape).astype(np.float64), weight=np.full(k, 1 / k))
            return GroupLimits(own=own, rest=None, weight=self.weight, spread=own.spread)
        cells = rng.multinomial(np.broadcast_to(n, (audits, *n.shape)), self._chances).astype(np.float64)
        average = partial(over_emotions, self.metric, emotions=self._every)
        flat = DrawnLimits(cells=cells.reshape(-1, k, k), people=None, average=average)
        return GroupLimits(own=_Reshaped(flat, (audits, len(n))), rest=None, weight=self.weight)

    @property
    def _every(self) -> Values:
        return np.arange(len(self.supports[0]))

    @cached_property
    def _chances(self) -> Values:
        return np.stack([_answers(np.array(recalls), self.sink) for recalls in self.recalls])


class _Reshaped:
    """Limits of many groups, taken for those of the groups of many audits."""

    def __init__(self, flat: DrawnLimits, shape: tuple[int, int]) -> None:
        self._flat, self._shape = flat, shape

    @property
    def p(self) -> Values:
        return self._flat.p.reshape(self._shape)

    def at(self, errors: Values) -> list:
        shape = self._shape
        return [
            type(found)(p=found.p.reshape(shape), lower=found.lower.reshape(shape), upper=found.upper.reshape(shape))
            for found in self._flat.at(errors)
        ]


@dataclass(frozen=True, slots=False, kw_only=True)
class StrataWorld(World):
    """Shares within strata, pooled: images and rates of each group in each stratum, shape (K, S)."""

    images: tuple[tuple[int, ...], ...]
    rates: tuple[tuple[float, ...], ...]

    @property
    def where(self) -> str:
        return f"images {_listed(self.images)}, rates {_listed(self.rates)}"

    @property
    def truth(self) -> Values:
        return np.array(self.rates) @ self._strata

    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        n = np.array(self.images)
        x = rng.binomial(n, self.rates, (audits, *n.shape)).astype(np.float64)
        own = MeldedLimits(x=x, n=np.broadcast_to(n, x.shape).astype(np.float64), weight=self._strata)
        return GroupLimits(own=own, rest=None, weight=self.weight, spread=own.spread)

    @property
    def _strata(self) -> Values:
        n = np.array(self.images, np.float64)
        return n.sum(axis=0) / n.sum()


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The people of one group.

    Attributes
    ----------
    people
        (people, pictures of each), one pair for each size.
    correlation
        How alike pictures of one person are, 0 to 1.
    rate
        Of being right.
    rare
        Whether a few people (the share `correlation`) are wrong in all their pictures and the others alike; else a
        person's rate is drawn from a beta distribution.
    """

    people: tuple[tuple[int, int], ...]
    correlation: float
    rate: float
    rare: bool = False

    @property
    def where(self) -> str:
        """The group in words."""
        several = " and ".join(f"{people} × {pictures}" for people, pictures in self.people)
        how = "wrong in all pictures" if self.rare else "correlation"
        return f"{several} ({how} {self.correlation:.2g}) at {self.rate:.3g}"

    def patterns(self) -> tuple[Values, Values]:
        """Return every number of right pictures with every number of pictures, float64, shape (patterns,)."""
        sizes = [pictures for _, pictures in self.people]
        right = np.concatenate([np.arange(size + 1) for size in sizes]).astype(np.float64)
        return right, np.repeat(sizes, np.array(sizes) + 1).astype(np.float64)

    def drawn(self, audits: int, rng: np.random.Generator) -> Values:
        """Return how many people have each pattern, shape (audits, patterns)."""
        each = []
        for people, pictures in self.people:
            right = rng.binomial(pictures, self._chances((audits, people), rng))
            at = right + (pictures + 1) * np.arange(audits)[:, None]
            each.append(np.bincount(at.reshape(-1), minlength=audits * (pictures + 1)).reshape(audits, -1))
        return np.concatenate(each, axis=1).astype(np.float64)

    def _chances(self, shape: tuple[int, int], rng: np.random.Generator) -> Values:
        rho, rate = self.correlation, self.rate
        if self.rare:
            return np.where(rng.random(shape) < rho, 0.0, min(1.0, rate / (1 - rho)))
        if rho <= 0 or rate in (0, 1):
            return np.full(shape, rate)
        if rho >= 1:
            return (rng.random(shape) < rate).astype(np.float64)
        return rng.beta(rate * (1 - rho) / rho, (1 - rate) * (1 - rho) / rho, shape)


@dataclass(frozen=True, slots=False, kw_only=True)
class PeopleWorld(World):
    """Shares of pictures of people with several pictures."""

    groups: tuple[Crowd, ...]

    @property
    def where(self) -> str:
        return "; ".join(group.where for group in self.groups)

    @property
    def truth(self) -> Values:
        return np.array([group.rate for group in self.groups])

    @property
    def weight(self) -> Values:
        pictures = np.array([sum(a * b for a, b in group.people) for group in self.groups], np.float64)
        return pictures / pictures.sum()

    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        own = people_limits([(group.patterns(), group.drawn(audits, rng)) for group in self.groups])
        rest = _rest(own) if self.comparison is Comparison.WORST_TO_OVERALL else None
        return GroupLimits(own=own, rest=rest, weight=self.weight, spread=own.spread)


def people_limits(groups: list[tuple[tuple[Values, Values], Values]]) -> PeopleLimits:
    """Return the limits of groups of (patterns, how many people have each in every audit), padded to one length."""
    most, k, audits = max(len(p[0]) for p, _ in groups), len(groups), len(groups[0][1])
    x, n, people = np.zeros((most, k)), np.zeros((most, k)), np.zeros((audits, most, k))
    for i, ((right, pictures), counts) in enumerate(groups):
        x[: len(right), i], n[: len(right), i], people[:, : len(right), i] = right, pictures, counts
    return PeopleLimits(x=np.broadcast_to(x, people.shape), n=np.broadcast_to(n, people.shape), people=people)


def _rest(own: PeopleLimits) -> PeopleLimits:
    """Return all other groups together for each group, where no person is in two groups."""
    audits, _, k = own.people.shape
    others = ~np.eye(k, dtype=bool)
    x, n, people = (
        np.stack([each[..., others[i]].reshape(audits, -1) for i in range(k)], axis=-1)
        for each in (own.x, own.n, own.people)
    )
    return PeopleLimits(x=x, n=n, people=people)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """People of one group and what became of their pictures: whole persons change with a chance, or single pictures do.

    Attributes
    ----------
    people, pictures
        How many, and pictures of each.
    lost, gained
        Chance that a picture, or a whole person, is lost or gained.
    alike
        Share of the people all of whose pictures change together; the others' change one by one.
    """

    people: int
    pictures: int
    lost: float
    gained: float
    alike: float


@dataclass(frozen=True, slots=False, kw_only=True)
class LossWorld(World):
    """Losses of people with several pictures, each group held against its own true loss.

    FAIL is wrong where any group is proven to lose more than it does, its error shared by all; PASS where one is proven
    to lose less.
    """

    groups: tuple[Changed, ...]

    @property
    def where(self) -> str:
        return "; ".join(
            f"{g.people} × {g.pictures}, lost {g.lost:.3g}, won {g.gained:.3g}, alike {g.alike:.3g}"
            for g in self.groups
        )

    @property
    def truth(self) -> Values:
        return np.array([(group.lost - group.gained + 1) / 2 for group in self.groups])

    def drawn(self, audits: int, rng: np.random.Generator) -> GroupLimits:
        own = people_limits([self._of(group, audits, rng) for group in self.groups])
        return GroupLimits(own=own, rest=None, weight=self.weight)

    def errors(self, audits: int, stage: int = 0) -> dict[Kind, float]:
        rng = np.random.default_rng(crc32(repr(self).encode()) + stage)
        errors = np.array([1 - CONFIDENCE]) / np.array([len(self.groups), 1])
        fails, passes = 0, np.zeros(len(self.groups))
        for some in chunks(audits):
            shared, alone = self.drawn(some, rng).own.at(errors)
            fails += int((shared.lower > self.truth + 1e-9).any(axis=-1).sum())
            passes += (alone.upper < self.truth - 1e-9).sum(axis=0)
        return {Kind.FAIL: fails / audits, Kind.PASS: float(passes.max()) / audits}

    def _of(self, group: Changed, audits: int, rng: np.random.Generator) -> tuple[tuple[Values, Values], Values]:
        m, shape = group.pictures, (audits, group.people)
        chances = [group.lost, group.gained, 1 - group.lost - group.gained]
        one_by_one = rng.multinomial(m, chances, shape)
        whole = rng.multinomial(1, chances, shape) * m
        picked = np.where((rng.random(shape) < group.alike)[..., None], whole, one_by_one)
        change = picked[..., 0] - picked[..., 1] + m
        at = change + (2 * m + 1) * np.arange(audits)[:, None]
        counts = np.bincount(at.reshape(-1), minlength=audits * (2 * m + 1)).reshape(audits, -1)
        return (np.arange(2 * m + 1) / 2, np.full(2 * m + 1, float(m))), counts.astype(np.float64)


def _answers(rates: Values, sink: bool) -> Values:
    """Return the chance of every answer to every emotion, shape (k, k)."""
    k = len(rates)
    wrong = np.ones((k, k)) - np.eye(k)
    if sink:
        wrong = np.zeros((k, k))
        wrong[1:, 0] = 1
        wrong[0, 1] = 1
    return np.diag(rates) + (1 - rates)[:, None] * wrong / wrong.sum(axis=1, keepdims=True)


def _listed(rows: tuple[tuple[float, ...], ...]) -> str:
    """Return rows of numbers, equal ones once: `5/300/300 and 25/25/25`."""
    told = ["/".join(f"{value:.3g}" for value in row[:5]) + ("/…" if len(row) > 5 else "") for row in rows]
    return " and ".join(dict.fromkeys(told))
