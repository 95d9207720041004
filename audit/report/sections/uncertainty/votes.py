"""A part of the third question: the model against the annotators, beside what is possible and what a panel reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.uncertainty.votes import MEASURES
from audit.domain.wording.words import UNDEFINED, decimal, number, percent, sentence, titled
from audit.report.views import Cell, Fact, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.mixed import VoteAgreement, VoteMeasure

_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureVotes:
    """Every measure by the groups of one feature."""

    title: str
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesView:
    """The part.

    Attributes
    ----------
    sentence
        How the table is read.
    overall
        Every measure over all pictures with votes.
    definitions
        What the measures are.
    features
        The same by group, feature by feature.
    """

    sentence: str
    overall: TableView
    definitions: tuple[Fact, ...]
    features: tuple[FeatureVotes, ...]


def view(result: AuditResult) -> VotesView | None:
    """Return the part of an audit; None where nothing was measured against votes."""
    votes = None if result.mixed is None else result.mixed.votes
    if votes is None or not votes.measures:
        return None
    return VotesView(
        sentence=(
            "Each measure stands beside what a classifier that knew every picture's true vote shares would reach with "
            "as many votes. Beside it is what half of the annotators reach against the other half. "
            f"{percent(votes.confidence, 0)} intervals are in the second line."
        ),
        overall=_overall(votes),
        definitions=tuple(
            Fact(term=sentence(measure.title)[:-1], text=f"{sentence(measure.definition)[:-1]} ({measure.source}).")
            for measure in MEASURES.values()
        ),
        features=tuple(
            FeatureVotes(title=titled(feature.name), table=_by_group(votes, feature.name, index))
            for index, feature in enumerate(result.features, start=1)
        ),
    )


def _overall(votes: VoteAgreement) -> TableView:
    found = votes.of(None)
    known = all(None not in (each.value, each.ceiling, each.panel) for each in found)
    return TableView(
        id="votes",
        caption="The model against the annotators",
        columns=headings("Measure", "Pictures", "Model", "Possible", "Half of the annotators"),
        rows=tuple(
            Row(
                head=Cell(text=sentence(MEASURES[measure.name].title)[:-1], note=_better(measure.name), tone="text"),
                cells=(
                    Cell(text=number(measure.images)),
                    _value(measure),
                    Cell(text=decimal(measure.ceiling, _DIGITS)),
                    Cell(text=decimal(measure.panel, _DIGITS)),
                ),
            )
            for measure in found
        ),
        note="" if known else f"{UNDEFINED}: too few pictures, or votes, to say.",
    )


def _better(name: str) -> str:
    return "higher is better" if MEASURES[name].higher_is_better else "lower is better"


def _by_group(votes: VoteAgreement, feature: str, index: int) -> TableView:
    groups = dict.fromkeys(m.group for m in votes.measures if m.group is not None and m.group.feature == feature)
    return TableView(
        id=f"votes-{index}",
        caption=f"The model against the annotators by {titled(feature)}",
        columns=headings(titled(feature), *(sentence(measure.title)[:-1] for measure in MEASURES.values())),
        rows=tuple(Row(head=name_cell(group.text), cells=_cells(votes.of(group))) for group in groups),
        note=(
            f"In the second line the interval, the pictures (n) behind it and what is possible. {UNDEFINED}: "
            "fewer than ten pictures, or of ambiguous or clear ones."
        ),
    )


def _cells(measures: Iterable[VoteMeasure]) -> tuple[Cell, ...]:
    by_name = {measure.name: measure for measure in measures}
    return tuple(_value(by_name[name], further=True) for name in MEASURES)


def _value(measure: VoteMeasure, *, further: bool = False) -> Cell:
    interval = measure.interval
    bounds = "" if interval is None else f"{decimal(interval.lower, _DIGITS)} to {decimal(interval.upper, _DIGITS)}"
    more = [f"n {number(measure.images)}", f"possible {decimal(measure.ceiling, _DIGITS)}"] if further else []
    return Cell(
        text=decimal(measure.value, _DIGITS),
        note=" · ".join(part for part in (bounds, *more) if part),
        tone="undefined" if measure.value is None else "",
    )
