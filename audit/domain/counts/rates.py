"""Rates: a count of a count of images, with its interval.

Words: a *rate* is a share of images; it has a numerator and a denominator, and is undefined (None, never 0, never NaN)
when there is nothing to divide by. What is counted by which metric stands in `metrics`.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.cohort.groups import Group
from audit.errors import InputError

_ROUNDED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of images: `numerator` of `denominator`."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None when the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds of a rate, 0 to 1.

    Attributes
    ----------
    lower, upper
        The bounds.
    confidence
        Nominal two-sided confidence, 0 to 1.
    method
        Name of the method, for the reader.
    """

    lower: float
    upper: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A mean over emotions: it has a value and images behind it, but no numerator.

    Attributes
    ----------
    value
        0 to 1; None when an emotion has too few images.
    support
        Images behind it.
    effective
        Images of a single share that would be as uncertain, at most `support`; None when the value is.
    """

    value: float | None
    support: int
    effective: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One metric of one group (or of all images) with its interval.

    Attributes
    ----------
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric, else None.
    group
        The group, or None for all scored images.
    rate
        The share; None where the metric is an average over emotions.
    interval
        Its bounds; None when it is undefined or has no bounds.
    average
        The average over emotions; None where the metric is a share.
    shrunk
        The value drawn towards that of all groups by as much as its few images ask for (empirical Bayes); shown beside
        the raw one, never judged; None where it was not worked out.
    """

    metric: str
    emotion: str | None
    group: Group | None
    rate: Rate | None
    interval: Interval | None
    average: Average | None = None
    shrunk: float | None = None

    def __post_init__(self) -> None:
        if (self.rate is None) == (self.average is None):
            raise InputError(f"an estimate of {self.metric} is either a share of images or an average")
        known = [self.value, self.shrunk, *([self.interval.lower, self.interval.upper] if self.interval else [])]
        if not all(each is None or -_ROUNDED <= each <= 1 + _ROUNDED for each in known):
            raise InputError(f"an estimate of {self.metric} and its bounds lie from 0 to 1, found {known}")

    @property
    def share(self) -> Rate:
        """The share of a metric that is one; raises InputError where it is an average."""
        if self.rate is None:
            raise InputError(f"{self.metric} of {self.group_text} is an average, no share of images")
        return self.rate

    @property
    def value(self) -> float | None:
        """The share or the average, 0 to 1; None when undefined."""
        return self.average.value if self.average else self.share.value

    @property
    def support(self) -> int:
        """Images behind it: the denominator of a share."""
        return self.average.support if self.average else self.share.denominator

    @property
    def group_text(self) -> str:
        """The group, or `all images`."""
        return "all images" if self.group is None else self.group.text
