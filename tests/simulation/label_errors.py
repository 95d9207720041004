"""How often the verdict is wrong about the truth behind wrong labels and wrongly guessed groups.

`label_results.py` writes LABELS.md from these worlds. Two groups under declared label errors
need no simulation: every outcome is weighted by its probability, errors arranged as badly as can be. Everything else is
drawn picture by picture: what it truly shows, what is answered, what is recorded, hanging together in any way that
keeps what is declared; the truth lies exactly on the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.wrong_labels import WrongLabels
from audit.measure.limits.limits import GroupLimits
from audit.measure.power.reach import Rule

Values = NDArray[np.float64]

ERROR = 0.05
COMPARISONS = (Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR, Comparison.WORST_TO_OVERALL)
SIZES = (5, 20, 60)
DECLARED = ((0.0, 0.05), (0.02, 0.02), (0.1, 0.01), (0.05, 0.2))
LIMITS = {
    Comparison.DIFFERENCE: (0.0, 0.05, 0.1, 0.2),
    Comparison.RATIO: (1.0, 0.9, 0.8, 0.6),
    Comparison.FLOOR: (0.2, 0.5, 0.8, 0.9),
}
RATES = np.arange(0.05, 1.0, 0.05)
EMOTIONS = 3
ARRANGED = ("as bad as can be", "at random", "with no regard to answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Shares of audits with a false FAIL and a false PASS."""

    fail: float
    passed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two groups under a limit: sizes, declared label error rates, what is held against what."""

    comparison: Comparison
    limit: float
    sizes: tuple[int, int]
    declared: tuple[float, float]


def exact_errors(comparison: Comparison, sizes: tuple[int, ...] = SIZES) -> tuple[Errors, Errors]:
    """Return the worst errors of two groups under declared label errors, and those of a rule that ignores these.

    Every outcome weighted by its probability; the difference, the ratio, or the floor of the second group.
    """
    now = ignoring = Errors(fail=0.0, passed=0.0)
    for high, low, declared, limit in product(sizes, sizes, DECLARED, LIMITS[comparison]):
        pair = Pair(comparison=comparison, limit=limit, sizes=(high, low), declared=declared)
        groups = GroupLimits.of_shares(*_outcomes(high, low))
        rule = Rule.at(comparison, limit, confidence=1 - ERROR)
        allowing = WrongLabels(label_errors=np.array(declared)).on(groups)
        now = _worse(now, pair, *_decided(rule, allowing))
        ignoring = _worse(ignoring, pair, *_decided(rule, groups))
    return now, ignoring


def _outcomes(high: int, low: int) -> tuple[Values, Values]:
    first, second = np.meshgrid(np.arange(high + 1.0), np.arange(low + 1.0), indexing="ij")
    x = np.stack([first.ravel(), second.ravel()], axis=1)
    return x, np.broadcast_to(np.array([high, low], np.float64), x.shape)


def _decided(rule: Rule, groups: GroupLimits) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    bounds = rule.bounds_of(groups)
    return rule.failed(bounds), rule.passed(bounds)


def _worse(so_far: Errors, pair: Pair, failed: NDArray[np.bool_], passed: NDArray[np.bool_]) -> Errors:
    """Return the worst errors so far, with those of true rates on this limit recorded as badly as can be."""
    for p in RATES.tolist():
        q = {
            Comparison.DIFFERENCE: p - pair.limit,
            Comparison.RATIO: p * pair.limit,
            Comparison.FLOOR: pair.limit,
        }[pair.comparison]
        if 0 <= q <= p:
            apart = min(1.0, p + pair.declared[0]), max(0.0, q - pair.declared[1])
            near = max(0.0, p - pair.declared[0]), min(1.0, q + pair.declared[1])
            so_far = Errors(
                fail=max(so_far.fail, float(_chance(pair.sizes, apart) @ failed)),
                passed=max(so_far.passed, float(_chance(pair.sizes, near) @ passed)),
            )
    return so_far


def _chance(sizes: tuple[int, int], rates: tuple[float, float]) -> Values:
    high, low = (binom.pmf(np.arange(n + 1), n, rate) for n, rate in zip(sizes, rates, strict=True))
    return np.outer(high, low).ravel()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWorld:
    """Groups whose pictures have a true emotion, an answer and a recorded label.

    Attributes
    ----------
    comparison
        How groups are compared.
    images
        Pictures of each group.
    joint
        float64, shape (K, true, answer, recorded): shares of each group's pictures.
    declared
        Label error rates, shape (K,).
    recall
        Whether the metric is the recall of the first emotion; else the success rate.
    arranged
        How errors lie.
    """

    comparison: Comparison
    images: tuple[int, ...]
    joint: Values
    declared: Values
    recall: bool
    arranged: str

    @property
    def limit(self) -> float:
        """The true disparity, so that the truth lies on the limit."""
        of = self.joint.sum(axis=3)
        true = of[:, 0, 0] / of[:, 0].sum(axis=1) if self.recall else np.einsum("gtt->g", of)
        return float(observed(self.comparison, true, np.array(self.images) / sum(self.images)))

    def errors(self, audits: int, seed: int, *, allowed: bool = True) -> Errors:
        """Return how often audits of this world are wrong."""
        rng = np.random.default_rng(seed)
        recorded = self.joint.sum(axis=1)  # (K, answer, recorded)
        drawn = np.stack(
            [
                rng.multinomial(n, table.ravel(), size=audits).reshape(-1, EMOTIONS, EMOTIONS)
                for n, table in zip(self.images, recorded / recorded.sum(axis=(1, 2), keepdims=True), strict=True)
            ],
            axis=1,
        ).astype(np.float64)
        if self.recall:
            x, n = drawn[..., 0, 0], drawn[..., 0].sum(axis=-1)
        else:
            x, n = np.einsum("sgaa->sg", drawn), drawn.sum(axis=(-1, -2))
        kept = (n > 0).all(axis=1)
        wrong = WrongLabels(label_errors=self.declared if allowed else None)
        return shares(Rule.at(self.comparison, self.limit, confidence=1 - ERROR), x[kept], n[kept], wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWorld:
    """Groups that another model guessed: shares of each guessed group by true group, and how often each is right.

    Attributes
    ----------
    comparison, images
        As of `LabelWorld`; pictures of each guessed group.
    table
        float64, shape (guessed, true): shares of each guessed group.
    right
        float64, shape (guessed, true): success rates.
    """

    comparison: Comparison
    images: tuple[int, ...]
    table: Values
    right: Values

    @property
    def limit(self) -> float:
        """The disparity between true groups."""
        mass = np.array(self.images)[:, None] * self.table
        true = (mass * self.right).sum(axis=0) / mass.sum(axis=0)
        return float(observed(self.comparison, true, mass.sum(axis=0) / mass.sum()))

    def errors(self, audits: int, seed: int, *, allowed: bool = True) -> Errors:
        """Return how often audits of this world are wrong."""
        rng, n = np.random.default_rng(seed), np.array(self.images)
        x = rng.binomial(n, (self.table * self.right).sum(axis=1), size=(audits, len(n))).astype(np.float64)
        mass = n[:, None] * self.table
        kept = np.diagonal(self.table)
        wrong = WrongLabels(strangers=1 - kept, strayed=1 - np.diagonal(mass) / mass.sum(axis=0))
        rule = Rule.at(self.comparison, self.limit, confidence=1 - ERROR)
        return shares(rule, x, np.broadcast_to(n, x.shape).astype(np.float64), wrong if allowed else WrongLabels())


def shares(rule: Rule, x: Values, n: Values, wrong: WrongLabels) -> Errors:
    """Return the shares of audits that fail, and that pass."""
    bounds = rule.bounds_of(wrong.on(GroupLimits.of_shares(x, n)))
    touching = rule.limit in (0.0, 1.0)  # no disparity is on the wrong side of such a limit
    return Errors(fail=float(rule.failed(bounds).mean()), passed=0.0 if touching else float(rule.passed(bounds).mean()))


def label_worlds(seed: int) -> Iterator[LabelWorld]:
    """Yield worlds of 2 to 8 groups without end."""
    rng = np.random.default_rng(seed)
    while True:
        groups = int(rng.integers(2, 9))
        arranged = str(rng.choice(ARRANGED))
        declared = rng.choice([0.0, 0.01, 0.03, 0.1, 0.2], size=groups)
        raised = rng.random(groups) < rng.choice([0.0, 0.5, 1.0])
        joint = np.stack([_joint(float(e), bool(up), arranged, rng) for e, up in zip(declared, raised, strict=True)])
        world = LabelWorld(
            comparison=COMPARISONS[int(rng.integers(len(COMPARISONS)))],
            images=tuple(int(10 ** rng.uniform(1.2, 3)) for _ in range(groups)),
            joint=joint,
            declared=declared,
            recall=bool(rng.random() < 0.5),
            arranged=arranged,
        )
        yield _opposed(world, rng) if arranged == ARRANGED[0] else world


def _opposed(world: LabelWorld, rng: np.random.Generator) -> LabelWorld:
    """Return the world with the best group recorded better and the worst one worse, or the other way round."""
    of = world.joint.sum(axis=3)
    true = of[:, 0, 0] / of[:, 0].sum(axis=1) if world.recall else np.einsum("gtt->g", of)
    up = (true >= np.median(true)) ^ (rng.random() < 0.5)
    joint = [
        _recorded(table, float(e), bool(way), ARRANGED[0], rng)
        for table, e, way in zip(of, world.declared, up, strict=True)
    ]
    return replace(world, joint=np.stack(joint))


def _joint(declared: float, raised: bool, arranged: str, rng: np.random.Generator) -> Values:
    truth = rng.dirichlet(np.full(EMOTIONS, 5.0))
    right = rng.uniform(0.3, 0.98, size=EMOTIONS)
    answers = np.stack([np.where(np.arange(EMOTIONS) == t, right[t], (1 - right[t]) / 2) for t in range(EMOTIONS)])
    return _recorded(truth[:, None] * answers, declared, raised, arranged, rng)


def _recorded(table: Values, declared: float, raised: bool, arranged: str, rng: np.random.Generator) -> Values:
    """Return true × answer × recorded, as many labels wrong as is declared, of any label and of any true emotion."""
    wrong = np.zeros((EMOTIONS,) * 3)
    for true, answer, label in np.ndindex(wrong.shape):
        if label == true:
            continue
        if arranged == ARRANGED[0]:
            wrong[true, answer, label] = answer == label if raised else answer == true
        else:
            wrong[true, answer, label] = 1.0 if arranged == ARRANGED[2] else rng.random() ** 3
    wrong *= table[:, :, None]
    low, high = 0.0, 1 / max(float((wrong.sum(axis=2) / np.maximum(table, 1e-12)).max()), 1e-12)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _as_declared(table, middle * wrong, declared) else (low, middle)
    wrong *= low
    joint = wrong.copy()
    each = np.arange(EMOTIONS)
    joint[each, :, each] += table - wrong.sum(axis=2)
    return joint


def _as_declared(table: Values, wrong: Values, declared: float) -> bool:
    left, joined, true = wrong.sum(axis=(1, 2)), wrong.sum(axis=(0, 1)), table.sum(axis=1)
    return bool((left <= declared * true).all() and (joined <= declared * (true - left + joined)).all())


def group_worlds(seed: int) -> Iterator[GroupWorld]:
    """Yield worlds of 2 to 6 guessed groups without end; strangers are often all right or all wrong."""
    rng = np.random.default_rng(seed)
    while True:
        groups = int(rng.integers(2, 7))
        table = rng.dirichlet(np.ones(groups), size=groups) * rng.choice([0.02, 0.1, 0.3], size=(groups, 1))
        table[np.diag_indices(groups)] += 1 - table.sum(axis=1)
        right = rng.uniform(0.3, 0.98, size=(groups, groups))
        extreme = rng.random((groups, groups)) < rng.choice([0.0, 1.0])
        right = np.where(extreme & ~np.eye(groups, dtype=bool), rng.integers(0, 2, (groups, groups)), right)
        yield GroupWorld(
            comparison=COMPARISONS[int(rng.integers(3))],
            images=tuple(int(10 ** rng.uniform(1.2, 3)) for _ in range(groups)),
            table=table,
            right=right,
        )
