"""First question, whether the model can classify the expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.metrics import METRICS, words_of
from audit.domain.counts.rates import Rate
from audit.domain.counts.told import ANOTHER, UNTOLD
from audit.domain.wording.words import UNDEFINED, capitalised, joined, number, percent, quoted, share_of, short, span
from audit.report.charts.lanes import Lanes, Measure, lanes
from audit.report.charts.matrix import rate_cell
from audit.report.views import Cell, Row, TableView, headings, name_cell
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from audit.domain.counts.metric import Metric
    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult

CONFUSIONS = 3
"""Confusions told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationView:
    """The section.

    Attributes
    ----------
    sentences
        Success rate against the baseline.
    recalls
        Chart of recall per emotion.
    emotions
        Recall, precision and what else is declared for it, per emotion.
    confusion
        The confusion matrix.
    confusions
        The most frequent mistakes in words.
    """

    sentences: tuple[str, ...]
    recalls: Lanes
    emotions: TableView
    confusion: TableView
    confusions: tuple[str, ...]


def view(result: AuditResult) -> ClassificationView:
    """Return the section of an audit."""
    return ClassificationView(
        sentences=_sentences(result),
        recalls=_recalls(result),
        emotions=_emotions(result),
        confusion=_confusion(result),
        confusions=_confusions(result),
    )


def _sentences(result: AuditResult) -> tuple[str, ...]:
    overall = Estimates(result).of("accuracy")
    if not overall.support:
        return ("No picture was scored, so there is nothing to show.",)
    if not result.counts.told.labels:
        return ("The table of counts names no emotions, so what always answering one would reach is not known.",)
    baseline = f"Always answering the most frequent label would be right for {share_of(result.baseline)}."
    return (" ".join(part for part in (_range(result), baseline) if part),)


def _range(result: AuditResult) -> str:
    """Return what the chart of recalls shows, in a sentence; empty where all are alike."""
    found = Estimates(result)
    recalls = [found.of("recall", emotion) for emotion in result.labels.emotions if emotion != ANOTHER]
    known = sorted((e for e in recalls if e.value is not None), key=lambda e: e.value or 0.0)
    if not known or known[0].value == known[-1].value:
        return ""
    low, high = (f"{share_of(e.share)} for {quoted(e.emotion or '')}" for e in (known[0], known[-1]))
    return f"The share of an emotion's faces that is recognised runs from {low} to {high}."


def _recalls(result: AuditResult) -> Lanes:
    found = Estimates(result)
    overall = found.of("accuracy").value
    return lanes(
        [
            rate_measure(short(emotion), found.of("recall", emotion))
            for emotion in result.labels.emotions
            if result.counts.told.tells("recall") and (result.counts.told.answers or emotion != ANOTHER)
        ],
        key="recalls",
        title="Recall of each emotion",
        description=(
            "For each emotion the share of the pictures with this label that the model recognised, as a dot on its "
            "interval, lowest first. The dashed line is the success rate over all pictures. The table below has the "
            "numbers."
        ),
        reference=overall,
        reference_text=f"all pictures {percent(overall)}",
    )


def rate_measure(name: str, estimate: Estimate, *, hollow: bool = False) -> Measure:
    """Return the lane of an estimate: its rate with interval, and on how many pictures it rests."""
    interval = estimate.interval
    value = estimate.value
    return Measure(
        name=name,
        text=f"{percent(value)} of {number(estimate.support)}"
        if value is not None
        else METRICS[estimate.metric].undefined,
        at=value,
        low=interval.lower if interval else None,
        high=interval.upper if interval else None,
        hollow=hollow,
    )


