"""The self-test of a gate: what it says about simulated classifiers of known disparity, on the pictures of a cohort.

Words: a *world* is a simulated classifier whose true rates, and so whose true disparity, are known; a verdict *cries
wolf* when it is FAIL and the true disparity is within the limit, and *catches* when it is FAIL and the disparity is
beyond it; a *plain comparison* fails whenever the observed disparity is beyond the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.cohort.groups import Group
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import VerdictShares

REPEATS = 1_000
"""Audits simulated in each world: a share of .5 has a Monte-Carlo standard error of .016."""

MOST_REPEATS = 100_000

GAP = 0.1
"""How far beyond the limit the injected disparities lie, unless told."""

_ROUNDING = 1e-9


class WorldKind(StrEnum):
    """Which classifier is simulated: without disparity, with one group apart, or just on the limit."""

    NO_DISPARITY = "no_disparity"
    SMALLEST_APART = "smallest_apart"
    LARGEST_APART = "largest_apart"
    ON_LIMIT = "on_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSize:
    """A compared group and its pictures: the denominator of its rate, as expected in a world without disparity."""

    group: Group
    images: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the gate says about one criterion in one world.

    Attributes
    ----------
    kind
        The world.
    group
        The group set apart; None where none is.
    rate, common
        True rate of that group (or of all), and of all other groups, 0 to 1.
    wanted, disparity
        The true disparity asked for, and the one the world has, on the scale of the comparison. They differ where no
        rate from 0 to 1 is so far from the others.
    wrong
        The verdicts that are wrong in this world; both where the truth lies on the limit.
    shares
        How often the gate gave each verdict.
    plain
        How often the observed disparity was beyond the limit, 0 to 1.
    """

    kind: WorldKind
    group: Group | None
    rate: float
    common: float
    wanted: float
    disparity: float
    wrong: tuple[Verdict, ...]
    shares: VerdictShares
    plain: float

    @property
    def capped(self) -> bool:
        """Whether the disparity asked for is not possible."""
        return abs(self.wanted - self.disparity) > _ROUNDING

    @property
    def beyond(self) -> bool:
        """Whether the true disparity is beyond the limit."""
        return Verdict.FAIL not in self.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTest:
    """The self-test of one criterion.

    Attributes
    ----------
    code, criterion
        Which one, its emotion named.
    groups
        The compared groups.
    trials
        One for each world.
    needed
        Pictures in every group at which the gate would catch the disparity of the smallest group with the power of a
        plan; None where it does already, where that disparity is within the limit, or where no number is enough.
    """

    code: str
    criterion: Criterion
    groups: tuple[GroupSize, ...]
    trials: tuple[Trial, ...]
    needed: int | None

    def of(self, kind: WorldKind) -> Trial | None:
        """Return the trial in a world."""
        return next((trial for trial in self.trials if trial.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTrial:
    """What the whole gate says of a classifier without disparity.

    Attributes
    ----------
    level
        The rates that every group shares, as `metric[emotion]`; others differ as far as the labels of the groups do.
    cried_wolf
        Share of audits in which the gate failed for a limit that the truth keeps, 0 to 1.
    plain
        The same of a plain comparison.
    audits
        How many were simulated.
    """

    level: tuple[str, ...]
    cried_wolf: float
    plain: float
    audits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Untested:
    """A criterion that was not simulated, and why."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """The self-test of a gate.

    Attributes
    ----------
    policy
        Its title.
    gap
        How far beyond the limit the injected disparities lie, on the scale of each comparison.
    power
        Share of audits meant by `needed`.
    repeats, seed
        Audits simulated in each world; their seed.
    gate
        The whole gate, once for each world without disparity.
    tests
        One for each criterion.
    untested
        The others.
    notes
        What the simulation leaves out, one sentence each.
    looks
        Looks of each simulated series, whose verdict is FAIL where any look fails, else PASS where any passes; 1 for
        audits by themselves.
    """

    policy: str
    gap: float
    power: float
    repeats: int
    seed: int
    gate: tuple[GateTrial, ...]
    tests: tuple[CriterionTest, ...]
    untested: tuple[Untested, ...]
    notes: tuple[str, ...]
    looks: int = 1


def wrong_verdicts(criterion: Criterion, disparity: float) -> tuple[Verdict, ...]:
    """Return the verdicts that are wrong at a true disparity: PASS beyond the limit, FAIL within it, both on it.

    >>> wrong_verdicts(Criterion(metric="accuracy", features=("age",), limit=0.1), 0.2)
    (<Verdict.PASS: 'PASS'>,)
    """
    beyond = disparity - criterion.limit
    if criterion.comparison.limit_is_minimum:
        beyond = -beyond
    if abs(beyond) <= _ROUNDING:
        return (Verdict.FAIL, Verdict.PASS)
    return (Verdict.PASS,) if beyond > 0 else (Verdict.FAIL,)
