"""What would settle an open limit, what these numbers of pictures can show, and what chance alone gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.comparisons import Pairing
from audit.domain.decision.settling import Way, undecided_by_bounds, ways
from audit.domain.sentences.naming import group_list
from audit.domain.sentences.seen import filled
from audit.domain.wording.words import counted, joined, number, percent, quoted

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity, Prospects, Reach
    from audit.domain.decision.findings import Verdict

NAMED = 2
"""Groups named one by one where more pictures are needed; of more, the pictures are added up."""

_OFTEN, _RARE = 0.01, 0.001
"""Shares of audits told in whole per cent, and in no more than tenths."""


def settling(criterion: Criterion, disparity: Disparity) -> str:
    """Return what would settle an inconclusive finding, in a clause; empty where nothing was compared.

    For example: about 108 more pictures of “glasses” would settle it if the groups are equal.
    """
    if disparity.bounds is None:
        return ""
    if disparity.lost and not undecided_by_bounds(criterion, disparity):
        return f"it stays open until there are pictures of {group_list(tuple(e.group for e in disparity.lost))}"
    open_ways = ways(disparity)
    if not open_ways:
        return "how many more pictures would settle it is not worked out for a mean over emotions"
    known = _nearest_first(open_ways)
    if not known:
        return "so near the limit no number of pictures one could collect would settle it"
    needed, condition, _ = known[0]
    return f"{_missing(disparity, needed)} would settle it if {condition}"


def other_way(disparity: Disparity) -> str:
    """Return what it takes in the other way that would settle it, in a clause; empty where there is none.

    For example: a FAIL takes about 300 pictures in every group if what was seen is true.
    """
    rest = _nearest_first(ways(disparity))[1:]
    told = [f"a {outcome} takes about {counted(n, 'picture')} in every group if {so}" for n, so, outcome in rest]
    return joined(told)


def _nearest_first(open_ways: tuple[Way, ...]) -> list[tuple[int, str, Verdict | None]]:
    known = [(way.pictures, way.condition, way.outcome) for way in open_ways if way.pictures is not None]
    return sorted(known, key=lambda way: way[:2])


def _missing(disparity: Disparity, needed: int) -> str:
    """Return how many more pictures of which groups are needed."""
    short = [(needed - e.support, e.group) for e in disparity.estimates if e.group is not None and e.support < needed]
    if not short:
        return "more pictures in every group"
    total = sum(missing for missing, _ in short)
    what, apart = _collected(disparity, many=total > 1), total > 1 and _weighs_people(disparity)
    if len(short) > NAMED:
        whose = " of different people" if apart else ""
        return f"about {number(total)} more {what}{whose}, spread over {number(len(short))} groups,"
    (first, group), *others = short
    named = [f"{number(first)} more {what} of {quoted(group.text)}"]
    named += [f"{number(n)} of {quoted(other.text)}" for n, other in others]
    return f"about {joined(named)}{', all of different people,' if apart else ''}"


def _collected(disparity: Disparity, *, many: bool) -> str:
    """Return what has to be collected for a disparity: `pictures labelled “sad”`."""
    told = disparity.deciding
    words = find_metric(told.metric).words  # a notion of which nothing was compared has none
    noun = filled("picture" if words is None else words.collected, told.emotion)
    return noun.replace("picture", "pictures", 1) if many else noun


def _weighs_people(disparity: Disparity) -> bool:
    """Return whether pictures of one person counted for less than those of different people."""
    return disparity.dependence is not None and disparity.dependence.design_effect > 1


def possible(disparity: Disparity) -> str:
    """Return what these numbers of pictures could not show, whatever the classifier did; empty where all can be."""
    reach = disparity.reach
    if reach is None or (reach.can_fail and reach.can_pass):
        return ""
    smallest = min(estimate.support for estimate in disparity.estimates)
    small = f"with {counted(smallest, 'picture')} in the smallest of {counted(len(disparity.estimates), 'group')}"
    if reach.can_fail:
        return f"{small} no classifier could pass, not even one that is always right"
    if reach.can_pass:
        return f"{small} no classifier could fail, not even one that is always wrong for one group"
    return (
        f"{small} neither outcome is possible. A classifier that is always right could not pass, "
        "and one that is always wrong for one group alone could not fail"
    )


def by_chance(criterion: Criterion, disparity: Disparity) -> str:
    """Return what chance alone gives, and which true disparity these numbers of pictures would find, in a clause."""
    if disparity.prospects is None or disparity.reach is None:
        return ""
    return _chance_and_found(criterion, disparity.prospects, disparity.reach)


def _chance_and_found(criterion: Criterion, prospects: Prospects, reach: Reach) -> str:
    scale = criterion.comparison.scale
    looks = criterion.comparison.facts.by_chance.format(scale.written(prospects.by_chance))
    chance = f"by chance alone groups of equal rates {looks} here"
    if not reach.can_fail:
        return chance
    audits = f"{percent(prospects.power, 0)} of audits"
    if prospects.detectable is None:
        return f"{chance}, and no true gap is large enough to be found in {audits}"
    return f"{chance}, and it takes a true one of {scale.written(prospects.detectable)} to be found in {audits}"


def cost_of_point(criterion: Criterion, disparity: Disparity) -> str:
    """Return what deciding on the observed value alone costs at these numbers of pictures, in a clause."""
    if disparity.prospects is None:
        return ""
    share = disparity.prospects.point_false_fail
    often = f"less than {percent(_RARE)}" if share < _RARE else percent(share, 0 if share >= _OFTEN else 1)
    floor = criterion.comparison.pairing is Pairing.LIMIT
    whose = "that keeps it in every group" if floor else "equal for all groups"
    return f"at these numbers of pictures a classifier {whose} would fail this limit in {often} of audits"


def if_all_had_answered(criterion: Criterion, disparity: Disparity) -> str:
    """Return how far the missing answers could move what was seen, in a clause; empty where none is missing."""
    if disparity.worst_case is None:
        return ""
    amount = criterion.comparison.scale.written(disparity.worst_case)
    return (
        "pictures without an answer are left out here: had they been right in one group and wrong in another, the "
        f"{criterion.comparison.facts.noun} could be {amount}"
    )