def _emotions(result: AuditResult) -> TableView:
    found, (there, left) = Estimates(result), _occurring(result)
    support = result.counts.overall().support
    measured = {estimate.metric for estimate in result.estimates}  # an older audit lacks what is newer
    metrics = [metric for metric in METRICS.values() if metric.tabled and metric.name in measured]
    second = (
        f"The second line is the {percent(result.policy.confidence, 0)} interval (Wilson; of F1 through the share of "
        "pictures both labelled and answered so among those that are either)."
    )
    return TableView(
        id="emotions",
        caption=f"{capitalised(joined([metric.title for metric in metrics]))} of each emotion",
        columns=headings("Emotion", "Pictures", *(capitalised(metric.title) for metric in metrics)),
        rows=tuple(
            Row(
                head=name_cell(emotion),
                cells=(
                    Cell(text=number(int(n))),
                    *(
                        _estimate_cell(found.of(metric.name, emotion), why_undefined(result, metric.name))
                        for metric in metrics
                    ),
                ),
            )
            for emotion, n in ((result.labels.emotions[i], support[i]) for i in there)
        ),
        note=f"{left}{_shares(metrics)} {second}",
    )


def _shares(metrics: list[Metric]) -> str:
    """Return what each metric is the share of, in sentences."""
    return " ".join(f"{capitalised(metric.title)}: {words_of(metric.name).share}." for metric in metrics)


def why_undefined(result: AuditResult, metric: str) -> str:
    """Return why a metric has no value: what it divides by is not there, or a table of counts does not tell it."""
    return METRICS[metric].undefined if result.counts.told.tells(metric) else UNTOLD


def _estimate_cell(estimate: Estimate, undefined: str) -> Cell:
    if estimate.value is None:
        return Cell(text=UNDEFINED, note=undefined, tone="undefined")
    return Cell(text=percent(estimate.value), note=span(estimate.interval) if estimate.interval else "")


def _confusion(result: AuditResult) -> TableView:
    there, left = _occurring(result)
    cells = result.counts.overall().cells[np.ix_(there, there)]
    emotions = [result.labels.emotions[i] for i in there]
    return TableView(
        id="confusion",
        caption="Confusion matrix: of the pictures with the label of the row, how many got the answer of the column",
        columns=(*headings("Label"), *map(name_cell, emotions), Cell(text="Pictures")),
        rows=tuple(
            Row(
                head=name_cell(emotion),
                cells=(
                    *(
                        rate_cell(Rate(numerator=int(n), denominator=int(row.sum())), "no picture with this label")
                        for n in row
                    ),
                    Cell(text=number(int(row.sum()))),
                ),
            )
            for emotion, row in zip(emotions, cells, strict=True)
        ),
        kind="matrix",
        note=left.strip(),
        unit="share of the row",
    )


def _occurring(result: AuditResult) -> tuple[list[int], str]:
    """Return the places of the emotions that are labels or answers, all where none is, and what is left out."""
    emotions, cells = result.labels.emotions, result.counts.overall().cells
    there = [i for i in range(len(emotions)) if cells[i].any() or cells[:, i].any()] or list(range(len(emotions)))
    left = [quoted(emotion) for i, emotion in enumerate(emotions) if i not in there]
    return there, f"Neither a label nor an answer: {joined(left)}. " if left else ""


def _confusions(result: AuditResult) -> tuple[str, ...]:
    """Return the largest cells off the diagonal, in words."""
    if not result.counts.told.answers:
        return ()
    cells = result.counts.overall().cells
    mistakes = np.array(cells) - np.diag(np.diag(cells))
    largest = np.argsort(mistakes, axis=None, kind="stable")[::-1][:CONFUSIONS]
    pairs = [(int(i) // len(cells), int(i) % len(cells)) for i in largest]
    return tuple(_told(result, true, answer) for true, answer in pairs if mistakes[true, answer])


def _told(result: AuditResult, true: int, answer: int) -> str:
    cells, emotions = result.counts.overall().cells, result.labels.emotions
    rate = Rate(numerator=int(cells[true, answer]), denominator=int(cells[true].sum()))
    return f"{quoted(emotions[true])} is called {quoted(emotions[answer])} in {share_of(rate)} of its pictures."
