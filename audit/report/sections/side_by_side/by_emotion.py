"""Recall of each emotion and the measures of mixed emotions, audit by audit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS
from audit.domain.uncertainty.votes import MEASURES
from audit.domain.wording.words import UNDEFINED, decimal, number, percent, sentence
from audit.report.charts.matrix import rate_cell
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.uncertainty.mixed import MixedEmotions, VoteMeasure
    from audit.report.sections.side_by_side.names import Named


def recalls(audits: Sequence[Named]) -> TableView:
    """Return the heat map of recall by emotion and audit; every model under its own labels."""
    emotions = dict.fromkeys(emotion for each in audits for emotion in each.result.labels.emotions)
    one_set = all(set(each.result.labels.emotions) == set(emotions) for each in audits)
    own = f"{UNDEFINED} without a count means: no label of that model. Labels are those of each model, word for word."
    return TableView(
        id="recalls",
        caption="Recall by emotion and audit: of the pictures with this label, the share recognised",
        columns=(*headings("Emotion"), *(each.cell for each in audits)),
        rows=tuple(
            Row(head=name_cell(emotion), cells=tuple(_recall(each, emotion) for each in audits)) for emotion in emotions
        ),
        kind="matrix",
        note="" if one_set else own,
        unit=METRICS["recall"].title,
    )


def _recall(each: Named, emotion: str) -> Cell:
    if emotion not in each.result.labels:
        return Cell(text=UNDEFINED, note="no label", tone="undefined")
    return rate_cell(each.found.of("recall", emotion).share, METRICS["recall"].undefined)


_ABSENT = Cell(text=UNDEFINED, note="decisions only, no probabilities", tone="undefined")


def mixed_of(audits: Sequence[Named]) -> TableView | None:
    """Return the table of measures of mixed emotions, a row for each; None where no audit has probabilities."""
    having = [each.result.mixed for each in audits if each.result.mixed is not None]
    if not having:
        return None
    votes = [name for name in MEASURES if any(_measure(mixed, name) for mixed in having)]
    rows = (
        _row("Median softmax entropy", audits, lambda mixed: Cell(text=decimal(mixed.overall.quantile(0.5), 3))),
        _read_as_mixed(audits),
        *(_row(MEASURES[name].title, audits, partial(_vote_cell, name=name)) for name in votes),
    )
    against = (
        " The second line of a measure against annotators has its interval and number of pictures." if votes else ""
    )
    return TableView(
        id="mixed-table",
        caption="Mixed emotions: how each model spreads its probability, and how far annotators agree",
        columns=(*headings("Measure"), *(each.cell for each in audits)),
        rows=rows,
        kind="words measures",
        note="Entropy is a share of its largest value for that number of emotions: models with other emotions stand on "
        f"one scale, but had other tasks.{against}",
    )


def _read_as_mixed(audits: Sequence[Named]) -> Row:
    rates = [each.found.mixed_rate() for each in audits]
    cells = (_ABSENT if rate is None or rate.value is None else Cell(text=percent(rate.value)) for rate in rates)
    return Row(head=Cell(text="Pictures read as mixed"), cells=tuple(cells))


def _row(title: str, audits: Sequence[Named], cell: Callable[[MixedEmotions], Cell]) -> Row:
    found = (each.result.mixed for each in audits)
    return Row(
        head=Cell(text=sentence(title).removesuffix(".")),
        cells=tuple(_ABSENT if mixed is None else cell(mixed) for mixed in found),
    )


def _measure(mixed: MixedEmotions, name: str) -> VoteMeasure | None:
    found = mixed.votes.of(None) if mixed.votes else ()
    return next((measure for measure in found if measure.name == name), None)


def _vote_cell(mixed: MixedEmotions, name: str) -> Cell:
    if mixed.votes is None:
        return Cell(text=UNDEFINED, note="no annotator votes", tone="undefined")
    found = _measure(mixed, name)
    if found is None or found.value is None:
        return Cell(text=UNDEFINED, note="not defined for this model", tone="undefined")
    interval, ceiling = found.interval, found.ceiling
    ends = "" if interval is None else f"{decimal(interval.lower)} to {decimal(interval.upper)}, "
    reach = "" if ceiling is None else f"; a perfect model {decimal(ceiling)}"
    return Cell(text=decimal(found.value), note=f"{ends}n {number(found.images)}{reach}")
