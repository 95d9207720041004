"""Disparities: the gap of one metric over the groups of one feature, with bounds for the truth behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Estimate, Interval
from audit.domain.decision.comparisons import Comparison
from audit.domain.mislabelling.declared import Mislabelled, Tipping
from audit.domain.when_used import WHEN_USED


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A group that is not part of a comparison.

    Attributes
    ----------
    group, support
        Which, and the images behind its rate.
    reason
        Why.
    """

    group: Group
    support: int
    reason: str
    declared: bool
    """Whether the policy asked for it beforehand; an exclusion nobody asked for never lets a criterion pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where the true disparity lies, as far as these images tell.

    Attributes
    ----------
    lower, upper
        The truth is below `lower` in at most the share `error_lower` of audits, above `upper` in at most `error_upper`.
    error_lower, error_upper
        Error of either bound, 0 to 1.
    family
        How many disparities share the error of the bound that can fail: all of the policy, less those that fail with a
        smaller part of it (Holm 1979).
    alone
        What the bound that can fail would be, were this the only limit of the policy; None where not worked out.
    share
        The part of the error of a series that this look has, which is in all of these; 1 for an audit by itself.
    """

    lower: float
    upper: float
    error_lower: float
    error_upper: float
    family: int
    alone: float | None = None
    share: float = 1.0

    def fails_alone(self, limit: float, *, limit_is_minimum: bool) -> bool:
        """Whether a limit is not proven exceeded only because several share the error of a wrong FAIL."""
        if self.alone is None or self.family == 1:
            return False
        shared = self.upper < limit if limit_is_minimum else self.lower > limit
        return not shared and (self.alone < limit if limit_is_minimum else self.alone > limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What these numbers of images could show at all, whatever the classifier did.

    Attributes
    ----------
    can_fail, can_pass
        Whether any right/wrong pattern at these n proves the limit broken, or kept.
    needed
        Images per group at which the observed rates would decide; None when they lie on the limit or more than ten
        million images would be needed.
    """

    can_fail: bool
    can_pass: bool
    needed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """What an audit with these numbers of images can be expected to show; on the scale of the comparison.

    Attributes
    ----------
    rate
        The rate of all groups together, at which everything here is worked out.
    power
        Share of audits meant by "detectable", "to pass" and "to fail", 0 to 1.
    by_chance
        Mean observed disparity when every group has that rate.
    point_false_fail
        Share of audits in which groups of equal true rate look further apart than the limit allows: what a plain
        comparison would cost.
    fails_from
        The observed disparity nearest to the limit that fails when the smallest group is the lower one; None when none
        does.
    passes_to
        The observed disparity nearest to the limit that passes; None when none does.
    detectable
        The true disparity nearest to the limit that fails with `power`; None when none does.
    to_pass
        Images in every group for a PASS with `power` when all groups are equal; None when no number is enough.
    to_fail
        Images in every group for a FAIL with `power` when the observed disparity is the true one; None when it does
        not break the limit.
    """

    rate: float
    power: float
    by_chance: float
    point_false_fail: float
    fails_from: float | None
    passes_to: float | None
    detectable: float | None
    to_pass: int | None
    to_fail: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Standard deviation of the group rates, 0 to 1.

    Attributes
    ----------
    observed
        As seen; larger than the true one, because rates of few images differ by chance.
    corrected
        Less the part chance has in it (Lum, Zhang & Bower 2022), 0 where chance explains all.
    """

    observed: float
    corrected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """A bootstrap interval of a disparity, for display.

    Attributes
    ----------
    interval
        Percentiles of the resampled disparities.
    resamples
        How many.
    coverage
        Share of simulated audits, with the observed rates for true, whose interval holds the true disparity; None
        where that was not measured.
    coverage_if_equal
        The same when all groups have one rate, so that the true difference is 0.
    """

    interval: Interval
    resamples: int
    coverage: float | None
    coverage_if_equal: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How much pictures of one person tell less than pictures of different people.

    Attributes
    ----------
    pictures, people
        In the compared groups.
    correlation
        Intra-class correlation taken for the bounds, 0 to 1.
    design_effect
        The largest of any group: its pictures count as this many times fewer.
    """

    pictures: int
    people: int
    correlation: float
    design_effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strata:
    """What was left of a disparity within strata of other features.

    Attributes
    ----------
    features
        Names of the control features.
    used
        Strata in which every compared group has images.
    left_out
        Images in strata where a compared group has none.
    raw
        The disparity without control; None when it has no value.
    reversed_pair
        The groups lowest and highest without control, when within strata the first is the higher: a Simpson reversal.
    """

    features: tuple[str, ...]
    used: tuple[str, ...]
    left_out: int
    raw: float | None
    reversed_pair: tuple[Group, Group] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingPart:
    """The metric and emotion that decide a notion made of several."""

    metric: str
    emotion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """One metric compared over the groups of one feature.

    Attributes
    ----------
    metric, emotion, feature, comparison
        What is compared.
    value
        The observed disparity, 0 to 1; None when fewer than two groups have a rate.
    bounds, reach
        None when `value` is.
    estimates
        The compared groups with their rates and intervals.
    lowest, highest
        The groups whose rates make the observed disparity.
    excluded
        Groups not compared.
    reference
        The group all others are compared with; None when all pairs are.
    part
        Which metric and emotion make the value, where it is a notion of several; `estimates` are those of this part.
    dependence
        How far pictures of one person are alike; None when every picture shows another person.
    strata
        What was controlled for, or None.
    prospects, dispersion
        What these images can show; how far the rates spread. None where not worked out.
    resampled
        A bootstrap interval, where the policy asks for one.
    worst_case
        How far the disparity could reach if pictures without an answer had been right in one group and wrong in
        another; None where no answer is missing, or it is not worked out.
    mislabelled
        What the bounds allow for; None where labels and groups are taken as true.
    taken_as_true
        What the bounds would be if they were; None where they are taken so.
    tipping
        How large label or assignment errors would overturn the verdict; None where it is open, or nobody asked.
    """

    metric: str
    emotion: str | None
    feature: str
    comparison: Comparison
    value: float | None
    bounds: Bounds | None
    reach: Reach | None
    estimates: tuple[Estimate, ...]
    lowest: Group | None
    highest: Group | None
    excluded: tuple[Exclusion, ...] = ()
    reference: Group | None = None
    part: DecidingPart | None = None
    dependence: Dependence | None = None
    strata: Strata | None = None
    prospects: Prospects | None = None
    dispersion: Dispersion | None = None
    resampled: Resampled | None = None
    worst_case: float | None = None
    mislabelled: Mislabelled | None = field(default=None, metadata=WHEN_USED)
    taken_as_true: Bounds | None = field(default=None, metadata=WHEN_USED)
    tipping: Tipping | None = field(default=None, metadata=WHEN_USED)

    @property
    def deciding(self) -> DecidingPart:
        """The metric and emotion that `estimates` are of."""
        return self.part or DecidingPart(metric=self.metric, emotion=self.emotion)

    @property
    def lost(self) -> tuple[Exclusion, ...]:
        """Groups that dropped out without the policy asking for it."""
        return tuple(exclusion for exclusion in self.excluded if not exclusion.declared)
