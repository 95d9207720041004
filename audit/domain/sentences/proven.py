"""What is proven: where the true disparity lies beside its limit, and what stands in the way of a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Pairing
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import exists, undecided_by_bounds
from audit.domain.sentences.naming import excluded_list, group_list, metric_of, named, within
from audit.domain.wording.words import number, quoted, sentence, short, titled

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds, Disparity, Exclusion


def proven(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> str:
    """Return what these pictures prove about a limit, in a clause; only of a disparity that has bounds.

    For example: the true difference between groups is at least 24.6 points, above the limit 10 points.
    """
    limit, bounds = criterion.comparison.scale.written(criterion.limit), disparity.bounds
    if bounds is None:
        raise ValueError("where nothing was compared nothing is proven")
    if criterion.decide_on is DecideOn.POINT:
        return f"decided on the observed value alone, which proves nothing, against the limit {limit}"
    if verdict is not Verdict.INCONCLUSIVE:
        return _settled(criterion, bounds, verdict)
    if not undecided_by_bounds(criterion, disparity):
        return f"the groups compared keep the limit {limit}, but {dropped_out(disparity.lost)}, so it cannot pass"
    span = criterion.comparison.scale.span(bounds.lower, bounds.upper)
    anywhere = f"the true {criterion.comparison.facts.noun} may lie anywhere from {span}"
    return size_open(criterion, disparity) or f"{anywhere}, on both sides of the limit {limit}"


def _settled(criterion: Criterion, bounds: Bounds, verdict: Verdict) -> str:
    noun, limit = criterion.comparison.facts.noun, criterion.comparison.scale.written(criterion.limit)
    lower, upper = criterion.comparison.scale.written(bounds.lower), criterion.comparison.scale.written(bounds.upper)
    minimum = criterion.comparison.limit_is_minimum
    if verdict is Verdict.FAIL:
        bound = f"at most {upper}, below" if minimum else f"at least {lower}, above"
    else:
        bound = f"at least {lower}, above" if minimum else f"at most {upper}, within"
    return f"the true {noun} is {bound} the limit {limit}"


def size_open(criterion: Criterion, disparity: Disparity) -> str:
    """Return that a disparity exists while it is open whether it keeps the limit, in a clause; empty otherwise.

    For example: there is a gap, 7.7 to 32.1 points; whether it exceeds 10 points is open.
    """
    bounds, scale = disparity.bounds, criterion.comparison.scale
    if bounds is None or not exists(disparity) or not undecided_by_bounds(criterion, disparity):
        return ""
    span, limit = scale.span(bounds.lower, bounds.upper), scale.written(criterion.limit)
    return criterion.comparison.facts.size_open.format(span=span, limit=limit)


def fails_alone(criterion: Criterion, disparity: Disparity) -> str:
    """Return that a limit is open only because several share the error of a wrong FAIL, in a clause; else nothing."""
    bounds, minimum = disparity.bounds, criterion.comparison.limit_is_minimum
    if bounds is None or bounds.alone is None or not bounds.fails_alone(criterion.limit, limit_is_minimum=minimum):
        return ""
    bound = f"at {'most' if minimum else 'least'} {criterion.comparison.scale.written(bounds.alone)}"
    return (
        f"as the policy's only limit it would fail ({bound}), but {number(bounds.family)} share the error of a wrong "
        "FAIL"
    )


def dropped_out(lost: tuple[Exclusion, ...]) -> str:
    """Return which groups could not be compared, and why the first could not."""
    groups = tuple(dict.fromkeys(exclusion.group for exclusion in lost))
    return f"{group_list(groups)} could not be compared ({short(lost[0].reason)})"


def nothing_compared(criterion: Criterion, disparity: Disparity) -> str:
    """Return why nothing could be compared and what would make it comparable, in a clause."""
    return f"nothing could be compared: {_why_not(criterion, disparity)}"


def _why_not(criterion: Criterion, disparity: Disparity) -> str:
    what = metric_of(criterion.metric, criterion.emotion) + within(criterion.control)
    if criterion.reference is not None and disparity.reference is None:
        return _no_reference(criterion, disparity, what)
    if len(disparity.estimates) > 1:
        only = criterion.comparison.pairing is Pairing.REFERENCE
        where = f"in the reference group {quoted(str(criterion.reference))}" if only else "in every group"
        return f"the {what} is 0 {where}, so there is no ratio"
    told = excluded_list(disparity.excluded)
    groups = f"only {named(disparity.estimates[0].group)}" if disparity.estimates else "no group"
    why = f" ({told})" if told else ""
    return f"{groups} of {titled(criterion.feature)} has a {what}{why}. {sentence(_remedy(criterion, disparity))}"


def _no_reference(criterion: Criterion, disparity: Disparity, what: str) -> str:
    why = next((each.reason for each in disparity.excluded if each.group.text == criterion.reference), "not compared")
    return (
        f"the reference group {quoted(str(criterion.reference))} has no {what} ({short(why)}); add pictures of it, or "
        "name another reference"
    )


def _remedy(criterion: Criterion, disparity: Disparity) -> str:
    """Return what would make groups comparable: other pictures, or probabilities where there are decisions only."""
    metric = find_metric(criterion.metric)
    if metric.of_grades and any(each.reason == metric.undefined for each in disparity.excluded):
        return "give probabilities, not decisions"
    return "add pictures of other groups"
