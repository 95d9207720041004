"""Groups of which nobody knows who is in them, only how large they are: what is declared, and what can be said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.mislabelling.declared import ShareInGroup
from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROUNDING = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShares:
    """How large groups are among the pictures, by a feature that no column tells.

    Attributes
    ----------
    feature
        What makes the groups.
    shares
        Share of the pictures in each, above 0, adding up to 1.
    """

    feature: str
    shares: tuple[ShareInGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRange:
    """Where the rate of a group lies, whoever is in it; each 0 to 1."""

    group: str
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """What a rate of all pictures leaves for groups of known size.

    Attributes
    ----------
    groups
        Where the rate of each lies.
    widest
        The largest gap between two of them that is possible, 0 to 1.
    """

    groups: tuple[GroupRange, ...]
    widest: float


def group_shares(feature: str, shares: Mapping[str, float]) -> GroupShares:
    """Return declared sizes of groups.

    Raises
    ------
    UsageError
        When there are fewer than two groups, or the shares are not above 0 and do not add up to 1.
    """
    total = sum(shares.values())
    known = len(shares) > 1 and math.isfinite(total) and min(shares.values(), default=0) > 0
    if not known or abs(total - 1) > _ROUNDING:
        raise UsageError(
            f"group_shares of '{feature}' are shares of two groups or more, each above 0, that add up to 1; they "
            f"add up to {total:g}"
        )
    parts = tuple(ShareInGroup(group=group, share=share / total) for group, share in shares.items())
    return GroupShares(feature=feature, shares=parts)
