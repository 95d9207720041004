"""The page of a dose–response run: curves and numbers of everybody and of every group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.results.blends import FALL, BlendKind
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    number,
    percent,
    points,
    quoted,
    sentence,
    short,
    shown,
    span,
    titled,
)
from audit.report.charts.panels import Panel, PanelLine, panel
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.results.blends import DoseResponse, GroupResponse, Measured

MOST_LEFT_OUT = 200
"""People named on the page as left out; `blends.json` names all."""


_APPEARANCE = (
    "The weight is facial action, not appearance. The corners of an ageing mouth hang at rest and age dampens "
    "expressions: half-way from sad to happy a drawn senior still looks sad, so a later turning point of seniors is "
    "not the model's alone."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveName:
    """A kind of line and what it stands for."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureCurves:
    """The groups of one feature: a chart for each, and a table."""

    id: str
    title: str
    panels: tuple[Panel, ...]
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendsPage:
    """The page.

    Attributes
    ----------
    kicker, title
        Small line above the title; the title.
    sentences
        What was done and what came out.
    legend, axes
        What the lines and the axes are.
    everybody, table
        Chart and numbers of all people.
    features
        The groups, feature by feature.
    method, left_out
        How it was done; people of whom no blend could be made.
    footer
        Where it comes from.
    """

    kicker: str
    title: str
    sentences: tuple[str, ...]
    legend: tuple[CurveName, ...]
    axes: str
    everybody: Panel
    table: TableView
    features: tuple[FeatureCurves, ...]
    method: tuple[str, ...]
    left_out: tuple[str, ...]
    footer: str


def view(result: DoseResponse) -> BlendsPage:
    """Return what the page shows."""
    everybody = result.groups[0]
    return BlendsPage(
        kicker="Blends with known truth: dose and response",
        title=f"From {short(result.plan.start)} to {short(result.plan.end)}: {short(result.provenance.model.title)}",
        sentences=(_made(result), *blend_sentences(result)),
        legend=_legend(result),
        axes=f"Across: share of {quoted(result.plan.end)} in the picture; up: probability, entropy or share.",
        everybody=_chart(result, everybody, key="everybody", width=560, height=300),
        table=_table(result, [everybody], key="everybody-table", title="Everybody"),
        features=_features(result),
        method=_method(result),
        left_out=_left_out(result),
        footer=_footer(result),
    )


def blend_sentences(result: DoseResponse) -> tuple[str, ...]:
    """Return what came out for everybody, in sentences: response, order, turning point, entropy, top two."""
    everybody, end = result.groups[0], quoted(result.plan.end)
    curve, entropy = everybody.end.values, everybody.entropy.values
    half = len(curve) // 2
    response = (
        f"The probability of {end} goes from {decimal(curve[0])} through {decimal(curve[half])} at one half to "
        f"{decimal(curve[-1])}, and for {percent(everybody.monotone.value)} of the people it never falls by more than "
        f"{points(FALL)} percentage points ({confidence(result)} interval {span(everybody.monotone.interval)})."
    )
    uncertain = (
        f"Softmax entropy is {decimal(entropy[half])} at one half and {decimal(entropy[0])} and {decimal(entropy[-1])} "
        f"at the ends: {_rise(everybody.rise)}."
    )
    return (response, _turning(result, everybody), uncertain, *_both(everybody, half))


def confidence(result: DoseResponse) -> str:
    """Return the nominal confidence of the intervals, `95 %`."""
    return percent(result.plan.confidence, 0)


def _made(result: DoseResponse) -> str:
    people, steps = counted(len(result.responses), "person", "people"), result.plan.steps
    start, end = quoted(result.plan.start), quoted(result.plan.end)
    if result.kind is BlendKind.DRAWN:
        return (
            f"{people} were drawn with {steps} expressions each, from {start} to {end} in equal steps of every facial "
            "action. A drawing is not a photograph: this shows how the model answers these drawings."
        )
    return (
        f"{people} of {shown(result.provenance.cohort.title)}: the {start} and the {end} picture of each, aligned by "
        f"the face box, were mixed in {steps} equal steps. A dissolve is a known dose of both pictures, not a face "
        "that anybody makes."
    )


