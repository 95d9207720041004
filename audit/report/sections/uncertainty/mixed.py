"""Third question, whether the model can detect mixed emotions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.rates import Rate
from audit.domain.wording.words import UNDEFINED, counted, decimal, joined, number, percent, quoted, short, titled
from audit.report.charts.matrix import largest_rate, rate_cell
from audit.report.charts.ridges import RidgeData, Ridges, ridges
from audit.report.questions.rules import HALF_OF_CEILING
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.entropy import EntropyHistogram
    from audit.domain.uncertainty.mixed import MixedEmotions, VoteAgreement

_DIGITS = 3
"""Decimals of a quantile: the middle of a bin of .01 has three."""

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the pictures whose entropy lies below the numbers shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntropyView:
    """Entropy of the pictures of each emotion, or of each group of a feature: chart and table."""

    title: str
    chart: Ridges
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedView:
    """The section.

    Attributes
    ----------
    sentences
        What the probabilities can and cannot say.
    entropies
        By emotion, then by each feature; empty without probabilities.
    top_two
        Which two emotions the model mixes; None without probabilities, or with two emotions only.
    """

    sentences: tuple[str, ...]
    entropies: tuple[EntropyView, ...]
    top_two: TableView | None


def view(result: AuditResult) -> MixedView:
    """Return the section of an audit."""
    mixed = result.mixed
    if mixed is None:
        nothing = "The predictions table holds one decision for each picture and no probabilities."
        return MixedView(sentences=(f"{nothing} Entropy needs probabilities.",), entropies=(), top_two=None)
    two_class = len(result.labels) == 2  # noqa: PLR2004 - then the two most probable emotions are always the same
    return MixedView(
        sentences=(*_sentences(result, mixed), *_vote_sentences(mixed.votes)),
        entropies=(_by_emotion(mixed), *_by_feature(result, mixed)),
        top_two=None if two_class else _top_two(result, mixed),
    )


def _sentences(result: AuditResult, mixed: MixedEmotions) -> tuple[str, ...]:
    scale = (
        "Softmax entropy says how widely the model spreads its probability over the emotions: 0 when it is sure of "
        "one, 1 when all are alike to it."
    )
    median = mixed.overall.quantile(0.5)
    half = "No picture was scored." if median is None else f"Its median is {decimal(median, _DIGITS)}."
    if len(result.labels) > 2:  # noqa: PLR2004
        return (f"{scale} {half}",)
    pair = joined([quoted(emotion) for emotion in result.labels.emotions])
    only = f"A model with two emotions can show that it wavers between {pair}. It cannot name any other mixture"
    return (f"{scale} {half}", f"{only}, and it wavers also where a picture is merely hard to read.")


def _vote_sentences(votes: VoteAgreement | None) -> tuple[str, ...]:
    if votes is None:
        return ("This cohort has no annotator votes, so whether the faces are mixed cannot be checked against people.",)
    pictures = counted(votes.images, "picture")
    if votes.constant:
        return (f"Softmax entropy is the same for all {pictures} with two or more votes, vote entropy is not.",)
    if votes.spearman is None:
        return (f"{pictures} have two or more votes: too few, or too alike, for a correlation.",)
    return (_ceiling(votes),)


def _ceiling(votes: VoteAgreement) -> str:
    if votes.ceiling is None:
        few = (
            "With fewer than five votes for a picture, fewer than 50 pictures, or annotators whose halves do not agree"
        )
        return f"{few}, no ceiling can be given."
    half = decimal(HALF_OF_CEILING * votes.ceiling)
    return (
        "For a yes, the lower bound of Spearman's rank correlation between softmax entropy and vote entropy must reach "
        f"half of what the annotators' own disagreement lets any model reach: {half}."
    )


def _by_emotion(mixed: MixedEmotions) -> EntropyView:
    rows = [(entropy.emotion, entropy.histogram) for entropy in mixed.by_emotion]
    return _entropies("emotion", "entropy-emotions", rows, mixed.overall)


def _by_feature(result: AuditResult, mixed: MixedEmotions) -> tuple[EntropyView, ...]:
    return tuple(
        _entropies(
            titled(feature.name),
            f"entropy-{index}",
            [(e.group.text, e.histogram) for e in mixed.by_group if e.group.feature == feature.name],
            mixed.overall,
        )
        for index, feature in enumerate(result.features, start=1)
    )


def _entropies(
    title: str,
    key: str,
    rows: list[tuple[str, EntropyHistogram]],
    overall: EntropyHistogram,
) -> EntropyView:
    median = overall.quantile(0.5)
    chart = ridges(
        [_ridge(name, histogram) for name, histogram in rows],
        key=f"{key}-chart",
        title=f"Softmax entropy by {title}",
        description=(
            "For each row how its pictures' entropies are spread, as a hill, and their median as a line. The dashed "
            "line is the median of all pictures."
        ),
        reference=median,
        reference_text="" if median is None else f"median of all pictures {decimal(median, _DIGITS)}",
    )
    return EntropyView(title=title, chart=chart, table=_table(title, key, rows, overall))


def _ridge(name: str, histogram: EntropyHistogram) -> RidgeData:
    median = histogram.quantile(0.5)
    text = "no scored picture" if median is None else f"{decimal(median, _DIGITS)} · {number(histogram.total)}"
    return RidgeData(name=short(name), text=text, counts=histogram.counts, middle=median)


def _table(title: str, key: str, rows: list[tuple[str, EntropyHistogram]], overall: EntropyHistogram) -> TableView:
    columns = headings(title, "Pictures", "10\xa0%", "25\xa0%", "Median", "75\xa0%", "90\xa0%")
    everything = _row(Cell(text="all pictures", tone="text"), overall)
    return TableView(
        id=key,
        caption=f"Quantiles of softmax entropy by {title}",
        columns=columns,
        rows=(*(_row(name_cell(name), histogram) for name, histogram in rows), everything),
        note="Each number is the entropy below which that share of the pictures lies, to the middle of a bin of .01.",
    )


def _row(head: Cell, histogram: EntropyHistogram) -> Row:
    quantiles = (histogram.quantile(share) for share in QUANTILES)
    cells = [Cell(text=decimal(value, _DIGITS)) for value in quantiles]
    return Row(head=head, cells=(Cell(text=number(histogram.total)), *cells))


def _top_two(result: AuditResult, mixed: MixedEmotions) -> TableView:
    emotions = result.labels.emotions
    rates = [[Rate(numerator=int(n), denominator=int(row.sum())) for n in row] for row in mixed.top_two]
    largest = largest_rate([rate for row in rates for rate in row])
    return TableView(
        id="top-two",
        caption="Which two emotions are mixed: of the pictures answered as the row, the share with the column second",
        columns=(*headings("Most probable"), *map(name_cell, emotions), Cell(text="Pictures")),
        rows=tuple(
            Row(
                head=name_cell(emotion),
                cells=(
                    *(_second(rate, largest, same=first == second) for second, rate in enumerate(row)),
                    Cell(text=number(row[0].denominator)),
                ),
            )
            for first, (emotion, row) in enumerate(zip(emotions, rates, strict=True))
        ),
        kind="matrix",
        note=f"Colours run from 0 to {percent(largest)}, the largest share shown.",
        unit="share of the row",
    )


def _second(rate: Rate, largest: float, *, same: bool) -> Cell:
    if same:
        return Cell(text=UNDEFINED, title="the same emotion", tone="undefined")
    return rate_cell(rate, "never the answer", largest)
