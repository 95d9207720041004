"""The evidence of a finding, in a sentence a reader without statistics can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Pairing
from audit.domain.decision.findings import Verdict, Waived, WaiverState
from audit.domain.decision.settling import size_open, undecided_by_bounds, ways
from audit.domain.wording.words import capitalised, counted, number, percent

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds, Disparity, Exclusion, Prospects, Reach
    from audit.domain.decision.settling import Way
    from audit.domain.decision.waivers import Waiver


_OFTEN, _RARE = 0.01, 0.001
"""Shares of audits told in whole per cent, and in no more than tenths."""


def reason(criterion: Criterion, disparity: Disparity, verdict: Verdict, waived: Waived | None) -> str:
    """Return why a criterion got its verdict: what was seen, what is sure, what would settle it, what is accepted."""
    told = _evidence(criterion, disparity, verdict)
    return told if waived is None else f"{told} {_accepted(criterion, disparity, waived)}"


def _evidence(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> str:
    if disparity.value is None or disparity.bounds is None:
        return _nothing_compared(criterion, disparity)
    return _told(criterion, disparity, disparity.bounds, verdict) + _if_all_had_answered(criterion, disparity)


def _told(criterion: Criterion, disparity: Disparity, bounds: Bounds, verdict: Verdict) -> str:
    seen = _seen(criterion, disparity, disparity.value or 0.0)
    if criterion.decide_on is DecideOn.POINT:
        limit = criterion.comparison.scale.written(criterion.limit)
        cost = _cost_of_point(criterion, disparity.prospects)
        return f"{seen}; decided on the observed value alone, against the limit {limit}.{cost}"
    if verdict is not Verdict.INCONCLUSIVE:
        return f"{seen}; {_proven(criterion, bounds, verdict)}."
    return f"{seen}; {_untold(criterion, disparity, bounds)}"


def _if_all_had_answered(criterion: Criterion, disparity: Disparity) -> str:
    """Say how far the missing answers could move what was seen; nothing where none is missing."""
    if disparity.worst_case is None:
        return ""
    amount = criterion.comparison.scale.written(disparity.worst_case)
    noun = criterion.comparison.facts.noun
    return (
        f" Pictures without an answer are left out here: had they been right in one group and wrong in another, the "
        f"{noun} could be {amount}."
    )


def _seen(criterion: Criterion, disparity: Disparity, value: float) -> str:
    lowest, highest = _described(disparity, disparity.lowest), _described(disparity, disparity.highest)
    what, deciding = _what(criterion), disparity.deciding
    if find_metric(criterion.metric).parts:
        mean = find_metric(criterion.metric).over_emotions
        own = f"{find_metric(deciding.metric).title} of '{deciding.emotion}'"
        of = f"is {criterion.comparison.scale.written(value)}, widest in {own}" if mean else f"is decided by {own}"
        pair = f"the same in every group compared, {lowest}" if _tied(disparity) else f"{lowest} against {highest}"
        return f"{what} {of}: {pair}{'' if mean else _apart(criterion, value)}"
    if _tied(disparity):
        return f"{what} is the same in every group compared, {lowest}{_without_control(disparity)}"
    text = criterion.comparison.facts.seen.format(what=what, lowest=lowest, highest=highest)
    return f"{text}{_apart(criterion, value)}{_without_control(disparity)}"


def _tied(disparity: Disparity) -> bool:
    """Return whether all groups are alike, so that the lowest is the highest and has no other to be held against."""
    several = len(disparity.estimates) > 1 and disparity.comparison.facts.equal is not None
    return several and disparity.lowest == disparity.highest


def _what(criterion: Criterion) -> str:
    """Return what is compared: `recall of 'sad' within gender`."""
    emotion = "" if criterion.emotion is None else f" of '{criterion.emotion}'"
    within = f" within {' and '.join(criterion.control)}" if criterion.control else ""
    return f"{find_metric(criterion.metric).title}{emotion}{within}"


def _apart(criterion: Criterion, value: float) -> str:
    amount = criterion.comparison.facts.amount
    return f", {amount.format(value=criterion.comparison.scale.written(value))}" if amount else ""


def _without_control(disparity: Disparity) -> str:
    """Say when strata turn the order of two groups round."""
    if disparity.strata is None or disparity.strata.reversed_pair is None:
        return ""
    low, high = disparity.strata.reversed_pair
    return f" (a Simpson reversal: without control {low.text} is the one below {high.text})"


def _described(disparity: Disparity, group: Group | None) -> str:
    found = next((e for e in disparity.estimates if e.group == group), None)
    if found is None or group is None or found.value is None:
        return "no group"
    pictures = (
        f"{number(found.rate.numerator)} of {number(found.support)}"
        if found.rate
        else counted(found.support, "picture")
    )
    return f"{percent(found.value)} for {group.text} ({pictures})"


def _proven(criterion: Criterion, bounds: Bounds, verdict: Verdict) -> str:
    noun, limit = criterion.comparison.facts.noun, criterion.comparison.scale.written(criterion.limit)
    lower, upper = criterion.comparison.scale.written(bounds.lower), criterion.comparison.scale.written(bounds.upper)
    minimum = criterion.comparison.limit_is_minimum
    if verdict is Verdict.FAIL:
        bound = f"at most {upper}, below" if minimum else f"at least {lower}, above"
    else:
        bound = f"at least {lower}, above" if minimum else f"at most {upper}, within"
    return f"the true {noun} is {bound} the limit {limit}"


def _untold(criterion: Criterion, disparity: Disparity, bounds: Bounds) -> str:
    limit = criterion.comparison.scale.written(criterion.limit)
    if not undecided_by_bounds(criterion, disparity):
        return f"the groups compared keep the limit {limit}, but {_lost(disparity.lost)}, so it cannot pass."
    lower, upper = criterion.comparison.scale.written(bounds.lower), criterion.comparison.scale.written(bounds.upper)
    span = f"the true {criterion.comparison.facts.noun} may lie anywhere from {lower} to {upper}"
    told = size_open(criterion, disparity) or f"{span}, on both sides of the limit {limit}"
    parts = [told, only_shared(criterion, bounds)]
    if disparity.reach is not None:
        parts.append(_possible(disparity, disparity.reach))
        if disparity.prospects is not None:
            parts.append(_by_chance(criterion, disparity.prospects, disparity.reach))
        parts.append(_still_needed(ways(disparity)))
    return ". ".join(part for part in parts if part) + "."


def only_shared(criterion: Criterion, bounds: Bounds) -> str:
    """Return that a limit is not proven exceeded only because several share the error of a wrong FAIL; else nothing."""
    minimum = criterion.comparison.limit_is_minimum
    if bounds.alone is None or not bounds.fails_alone(criterion.limit, limit_is_minimum=minimum):
        return ""
    bound = f"at {'most' if minimum else 'least'} {criterion.comparison.scale.written(bounds.alone)}"
    return f"Were it the policy's only limit it would fail ({bound}): {bounds.family} limits share the error of a FAIL"


def _lost(lost: tuple[Exclusion, ...]) -> str:
    names = ", ".join(dict.fromkeys(exclusion.group.text for exclusion in lost))
    return f"{names} could not be compared ({lost[0].reason})"


def _possible(disparity: Disparity, reach: Reach) -> str:
    """Say what these numbers of images could not show, whatever the classifier did."""
    if reach.can_fail and reach.can_pass:
        return ""
    smallest = min(estimate.support for estimate in disparity.estimates)
    small = f"With {counted(smallest, 'picture')} in the smallest of {len(disparity.estimates)} groups"
    if reach.can_fail:
        return f"{small} no classifier could pass, not even one that is always right"
    if reach.can_pass:
        return f"{small} no classifier could fail, not even one that is always wrong for one group"
    return (
        f"{small} neither outcome is possible: a classifier that is always right could not pass, "
        "and one that is always wrong for one group and always right for the others could not fail"
    )


def _by_chance(criterion: Criterion, prospects: Prospects, reach: Reach) -> str:
    """Say what chance alone gives, and which true disparity these numbers of images would find."""
    seen = criterion.comparison.scale.written(prospects.by_chance)
    looks = criterion.comparison.facts.by_chance.format(seen)
    chance = f"By chance alone groups of equal rates {looks} here"
    if not reach.can_fail:
        return chance
    audits = f"{percent(prospects.power, 0)} of audits"
    if prospects.detectable is None:
        return f"{chance}, and no true gap is large enough to be found in {audits}"
    true = criterion.comparison.scale.written(prospects.detectable)
    return f"{chance}, and it takes a true one of {true} to be found in {audits}"


_OUTCOMES = {
    Verdict.PASS: "a PASS takes about {} in every group if all are equal",
    Verdict.FAIL: "a FAIL takes about {} in every group if what was seen is true",
    None: "about {} in every group would settle it if the rates stayed as observed",
}


def _still_needed(open_ways: tuple[Way, ...]) -> str:
    """Say how many pictures would settle it, in each way that is still open; the way to a PASS first."""
    known = [(way.outcome, way.pictures) for way in reversed(open_ways) if way.pictures is not None]
    if known:
        amounts = [counted(known[0][1], "picture"), *(number(pictures) for _, pictures in known[1:])]
        told = [_OUTCOMES[outcome].format(n) for (outcome, _), n in zip(known, amounts, strict=True)]
        return capitalised(", ".join(told))
    if any(way.outcome is None for way in open_ways):
        return "The observed rates lie so close to the limit that more pictures at the same rates would not settle it"
    return "The rates lie so close to the limit that no number of pictures one could collect would settle it"


def _cost_of_point(criterion: Criterion, prospects: Prospects | None) -> str:
    """Say what the plain comparison costs at these numbers of images."""
    if prospects is None:
        return ""
    share = prospects.point_false_fail
    often = f"less than {percent(_RARE)}" if share < _RARE else percent(share, 0 if share >= _OFTEN else 1)
    floor = criterion.comparison.pairing is Pairing.LIMIT
    whose = "that keeps it in every group" if floor else "equal for all groups"
    return f" At these numbers of pictures a classifier {whose} would fail this limit in {often} of audits."


def _nothing_compared(criterion: Criterion, disparity: Disparity) -> str:
    what = _what(criterion)
    if criterion.reference is not None and disparity.reference is None:
        return _no_reference(criterion, disparity)
    if len(disparity.estimates) > 1:
        where = "every group" if disparity.reference is None else _zero(criterion)
        return f"{what} is 0 in {where}, so a ratio is undefined."
    excluded = "; ".join(f"{e.group.text}: {e.reason}" for e in disparity.excluded[:5])
    more = f"; and {len(disparity.excluded) - 5} more" if len(disparity.excluded) > 5 else ""  # noqa: PLR2004
    why = f" ({excluded}{more})" if excluded else ""
    groups = "no group" if not disparity.estimates else f"only one group ({disparity.estimates[0].group_text})"
    return f"nothing to compare: {groups} of {criterion.feature} has a {what}{why}. {_remedy(criterion, disparity)}"


def _zero(criterion: Criterion) -> str:
    """Return where a rate is 0 when there is no ratio: everywhere, or in the one group that all are held against."""
    only = criterion.comparison.pairing is Pairing.REFERENCE
    return f"the reference group {criterion.reference}" if only else "every group"


def _remedy(criterion: Criterion, disparity: Disparity) -> str:
    """Say what would make groups comparable: other pictures, or probabilities where there are decisions only."""
    metric = find_metric(criterion.metric)
    if metric.of_grades and any(e.reason == metric.undefined for e in disparity.excluded):
        return "Give probabilities, not decisions."
    return "Add pictures of other groups."


def _no_reference(criterion: Criterion, disparity: Disparity) -> str:
    why = next((e.reason for e in disparity.excluded if e.group.text == criterion.reference), "not compared")
    return (
        f"nothing to compare: the reference group {criterion.reference} has no {_what(criterion)} ({why}). "
        "Add pictures of it, or name another reference."
    )


def _accepted(criterion: Criterion, disparity: Disparity, waived: Waived) -> str:
    """Say what became of the waiver."""
    waiver, bounds = waived.waiver, disparity.bounds
    owner, ceiling = _line(waiver.owner), _ceiling(criterion, waiver)
    if waived.state is WaiverState.HOLDS:
        return f"Accepted {ceiling} until {waiver.expires} by {owner}: {_stopped(_line(waiver.reason))}"
    if waived.state is WaiverState.EXPIRED:
        return f"Its waiver by {owner} expired on {waiver.expires}."
    if waived.state is WaiverState.NOT_NEEDED:
        return f"Its waiver by {owner}, {ceiling} until {waiver.expires}, is not needed."
    if bounds is None:
        return f"Its waiver by {owner}, {ceiling}, cannot hold where nothing is compared."
    if waived.state is WaiverState.UNPROVEN and disparity.lost:
        return f"Its waiver by {owner}, {ceiling}, cannot hold: {_lost(disparity.lost)}."
    return f"Its waiver by {owner}, {ceiling}, {_beyond(criterion, disparity, bounds, waived.state)}."


def _ceiling(criterion: Criterion, waiver: Waiver) -> str:
    direction = "down to" if criterion.comparison.limit_is_minimum else "up to"
    return f"{direction} {criterion.comparison.scale.written(waiver.ceiling)}"


def _beyond(criterion: Criterion, disparity: Disparity, bounds: Bounds, state: WaiverState) -> str:
    """Say how far beyond the ceiling of its waiver a disparity is, or may be."""
    minimum = criterion.comparison.limit_is_minimum
    near, far = (bounds.upper, bounds.lower) if minimum else (bounds.lower, bounds.upper)
    if state is WaiverState.UNPROVEN:
        may = "down to" if minimum else "up to"
        return f"is not proven kept: the truth may be {may} {criterion.comparison.scale.written(far)}"
    if criterion.decide_on is DecideOn.POINT:
        return f"is exceeded: observed is {criterion.comparison.scale.written(disparity.value or 0.0)}"
    return (
        f"is exceeded: the truth is {'at most' if minimum else 'at least'} {criterion.comparison.scale.written(near)}"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