def _turning(result: DoseResponse, everybody: GroupResponse) -> str:
    start, end = quoted(result.plan.start), quoted(result.plan.end)
    sides = [
        text
        for n, text in (
            (everybody.already, f"for {counted(everybody.already, 'person', 'people')} it is so from the start"),
            (everybody.never, f"for {counted(everybody.never, 'person', 'people')} at no weight"),
        )
        if n
    ]
    beyond = f"; {', '.join(sides)}" if sides else ""
    median = f"{turning_text(everybody)}{_between(everybody.turning)}"
    return f"The weight at which {end} becomes as probable as {start}, the turning point: median {median}{beyond}."


def turning_text(group: GroupResponse) -> str:
    """Return the median turning point: `never` or `from the start` where the median person is beyond the scale."""
    value = group.turning.value
    if value == 1 and group.never:
        return "never"
    return "from the start" if value == 0 else decimal(value)


def _rise(rise: Measured) -> str:
    if rise.value is None:
        return "no rise can be given"
    said = f"a mean rise of {decimal(rise.value)}{_between(rise)}"
    if rise.interval is None or rise.interval.lower <= 0 <= rise.interval.upper:
        return f"{said}, which does not show that the model wavers more over a mixture"
    return f"{said}: the model wavers {'more' if rise.value > 0 else 'less'} over a mixture than over the ends"


def _both(everybody: GroupResponse, half: int) -> tuple[str, ...]:
    if everybody.top_two is None:
        return ("A model with two emotions always has these two on top, so their share says nothing.",)
    share = percent(float(everybody.top_two.values[half]))
    return (f"At one half both emotions are the two most probable ones for {share} of the people.",)


def _between(measured: Measured) -> str:
    if measured.interval is None:
        return ""
    return f" ({decimal(measured.interval.lower)} to {decimal(measured.interval.upper)})"


def _legend(result: DoseResponse) -> tuple[CurveName, ...]:
    both = [("both", "share of people with both emotions on top")] if result.groups[0].top_two is not None else []
    entries = [
        ("end", f"probability of {quoted(result.plan.end)}"),
        ("start", f"probability of {quoted(result.plan.start)}"),
        ("entropy", "softmax entropy"),
        *both,
        ("everybody", f"beside a group: probability of {quoted(result.plan.end)} of everybody"),
    ]
    return tuple(CurveName(kind=kind, text=text) for kind, text in entries)


def _chart(result: DoseResponse, group: GroupResponse, *, key: str, width: int = 250, height: int = 180) -> Panel:
    whole = result.groups[0]
    parts = [("entropy", group.entropy), ("end", group.end)]
    if group is whole:
        parts = [("start", group.start), *([("both", group.top_two)] if group.top_two else []), *parts]
    found = [PanelLine(kind=kind, values=each.values, lower=each.lower, upper=each.upper) for kind, each in parts]
    beside = [] if group is whole else [PanelLine(kind="everybody", values=whole.end.values)]
    return panel(
        [*beside, *found],
        key=key,
        title=short(group.text),
        note=counted(group.people, "person", "people"),
        description=_described(result, group),
        width=width,
        height=height,
    )


def _described(result: DoseResponse, group: GroupResponse) -> str:
    half = len(group.end.values) // 2
    said = [
        f"{name} is {decimal(values[0])}, {decimal(values[half])} and {decimal(values[-1])}"
        for name, values in (
            (f"the probability of {quoted(result.plan.end)}", group.end.values),
            ("the entropy", group.entropy.values),
        )
    ]
    return f"At weights 0, one half and 1 {said[0]}; {said[1]}."


def _features(result: DoseResponse) -> tuple[FeatureCurves, ...]:
    found = []
    for index, feature in enumerate(result.features, start=1):
        groups = [each for each in result.groups if each.group is not None and each.group.feature == feature.name]
        panels = tuple(_chart(result, each, key=f"f{index}-g{place}") for place, each in enumerate(groups))
        table = _table(result, groups, key=f"f{index}-table", title=titled(feature.name))
        found.append(FeatureCurves(id=f"f{index}", title=titled(feature.name), panels=panels, table=table))
    return tuple(found)


