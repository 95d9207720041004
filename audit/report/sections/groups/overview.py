"""All groups of all features in one chart: the gap, and the band that a limit leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.comparisons import Comparison
from audit.domain.wording.words import capitalised, counted, number, percent, short, titled
from audit.report.charts.overview import Overview, OverviewFeature, OverviewGroup, overview
from audit.report.views import VERDICTS
from audit.report.wording.lookup import Estimates, is_comparable

if TYPE_CHECKING:
    from audit.domain.counts.rates import Estimate
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

MOST = 8
"""Groups of one feature in the chart; of more, the lowest and the highest half of these."""


def groups_overview(result: AuditResult) -> Overview | None:
    """Return the chart of success rates of every group; None where the cohort has none."""
    names = (*(feature.name for feature in result.features), *Estimates(result).intersections)
    features = tuple(_feature(result, name) for name in names)
    if not any(feature.groups for feature in features):
        return None
    overall = Estimates(result).of("accuracy").value
    left = sum(len(Estimates(result).groups(name)) for name in names) - sum(len(f.groups) for f in features)
    return overview(
        features,
        key="groups-overview",
        title="Success rate of every group, and what the limits allow",
        description=(
            "For each group of each feature the share of pictures classified correctly as a dot on its interval; the "
            "dashed line is the success rate over all pictures. The tables below have the numbers."
        ),
        note=_note(result, features, left),
        reference=overall,
        reference_text="" if overall is None else f"all {percent(overall)}",
    )


def _feature(result: AuditResult, name: str) -> OverviewFeature:
    found = Estimates(result)
    rates = sorted(
        (found.of("accuracy", group=group) for group in found.groups(name)),
        key=lambda e: (e.value is None, e.value or 0.0),
    )
    kept = rates if len(rates) <= MOST else [*rates[: MOST // 2], *rates[-MOST // 2 :]]
    limit = _limit(result, name)
    return OverviewFeature(
        name=capitalised(titled(name)),
        text="" if limit is None else f"{VERDICTS[limit.verdict].mark} {VERDICTS[limit.verdict].word}",
        groups=tuple(_group(result, limit, each) for each in kept),
        band=None if limit is None else _band(limit),
    )


def _limit(result: AuditResult, name: str) -> Finding | None:
    """Return what came of the limit on the difference of success rates, where the policy has one."""
    for finding in result.findings:
        asked = finding.criterion
        if asked.metric == "accuracy" and finding.disparity.feature == name and not asked.control:
            return finding if asked.comparison is Comparison.DIFFERENCE else None
    return None


def _band(limit: Finding) -> tuple[float, float] | None:
    """Return the rates that keep the limit beside the highest group."""
    best = max((e.value for e in limit.disparity.estimates if e.value is not None), default=None)
    return None if best is None else (max(best - limit.criterion.limit, 0.0), best)


def _group(result: AuditResult, limit: Finding | None, estimate: Estimate) -> OverviewGroup:
    group, interval = estimate.group, estimate.interval
    name = "" if group is None else group.text
    compared = limit is None or any(e.group == group for e in limit.disparity.estimates)
    text = "–" if estimate.value is None else f"{percent(estimate.value)} · {number(estimate.support)}"
    return OverviewGroup(
        name=short(name),
        text=text,
        at=estimate.value,
        low=interval.lower if interval else None,
        high=interval.upper if interval else None,
        compared=compared and is_comparable(estimate, result.policy),
    )


def _note(result: AuditResult, features: tuple[OverviewFeature, ...], left: int) -> str:
    confidence = percent(result.policy.confidence, 0)
    signs = [f"Rate and number of pictures on the right; lines are {confidence} intervals."]
    if any(feature.band for feature in features):
        signs.append("The grey band is what the limit allows beside the highest group; ◆ lies outside it.")
    if any(not group.compared for feature in features for group in feature.groups):
        signs.append("○ is shown, not compared.")
    if left:
        signs.append(f"{counted(left, 'group')} between the lowest and the highest are in the tables.")
    return " ".join(signs)
