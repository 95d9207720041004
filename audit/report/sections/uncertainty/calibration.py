"""Whether a probability means what it says: by which temperature, and how often what was said came true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.uncertainty.mixed import RELIABILITY_BINS, Truth
from audit.domain.wording.words import (
    counted,
    decimal,
    number,
    percent,
    points,
    points_in_words,
    quoted,
    shown,
    span,
    titled,
)
from audit.report.charts.reliability import Diagram, diagram
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.mixed import MixedEmotions, Reliability, Temperature

_NOBODY = (
    "Nothing says that anybody calibrated these probabilities: a value of .8 need not mean that 8 of 10 are right."
)
_CAME_TRUE = {Truth.LABEL: "Success rate", Truth.VOTES: "Mean vote share"}
_AGAINST = {Truth.LABEL: "the label", Truth.VOTES: "the annotators’ votes"}
_UP = {Truth.LABEL: "share predicted right", Truth.VOTES: "mean share of votes"}
_NOTE = (
    "Over-confident by: mean probability of the predicted emotion minus {came_true}, in percentage points; below 0, "
    "under-confident. The calibration error is never judged: with few pictures it is large by chance alone. The "
    "last column says how large at most, on average, for a perfectly calibrated classifier."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgainst:
    """Probabilities held against the label, or against votes: diagram, its numbers, the groups."""

    chart: Diagram
    bins: TableView
    groups: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationView:
    """The part: whether probabilities were calibrated and what was found, in sentences; then charts and tables."""

    sentences: tuple[str, ...]
    held: tuple[HeldAgainst, ...]


def view(result: AuditResult) -> CalibrationView | None:
    """Return the part of an audit; None where there are no probabilities."""
    mixed = result.mixed
    if mixed is None:
        return None
    found = [
        (truth, tuple(each for each in mixed.reliability if each.truth is truth))
        for truth in (Truth.VOTES, Truth.LABEL)
    ]
    held = [(truth, each) for truth, each in found if each and each[0].total]
    return CalibrationView(
        sentences=(*_temperature(mixed), *(s for truth, each in held for s in _findings(truth, each))),
        held=tuple(_held(truth, each) for truth, each in held),
    )


def _temperature(mixed: MixedEmotions) -> tuple[str, ...]:
    temperature = mixed.temperature
    if temperature is None:
        return (_NOBODY,)
    by = f"Before they became probabilities, logits were divided by temperature {decimal(temperature.value)}"
    return (f"{by} (fitted on {shown(temperature.fitted_on)}). {_where(mixed, temperature)}",)


def _where(mixed: MixedEmotions, temperature: Temperature) -> str:
    if mixed.fitted_here:
        same = counted(mixed.fitted_here, "picture")
        return (
            f"{same} of this audit belong to the very set that it was fitted on: what follows is no evidence that "
            "probabilities mean what they say on other pictures."
        )
    if temperature.pictures_sha256 is None:
        return "Whether any of them is in this audit is not known."
    return "These are not the pictures of this audit, as far as their names tell."


def _findings(truth: Truth, found: tuple[Reliability, ...]) -> tuple[str, ...]:
    overall, groups = found[0], found[1:]
    against = f"Held against {_AGAINST[truth]}, the probability of the predicted emotion is"
    chance = f"by chance a perfectly calibrated classifier would show {decimal(overall.chance_error, 3)} at most"
    error = f"The expected calibration error is {decimal(overall.error, 3)}; {chance}."
    return (f"{against} {_tendency(overall)} over {_pictures(overall)}.{_widest(groups)} {error}",)


def _tendency(reliability: Reliability) -> str:
    """Return the gap in words, with its bounds: over-confident only where they leave no doubt of the side."""
    gap, bounds = reliability.gap, reliability.gap_interval
    if gap is None or bounds is None:
        return "not known"
    if not _has_side(reliability):
        ends = f"{points(bounds.lower)} to {points(bounds.upper)}"
        return f"not seen to be too high or too low (gap {points(gap)} points, bounds {ends})"
    low, high = sorted((abs(bounds.lower), abs(bounds.upper)))
    side = "too high" if gap > 0 else "too low"
    return f"{side} by {points_in_words(abs(gap))} (bounds {points(low)} to {points(high)})"


def _widest(groups: tuple[Reliability, ...]) -> str:
    """Name the group with the widest gap of those whose own bounds leave no doubt of its side."""
    known = [each for each in groups if each.group is not None and not each.group.is_unknown and each.total]
    told = {each.group: each for each in known if each.group and _has_side(each)}
    if not told:
        return " No group’s gap can be told from 0." if known else ""
    group, widest = max(told.items(), key=lambda item: abs(item[1].gap or 0.0))
    name = f"{titled(group.feature)} {quoted(group.text)}"
    return f" The widest gap that can be told from 0 is that of {name}: {_tendency(widest)} over {_pictures(widest)}."


def _has_side(reliability: Reliability) -> bool:
    bounds = reliability.gap_interval
    return bounds is not None and not bounds.lower <= 0 <= bounds.upper


def _pictures(reliability: Reliability) -> str:
    return counted(reliability.total, "picture")


def _held(truth: Truth, found: tuple[Reliability, ...]) -> HeldAgainst:
    overall = found[0]
    title = f"Reliability against {_AGAINST[truth]}"
    chart = diagram(
        overall,
        overall.expected(),
        key=f"reliability-{truth}-chart",
        title=title,
        description=(
            "For each tenth of the probability of the predicted emotion, a dot at its mean and at what came true; the "
            "dashed diagonal is perfect calibration. The table beside the chart has the numbers."
        ),
        up=_UP[truth],
    )
    return HeldAgainst(chart=chart, bins=_bins(truth, overall), groups=_groups(truth, found))


def _bins(truth: Truth, overall: Reliability) -> TableView:
    bars = overall.expected()
    kept = [i for i in range(RELIABILITY_BINS) if overall.images[i]]
    return TableView(
        id=f"reliability-{truth}",
        caption=f"What came true, by the probability of the predicted emotion, against {_AGAINST[truth]}",
        columns=headings("Range", "Pictures", "Mean probability", _CAME_TRUE[truth], "If calibrated"),
        rows=tuple(
            Row(
                head=Cell(text=f"{i * 10}–{i * 10 + 10}\xa0%", tone="range"),
                cells=(
                    Cell(text=number(int(overall.images[i]))),
                    Cell(text=percent(float(overall.confidence[i] / overall.images[i]))),
                    Cell(text=percent(float(overall.success[i] / overall.images[i]))),
                    Cell(text=span(bars[i])),
                ),
            )
            for i in kept
        ),
        note="" if len(kept) == RELIABILITY_BINS else "Ranges without a picture are left out.",
    )


def _groups(truth: Truth, found: tuple[Reliability, ...]) -> TableView:
    confidence = next((percent(each.interval.confidence, 0) for each in found if each.interval), "")
    return TableView(
        id=f"calibration-{truth}",
        caption=f"Calibration by group, against {_AGAINST[truth]}",
        columns=headings(
            "Group",
            "Pictures",
            "Mean probability",
            _CAME_TRUE[truth],
            "Over-confident by",
            f"{confidence} bounds",
            "Calibration error",
            "By chance at most",
        ),
        rows=tuple(_row(each) for each in found),
        note=_NOTE.format(came_true=_CAME_TRUE[truth].lower()),
    )


def _row(reliability: Reliability) -> Row:
    bounds = reliability.gap_interval
    cells = (
        Cell(text=percent(reliability.mean_confidence)),
        Cell(text=percent(reliability.success_rate)),
        Cell(text=decimal(None) if reliability.gap is None else points(reliability.gap)),
        Cell(text=decimal(None) if bounds is None else f"{points(bounds.lower)} to {points(bounds.upper)}"),
        Cell(text=decimal(reliability.error, 3)),
        Cell(text=decimal(reliability.chance_error, 3)),
    )
    return Row(head=_head(reliability), cells=(Cell(text=number(reliability.total)), *cells))


def _head(reliability: Reliability) -> Cell:
    if reliability.group is None:
        return Cell(text="all pictures", tone="text")
    cell = name_cell(reliability.group.text)
    return Cell(text=cell.text, title=cell.title, tone=cell.tone, note=titled(reliability.group.feature))
