"""The trend: classifiers audited more than once alike, their rates, largest disparities and verdicts over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.comparisons import Comparison, DisparityScale
from audit.domain.decision.findings import Finding
from audit.domain.results.audits import made, series_of
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    joined,
    percent,
    points,
    quoted,
    sentence,
    short,
    shown,
    signed,
    span,
)
from audit.report.charts.timeline import Moment, Timeline, timeline
from audit.report.sections.front import header
from audit.report.sections.side_by_side.names import HASH_SHOWN, day, time_of
from audit.report.views import GRAVEST_FIRST, VERDICTS, Cell, Row, Sign, TableView, headings
from audit.report.wording.phrases import bounds_text, disparity_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.decision.criteria import Criterion
    from audit.domain.results.audits import Series
    from audit.report.sections.side_by_side.names import Named

MOST_CHARTS = 12
"""Criteria drawn in one series; the table has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """One series: id, title, what happened in sentences, a chart of rates and one for each criterion, and the table."""

    id: str
    title: str
    sentences: tuple[str, ...]
    charts: tuple[Timeline, ...]
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """The part: how it is read, every series, and which audits are in none, in words or empty."""

    sentence: str
    series: tuple[SeriesView, ...]
    alone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worst:
    """What one criterion found in one audit: its worst finding, and the sign of its gravest verdict."""

    finding: Finding | None
    sign: Sign


def view(audits: Sequence[Named]) -> TrendView | None:
    """Return the trend of audits; None where no two were made alike at different times."""
    by_result = {id(each.result): each for each in audits}
    found = series_of(tuple(each.result for each in audits))
    if not found:
        return None
    lines = [tuple(by_result[id(result)] for result in series.results) for series in found]
    return TrendView(
        sentence=(
            "A line joins the audits of one model id over the same rows of one manifest, with the same emotions, "
            "groups and rules, oldest first, at equal steps whatever time lies between; audits made otherwise stand in "
            "lines of their own."
        ),
        series=tuple(_series(line, index) for index, line in enumerate(lines, start=1)),
        alone=_alone(audits, found),
    )


def _alone(audits: Sequence[Named], found: tuple[Series, ...]) -> str:
    joined_up = {id(result) for series in found for result in series.results}
    names = [each.text for each in audits if id(each.result) not in joined_up]
    if not names:
        return ""
    undated = [each.text for each in audits if made(each.result) is None]
    dates = (
        f" Of these, {joined(undated)} {'has' if len(undated) == 1 else 'have'} no readable date." if undated else ""
    )
    return f"In no line, because no other audit was made alike: {joined(names)}.{dates}"


def _series(line: tuple[Named, ...], index: int) -> SeriesView:
    first = line[0].result
    cohort = first.provenance.cohort
    criteria = first.policy.criteria
    return SeriesView(
        id=f"trend-{index}",
        title=f"{line[0].model} on {short(cohort.title or cohort.id)}",
        sentences=_sentences(line),
        charts=(
            _rates(line, f"trend-{index}-rates"),
            *(
                _disparities(line, criterion, f"trend-{index}-limit-{place}")
                for place, criterion in enumerate(criteria[:MOST_CHARTS], start=1)
            ),
        ),
        table=_table(line, criteria, f"trend-{index}-table"),
    )


def _sentences(line: tuple[Named, ...]) -> tuple[str, ...]:
    first, last = line[0], line[-1]
    rates = [each.found.of("accuracy") for each in (first, last)]
    before, after = (rate.value for rate in rates)
    ends = f"{counted(len(line), 'audit')} from {day(first.result)} to {day(last.result)}"
    moved = f"{ends}; no success rate to compare."
    if before is not None and after is not None:
        change = f"{signed(after - before)} points"
        moved = f"{ends}: the success rate went from {percent(before)} to {percent(after)} ({change})."
    words = [header.view(each.result).verdict.word for each in line]
    same = f"Every verdict is {words[0]}."
    turns = [place for place in range(1, len(line)) if words[place] != words[place - 1]]
    told = [f"{words[place]} from {day(line[place].result)}" for place in turns]
    verdicts = same if not turns else f"The verdict was {words[0]} at first, {', then '.join(told)}."
    return (moved, verdicts, *_weights(line), _PAIRED)


_PAIRED = (
    "All are over the same pictures, so intervals that overlap do not mean that nothing changed: "
    "emotion-audit compare pairs two of them picture by picture."
)


def _weights(line: tuple[Named, ...]) -> tuple[str, ...]:
    hashes = {each.result.provenance.model.sha256 for each in line}
    if len(hashes) > 1 or None in hashes:
        return ()
    return ("Every audit is of the same file: what differs comes from how it was run or measured.",)


