"""The page of a series: its last verdict, its promise, the running bounds of every limit, and every look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.comparisons import Comparison, DisparityScale
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import UNDEFINED, counted, decimal, number, percent, points, sentence, short, shown
from audit.report.charts.timeline import Moment, Timeline, timeline
from audit.report.views import VERDICTS, Cell, Row, Sign, TableView, headings

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.decision.criteria import Criterion
    from audit.domain.results.series_state import LimitRecord, LookRecord, SeriesState

MOST_CHARTS = 24
"""Limits drawn; the table has all."""

_DAY, _TIME = 10, 19


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPage:
    """The page: heading, sign of the last verdict, what is told in sentences, a chart for each limit, every look."""

    title: str
    verdict: Sign
    sentence: str
    sentences: tuple[str, ...]
    charts: tuple[Timeline, ...]
    not_drawn: str
    table: TableView


def view(state: SeriesState) -> SeriesPage:
    """Return the page of a series."""
    first, last = state.looks[0], state.looks[-1]
    drawn = state.limits[:MOST_CHARTS]
    left = len(state.limits) - len(drawn)
    return SeriesPage(
        title=f"Series under “{short(state.policy.title)}” since {_day(first)}",
        verdict=VERDICTS[last.verdict],
        sentence=sentence(_place(state)),
        sentences=series_sentences(state),
        charts=tuple(_chart(state, limit, f"limit-{place}") for place, limit in enumerate(drawn, start=1)),
        not_drawn=f"{counted(left, 'more limit')} in the table alone." if left else "",
        table=_table(state),
    )


def series_line(state: SeriesState) -> str:
    """Return where a series stands in one line: its last verdict, its looks, its rows."""
    return f"{state.looks[-1].verdict} {_place(state)}"


def look_reading(look: LookRecord) -> str:
    """Return what was not counted at a look, or read otherwise than written, in a few words; empty where nothing was.

    For example: 560 of 600 rows counted; 1 not scored, 2 mapped.
    """
    if not look.reading:
        return ""
    rows = f"{number(look.counted)} of {counted(look.rows, 'row')} counted"
    return f"{rows}; {', '.join(f'{number(each.remarks)} {each.treatment}' for each in look.reading)}"


def _place(state: SeriesState) -> str:
    rows = counted(state.asked.cells.total, "row")
    return f"at look {number(len(state.looks))} of {_day(state.looks[-1])}, on all {rows} of the series"


def series_sentences(state: SeriesState) -> tuple[str, ...]:
    """Return what is promised, what is spent, and what was not counted."""
    looks, seen = len(state.looks), sum(look.seen for look in state.looks)
    told = [sentence(state.look(fresh=0, seen=0).promise), sentence(_spent(state, looks))]
    if seen:
        told.append(f"{counted(seen, 'row')} came again after they had been counted, and were not counted again.")
    if state.model is None:
        told.append("The answers came in tables: that one classifier gave them all is not checked.")
    return tuple(told)


def _spent(state: SeriesState, looks: int) -> str:
    monitoring = state.policy.monitoring
    if monitoring is None:
        return ""
    spent = sum(monitoring.share(look) for look in range(1, looks + 1))
    planned = f"{counted(monitoring.looks, 'look')} {'is' if monitoring.looks == 1 else 'are'} planned"
    return (
        f"{planned}: {percent(spent)} of the error is spent after {number(looks)}, look {number(looks + 1)} has "
        f"{percent(monitoring.share(looks + 1))} of it"
    )


def _chart(state: SeriesState, limit: Criterion, key: str) -> Timeline:
    title = sentence(criterion_title(limit)).removesuffix(".")
    return timeline(
        [_moment(look, _record(look, limit)) for look in state.looks],
        key=key,
        title=title,
        description=(
            f"For each look in order of time {criterion_title(limit)} of all rows up to it, as a dot on its "
            f"bounds, and the verdict below. The dashed line is the limit, {limit_text(limit)}; in the band beside it "
            "the limit is broken. The table below has the numbers."
        ),
        written=_written(limit.comparison),
        limit=limit.limit,
        limit_text=limit_text(limit),
        broken_below=limit.comparison.limit_is_minimum,
    )


def _record(look: LookRecord, limit: Criterion) -> LimitRecord | None:
    return next((record for record in look.limits if record.code == limit.code), None)


def _moment(look: LookRecord, record: LimitRecord | None) -> Moment:
    if record is None:
        return Moment(day=_day(look), sign=_NOT_JUDGED, value=None, low=None, high=None)
    return Moment(
        day=_day(look), sign=VERDICTS[record.verdict], value=record.value, low=record.lower, high=record.upper
    )


_NOTE = (
    "The reading says how many rows were counted at each look, and how many things were read otherwise than written; "
    "the report of the look names them. The second line of a limit has the verdict and the bounds, which hold over all "
    "looks together."
)

_AS_WRITTEN = "as written"

_NOT_JUDGED = Sign(mark="–", word="not judged", tone="open")


def _written(comparison: Comparison) -> Callable[[float], str]:
    if comparison.scale is DisparityScale.RATIO:
        return decimal
    if comparison.scale is DisparityScale.RATE:
        return lambda value: percent(value, 0)
    return points


def _table(state: SeriesState) -> TableView:
    limits = (Cell(text=criterion_title(limit), note=limit_text(limit), tone="text") for limit in state.limits)
    return TableView(
        id="looks",
        caption="Every look, oldest first: what it added, and what it said of all rows up to it",
        columns=(
            *headings("Look", "Made (UTC)", "Verdict", "Fresh", "Seen before", "Cohort", "Answers of", "Reading"),
            *limits,
        ),
        rows=tuple(_row(place, look, state.limits) for place, look in enumerate(state.looks, start=1)),
        kind="words limits",
        note=_NOTE,
    )


def _row(place: int, look: LookRecord, limits: tuple[Criterion, ...]) -> Row:
    sign = VERDICTS[look.verdict]
    return Row(
        head=Cell(text=number(place)),
        cells=(
            Cell(text=shown(look.created[:_TIME]).replace("T", " ")),
            Cell(text=sign.word, mark=sign.mark, tone=sign.tone),
            Cell(text=number(look.fresh)),
            Cell(text=number(look.seen)),
            Cell(text=short(look.cohort), tone="text"),
            Cell(text=short(look.model), tone="text"),
            Cell(text=look_reading(look) or _AS_WRITTEN, tone="text"),
            *(_cell(_record(look, limit), limit) for limit in limits),
        ),
    )


def _cell(record: LimitRecord | None, limit: Criterion) -> Cell:
    if record is None:
        return Cell(text=UNDEFINED, note="not judged", tone="undefined")
    sign, scale = VERDICTS[record.verdict], limit.comparison.scale
    bounds = "nothing compared"
    if record.lower is not None and record.upper is not None:
        bounds = f"bounds {scale.span(record.lower, record.upper)}"
    note = f"{sign.word}, {bounds}"
    return Cell(text=scale.written(record.value), mark=sign.mark, tone=sign.tone, note=note)


def _day(look: LookRecord) -> str:
    return shown(look.created[:_DAY])
