"""Disparities: the gap of one metric over the groups of one feature, with bounds for the truth behind it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.groups import Group
from audit.domain.policy import Comparison
from audit.domain.rates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A group that is not part of a comparison, and why."""

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
        How many disparities share the error of the bound that can fail.
    """

    lower: float
    upper: float
    error_lower: float
    error_upper: float
    family: int


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
