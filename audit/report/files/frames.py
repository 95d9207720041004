"""Findings and estimates of an audit as data frames, for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.counts.metrics import METRICS, find_metric
from audit.errors import UsageError
from audit.report.wording.phrases import compared_pictures

if TYPE_CHECKING:
    import pandas as pd

    from audit.domain.counts.rates import Estimate
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

ALL_PICTURES = "all pictures"
"""In place of a feature: the estimate over every scored picture."""


def findings_frame(result: AuditResult) -> pd.DataFrame:
    """Return a row for each finding, in the order of the policy.

    Columns: `verdict`, `code`, `metric`, `emotion`, `feature`, `comparison`, `limit`; the observed `value` and its
    `lower` and `upper` bound (shares, 0 to 1; NaN where nothing was compared); the `lowest` and `highest` group,
    `images` compared, whether a waiver holds (`waived`), and the `reason` in a sentence.
    """
    import pandas as pd  # noqa: PLC0415 - a frame is made when somebody asks for one

    return pd.DataFrame([_of_finding(finding) for finding in result.findings], columns=_FINDING)


def group_frame(result: AuditResult, metric: str, emotion: str | None = None) -> pd.DataFrame:
    """Return a metric of all pictures and of every group: a row for each, all pictures first.

    Columns: `feature`, `group`, `emotion` (of a metric that is of one emotion); `value` with its Wilson interval
    `lower` to `upper` (shares, 0 to 1; NaN where undefined); `images` behind it and, of a share, those it counts
    (`numerator`).

    Parameters
    ----------
    result
        The audit.
    metric
        Name in `METRICS`, such as `accuracy` or `recall`.
    emotion
        Only this one, of a metric that is of one emotion; None = each.

    Raises
    ------
    UsageError
        When there is no such metric or emotion, or it has no value in one group.
    """
    import pandas as pd  # noqa: PLC0415

    wanted = find_metric(metric)
    if metric not in METRICS:
        raise UsageError(f"'{metric}' compares groups and has no value in one; take {' or '.join(wanted.parts)}")
    if emotion is not None:
        result.labels.code(emotion)
        if not wanted.per_emotion:
            raise UsageError(f"metric '{metric}' is over all emotions; remove emotion '{emotion}'")
    if not result.counts.told.tells(metric):
        raise UsageError(f"the table of counts does not tell {wanted.title} ({metric}); take accuracy")
    rows = [
        _of_estimate(estimate)
        for estimate in result.estimates
        if estimate.metric == metric and emotion in (None, estimate.emotion)
    ]
    return pd.DataFrame(rows, columns=_ESTIMATE)


_FINDING = (
    *("verdict", "code", "metric", "emotion", "feature", "comparison", "limit", "value", "lower", "upper", "lowest"),
    *("highest", "images", "waived", "reason"),
)
_ESTIMATE = ("feature", "group", "emotion", "value", "lower", "upper", "images", "numerator")


def _of_finding(finding: Finding) -> dict[str, Any]:
    criterion, found = finding.criterion, finding.disparity
    return {
        "verdict": finding.verdict.value,
        "code": finding.code,
        "metric": criterion.metric,
        "emotion": criterion.emotion,
        "feature": criterion.feature,
        "comparison": criterion.comparison.value,
        "limit": criterion.limit,
        "value": found.value,
        "lower": None if found.bounds is None else found.bounds.lower,
        "upper": None if found.bounds is None else found.bounds.upper,
        "lowest": None if found.lowest is None else found.lowest.text,
        "highest": None if found.highest is None else found.highest.text,
        "images": compared_pictures(found),
        "waived": finding.accepted,
        "reason": finding.reason,
    }


def _of_estimate(estimate: Estimate) -> dict[str, Any]:
    interval, group = estimate.interval, estimate.group
    return {
        "feature": ALL_PICTURES if group is None else group.feature,
        "group": ALL_PICTURES if group is None else group.text,
        "emotion": estimate.emotion,
        "value": estimate.value,
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "images": estimate.support,
        "numerator": None if estimate.rate is None else estimate.rate.numerator,
    }
