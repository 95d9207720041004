"""What somebody declares of wrong labels and wrongly assigned groups, group by group."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY_OTHER = "*"
"""In place of a group: all that are not named."""

VOTES = "votes"
"""In place of label error rates: they are estimated from the votes behind the labels."""

_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareInGroup:
    """A share of one group.

    Attributes
    ----------
    group
        Its value, or `*` for all groups that are not named.
    share
        0 to 1.
    """

    group: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelErrors:
    """How often labels are wrong in the groups of a feature.

    Attributes
    ----------
    feature
        Its name.
    rates
        The largest share of wrong labels in each group, 0 to below .5: among its pictures, those of each label, and
        those that truly show each emotion.
    """

    feature: str
    rates: tuple[ShareInGroup, ...]

    def __post_init__(self) -> None:
        if not self.rates:
            raise UsageError(
                f"label_error of '{self.feature}' names no group; give each its share, or '*' = 0.02 for all"
            )
        for rate in self.rates:
            check_label_error(rate.share, f"'{rate.group}' of {self.feature}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedGroup:
    """Who truly is in a group that somebody guessed.

    Attributes
    ----------
    group
        The group as guessed.
    truly
        Shares of its pictures by the group their people truly belong to; they add up to 1.
    """

    group: str
    truly: tuple[ShareInGroup, ...]

    @property
    def right(self) -> float:
        """Share of its pictures whose people truly belong to it, 0 to 1."""
        return share_in(self.truly, self.group) or 0.0


def share_in(shares: tuple[ShareInGroup, ...], group: str) -> float | None:
    """Return the share of a group, else that of all others; None where neither is there."""
    named = {each.group: each.share for each in shares}
    return named.get(group, named.get(EVERY_OTHER))


def label_errors(rates: Mapping[str, float], feature: str) -> LabelErrors:
    """Return declared label error rates of the groups of a feature.

    Raises
    ------
    UsageError
        When a rate is not 0 to below .5.
    """
    return LabelErrors(feature=feature, rates=tuple(ShareInGroup(group=g, share=rate) for g, rate in rates.items()))


def check_label_error(rate: float, whose: str) -> None:
    """Refuse a rate at which labels would say no more than a coin.

    >>> check_label_error(0.5, "'senior' of age_group")
    Traceback (most recent call last):
    audit.errors.UsageError: the label error of 'senior' of age_group is a share of 0 to below 0.5, found 0.5
    """
    if not (math.isfinite(rate) and 0 <= rate < _HALF):
        raise UsageError(f"the label error of {whose} is a share of 0 to below 0.5, found {rate:g}")


def assigned_group(group: str, truly: Mapping[str, float]) -> AssignedGroup:
    """Return who truly is in a guessed group, of counts or shares of each true group.

    >>> assigned_group("female", {"female": 460, "male": 40}).right
    0.92

    Raises
    ------
    UsageError
        When a number is negative or none is above 0.
    """
    total = sum(truly.values())
    if not (math.isfinite(total) and total > 0 and min(truly.values()) >= 0):
        raise UsageError(f"the row '{group}' of confusion holds counts or shares, at least 0 and one above it")
    shares = tuple(ShareInGroup(group=name, share=n / total) for name, n in truly.items())
    return AssignedGroup(group=group, truly=shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mislabelled:
    """What the bounds of a disparity allow for.

    Attributes
    ----------
    label_errors
        The largest share of wrong labels in each compared group, in their order; 1 where it is not known. Empty where
        labels are taken as true.
    assignments
        The share of each compared group that truly belongs to another, and the share of those who truly belong to it
        that were assigned to another, each in their order; 1 where it is not known. Empty where groups are taken as
        true.
    """

    label_errors: tuple[float, ...] = ()
    assignments: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tipping:
    """The smallest errors at which a verdict is no longer proven, equal in all groups and arranged as badly as can be.

    Attributes
    ----------
    label_error
        Share of wrong labels in every group, in place of what is declared, 0 to 1; None where the metric needs no
        labels, or it was not asked for.
    assignment_error
        Share of the pictures of every group that truly belong to another, as many of those that truly belong to it
        being elsewhere; in place of what is declared. None where nobody guessed them.
    undeclared
        Whether another model guessed the groups, and nobody declared how often wrongly.
    """

    label_error: float | None = None
    assignment_error: float | None = None
    undeclared: bool = False
