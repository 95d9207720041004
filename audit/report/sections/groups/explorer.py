"""What a reader may choose in the parts by feature: every rate as the static tables round it, and the limits.

The rates travel as whole numbers, five for each group in the order of its feature: the value in tenths of a per cent,
the count above the line, the count below it, and the ends of the interval in tenths of a per cent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2.utils import htmlsafe_json_dumps

from audit.domain.counts.metrics import METRICS, find_metric
from audit.domain.results.serialization import to_data
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import percent, sentence, short, shown, tenths, titled
from audit.report.charts.lanes import BOTTOM, MOST, ROW, SHAPES, TOP
from audit.report.charts.scale import axis_of_shares
from audit.report.sections.groups.classification import why_undefined
from audit.report.views import VERDICTS, gravest_first
from audit.report.wording.lookup import Estimates
from audit.report.wording.phrases import waiver_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from audit.domain.cohort.groups import Group
    from audit.domain.counts.metric import Metric
    from audit.domain.counts.rates import Estimate
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerFeature:
    """One feature, or one intersection that was measured.

    Attributes
    ----------
    key, title
        Its name, for a link; the same in words.
    groups, whole
        Names of the groups; the whole of those that were shortened, empty for the others.
    unknown
        Places of groups of unknown people that are shown and not compared.
    """

    key: str
    title: str
    groups: tuple[str, ...]
    whole: tuple[str, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """One metric of all groups of a feature: numbers of the axis in per cent, and five numbers for each group."""

    ticks: tuple[int, ...]
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerMetric:
    """One metric.

    Attributes
    ----------
    name, title, meaning, undefined
        As in a policy; in words; definition and formula; why there can be no value.
    per_emotion
        Whether it is of one emotion at a time.
    overall
        Five numbers for all pictures, for each emotion or once.
    by
        Rates by feature and emotion, or by feature alone (then one in each list).
    ticks
        By feature, the axis on which all emotions stand together.
    """

    name: str
    title: str
    meaning: str
    undefined: str
    per_emotion: bool
    overall: tuple[tuple[int | None, ...], ...]
    by: tuple[tuple[Rates, ...], ...]
    ticks: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit that was set: its feature, metrics and emotion (None for all), its verdict and what it allows, in words.

    The evidence stands beside it on the page.
    """

    feature: int
    metrics: tuple[str, ...]
    emotion: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSizes:
    """Sizes and signs of a chart of lanes, those of the static ones."""

    row: int = ROW
    top: int = TOP
    bottom: int = BOTTOM
    most: int = MOST
    dot: str = SHAPES["dot"]
    lowest: str = SHAPES["lowest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """Everything that can be chosen; `confidence` is that of intervals, `fewest` the pictures of a compared group."""

    features: tuple[ExplorerFeature, ...]
    emotions: tuple[str, ...]
    metrics: tuple[ExplorerMetric, ...]
    limits: tuple[Limit, ...]
    confidence: str
    fewest: int
    drawing: LaneSizes

    def as_json(self) -> Markup:
        """Return it as JSON that can stand in a script element: no name in it can end the element."""
        return htmlsafe_json_dumps(to_data(self), dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))


def view(result: AuditResult) -> Explorer | None:
    """Return what can be chosen in the parts of an audit by feature; None where there are no groups."""
    found = Estimates(result)
    names = (*(feature.name for feature in result.features), *found.intersections)
    if not names:
        return None
    measured = {e.metric for e in result.estimates}
    metrics = tuple(metric for metric in METRICS.values() if metric.name in measured)
    findings = [finding for finding in gravest_first(result.findings) if finding.disparity.feature in names]
    return Explorer(
        features=tuple(_feature(result, name, found.groups(name)) for name in names),
        emotions=tuple(short(emotion) for emotion in result.labels.emotions),
        metrics=tuple(_metric(result, found, names, metric) for metric in metrics),
        limits=tuple(_limit(result, names, finding) for finding in findings),
        confidence=percent(result.policy.confidence, 0),
        fewest=result.policy.min_support,
        drawing=LaneSizes(),
    )


def _feature(result: AuditResult, name: str, groups: tuple[Group, ...]) -> ExplorerFeature:
    brief, whole = [short(group.text) for group in groups], [shown(group.text) for group in groups]
    apart = () if result.policy.include_unknown else (i for i, group in enumerate(groups) if group.is_unknown)
    return ExplorerFeature(
        key=shown(name),
        title=titled(name),
        groups=tuple(brief),
        whole=tuple("" if a == b else b for a, b in zip(brief, whole, strict=True)),
        unknown=tuple(apart),
    )


def _metric(result: AuditResult, estimates: Estimates, names: tuple[str, ...], metric: Metric) -> ExplorerMetric:
    emotions = result.labels.emotions if metric.per_emotion else (None,)
    overall = [estimates.of(metric.name, emotion) for emotion in emotions]
    table = [
        [[estimates.of(metric.name, emotion, group) for group in estimates.groups(name)] for emotion in emotions]
        for name in names
    ]
    return ExplorerMetric(
        name=metric.name,
        title=metric.title,
        meaning=f"{sentence(metric.definition)} {metric.formula}.",
        undefined=why_undefined(result, metric.name),
        per_emotion=metric.per_emotion,
        overall=tuple(_cells([estimate]) for estimate in overall),
        by=tuple(
            tuple(
                Rates(ticks=_ticks([*groups, total]), cells=_cells(groups))
                for groups, total in zip(rows, overall, strict=True)
            )
            for rows in table
        ),
        ticks=tuple(_ticks(estimate for groups in rows for estimate in groups) for rows in table),
    )


def _cells(estimates: list[Estimate]) -> tuple[int | None, ...]:
    return tuple(cell for estimate in estimates for cell in _five(estimate))


def _five(estimate: Estimate) -> tuple[int | None, int | None, int, int | None, int | None]:
    above = None if estimate.rate is None else estimate.rate.numerator
    interval = estimate.interval
    ends = (None, None) if interval is None else (tenths(interval.lower), tenths(interval.upper))
    return (tenths(estimate.value), above, estimate.support, *ends)


def _ticks(estimates: Iterable[Estimate]) -> tuple[int, ...]:
    """Return numbers along an axis that holds these values and their intervals, in per cent."""
    values = [
        value
        for e in estimates
        for value in (e.value, *((e.interval.lower, e.interval.upper) if e.interval else ()))
        if value is not None
    ]
    return tuple(round(100 * tick) for tick in axis_of_shares(values).ticks())


def _limit(result: AuditResult, names: tuple[str, ...], finding: Finding) -> Limit:
    criterion = finding.criterion
    return Limit(
        feature=names.index(finding.disparity.feature),
        metrics=find_metric(criterion.metric).parts or (criterion.metric,),
        emotion=None if criterion.emotion is None else result.labels.code(criterion.emotion),
        text=_limit_text(finding),
    )


def _limit_text(finding: Finding) -> str:
    """Return a verdict, its waiver, and what the limit allows, for example: FAIL: recall by age, at most 10 points."""
    sign, note = VERDICTS[finding.verdict], waiver_note(finding)
    allowed = f"{criterion_title(finding.criterion)}, {limit_text(finding.criterion)}"
    return f"{sign.mark} {sign.word}{f', {note}' if note else ''}: {allowed}"
