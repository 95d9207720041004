"""Recall of each emotion and the measures of mixed emotions, audit by audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.rates import METRICS
from audit.domain.votes import MEASURES
from audit.report.charts.matrix import rate_cell
from audit.report.questions.rules import TORN
from audit.report.views import Cell, Row, Table, headings, name_cell
from audit.report.words import UNDEFINED, decimal, number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.mixed import MixedEmotions, VoteMeasure
    from audit.report.sections.side_by_side.names import Named


def recalls(audits: Sequence[Named]) -> Table:
    """Return the heat map of recall by emotion and audit; every model under its own labels."""
    emotions = dict.fromkeys(emotion for each in audits for emotion in each.result.labels.emotions)
    one_set = all(set(each.result.labels.emotions) == set(emotions) for each in audits)
    own = f"{UNDEFINED} without a count means: no label of that model. Labels are those of each model, word for word."
    return Table(
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


def mixed_of(audits: Sequence[Named]) -> Table | None:
    """Return the table of measures of mixed emotions; None where no audit has probabilities."""
    having = [(each, each.result.mixed) for each in audits if each.result.mixed is not None]
    if not having:
        return None
    names = [name for name in MEASURES if any(_measure(mixed, name) for _, mixed in having if mixed and mixed.votes)]
    columns = ("Median entropy", f"Entropy {TORN} or more", *(MEASURES[name].title for name in names))
    votes = (
        " Annotators: the second line has the interval; the third what a perfect model could reach." if names else ""
    )
    return Table(
        id="mixed-table",
        caption="Mixed emotions: how each model spreads its probability, and how far annotators agree",
        columns=headings("Audit", *columns),
        rows=tuple(_row(each, each.result.mixed, names) for each in audits),
        note="Entropy is a share of its largest value for that number of emotions, so models with other emotions are "
        f"read on one scale, but not on one task.{votes}",
    )


def _row(each: Named, mixed: MixedEmotions | None, names: list[str]) -> Row:
    if mixed is None:
        absent = Cell(text=UNDEFINED, note="decisions only, no probabilities", tone="undefined")
        return Row(head=each.cell, cells=(absent,) * (2 + len(names)))
    whole = mixed.overall
    entropy = (Cell(text=decimal(whole.quantile(0.5), 3)), Cell(text=percent(whole.share_above(TORN))))
    return Row(head=each.cell, cells=(*entropy, *(_vote_cell(mixed, name) for name in names)))


def _measure(mixed: MixedEmotions, name: str) -> VoteMeasure | None:
    found = mixed.votes.of(None) if mixed.votes else ()
    return next((measure for measure in found if measure.name == name), None)


def _vote_cell(mixed: MixedEmotions, name: str) -> Cell:
    if mixed.votes is None:
        return Cell(text=UNDEFINED, note="no annotator votes", tone="undefined")
    found = _measure(mixed, name)
    if found is None or found.value is None:
        return Cell(text=UNDEFINED, note="not defined here", tone="undefined")
    interval, ceiling = found.interval, found.ceiling
    ends = "" if interval is None else f"{decimal(interval.lower)} to {decimal(interval.upper)}; "
    reach = "" if ceiling is None else f"; perfect {decimal(ceiling)}"
    return Cell(text=decimal(found.value), note=f"{ends}n {number(found.images)}{reach}")
