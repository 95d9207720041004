"""What to draw: how many faces, of whom, with which emotions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import LabelProvenance, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import UsageError, one_of
from audit.simulate.faces.drawn_face import SIZES
from audit.simulate.faces.expressions import actions_of
from audit.simulate.faces.people import AgeGroup, Glasses, Hair, SkinBand
from audit.simulate.shares import GroupShare, shares_of

if TYPE_CHECKING:
    from enum import StrEnum

ANNOTATORS = 10
"""Votes on each face: a face with one emotion gets them all, a blend of 0.7 gets 7 to 3."""

_GROUPS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("age_group", AgeGroup),
    ("skin_tone", SkinBand),
    ("glasses", Glasses),
    ("hair", Hair),
)

FEATURES: tuple[SensitiveFeature, ...] = tuple(
    SensitiveFeature(name=name, groups=tuple(each.value for each in groups), provenance=LabelProvenance.DRAWN)
    for name, groups in _GROUPS
)
"""What is known of every drawn person, in the order of the codes."""

USUAL_SHARES: dict[str, tuple[float, ...]] = {
    "age_group": (0.2, 0.2, 0.2, 0.2, 0.2),
    "skin_tone": (1 / 3, 1 / 3, 1 / 3),
    "glasses": (0.8, 0.2),
    "hair": (0.35, 0.3, 0.25, 0.1),
}
"""Share of each group unless a plan says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPlan:
    """What to draw.

    Attributes
    ----------
    faces
        How many, at least 1.
    labels
        Emotions, in equal shares.
    shares
        Shares of groups; groups without one take the rest in their usual proportion.
    blends
        Share of faces that blend two emotions, 0 to 1.
    blend_weights
        Weights of the leading emotion of a blend, in equal shares, each a whole number of tenths from 0.5 to 0.9.
        To list 0.5 is to declare ties: five votes to five, and the leading emotion as label all the same.
    intensity
        Least and greatest intensity of an expression, uniform in between; 1 is the prototype.
    size
        Height and width of a picture in pixels.
    seed
        Same plan, same seed, same faces; face i is the same in a plan with more faces.
    """

    faces: int
    labels: LabelSet = LABEL_SETS["happy-sad"]
    shares: tuple[GroupShare, ...] = ()
    blends: float = 0.0
    blend_weights: tuple[float, ...] = (0.6, 0.7, 0.8, 0.9)
    intensity: tuple[float, float] = (0.15, 1.0)
    size: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        if self.faces < 1:
            raise UsageError(f"a plan draws at least 1 face, found {self.faces}")
        for emotion in self.labels.emotions:
            actions_of(emotion)
        if self.size not in SIZES:
            raise UsageError(f"a drawn face is {SIZES[0]} to {SIZES[-1]} pixels high, found {self.size}")
        self._check_expressions()
        names = [feature.name for feature in FEATURES]
        for share in self.shares:
            if share.feature not in names:
                raise UsageError(f"drawn faces have no feature '{share.feature}'; {one_of(share.feature, names)}")
        for feature in FEATURES:
            shares_of(feature, USUAL_SHARES[feature.name], self.shares)

    def _check_expressions(self) -> None:
        least, greatest = self.intensity
        if not 0 <= least <= greatest <= 1.5:  # noqa: PLR2004 - beyond it features leave the face
            raise UsageError(f"intensity goes from 0 to at most 1.5, the least first; found {least} to {greatest}")
        if not 0 <= self.blends <= 1:
            raise UsageError(f"the share of blends is between 0 and 1, found {self.blends}")
        allowed = [votes / ANNOTATORS for votes in range(ANNOTATORS // 2, ANNOTATORS)]
        for weight in self.blend_weights:
            if not any(abs(weight - each) < 1e-9 for each in allowed):  # noqa: PLR2004 - decimals in binary
                raise UsageError(f"the weight of a blend is one of {', '.join(map(str, allowed))}, found {weight}")
        if self.blends and not self.blend_weights:
            raise UsageError("a plan with blends names at least one weight in blend_weights")