def _rates(line: tuple[Named, ...], key: str) -> Timeline:
    moments = []
    for each in line:
        rate = each.found.of("accuracy")
        low, high = (rate.interval.lower, rate.interval.upper) if rate.interval else (None, None)
        sign = header.view(each.result).verdict
        moments.append(Moment(day=day(each.result), sign=sign, value=rate.value, low=low, high=high))
    return timeline(
        moments,
        key=key,
        title="Success rate and verdict",
        description="For each audit in order of time the success rate over all pictures as a dot on its interval, and "
        "its verdict below. The table below has the numbers.",
        written=lambda value: percent(value, 0),
    )


def _disparities(line: tuple[Named, ...], criterion: Criterion, key: str) -> Timeline:
    moments = []
    for each in line:
        worst = _worst(each, criterion)
        bounds = worst.finding.disparity.bounds if worst.finding else None
        moments.append(
            Moment(
                day=day(each.result),
                sign=worst.sign,
                value=worst.finding.disparity.value if worst.finding else None,
                low=bounds.lower if bounds else None,
                high=bounds.upper if bounds else None,
            )
        )
    return timeline(
        moments,
        key=key,
        title=sentence(criterion_title(criterion)).removesuffix("."),
        description=(
            f"For each audit in order of time what it found of {criterion_title(criterion)}, as a dot on its bounds, "
            f"and the verdict below; the dashed line is the limit, {limit_text(criterion)}. The table below has the "
            "numbers."
        ),
        written=_written(criterion.comparison),
        limit=criterion.limit,
        limit_text=limit_text(criterion),
    )


def _written(comparison: Comparison) -> Callable[[float], str]:
    if comparison.scale is DisparityScale.RATIO:
        return decimal
    if comparison.scale is DisparityScale.RATE:
        return lambda value: percent(value, 0)
    return points


def _worst(each: Named, criterion: Criterion) -> _Worst:
    """Return the finding of a criterion furthest towards its limit or beyond, over all emotions it is judged for."""
    own = [finding for finding in each.result.findings if criterion.has_finding(finding.code)]
    defined = [(f.disparity.value, f) for f in own if f.disparity.value is not None]
    gravest = min((f.verdict for f in own), key=GRAVEST_FIRST.index, default=None)
    sign = VERDICTS[gravest] if gravest else Sign(mark="?", word="not judged", tone="open")
    if not defined:
        return _Worst(finding=None, sign=sign)
    pick = min if criterion.comparison.limit_is_minimum else max
    return _Worst(finding=pick(defined, key=lambda pair: pair[0])[1], sign=sign)


def _table(line: tuple[Named, ...], criteria: tuple[Criterion, ...], key: str) -> TableView:
    limits = (Cell(text=criterion_title(c), note=limit_text(c), tone="text") for c in criteria)
    return TableView(
        id=key,
        caption="Verdict, success rate and largest disparity of each criterion, oldest first",
        columns=(*headings("Made (UTC)", "Verdict", "Weights", "Success rate"), *limits),
        rows=tuple(_row(each, criteria) for each in line),
        kind="words limits",
        note="Of a criterion that is judged for several emotions, the one furthest towards its limit or beyond is "
        "shown, with the gravest verdict of all.",
    )


def _row(each: Named, criteria: tuple[Criterion, ...]) -> Row:
    verdict, rate = header.view(each.result).verdict, each.found.of("accuracy")
    digest = each.result.provenance.model.sha256
    return Row(
        head=Cell(text=time_of(each.result)),
        cells=(
            Cell(text=verdict.word, mark=verdict.mark, tone=verdict.tone),
            Cell(text=f"{shown(digest[:HASH_SHOWN])}…" if digest else "no file"),
            Cell(text=percent(rate.value), note=span(rate.interval)),
            *(_cell(_worst(each, criterion), criterion) for criterion in criteria),
        ),
    )


def _cell(worst: _Worst, criterion: Criterion) -> Cell:
    if worst.finding is None:
        return Cell(text=UNDEFINED, note="nothing could be compared", tone="undefined")
    found = worst.finding.disparity
    emotion = worst.finding.criterion.emotion
    of = "" if emotion is None or emotion == criterion.emotion else f"; {quoted(emotion)}"
    return Cell(
        text=disparity_text(found.comparison, found.value),
        mark=worst.sign.mark,
        tone=worst.sign.tone,
        note=f"{worst.sign.word}, bounds {bounds_text(found.comparison, found.bounds)}{of}",
    )
