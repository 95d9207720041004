"""How limits, metrics and groups are named in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.wording.words import counted, joined, quoted, short, titled

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Exclusion


def criterion_title(criterion: Criterion) -> str:
    """Return what a criterion limits: `recall of “sad”, largest difference by age group`."""
    facts = criterion.comparison.facts
    reference = facts.reference.format(quoted(criterion.reference)) if criterion.reference else ""
    what = metric_of(criterion.metric, criterion.emotion)
    return f"{what}, {facts.title} by {titled(criterion.feature)}{reference}{within(criterion.control)}"


def named_gap(criterion: Criterion) -> str:
    """Return between whom a criterion compares what: `recall of “sad” by age group`."""
    what = metric_of(criterion.metric, criterion.emotion)
    return f"{what} by {titled(criterion.feature)}{within(criterion.control)}"


def limit_text(criterion: Criterion) -> str:
    """Return a limit with its direction: `at most 10 points`, `at least 0.80`."""
    direction = "at least" if criterion.comparison.limit_is_minimum else "at most"
    return f"{direction} {criterion.comparison.scale.written(criterion.limit)}"


def metric_of(metric: str, emotion: str | None) -> str:
    """Return a metric with its emotion: `recall of “sad”`."""
    return find_metric(metric).title + (f" of {quoted(emotion)}" if emotion else "")


def within(control: tuple[str, ...]) -> str:
    """Return the strata of a comparison, `, within gender`; empty without control."""
    return f", within {joined([titled(name) for name in control])}" if control else ""


def named(group: Group | None) -> str:
    """Return the name of a group in quotation marks."""
    return quoted(group.text) if group else "no group"


def named_after(group: Group | None, feature: str) -> str:
    """Return a group after its feature, `age group “senior”`; alone where its name says as much: `“no glasses”`."""
    told = titled(feature)
    return named(group) if group and told.casefold() in group.text.casefold() else f"{told} {named(group)}"


def group_list(groups: tuple[Group, ...], most: int = 5) -> str:
    """Return names of groups in a sentence, the rest counted: `“a”, “b” and 3 more groups`."""
    names = [quoted(group.text) for group in groups[:most]]
    left = len(groups) - len(names)
    return joined([*names, f"{counted(left, 'more group')}"] if left else names)


def excluded_list(excluded: tuple[Exclusion, ...], most: int = 5) -> str:
    """Return groups that were not compared with the reason of each; empty without any."""
    told = [f"{named(each.group)}: {short(each.reason)}" for each in excluded[:most]]
    left = len(excluded) - len(told)
    return "; ".join([*told, f"{counted(left, 'more group')}"] if left else told)
