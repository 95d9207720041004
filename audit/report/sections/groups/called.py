"""What the faces of a group are called instead: the lowest group beside the highest, from label to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.rates import Rate
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.settling import exists
from audit.domain.wording.words import quoted, share_of
from audit.report.charts.flows import Flows, flows

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.decision.disparities import Disparity
    from audit.domain.results.result import AuditResult


def called(result: AuditResult, feature: str, index: int) -> tuple[Flows, ...]:
    """Return the charts of the lowest and the highest group of a feature; empty but for the one with the widest gap.

    Flows of groups that are not proven to differ would show chance as news.

    Parameters
    ----------
    result
        The audit.
    feature
        The feature, or the features of an intersection, as findings name it.
    index
        Its number in the page.
    """
    if not result.counts.told.answers:
        return ()
    gaps = [finding.disparity for finding in result.findings if _shows(finding.disparity)]
    widest = max(gaps, key=lambda disparity: disparity.value or 0.0, default=None)
    if widest is None or widest.feature != feature:
        return ()
    ends = [group for group in (widest.lowest, widest.highest) if group is not None]
    return tuple(_flows(result, group, f"groups-{index}-called-{place}") for place, group in enumerate(ends, start=1))


def _shows(disparity: Disparity) -> bool:
    """Whether a disparity is a gap between two groups that flows can show: of right answers, and proven to exist."""
    of_answers = disparity.metric in ("accuracy", "recall") and disparity.strata is None
    return of_answers and disparity.comparison is Comparison.DIFFERENCE and exists(disparity)


def _flows(result: AuditResult, group: Group, key: str) -> Flows:
    names = tuple(name for name, _ in group.pairs)
    confusion = next(found.confusion for found in result.counts.by(names) if found.group == group)
    return flows(
        confusion.cells,
        result.labels.emotions,
        key=key,
        title=f"What the faces of {quoted(group.text)} are called",
        description=_sentence(result, confusion),
    )


def _sentence(result: AuditResult, confusion: ConfusionCounts) -> str:
    """Return how many are called right, and the most frequent mistake."""
    overall = Rate(numerator=confusion.correct, denominator=confusion.total)
    told = f"{share_of(overall)} are called as labelled (grey)"
    wrong = confusion.cells - np.diag(np.diag(confusion.cells))
    if not wrong.any():
        return f"{told}."
    label, answer = (int(i) for i in np.unravel_index(int(wrong.argmax()), wrong.shape))
    share = Rate(numerator=int(wrong[label, answer]), denominator=int(confusion.support[label]))
    emotions = result.labels.emotions
    return f"{told}; most often {quoted(emotions[label])} is called {quoted(emotions[answer])}: {share_of(share)}."
