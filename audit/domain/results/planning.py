"""Planning: how many images an audit needs, and what it can show with those it has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.decision.comparisons import Comparison, DisparityScale, Pairing
from audit.domain.decision.findings import Verdict


class Arrangement(StrEnum):
    """Where the groups lie when there is a true disparity.

    `one_lower_group`: one group is lower, all others share one rate. `one_pair`: two groups are that far apart, and all
    others lie so well between them that they never decide; the hardest truth to prove.
    """

    ONE_LOWER_GROUP = "one_lower_group"
    ONE_PAIR = "one_pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShares:
    """How often simulated audits end in each verdict, 0 to 1.

    Attributes
    ----------
    failed, passed, inconclusive
        Shares of the audits; they add to 1.
    audits
        How many were simulated.
    """

    failed: float
    passed: float
    inconclusive: float
    audits: int

    def of(self, verdict: Verdict) -> float:
        """Return the share of one verdict."""
        shares = {Verdict.FAIL: self.failed, Verdict.PASS: self.passed, Verdict.INCONCLUSIVE: self.inconclusive}
        return shares[verdict]

    def standard_error(self, verdict: Verdict) -> float:
        """Return the Monte-Carlo standard error of a share.

        One audit of each kind is added first (Laplace's rule), so that a verdict never seen is not said to be certain.

        >>> shares = VerdictShares(failed=0.0, passed=0.5, inconclusive=0.5, audits=98)
        >>> shares.standard_error(Verdict.PASS), round(shares.standard_error(Verdict.FAIL), 3)
        (0.05, 0.01)
        """
        q = (self.of(verdict) * self.audits + 1) / (self.audits + 2)
        return math.sqrt(q * (1 - q) / (self.audits + 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesNeeded:
    """Images per group for a verdict when the true disparity is known.

    Attributes
    ----------
    verdict
        The verdict to be reached.
    disparity
        The true disparity, on the scale of its comparison.
    arrangement
        Where the groups lie.
    images
        In every group; None when no number of images we know how to collect is enough.
    """

    verdict: Verdict
    disparity: float
    arrangement: Arrangement
    images: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What an audit of a given size shows when the true disparity is known."""

    disparity: float
    shares: VerdictShares


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What an audit with the same number of images in every group can show.

    Attributes
    ----------
    images
        In every group.
    showings
        Verdicts at several true disparities, from equal groups onwards.
    detectable
        The disparity nearest to the limit that fails with the plan's power; None when none does, not even one group
        that is always wrong.
    by_chance
        Mean observed disparity when all groups share one true rate.
    """

    images: int
    showings: tuple[Showing, ...]
    detectable: float | None
    by_chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LookNeeded:
    """The look at which a series reaches a verdict when the true disparity is known.

    Attributes
    ----------
    verdict, disparity
        The verdict to be reached; the true disparity, one group lower than all others.
    look
        The first look by which so many series have reached it as the plan's power asks; None where none of the planned
        ones is.
    images
        In every group up to that look; None as above.
    at_first
        Share of series that reach it at their first look, 0 to 1.
    """

    verdict: Verdict
    disparity: float
    look: int | None
    images: int | None
    at_first: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlan:
    """What a series of audits can show.

    Attributes
    ----------
    looks, fresh
        Planned looks; fresh images in every group at each.
    needed
        For PASS when groups are equal, then for FAIL at several true disparities.
    """

    looks: int
    fresh: int
    needed: tuple[LookNeeded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What it takes to reach a verdict about one limit.

    Attributes
    ----------
    groups, comparison, limit, confidence
        The criterion.
    rate
        Rate of every group but the lowest, 0 to 1.
    power
        Share of audits that should reach the verdict.
    audits
        Simulated for each number.
    needed
        Images per group: first for PASS when groups are equal, then for FAIL at several true disparities.
    capability
        For the size asked about, or None.
    series
        For the looks asked about, or None; all else is about one audit by itself.
    limits
        How many limits share the error of FAIL, this one among them.
    per_person
        Pictures of each person, all answered alike; every number of images is so many times that of people.
    emotions
        Of a mean over emotions, over how many, each with as many pictures; 1 for a share of pictures.
    metric
        Which mean over emotions; None for a share of pictures.
    strata
        Within how many strata groups are compared, each with as many pictures; 1 where they are not.
    """

    groups: int
    comparison: Comparison
    limit: float
    confidence: float
    rate: float
    power: float
    audits: int
    needed: tuple[ImagesNeeded, ...]
    capability: Capability | None
    series: SeriesPlan | None = None
    limits: int = 1
    per_person: int = 1
    emotions: int = 1
    metric: str | None = None
    strata: int = 1

    @property
    def standard_error(self) -> float:
        """The Monte-Carlo standard error of a share of audits as large as the power."""
        return math.sqrt(self.power * (1 - self.power) / self.audits)


def rate_apart(comparison: Comparison, rate: float, share: float, disparity: float, *, above: bool = False) -> float:
    """Return the rate of one group at which the disparity is this one, all other groups having `rate`.

    Parameters
    ----------
    comparison
        How groups are compared.
    rate
        Rate of all other groups, 0 to 1.
    share
        Share of the images in the one group; used by `worst_to_overall` alone.
    disparity
        On the scale of the comparison.
    above
        Whether the one group lies above the others; of a `floor` it never does.

    Returns
    -------
    float
        Outside 0 to 1 where no rate does it; `rate` where one group is all there is and has no overall rate to differ
        from.
    """
    if comparison.pairing is Pairing.LIMIT:
        return disparity
    if comparison.scale is DisparityScale.RATIO:
        return rate * disparity if not above else rate / disparity if disparity else math.inf
    if comparison.pairing is Pairing.REST:
        if share == 1:
            return rate
        disparity /= share if above else 1 - share
    return rate + disparity if above else rate - disparity
