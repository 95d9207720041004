"""What a policy comes to over one cohort: its criteria with every emotion named, and those on who got an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.answers.asked import NO_ANSWER, dropped_out, without_answer_as_one
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.counts.metrics import find_metric, rate
from audit.domain.counts.told import CountsTold
from audit.domain.decision.choices import Unscored
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy


def criteria_over(policy: Policy, counts: CountTable, asked: Counted | None) -> tuple[Criterion, ...]:
    """Return every criterion that is judged, in the order of the policy; those on who got an answer come last.

    Nobody has to write these: where a picture of a compared group got no answer, whether pictures of all groups get one
    equally often is judged as the policy says (`judge_scored_rate`, `scored_rate_limit`). Where they dropped out in
    several ways each way is judged as well, so that two that differ do not make up for one another.

    Parameters
    ----------
    policy
        The rules.
    counts
        Scored images.
    asked
        Every row that the classifier was asked about; None where each got an answer.

    Raises
    ------
    UsageError
        When a criterion names an emotion or a feature that is not there, or a metric that the counts do not tell.
    """
    _check_told(policy, counts)
    if asked is None:
        return expand(policy, counts.overall())
    own = without_answer_as_one(asked).table if policy.unscored is Unscored.WRONG else counts
    lacking = (c for c in policy.answer_criteria if _occurs(c, asked.table, unknown=policy.include_unknown))
    return (*expand(policy, own.overall()), *lacking)


def _check_told(policy: Policy, counts: CountTable) -> None:
    """Raise UsageError where a limit is for what a published table of counts does not tell."""
    for metric in dict.fromkeys(criterion.metric for criterion in policy.criteria):
        if counts.told is CountsTold.PICTURES or (counts.told.tells(metric) and not find_metric(metric).of_rows):
            continue
        found = f"a limit is for {find_metric(metric).title} ({metric}), and the table of counts only tells"
        more = "" if counts.told.answers else ", or count the answers to each label (label, predicted, count)"
        raise UsageError(f"{found} {_TOLD_AS[counts.told]}; limit accuracy{more}")


_TOLD_AS = {
    CountsTold.ANSWERS: "which answers pictures got, not which got none",
    CountsTold.RIGHT_OF_EACH_LABEL: "how many pictures of each label were right",
    CountsTold.RIGHT: "how many pictures of each group were right",
}


def _occurs(criterion: Criterion, asked: CountTable, *, unknown: bool) -> bool:
    """Return whether a picture of a compared group dropped out so; of one way alone the scored rate tells all."""
    compared = [unknown or not group.is_unknown for group in asked.groups(criterion.features)]
    ways = dropped_out(asked, criterion.features)[compared].sum(axis=0) > 0
    outcome = find_metric(criterion.metric).outcome
    if outcome is None:
        return bool(ways.any())
    return bool(ways[UNANSWERED.index(outcome)] and ways.sum() > 1)


def expand(policy: Policy, overall: ConfusionCounts) -> tuple[Criterion, ...]:
    """Return the policy's criteria with every emotion named.

    A criterion on a per-emotion metric that names no emotion becomes one for each emotion whose rate is defined over
    all images: recall for labelled emotions, precision for predicted ones, other metrics for every emotion.

    Raises
    ------
    UsageError
        When a criterion names an emotion that is not a label.
    """
    expanded: list[Criterion] = []
    for criterion in policy.criteria:
        if criterion.emotion is not None:
            overall.labels.code(criterion.emotion)
        expanded.extend(_each_emotion(criterion, overall))
    return tuple(expanded)


def _each_emotion(criterion: Criterion, overall: ConfusionCounts) -> tuple[Criterion, ...]:
    if criterion.emotion is not None or not find_metric(criterion.metric).per_emotion:
        return (criterion,)
    emotions = tuple(emotion for emotion in overall.labels.emotions if emotion != NO_ANSWER)
    metrics = find_metric(criterion.metric).parts or (criterion.metric,)
    defined = tuple(e for e in emotions if all(rate(name, overall, e).value is not None for name in metrics))
    return tuple(replace(criterion, emotion=emotion) for emotion in defined or emotions)
