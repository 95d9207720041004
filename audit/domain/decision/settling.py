"""What is proven of an open limit, and what would settle it: the one place where that is decided, for every sentence.

Words: a disparity *exists* when its bounds leave out equal groups; its size is open while they hold its limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which more pictures would settle an open limit.

    Attributes
    ----------
    outcome
        What it would end in; None where either may be.
    pictures
        Needed in every group; None where no number one could collect is enough.
    condition
        What has to be true for that, in a clause.
    """

    outcome: Verdict | None
    pictures: int | None
    condition: str


def exists(disparity: Disparity) -> bool:
    """Return whether the bounds leave out that all groups are equal, also as the numbers are written.

    Never of the lowest rate itself, which no number of equal groups speaks of.
    """
    facts, bounds = disparity.comparison.facts, disparity.bounds
    if facts.equal is None or bounds is None:
        return False
    nearest = bounds.upper if facts.limit_is_minimum else bounds.lower
    beyond = nearest < facts.equal if facts.limit_is_minimum else nearest > facts.equal
    return beyond and facts.scale.written(nearest) != facts.scale.written(facts.equal)


def undecided_by_bounds(criterion: Criterion, disparity: Disparity) -> bool:
    """Return whether the bounds lie on both sides of the limit; not where only a lost group keeps it open."""
    bounds, minimum = disparity.bounds, criterion.comparison.limit_is_minimum
    if bounds is None:
        return False
    return Verdict.of(bounds.lower, bounds.upper, criterion.limit, limit_is_minimum=minimum) is Verdict.INCONCLUSIVE


def ways(disparity: Disparity) -> tuple[Way, ...]:
    """Return what would settle an open limit, the way to a FAIL first; empty where that is not worked out.

    None supposes equal groups where a disparity is proven to exist: that is known not to be so.
    """
    prospects, reach = disparity.prospects, disparity.reach
    as_observed = () if reach is None else (_way(None, reach.needed, "the rates stay as observed"),)
    if prospects is None:
        return as_observed
    to_fail = _way(Verdict.FAIL, prospects.to_fail, "what was seen is true")
    if exists(disparity):
        return as_observed if to_fail.pictures is None else (to_fail,)
    return to_fail, _way(Verdict.PASS, prospects.to_pass, "the groups are equal")


def _way(outcome: Verdict | None, pictures: int | None, condition: str) -> Way:
    return Way(outcome=outcome, pictures=pictures, condition=condition)
