"""Which face belongs to which group: shares that hold from the first face on, in an order nobody can predict.

The face with number i gets the same group however many faces are drawn after it, and after any number of faces every
group has its share, within a face or two. Features are shared out independently of each other, so that a disparity over
one is not another in disguise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.groups import SensitiveFeature


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """The share of faces that belongs to one group.

    Attributes
    ----------
    feature, group
        Which group.
    share
        From 0 to 1.
    """

    feature: str
    group: str
    share: float

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise UsageError(f"the share of {self.feature}={self.group} is between 0 and 1, found {self.share}")

    @classmethod
    def parse(cls, text: str, share: float) -> GroupShare:
        """Return the share of a group written as in a recipe, `feature=group`.

        >>> GroupShare.parse("age_group=senior", 0.01).group
        'senior'
        """
        feature, sign, group = (part.strip() for part in text.partition("="))
        if not (feature and sign and group):
            raise UsageError(f"a group of drawn faces is written feature=group, as in age_group=senior; found '{text}'")
        return cls(feature=feature, group=group, share=share)


def shares_of(feature: SensitiveFeature, usual: Sequence[float], wanted: Sequence[GroupShare]) -> NDArray[np.float64]:
    """Return the share of every group of a feature: what is wanted, and the rest in proportion to what is usual.

    Parameters
    ----------
    feature
        Its groups give the order.
    usual
        Share of each group where nothing is wanted.
    wanted
        Shares of groups; those of other features are ignored.

    Returns
    -------
    float64 array, shape (groups,), sum 1

    Raises
    ------
    UsageError
        If a group is unknown or named twice, or the shares cannot sum to 1.
    """
    shares, fixed = np.array(usual, dtype=np.float64), np.zeros(len(usual), dtype=np.bool_)
    for each in (want for want in wanted if want.feature == feature.name):
        code = _code(feature, each.group)
        if fixed[code]:
            raise UsageError(f"the share of {feature.name}={each.group} is given twice")
        shares[code], fixed[code] = each.share, True
    left, others = 1 - shares[fixed].sum(), shares[~fixed].sum()
    if left < -1e-9 or (others <= 0 and left > 1e-9):  # noqa: PLR2004 - rounding of a sum
        raise UsageError(
            f"the shares of '{feature.name}' sum to {1 - left:g}; groups without a share take what is left to 1"
        )
    if others > 0:
        shares[~fixed] *= max(left, 0.0) / others
    return shares


def _code(feature: SensitiveFeature, group: str) -> int:
    if group not in feature.groups:
        raise UsageError(f"unknown group '{group}' of '{feature.name}'; {one_of(group, feature.groups)}")
    return feature.groups.index(group)


def share_out(
    faces: int, shares: Sequence[float] | NDArray[np.float64], seed: np.random.SeedSequence
) -> NDArray[np.int64]:
    """Return the group of each face.

    Face j of a group with share s falls due at a random time between j/s and (j + 1)/s; faces are dealt in the order in
    which they fall due. So after any number of faces a group with share s among k groups is off by less than
    1 + s (k − 2) faces, and exact for two groups wherever its number is whole.

    Parameters
    ----------
    faces
        How many.
    shares
        Share of each group, sum 1.
    seed
        Fixes the order.

    Returns
    -------
    int64 array, shape (faces,)
        Codes of the groups; a longer array starts with a shorter one.

    Examples
    --------
    >>> dealt = share_out(10, [0.7, 0.3], np.random.SeedSequence(0))
    >>> np.bincount(dealt).tolist()
    [7, 3]
    """
    due, codes = [], []
    for code, share in enumerate(shares):
        count = 0 if share <= 0 else int(np.ceil((faces + len(shares)) * share)) + 1
        stream = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, code))
        due.append((np.arange(count) + np.random.default_rng(stream).random(count)) / max(share, 1e-12))
        codes.append(np.full(count, code, dtype=np.int64))
    order = np.argsort(np.concatenate(due), kind="stable")
    return np.concatenate(codes)[order][:faces]
