"""Data and coverage: who is in the pictures, and how every row of the manifest ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import UNKNOWN, LabelProvenance
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.rates import Rate
from audit.domain.counts.told import CountsTold
from audit.domain.decision.comparisons import DisparityScale
from audit.domain.sentences.naming import limit_text
from audit.domain.wording.words import counted, joined, number, percent, quoted, sentence, shown, titled
from audit.report.charts.matrix import count_cell
from audit.report.sections.cohort import balance, faces
from audit.report.views import Cell, Row, TableView, headings, name_cell
from audit.report.wording.phrases import disparity_text
from audit.report.wording.reading import reading_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.results.result import AuditResult

_PROVENANCE = {
    LabelProvenance.SELF_REPORTED: "the people themselves",
    LabelProvenance.ANNOTATED: "annotators, by what they perceived",
    LabelProvenance.PREDICTED: "another model, by guessing",
    LabelProvenance.DRAWN: "nobody had to, the faces were drawn so",
    LabelProvenance.UNDECLARED: "not declared",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureCoverage:
    """One sensitive feature: who said it, and its groups in two tables.

    Attributes
    ----------
    title, provenance
        Name in words; a sentence.
    detectable
        Which gap these pictures can show; empty where no limit asks for one.
    images, ledger
        Scored pictures by group and emotion; outcomes by group.
    misses, overlaps
        In whose pictures no face was found, None where every face was; how found faces lie on the manifest's, None
        where the face finder was not held against any.
    """

    title: str
    provenance: str
    detectable: str
    images: TableView
    ledger: TableView | None
    misses: TableView | None
    overlaps: TableView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """The section.

    Attributes
    ----------
    sentences
        What the cohort holds.
    emotions
        Scored pictures by emotion and the outcomes of all rows.
    balance
        Whether the cohort itself is balanced; None where nothing is known of its groups.
    features
        One for each sensitive feature.
    notes
        What was read otherwise than written, unless it stands beside the verdict; what the classifier is made of.
    """

    sentences: tuple[str, ...]
    emotions: TableView
    balance: balance.BalanceView | None
    features: tuple[FeatureCoverage, ...]
    notes: tuple[str, ...]


def view(result: AuditResult) -> CoverageView:
    """Return the section of an audit."""
    return CoverageView(
        sentences=_sentences(result),
        emotions=_emotions(result),
        balance=balance.view(result),
        features=tuple(_feature(result, f, i) for i, f in enumerate(result.features, start=1)),
        notes=(*_long_reading(result), *(sentence(shown(note)) for note in result.notes)),
    )


def _long_reading(result: AuditResult) -> tuple[str, ...]:
    """Return every line of the reading, where those beside the verdict are not whole."""
    whole = reading_lines(result, most=None)
    return () if whole == reading_lines(result) else whole


def _sentences(result: AuditResult) -> tuple[str, ...]:
    coverage = result.coverage
    scored = Rate(numerator=coverage.of(Outcome.SCORED), denominator=coverage.rows)
    rows = f"The manifest has {counted(coverage.rows, 'row')}; every row ended in exactly one outcome:"
    were = "was" if scored.numerator == 1 else "were"
    answered = f"{number(scored.numerator)} ({percent(scored.value)}) {were} scored."
    if scored.numerator == coverage.rows:
        answered = "all were scored."
    if result.counts.told is not CountsTold.PICTURES:
        rows = f"The table counts {counted(coverage.rows, 'picture')} that got an answer; of others it says nothing."
        answered = ""
    features = [titled(f.name) for f in result.features]
    groups = f"Groups are made by {joined(features)}." if features else "No column of the manifest makes groups."
    return (" ".join(filter(None, (rows, answered, groups))),)


def _emotions(result: AuditResult) -> TableView:
    support = result.counts.overall().support
    total = int(support.sum())
    return TableView(
        id="coverage-emotions",
        caption="Scored pictures by the emotion of their label",
        columns=headings("Emotion", "Pictures", "Share"),
        rows=tuple(
            Row(
                head=name_cell(emotion),
                cells=(
                    Cell(text=number(int(n))),
                    Cell(text=percent(Rate(numerator=int(n), denominator=total).value)),
                ),
            )
            for emotion, n in zip(result.labels.emotions, support, strict=True)
        ),
    )


def _feature(result: AuditResult, feature: SensitiveFeature, index: int) -> FeatureCoverage:
    title = titled(feature.name)
    return FeatureCoverage(
        title=title,
        provenance=f"Who said so: {_PROVENANCE[feature.provenance]}.{_unknown(result, feature)}",
        detectable=_detectable(result, feature),
        images=_images(result, feature, index),
        ledger=_ledger(result, feature, index),
        misses=faces.misses(result, feature, index),
        overlaps=faces.overlaps(result, feature, index),
    )


def _unknown(result: AuditResult, feature: SensitiveFeature) -> str:
    if UNKNOWN not in feature.groups:
        return ""
    rows = int(result.coverage.by(feature.name)[feature.groups.index(UNKNOWN)].sum())
    return f" Not known for {counted(rows, 'picture')}."


def _detectable(result: AuditResult, feature: SensitiveFeature) -> str:
    """Say which difference of success rates these pictures can show, where a limit asks for one."""
    for finding in result.findings:
        asked, prospects = finding.criterion, finding.disparity.prospects
        difference = (
            asked.metric == "accuracy"
            and asked.comparison.symmetric
            and asked.comparison.scale is DisparityScale.POINTS
        )
        if not difference or finding.disparity.feature != feature.name or prospects is None:
            continue
        power, limit = percent(prospects.power, 0), limit_text(asked)
        if prospects.detectable is None:
            return f"With groups as small as these no gap in success rate would be found in {power} of audits."
        gap = disparity_text(asked.comparison, prospects.detectable)
        return (
            f"It takes a true gap in success rate of {gap} to be found in {power} of such audits; {limit} are allowed."
        )
    return ""


def labelled(result: AuditResult) -> tuple[list[int], str]:
    """Return the places of the emotions that pictures are labelled with, all where none is, and what is left out."""
    emotions, support = result.labels.emotions, result.counts.overall().support
    there = [i for i, n in enumerate(support) if n] or list(range(len(emotions)))
    left = [quoted(emotion) for i, emotion in enumerate(emotions) if i not in there]
    return there, f"No picture is labelled {joined(left, 'or')}." if left else ""


def _images(result: AuditResult, feature: SensitiveFeature, index: int) -> TableView:
    there, note = labelled(result)
    support = [(g.group.text, g.confusion.support[there]) for g in result.counts.by((feature.name,))]
    largest = max((int(row.max()) for _, row in support), default=0)
    emotions = [name_cell(result.labels.emotions[i]) for i in there]
    return TableView(
        id=f"coverage-{index}-images",
        caption=f"Scored pictures by {titled(feature.name)} and emotion of the label",
        columns=(*headings(titled(feature.name)), *emotions, Cell(text="All")),
        rows=tuple(_images_row(name, row, largest) for name, row in support),
        kind="matrix",
        note=note,
        unit="pictures",
    )


def _images_row(name: str, row: NDArray[np.int64], largest: int) -> Row:
    cells = [count_cell(int(n), largest) for n in row]
    return Row(head=name_cell(name), cells=(*cells, Cell(text=number(int(row.sum())))))


def _ledger(result: AuditResult, feature: SensitiveFeature, index: int) -> TableView | None:
    """Return how the rows of each group ended; None where all were scored, which the section says before."""
    if result.coverage.of(Outcome.SCORED) == result.coverage.rows:
        return None
    table = result.coverage.by(feature.name)
    used = [i for i, n in enumerate(result.coverage.overall()) if n or OUTCOMES[i] is Outcome.SCORED]
    return TableView(
        id=f"coverage-{index}-ledger",
        caption=f"How every row of the manifest ended, by {titled(feature.name)}",
        columns=headings(titled(feature.name), "Rows", *(OUTCOMES[i].value for i in used), "Not scored"),
        rows=tuple(_ledger_row(name, row, used) for name, row in zip(feature.groups, table, strict=True)),
    )


def _ledger_row(name: str, row: NDArray[np.int64], used: list[int]) -> Row:
    rows = int(row.sum())
    lost = Rate(numerator=rows - int(row[Outcome.SCORED.code]), denominator=rows)
    counts = [Cell(text=number(int(row[i]))) for i in used]
    return Row(head=name_cell(name), cells=(Cell(text=number(rows)), *counts, Cell(text=percent(lost.value))))
