"""One limit of a loss, the changes of its groups, one verdict with the evidence in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict
from audit.domain.results.comparison import RegressionFinding
from audit.domain.sentences.naming import excluded_list, metric_of, named
from audit.domain.sentences.proven import dropped_out
from audit.domain.wording.words import counted, in_points, joined, number, percent, titled
from audit.judge.levelling import levelling_down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.decision.criteria import Regression
    from audit.domain.decision.disparities import Exclusion
    from audit.domain.results.comparison import Change, Changes


def judge_changes(found: tuple[Changes, ...]) -> tuple[RegressionFinding, ...]:
    """Return one finding for the changes under each limit, in their order.

    FAIL when the loss of some group is proven above the limit, PASS when that of every group is proven within it. Fails
    closed: without any group, or when one dropped out without the policy asking for it, nothing passes.
    """
    return tuple(_finding(changes) for changes in found)


def _finding(changes: Changes) -> RegressionFinding:
    verdict = _verdict(changes)
    return RegressionFinding(
        code=changes.regression.code,
        regression=changes.regression,
        changes=changes.changes,
        excluded=changes.excluded,
        dependence=changes.dependence,
        levelling_down=levelling_down(changes),
        verdict=verdict,
        reason=_reason(changes, verdict),
    )


def _verdict(changes: Changes) -> Verdict:
    verdict = _of_compared(changes)
    return Verdict.INCONCLUSIVE if verdict is Verdict.PASS and _lost(changes) else verdict


def _of_compared(changes: Changes) -> Verdict:
    if not changes.changes:
        return Verdict.INCONCLUSIVE
    lower = max(change.bounds.lower for change in changes.changes)
    upper = max(change.bounds.upper_alone for change in changes.changes)
    return Verdict.of(lower, upper, changes.regression.limit, limit_is_minimum=False)


def _lost(changes: Changes) -> tuple[Exclusion, ...]:
    return tuple(exclusion for exclusion in changes.excluded if not exclusion.declared)


def _reason(changes: Changes, verdict: Verdict) -> str:
    if not changes.changes:
        return _nothing_compared(changes)
    if verdict is Verdict.FAIL:
        return _proven_worse(changes)
    limit = in_points(changes.regression.limit)
    largest = max(changes.changes, key=lambda change: change.bounds.upper_alone)
    if verdict is Verdict.PASS:
        most = largest.bounds.upper_alone
        sure = f"true loss is at most {in_points(most)}" if most >= 0 else f"true gain is at least {in_points(-most)}"
        return f"no group lost more than the limit {limit}: the {sure}, in {named(largest.group)}."
    if _of_compared(changes) is Verdict.PASS:
        return f"the groups compared keep the limit {limit}, but {dropped_out(_lost(changes))}."
    return _untold(changes, largest)


def _proven_worse(changes: Changes) -> str:
    limit = changes.regression.limit
    proven = sorted(
        (change for change in changes.changes if change.bounds.lower > limit),
        key=lambda change: change.bounds.lower,
        reverse=True,
    )
    worst, others = proven[0], _names(proven[1:])
    also = f"; {others} lost more than the limit too" if others else ""
    bound = f"the true loss is at least {in_points(worst.bounds.lower)}, above the limit {in_points(limit)}"
    return f"{_seen(changes.regression, worst)}; {bound}{also}."


def _untold(changes: Changes, largest: Change) -> str:
    limit = changes.regression.limit
    open_groups = [change for change in changes.changes if not change.bounds.upper_alone < limit]
    others = len(open_groups) - 1
    also = f"; {others} other {'group is' if others == 1 else 'groups are'} open too" if others else ""
    low, high = in_points(largest.bounds.lower), in_points(largest.bounds.upper_alone)
    span = f"the true loss may lie anywhere from {low} to {high}, on both sides of the limit {in_points(limit)}"
    return f"{_seen(changes.regression, largest)}; {span}{also}."


def _seen(regression: Regression, change: Change) -> str:
    what = metric_of(regression.metric, regression.emotion)
    moved = f"from {percent(change.baseline)} to {percent(change.candidate)}"
    said = (
        f"fell {moved}"
        if change.loss > 0
        else f"rose {moved}"
        if change.loss < 0
        else f"stayed at {percent(change.candidate)}"
    )
    return (
        f"{what} of {named(change.group)} {said} "
        f"({counted(change.counts.images, 'picture')}: {number(change.counts.only_baseline_right)} lost, "
        f"{number(change.counts.only_candidate_right)} won)"
    )


def _names(changes: Sequence[Change]) -> str:
    return joined([named(change.group) for change in changes])


def _nothing_compared(changes: Changes) -> str:
    told = excluded_list(changes.excluded)
    why = f" ({told})" if told else ""
    return f"nothing could be compared: no group of {titled(changes.regression.feature)} has pictures to compare{why}."
