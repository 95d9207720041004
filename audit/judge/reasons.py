"""The evidence of a finding, in a sentence a reader without statistics can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.findings import Verdict
from audit.domain.policy import Comparison, Criterion, DecideOn
from audit.domain.rates import find_metric
from audit.judge.scale import percent, points

if TYPE_CHECKING:
    from audit.domain.disparities import Bounds, Disparity, Exclusion, Reach
    from audit.domain.groups import Group

_NOUN = {
    Comparison.DIFFERENCE: "difference between groups",
    Comparison.RATIO: "ratio of the lowest to the highest group",
    Comparison.WORST_TO_OVERALL: "distance of the worst group below all images",
    Comparison.FLOOR: "lowest group's rate",
}


def reason(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> str:
    """Return why a criterion got its verdict: what was seen, what is sure, what would settle it."""
    if disparity.value is None or disparity.bounds is None or disparity.reach is None:
        return _nothing_compared(criterion, disparity)
    seen = _seen(criterion, disparity, disparity.value)
    if criterion.decide_on is DecideOn.POINT:
        return (
            f"{seen}; decided on the observed value alone, against the limit {_on_scale(criterion, criterion.limit)}."
        )
    if verdict is not Verdict.INCONCLUSIVE:
        return f"{seen}; {_proven(criterion, disparity.bounds, verdict)}."
    return f"{seen}; {_untold(criterion, disparity, disparity.bounds, disparity.reach)}"


def _seen(criterion: Criterion, disparity: Disparity, value: float) -> str:
    lowest, highest = _described(disparity, disparity.lowest), _described(disparity, disparity.highest)
    what = find_metric(criterion.metric).title + ("" if criterion.emotion is None else f" of '{criterion.emotion}'")
    if criterion.comparison is Comparison.FLOOR:
        return f"{what} is lowest at {lowest}"
    if criterion.comparison is Comparison.WORST_TO_OVERALL:
        return f"{what} is lowest at {lowest}, {points(value)} below all images"
    if criterion.comparison is Comparison.RATIO:
        return f"{what} is {lowest} against {highest}, a ratio of {value:.2f}"
    return f"{what} is {lowest} against {highest}, a difference of {points(value)}"


def _described(disparity: Disparity, group: Group | None) -> str:
    found = next((e for e in disparity.estimates if e.group == group), None)
    if found is None or group is None or found.value is None:
        return "no group"
    pictures = f"{found.rate.numerator} of {found.support}" if found.rate else f"{found.support} pictures"
    return f"{percent(found.value)} for {group.text} ({pictures})"


def _proven(criterion: Criterion, bounds: Bounds, verdict: Verdict) -> str:
    noun, limit = _NOUN[criterion.comparison], _on_scale(criterion, criterion.limit)
    lower, upper = _on_scale(criterion, bounds.lower), _on_scale(criterion, bounds.upper)
    minimum = criterion.comparison.limit_is_minimum
    if verdict is Verdict.FAIL:
        bound = f"at most {upper}, below" if minimum else f"at least {lower}, above"
    else:
        bound = f"at least {lower}, above" if minimum else f"at most {upper}, within"
    return f"the true {noun} is {bound} the limit {limit}"


def _untold(criterion: Criterion, disparity: Disparity, bounds: Bounds, reach: Reach) -> str:
    lost = [exclusion for exclusion in disparity.excluded if not exclusion.declared]
    minimum, limit = criterion.comparison.limit_is_minimum, _on_scale(criterion, criterion.limit)
    if Verdict.of(bounds.lower, bounds.upper, criterion.limit, limit_is_minimum=minimum) is Verdict.PASS:
        return f"the groups compared keep the limit {limit}, but {_lost(lost)}, so it cannot pass."
    lower, upper = _on_scale(criterion, bounds.lower), _on_scale(criterion, bounds.upper)
    span = f"the true {_NOUN[criterion.comparison]} may lie anywhere from {lower} to {upper}"
    parts = [f"{span}, on both sides of the limit {limit}", _possible(disparity, reach), _next_step(reach)]
    return ". ".join(part for part in parts if part) + "."


def _lost(lost: list[Exclusion]) -> str:
    names = ", ".join(exclusion.group.text for exclusion in lost)
    return f"{names} could not be compared ({lost[0].reason})"


def _possible(disparity: Disparity, reach: Reach) -> str:
    """Say what these numbers of images could not show, whatever the classifier did."""
    if reach.can_fail and reach.can_pass:
        return ""
    smallest = min(estimate.support for estimate in disparity.estimates)
    images = "1 picture" if smallest == 1 else f"{smallest} pictures"
    small = f"With {images} in the smallest of {len(disparity.estimates)} groups"
    if reach.can_fail:
        return f"{small} no classifier could pass, not even one that is always right"
    if reach.can_pass:
        return f"{small} no classifier could fail, not even one that is always wrong for one group"
    return (
        f"{small} neither outcome is possible: a classifier that is always right could not pass, "
        "and one that is always wrong for one group and always right for the others could not fail"
    )


def _next_step(reach: Reach) -> str:
    if reach.needed is None:
        return "The observed rates lie so close to the limit that more pictures at the same rates would not settle it"
    return f"About {reach.needed:,} pictures in every group would settle it if the rates stayed as observed"


def _nothing_compared(criterion: Criterion, disparity: Disparity) -> str:
    what = find_metric(criterion.metric).title + ("" if criterion.emotion is None else f" of '{criterion.emotion}'")
    if len(disparity.estimates) > 1:
        return f"{what} is 0 in every group, so a ratio is undefined."
    excluded = "; ".join(f"{e.group.text}: {e.reason}" for e in disparity.excluded[:5])
    more = f"; and {len(disparity.excluded) - 5} more" if len(disparity.excluded) > 5 else ""  # noqa: PLR2004
    why = f" ({excluded}{more})" if excluded else ""
    groups = "no group" if not disparity.estimates else f"only one group ({disparity.estimates[0].group_text})"
    return f"nothing to compare: {groups} of {criterion.feature} has a {what}{why}. Add pictures of other groups."


def _on_scale(criterion: Criterion, value: float) -> str:
    """Write a value as its comparison is read: points for a difference, percent for a rate, a number for a ratio."""
    if criterion.comparison is Comparison.RATIO:
        return f"{value:.2f}"
    return percent(value) if criterion.comparison is Comparison.FLOOR else points(value)
