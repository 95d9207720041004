"""Screening: every emotion and metric looked at for any difference between groups, with the false alarms kept in check.

Screening finds where to look; it proves nothing about a limit and never gates.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One metric, of one emotion, over the groups of one feature.

    Attributes
    ----------
    metric, emotion, feature
        What was looked at.
    groups
        How many have a rate.
    p_value
        Chance of rates as different as these when all groups share one true rate, 0 to 1; None with fewer than two.
    adjusted
        The p-value after Benjamini & Hochberg (1995): listing all rows up to this value has at most this expected share
        of false alarms.
    """

    metric: str
    emotion: str | None
    feature: str
    groups: int
    p_value: float | None
    adjusted: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All that was screened.

    Attributes
    ----------
    rows
        In a fixed order: by feature, metric, emotion.
    family
        Rows with a p-value: the size of the family.
    share
        Expected share of false alarms among the flagged rows, 0 to 1.
    method
        How the p-values were made, in a sentence.
    """

    rows: tuple[Screened, ...]
    family: int
    share: float
    method: str

    def flagged(self, row: Screened) -> bool:
        """Whether a row stands out."""
        return row.adjusted is not None and row.adjusted <= self.share
