"""What a metric is: one record of everything that is said, counted and compared of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.cohort.predictions import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.counts.confusion import Margins, Sums

    Count = Callable[[Margins], Sums]


class BoundsKind(StrEnum):
    """What bounds a metric has: exact ones of a share; of an average, those of an equally uncertain share; none."""

    EXACT = "exact"
    JACKKNIFE = "jackknife"
    NONE = "none"


class OnLabels(StrEnum):
    """What a wrong label does to a metric.

    `by its share`: wrong labels move it by at most their share. `unbounded`: by more, and how far is not worked out.
    `not at all`: it needs no labels.
    """

    BY_ITS_SHARE = "by its share"
    UNBOUNDED = "unbounded"
    NOT_AT_ALL = "not at all"


class Direction(StrEnum):
    """Which end of a metric harms a group, and from which end a gap is told and injected in a self-test.

    `low`, `high`: that end harms and is told. `either`: both may harm, and the high end is told.
    """

    LOW = "low"
    HIGH = "high"
    EITHER = "either"

    @property
    def told_from_high(self) -> bool:
        """Whether a gap is told as what happens more often to the higher group."""
        return self is not Direction.LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a metric in sentences; `{emotion}` stands for the emotion of a per-emotion metric.

    Attributes
    ----------
    clause
        What happens more or less often, `{emotion} faces are recognised`; empty for an average, which is high or low.
    collected
        One image of its denominator, as it would be collected: `picture labelled {emotion}`.
    share
        What its share is of, for tables: `of the pictures with this label, the share that got it for an answer`.
    """

    clause: str
    collected: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """Numerator and denominator as sums of a confusion matrix."""

    numerator: Count
    denominator: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean over the emotions a cohort has.

    Attributes
    ----------
    of
        Name of the per-emotion metric.
    taken_off
        Images of each emotion taken off for the two that its jackknife adds: more for F1, which few images show too low
        (measured: below a floor, equal groups of 5 or 10 images of each emotion fail in 7 % of audits when only two are
        taken off).
    """

    of: str
    taken_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What can be measured per group and compared. A metric of its own has words; a notion of fairness has parts.

    Attributes
    ----------
    name, title
        As in a policy, a code and a self-test; as in a sentence.
    definition, formula, source
        For the method section of the report.
    undefined
        Why there can be no value.
    per_emotion
        Whether it is defined for one emotion against the rest.
    words, direction
        What is said of it, None for a notion; which end harms.
    fraction, mean
        What is counted, of a share of answers; which mean it is, of an average over emotions. Neither for a share of
        grades.
    of_grades
        Whether it counts images by grade, from clear to mixed, and not by answer.
    of_rows
        Whether it is counted over all rows that the classifier was asked about, and not over scored images.
    outcome
        Of a metric of rows: the outcome whose share it is; None where it is the share that got an answer.
    fairlearn
        The function fairlearn compares groups with, as `module.function`; empty for a notion.
    bounds
        What bounds its values have.
    counts_hits_twice
        Whether an image can count twice in numerator and denominator, so that its interval is that of F1.
    complement_of
        The metric it is 1 less of, if any: groups differ in both alike, so a screening looks at one.
    tabled
        Whether the page's table of emotions has a column of it.
    limits_losses
        Whether a policy can limit how much a candidate loses of it beside a baseline.
    card_type
        What Hugging Face calls it in the index of a model card; empty where the index does not carry it.
    parts
        Of a notion: the per-emotion metrics that all have to be equal; empty for a metric of its own.
    over_emotions
        Whether it is an average over the emotions.
    on_labels
        What wrong labels do to it.
    """

    name: str
    title: str
    definition: str
    formula: str
    source: str
    undefined: str
    per_emotion: bool = True
    words: Words | None = None
    direction: Direction = Direction.LOW
    fraction: Fraction | None = None
    mean: Mean | None = None
    of_grades: bool = False
    of_rows: bool = False
    outcome: Outcome | None = None
    fairlearn: str = ""
    bounds: BoundsKind = BoundsKind.EXACT
    counts_hits_twice: bool = False
    complement_of: str = ""
    tabled: bool = False
    limits_losses: bool = False
    card_type: str = ""
    parts: tuple[str, ...] = ()
    over_emotions: bool = False
    on_labels: OnLabels = OnLabels.BY_ITS_SHARE

    @property
    def gated(self) -> bool:
        """Whether a criterion can limit it."""
        return self.bounds is not BoundsKind.NONE
