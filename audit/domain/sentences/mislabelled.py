"""What is said of wrong labels and wrongly guessed groups: what bounds allow for, and what would overturn a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict
from audit.domain.sentences.naming import named
from audit.domain.wording.words import joined, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.cohort.groups import Group
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity

_NAMED = 4
"""Groups whose rates are told one by one; of more, the least and the largest rate are."""


def allowances(disparity: Disparity) -> tuple[str, ...]:
    """Return what the bounds of a disparity hold for, each in a clause; empty where all is taken as true.

    For example: the bounds hold for the true labels if at most 6.0 % of the labels of “senior” and 2.0 % of “adult” are
    wrong.
    """
    found, tipping = disparity.mislabelled, disparity.tipping
    told = []
    if found is not None and found.label_errors:
        told.append(_of_labels(disparity, found.label_errors))
    if found is not None and found.assignments:
        told.append(_of_groups(disparity, [strangers for strangers, _ in found.assignments]))
    if tipping is not None and tipping.undeclared:
        told.append(
            "another model guessed the groups, and how often wrongly is not declared: this is about groups as guessed"
        )
    return tuple(told)


def as_recorded(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> str:
    """Return what the verdict would be were everything as recorded, in a clause; empty where it is the same."""
    bounds, minimum = disparity.taken_as_true, criterion.comparison.limit_is_minimum
    if bounds is None or verdict is not Verdict.INCONCLUSIVE:
        return ""
    other = Verdict.of(bounds.lower, bounds.upper, criterion.limit, limit_is_minimum=minimum)
    if other is Verdict.INCONCLUSIVE or (other is Verdict.PASS and disparity.lost):
        return ""
    span = criterion.comparison.scale.span(bounds.lower, bounds.upper)
    return f"taken as recorded it would be {other}, with bounds from {span}"


def overturned_by(disparity: Disparity, verdict: Verdict) -> tuple[str, ...]:
    """Return how large errors would overturn a verdict, each in a clause; empty where it is open or nobody asked.

    For example: the FAIL would be open if 3.6 % of the labels of every group were wrong in the worst way.
    """
    tipping = disparity.tipping
    if tipping is None or verdict is Verdict.INCONCLUSIVE:
        return ()
    labels, groups = tipping.label_error, tipping.assignment_error
    told = []
    if labels is not None:
        told.append(
            f"the {verdict} would be open if {percent(labels)} of the labels of every group were wrong in the worst way"
        )
    if groups is not None:
        told.append(
            f"the {verdict} would be open if {percent(groups)} of every group belonged to another, in the worst way"
        )
    return tuple(told)


def _of_labels(disparity: Disparity, rates: Sequence[float]) -> str:
    if any(rate >= 1 for rate in rates):
        return f"how far wrong labels can move {_unknown(disparity, rates)} is not known, so nothing is proven of it"
    return f"the bounds hold for the true labels if at most {_rates(disparity, rates, 'of the labels of ')} are wrong"


def _of_groups(disparity: Disparity, strangers: Sequence[float]) -> str:
    if any(share >= 1 for share in strangers):
        moved = f"how far wrongly guessed groups can move {_unknown(disparity, strangers)}"
        return f"{moved} is not worked out, so nothing is proven of it"
    told = _rates(disparity, strangers, "of the pictures of ")
    return f"the bounds hold for the true groups if, as declared, {told} belong to another group"


def _unknown(disparity: Disparity, rates: Sequence[float]) -> str:
    """Return the groups of which nothing is known, or that it is none."""
    groups = [group for group, rate in zip(_groups(disparity), rates, strict=False) if rate >= 1]
    return "this" if len(groups) in (0, len(rates)) or len(groups) > _NAMED else joined([named(g) for g in groups])


def _rates(disparity: Disparity, rates: Sequence[float], of: str) -> str:
    low, high = min(rates), max(rates)
    if low == high:
        return f"{percent(high)} {of}every group"
    groups = _groups(disparity)
    if len(groups) > _NAMED or len(groups) != len(rates):
        return f"{percent(low)} to {percent(high)} {of}each group"
    first, *others = [(percent(rate), named(group)) for group, rate in zip(groups, rates, strict=True)]
    return joined([f"{first[0]} {of}{first[1]}", *(f"{rate} of {group}" for rate, group in others)])


def _groups(disparity: Disparity) -> list[Group | None]:
    return [estimate.group for estimate in disparity.estimates]
