"""Part of the third question: probabilities read in words, from clear to mixed, by emotion and by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.rates import Estimate
from audit.domain.wording.words import counted, joined, number, percent, quoted, sentence, share_of, short, span, titled
from audit.report.charts.bars import BarPart, Bars, Stack, bars
from audit.report.views import Cell, Row, TableView, headings, name_cell
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.mixed import Grading, MixedEmotions

SHOWN = 100
"""Rows of one table; of more, those with the highest mixed rate are shown."""

PAIRS = 3
"""Pairs of emotions named in the sentence on mixtures."""

_KINDS = {3: ("clear", "lean", "mixed"), 5: ("clear", "lean", "mixed", "lean other", "clear other")}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedView:
    """Grades by emotion, or by the groups of one feature: a sentence, chart and table."""

    title: str
    sentence: str
    chart: Bars
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesView:
    """The part: what the grades mean and what all pictures show; by emotion, then by each feature."""

    sentences: tuple[str, ...]
    parts: tuple[GradedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graded:
    """One row: a name, counts by grade, and the share read as mixed with its interval."""

    name: str
    counts: tuple[int, ...]
    mixed: Estimate

    @property
    def unknown(self) -> bool:
        """Whether their group is not known."""
        return self.mixed.group is not None and self.mixed.group.is_unknown


def view(result: AuditResult) -> GradesView | None:
    """Return the part of an audit; None where nothing was graded."""
    mixed, counts = result.mixed, result.counts.grades()
    if mixed is None or mixed.grading is None or counts is None or not counts.sum():
        return None
    overall = _Graded(name="all pictures", counts=_plain(counts.sum(axis=0)), mixed=Estimates(result).of("mixed_rate"))
    return GradesView(
        sentences=(*_sentences(mixed, mixed.grading, overall), *_pairs(result, mixed)),
        parts=(
            _by_emotion(result, mixed, mixed.grading, counts, overall),
            *_by_feature(result, mixed.grading, overall),
        ),
    )


def _sentences(mixed: MixedEmotions, grading: Grading, overall: _Graded) -> tuple[str, ...]:
    found = f"{share_of(overall.mixed.share)} of the pictures are read as mixed"
    interval = overall.mixed.interval
    bounds = "" if interval is None else f", {percent(interval.confidence, 0)} interval {span(interval)}"
    raw = (
        "The probabilities are graded as the model gives them; nobody calibrated them, so a grade tells how sure the "
        "model is, not yet how mixed the face."
        if mixed.temperature is None
        else ""
    )
    return tuple(text for text in (sentence(grading.rule), f"{found}{bounds}.", raw) if text)


def _pairs(result: AuditResult, mixed: MixedEmotions) -> tuple[str, ...]:
    """Say between which emotions pictures are mixed; with two emotions there is one pair only."""
    emotions = result.labels.emotions
    if mixed.mixed_two is None or len(emotions) == 2 or not mixed.mixed_two.sum():  # noqa: PLR2004
        return ()
    both = np.triu(mixed.mixed_two + mixed.mixed_two.T, 1)
    order = [int(i) for i in np.argsort(-both, axis=None, kind="stable")[:PAIRS]]
    total = int(mixed.mixed_two.sum())
    told = [
        f"{quoted(emotions[i // len(emotions)])} and {quoted(emotions[i % len(emotions)])} "
        f"({number(int(both.flat[i]))}, {percent(int(both.flat[i]) / total)})"
        for i in order
        if both.flat[i]
    ]
    return (f"Of {counted(total, 'picture')} read as mixed, most are between {joined(told)}.",)


def _by_emotion(
    result: AuditResult, mixed: MixedEmotions, grading: Grading, counts: NDArray[np.int64], overall: _Graded
) -> GradedView:
    rows = [
        _Graded(name=emotion, counts=_plain(counts[code]), mixed=estimate)
        for code, (emotion, estimate) in enumerate(zip(result.labels.emotions, mixed.mixed_by_label, strict=True))
    ]
    return _part("labelled emotion", "grades-emotions", rows, overall, grading)


def _by_feature(result: AuditResult, grading: Grading, overall: _Graded) -> tuple[GradedView, ...]:
    found, single = Estimates(result), tuple((feature.name,) for feature in result.features)
    return tuple(
        _part(
            titled(" × ".join(names)),
            f"grades-{index}",
            [
                _Graded(name=g.group.text, counts=_plain(g.graded), mixed=found.of("mixed_rate", group=g.group))
                for g in result.counts.by(names)
                if g.graded is not None
            ],
            overall,
            grading,
        )
        for index, names in enumerate((*single, *result.policy.intersections), start=1)
    )


def _part(title: str, key: str, rows: list[_Graded], overall: _Graded, grading: Grading) -> GradedView:
    ordered = sorted(rows, key=lambda row: -1.0 if row.mixed.value is None else row.mixed.value, reverse=True)
    kinds = _KINDS[len(grading.names)]
    chart = bars(
        [_stack(row) for row in ordered],
        tuple(BarPart(kind=kind, text=short(name)) for kind, name in zip(kinds, grading.names, strict=True)),
        key=f"{key}-chart",
        title=f"Grades by {title}",
        description=(
            f"For each {title} one bar of all its pictures, divided into {joined([short(n) for n in grading.names])}; "
            "the highest mixed rate first. The table has the numbers."
        ),
    )
    return GradedView(
        title=title,
        sentence=_ends(title, ordered),
        chart=chart,
        table=_table(title, key, ordered, overall, grading),
    )


def _ends(title: str, ordered: list[_Graded]) -> str:
    known = [row for row in ordered if row.mixed.value is not None and not row.unknown]
    if len(known) < 2:  # noqa: PLR2004 - one row has nothing to be held against
        return ""
    most, least = (f"{quoted(row.name)}, {share_of(row.mixed.share)}" for row in (known[0], known[-1]))
    return f"By {title}, most often read as mixed: {most}; least often: {least}."


def _stack(row: _Graded) -> Stack:
    total = sum(row.counts)
    text = f"{percent(row.mixed.value)} mixed of {number(total)}" if total else "no scored picture"
    return Stack(name=short(row.name), text=text, counts=row.counts)


def _table(title: str, key: str, rows: list[_Graded], overall: _Graded, grading: Grading) -> TableView:
    interval = overall.mixed.interval
    confidence = "" if interval is None else f"{percent(interval.confidence, 0)} "
    left = len(rows) - SHOWN
    note = "Wilson's interval of the share read as mixed."
    return TableView(
        id=key,
        caption=f"Grades by {title}: shares of the pictures",
        columns=(
            *headings(title, "Pictures"),
            *(Cell(text=short(name)) for name in grading.names),
            Cell(text=f"{confidence}interval of mixed"),
        ),
        rows=(
            *(_row(name_cell(row.name), row) for row in rows[:SHOWN]),
            _row(Cell(text=overall.name, tone="text"), overall),
        ),
        note=f"{note} {number(left)} more rows with a lower mixed rate are in audit.json." if left > 0 else note,
    )


def _row(head: Cell, row: _Graded) -> Row:
    total = sum(row.counts)
    return Row(
        head=head,
        cells=(
            Cell(text=number(total)),
            *(Cell(text=percent(count / total if total else None)) for count in row.counts),
            Cell(text=span(row.mixed.interval)),
        ),
    )


def _plain(counts: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(count) for count in counts)