def _table(result: DoseResponse, groups: list[GroupResponse], *, key: str, title: str) -> TableView:
    both = ("Both on top at ½",) if result.groups[0].top_two is not None else ()
    columns = (
        "People",
        f"Probability of {quoted(result.plan.end)} at 0, ½, 1",
        "Never falls",
        "Rank correlation",
        "Slope",
        "Turning point",
        "Entropy peaks at",
        "Entropy rise",
    )
    return TableView(
        id=key,
        caption=f"Dose and response: {title}",
        columns=headings("Group", *columns, *both),
        rows=tuple(_row(each) for each in groups),
        note=f"The second line of a cell is its {confidence(result)} interval over people; fewer than five have none.",
    )


def _row(group: GroupResponse) -> Row:
    cells = [
        Cell(text=number(group.people)),
        Cell(text=" · ".join(decimal(float(group.end.values[at])) for at in (0, len(group.end.values) // 2, -1))),
        _share_cell(group.monotone.value, _ends(group.monotone)),
        _cell(group.rank),
        _cell(group.slope),
        _turning_cell(group),
        _cell(group.peak),
        _cell(group.rise),
    ]
    if group.top_two is not None:
        cells.append(_top_two_cell(group))
    return Row(head=name_cell(group.text), cells=tuple(cells))


def _cell(measured: Measured) -> Cell:
    if measured.value is None:
        return Cell(text=UNDEFINED, title="the probability is the same at every weight", tone="undefined")
    return Cell(text=decimal(measured.value), note=_between(measured).strip(" ()"))


def _turning_cell(group: GroupResponse) -> Cell:
    sides = [f"{number(n)} {what}" for n, what in ((group.already, "from the start"), (group.never, "never")) if n]
    notes = [note for note in (_between(group.turning).strip(" ()"), *sides) if note]
    return Cell(text=turning_text(group), note="; ".join(notes))


def _top_two_cell(group: GroupResponse) -> Cell:
    curve = group.top_two
    if curve is None:
        return Cell(text=UNDEFINED, tone="undefined")
    half = len(curve.values) // 2
    ends = None
    if curve.lower is not None and curve.upper is not None:
        ends = (float(curve.lower[half]), float(curve.upper[half]))
    return _share_cell(float(curve.values[half]), ends)


def _ends(measured: Measured) -> tuple[float, float] | None:
    return None if measured.interval is None else (measured.interval.lower, measured.interval.upper)


def _share_cell(share: float | None, ends: tuple[float, float] | None) -> Cell:
    note = "" if ends is None else f"{percent(ends[0], 0)} to {percent(ends[1], 0)}".replace("\xa0%", "", 1)
    return Cell(text=percent(share, 0), note=note)


def _method(result: DoseResponse) -> tuple[str, ...]:
    end = quoted(result.plan.end)
    return (
        f"Never falls: share of people whose probability of {end} is never more than {points(FALL)} percentage points "
        "below its highest so far.",
        f"Rank correlation: Spearman's, of weight and probability of {end}, mean over people.",
        f"Slope: least squares, of the probability of {end} on the weight, mean over people; 1 where the probability "
        "is the weight.",
        "Turning point: median over people of the weight at which the two emotions become equally probable, by linear "
        "interpolation; a person beyond an end of the scale counts as that end.",
        "Entropy rise: softmax entropy at one half less the mean of both ends, mean over people.",
        f"Intervals: {number(result.plan.resamples)} resamples of people with all their pictures, percentiles widened "
        "for few people (Hesterberg 2015); shares of people have Wilson's interval. Bands hold at each weight by "
        "itself, not for the whole curve at once, and groups are not corrected for their number.",
        *((_APPEARANCE,) if result.kind is BlendKind.DRAWN else ()),
        *(sentence(shown(note)) for note in result.notes),
    )


def _left_out(result: DoseResponse) -> tuple[str, ...]:
    named = [f"{short(each.image)}: {shown(each.reason)}" for each in result.left_out[:MOST_LEFT_OUT]]
    more = len(result.left_out) - len(named)
    return (*named, *([f"{counted(more, 'more person', 'more people')}; blends.json names all"] if more else ()))


def _footer(result: DoseResponse) -> str:
    source = result.provenance
    return (
        f"{shown(source.command)} · {source.created} · model {short(source.model.id)}, SHA-256 {source.model.sha256} · "
        f"pictures {short(source.cohort.title)}, SHA-256 {source.cohort.sha256}"
    )
