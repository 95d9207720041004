"""The comparisons: each is one declaration, with what is paired, on which scale, and everything said of it.

A new comparison is a member and an entry here, and its bounds in `audit.measure.bounds.formulas`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.wording.words import UNDEFINED, decimal, in_points, percent, points

if TYPE_CHECKING:
    from collections.abc import Callable


class Comparison(StrEnum):
    """How the rates of groups are compared.

    `difference`: largest minus smallest. `ratio`: smallest over largest. `worst_to_overall`: how far the worst group
    lies below the rest, as a share of the overall rate's scale. `floor`: the smallest rate itself.
    `ratio_to_reference`: smallest over the rate of the reference group; a group above that does no harm.
    """

    DIFFERENCE = "difference"
    RATIO = "ratio"
    WORST_TO_OVERALL = "worst_to_overall"
    FLOOR = "floor"
    RATIO_TO_REFERENCE = "ratio_to_reference"

    @property
    def facts(self) -> ComparisonFacts:
        """Everything that is declared of it."""
        return COMPARISONS[self]

    @property
    def limit_is_minimum(self) -> bool:
        """Whether the limit is a least value (ratio, floor) rather than a largest."""
        return self.facts.limit_is_minimum

    @property
    def pairing(self) -> Pairing:
        """What each group is compared with."""
        return self.facts.pairing

    @property
    def scale(self) -> DisparityScale:
        """How its values are written."""
        return self.facts.scale

    @property
    def symmetric(self) -> bool:
        """Whether groups are compared with each other, and it does not matter which of two is the lower."""
        return self.pairing is Pairing.EACH_OTHER

    @property
    def fewest_groups(self) -> int:
        """Groups it takes to compare anything."""
        return 1 if self.pairing is Pairing.LIMIT else 2


class Pairing(StrEnum):
    """What each group is compared with.

    `each_other`: every other group, or, where a reference is named, the reference alone, in either order.
    `reference`: the reference, which a criterion has to name, in one order. `rest`: all other groups together.
    `limit`: nothing but the limit.
    """

    EACH_OTHER = "each_other"
    REFERENCE = "reference"
    REST = "rest"
    LIMIT = "limit"


class DisparityScale(StrEnum):
    """How values are written: in percentage points, as a ratio, as a rate in per cent."""

    POINTS = "points"
    RATIO = "ratio"
    RATE = "rate"

    def written(self, value: float | None) -> str:
        """Return a value with its unit; `–` where there is none.

        >>> DisparityScale.POINTS.written(0.1), DisparityScale.RATIO.written(0.8)
        ('10 points', '0.80')
        """
        if value is None:
            return UNDEFINED
        writers: dict[DisparityScale, Callable[[float], str]] = {
            DisparityScale.POINTS: in_points,
            DisparityScale.RATIO: decimal,
            DisparityScale.RATE: percent,
        }
        return writers[self](value)

    def span(self, lower: float, upper: float) -> str:
        r"""Return two values with their unit once.

        >>> DisparityScale.POINTS.span(0.077, 0.321), DisparityScale.RATE.span(0.5, 0.75)
        ('7.7 to 32.1 points', '50.0 to 75.0\xa0%')
        """
        first = points(lower) if self is DisparityScale.POINTS else self.written(lower).removesuffix("\xa0%")
        return f"{first} to {self.written(upper)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFacts:
    """What is declared of a comparison; texts are filled with `format`.

    Attributes
    ----------
    pairing, scale
        See the types.
    limit_is_minimum
        Whether the limit is a least value.
    equal
        Its value when all groups are equal; None where that is their rate.
    fairlearn
        The method of fairlearn's `MetricFrame` that compares so; empty where there is none.
    title, noun, gap
        The extreme it limits: in a title, of the truth in a sentence, on page one.
    reference
        How a title names the reference group, `{}`.
    by_chance
        What equal groups look like by chance, `{}` the value.
    truth
        A true disparity in a self-test, `{}` the value.
    size_open
        A disparity that is proven to exist while it is open whether it keeps the limit, from `{span}` and `{limit}`;
        empty where there is none to prove.
    share, share_from_high, share_equal
        A clause (`{clause}` happens less often for `{lowest}` of `{feature}` than for `{high}`), told from the low end;
        from the high end where the metric is; where nothing differs, empty where that is told like all else.
    average, average_equal
        The same of an average over emotions, `{title}`; empty where averages are not compared so.
    apart
        How far apart the groups of a notion are, `{value}`; empty where notions are not compared so.
    names_pair
        Whether two groups make the value, so that the pictures of both are told.
    """

    pairing: Pairing
    scale: DisparityScale
    limit_is_minimum: bool
    equal: float | None
    fairlearn: str
    title: str
    noun: str
    gap: str
    reference: str
    by_chance: str
    truth: str
    size_open: str
    share: str
    share_from_high: str
    share_equal: str
    average: str
    average_equal: str
    apart: str
    names_pair: bool


COMPARISONS: dict[Comparison, ComparisonFacts] = {
    Comparison.DIFFERENCE: ComparisonFacts(
        pairing=Pairing.EACH_OTHER,
        scale=DisparityScale.POINTS,
        limit_is_minimum=False,
        equal=0.0,
        fairlearn="difference",
        title="largest difference",
        noun="difference between groups",
        gap="largest gap",
        reference=" from {}",
        by_chance="would look {} apart",
        truth="a true difference of {}",
        size_open="there is a gap, {span}; whether it exceeds {limit} is open",
        share="{clause} {value} less often for {lowest} than for {high}",
        share_from_high="{clause} {value} more often for {highest} than for {low}",
        share_equal="{clause} equally often in every {feature} compared",
        average="{title} is {value} lower for {lowest} than for {high}",
        average_equal="{title} is the same in every {feature} compared",
        apart="{value} apart",
        names_pair=True,
    ),
    Comparison.RATIO: ComparisonFacts(
        pairing=Pairing.EACH_OTHER,
        scale=DisparityScale.RATIO,
        limit_is_minimum=True,
        equal=1.0,
        fairlearn="ratio",
        title="smallest ratio",
        noun="ratio of the lowest to the highest group",
        gap="smallest ratio",
        reference=" from {}",
        by_chance="would show a ratio of {}",
        truth="a true ratio of {}",
        size_open="the groups differ, by a ratio of {span}; whether it is below {limit} is open",
        share="{clause} {value} times as often for {lowest} as for {high}",
        share_from_high="{clause} {value} times as often for {lowest} as for {high}",
        share_equal="{clause} equally often in every {feature} compared",
        average="{title} is {value} times as high for {lowest} as for {high}",
        average_equal="{title} is the same in every {feature} compared",
        apart="a ratio of {value}",
        names_pair=True,
    ),
    Comparison.WORST_TO_OVERALL: ComparisonFacts(
        pairing=Pairing.REST,
        scale=DisparityScale.POINTS,
        limit_is_minimum=False,
        equal=0.0,
        fairlearn="",
        title="worst group below overall",
        noun="distance of the worst group below all images",
        gap="worst group's gap to overall",
        reference="",
        by_chance="would show one {} below all images",
        truth="a group truly {} below all pictures",
        size_open="a group is below all pictures, by {span}; whether by more than {limit} is open",
        share="{clause} {value} less often for {lowest} than overall",
        share_from_high="{clause} {value} less often for {lowest} than overall",
        share_equal="{clause} equally often in every {feature} compared",
        average="",
        average_equal="",
        apart="",
        names_pair=False,
    ),
    Comparison.FLOOR: ComparisonFacts(
        pairing=Pairing.LIMIT,
        scale=DisparityScale.RATE,
        limit_is_minimum=True,
        equal=None,
        fairlearn="group_min",
        title="lowest rate",
        noun="lowest group's rate",
        gap="lowest group's rate",
        reference="",
        by_chance="would show a lowest rate of {}",
        truth="a group with a true rate of {}",
        size_open="",
        share="{clause} least often for {lowest}, at {value}",
        share_from_high="{clause} least often for {lowest}, at {value}",
        share_equal="",
        average="{title} is lowest for {lowest}, at {value}",
        average_equal="",
        apart="",
        names_pair=False,
    ),
    Comparison.RATIO_TO_REFERENCE: ComparisonFacts(
        pairing=Pairing.REFERENCE,
        scale=DisparityScale.RATIO,
        limit_is_minimum=True,
        equal=1.0,
        fairlearn="",
        title="smallest ratio of any group",
        noun="ratio of the lowest group to the reference group",
        gap="smallest ratio to the reference group",
        reference=" to {}",
        by_chance="would show a ratio of {}",
        truth="a true ratio of {}",
        size_open="a group is below the reference, at a ratio of {span}; whether below {limit} is open",
        share="{clause} {value} times as often for {lowest} as for {high}",
        share_from_high="{clause} {value} times as often for {lowest} as for {high}",
        share_equal="{clause} at least as often in every {feature} compared as for {high}",
        average="{title} is {value} times as high for {lowest} as for {high}",
        average_equal="{title} is at least as high in every {feature} compared as for {high}",
        apart="",
        names_pair=True,
    ),
}
