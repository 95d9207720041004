"""In whose pictures no face was found."""

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
