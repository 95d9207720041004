"""In whose pictures no face was found, and how well found faces lie on those of the manifest."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Interval, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceMisses:
    """The pictures of one group without a face.

    Attributes
    ----------
    group
        The group; None for all pictures.
    rate
        Pictures in which no face was found, of these and the scored ones: those that could be read and used.
    interval
        Its bounds; None when it is undefined.
    """

    group: Group | None
    rate: Rate
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceOverlaps:
    """How the face finder's boxes lie on those that the manifest has, in the pictures of one group.

    Attributes
    ----------
    group
        The group; None for all pictures.
    wrong
        Pictures in which something else was taken for the face, of those with a face box in which any was found.
    interval
        Its bounds; None when it is undefined.
    lower, median
        Quartile and median of the share of the union that lies in both boxes; None without pictures. Whoever drew the
        manifest's boxes may frame otherwise than the finder does, so groups are compared, not values with 1.
    """

    group: Group | None
    wrong: Rate
    interval: Interval | None
    lower: float | None
    median: float | None
