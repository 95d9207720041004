"""Part of data and coverage: whether the cohort itself is balanced, before a model is blamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.rates import Rate
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    number,
    percent,
    points_in_words,
    quoted,
    short,
    titled,
)
from audit.report.charts.bars import BarPart, Bars, Stack, bars
from audit.report.sections.cohort.association import cells_table, outstanding_table, together
from audit.report.views import Cell, Row, TableView, headings

if TYPE_CHECKING:
    from audit.domain.cohort.representation import FeatureRepresentation, LabelMix
    from audit.domain.results.result import AuditResult

FOLDED = 12
"""Groups up to which a heat map is open; it is folded too where it shows nothing but chance."""

_INTRO = (
    "Every row of the manifest counts here, by the emotion of its label and before any model saw it. Groups differ in "
    "size, and one group may show an emotion more often than another; both can make a model look unequal that is not, "
    "or hide that it is. This is about the pictures audited: it says nothing of those a model was trained on."
)
_RECALL = (
    "Not moved by the mix of emotions: the recall of an emotion and the mean of all recalls, which look at pictures of "
    "one label at a time. A group with few pictures of an emotion only has wider bounds there."
)
_SUCCESS = (
    "Moved by it: the success rate. It is the mean of a group's recalls, each weighted by how often the group shows "
    "that emotion. A group that shows more of what is hard to recognise scores lower even where every emotion is "
    "recognised equally well in all groups. So do precision, F1 and the selection rate of an emotion."
)
_FALSE_POSITIVES = (
    "Moved in part: the false positive rate of an emotion. It is about pictures labelled otherwise, and some of the "
    "other emotions are mistaken for it more easily than others."
)
_SUMMARY_NOTE = (
    "Effective groups: so many equally large ones would be as diverse. Evenness: 1 when all groups with pictures are "
    "equally large. Cramér's V: 0 when every group shows the same mix of emotions, 1 when the group gives the emotion "
    "away or the emotion the group. By chance: V to expect if the same people were dealt out to the groups at random. "
    "Corrected: V with that part taken off. P-value: how often chance goes at least as far. A large one is no proof of "
    "balance: few pictures show only strong associations."
)
_READING = (
    "A heat map below shows each emotion in each group. Zero: as often as in the whole cohort. Above: more often, up "
    "to 1, never one without the other. Below: less often, down to −1, never together. ▲ and ▼ mark cells further from "
    "0 than chance takes any of them in 95\xa0% of cohorts. A cell where fewer than five pictures would be expected is "
    "never marked. The second line counts pictures."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureBalance:
    """One sensitive feature.

    Attributes
    ----------
    title, sentences
        Name in words; how large its groups are and whether they go with emotions.
    chart
        Pictures by group; None where no group is known.
    outstanding
        Cells beyond chance; None where there are none.
    cells
        Heat map of emotion × group; None where nothing goes together at all.
    folded
        What stands on the fold above the heat map; empty where it is open.
    """

    title: str
    sentences: tuple[str, ...]
    chart: Bars | None
    outstanding: TableView | None
    cells: TableView | None
    folded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceView:
    """The part.

    Attributes
    ----------
    intro, summary, reading
        What it is about; all features in one table; how to read a heat map, empty without one.
    features
        Each of them.
    cautions
        What of a model's gaps may come of it, and what not.
    """

    intro: str
    summary: TableView
    reading: str
    features: tuple[FeatureBalance, ...]
    cautions: tuple[str, ...]


def view(result: AuditResult) -> BalanceView | None:
    """Return the part of an audit; None where nothing is known of who is in the pictures, or of an earlier version."""
    found = result.representation
    if found is None or not found.features:
        return None
    mixes = {mix.feature: mix for mix in result.label_mix}
    features = tuple(
        _feature(feature, found.emotions, mixes.get(feature.feature), index)
        for index, feature in enumerate(found.features, start=1)
    )
    return BalanceView(
        intro=_INTRO,
        summary=_summary(found.features),
        reading=_READING if any(feature.cells for feature in features) else "",
        features=features,
        cautions=(_RECALL, _SUCCESS, *((_FALSE_POSITIVES,) if len(result.labels) > 2 else ())),  # noqa: PLR2004
    )


def _summary(features: tuple[FeatureRepresentation, ...]) -> TableView:
    return TableView(
        id="balance",
        caption="How balanced the cohort is, feature by feature",
        columns=headings(
            "Feature",
            "Groups",
            "Effective groups",
            "Evenness",
            "Largest to smallest",
            "Cramér's V",
            "By chance",
            "Corrected",
            "p-value",
        ),
        rows=tuple(_summary_row(feature) for feature in features),
        note=_SUMMARY_NOTE,
    )


def _summary_row(feature: FeatureRepresentation) -> Row:
    association = feature.association
    ratio = UNDEFINED if feature.imbalance is None else f"{decimal(feature.imbalance, 1)}\xa0:\xa01"
    if association is None:
        together = (Cell(text=UNDEFINED, note=feature.undefined, tone="undefined"), *[Cell(text=UNDEFINED)] * 3)
    else:
        together = (
            Cell(text=decimal(association.cramers_v)),
            Cell(text=decimal(association.by_chance)),
            Cell(text=decimal(association.corrected)),
            Cell(text=decimal(association.p_value, 3)),
        )
    return Row(
        head=Cell(text=titled(feature.feature), tone="text"),
        cells=(
            Cell(text=number(feature.represented)),
            Cell(text=decimal(feature.effective, 1)),
            Cell(text=decimal(feature.evenness)),
            Cell(text=ratio),
            *together,
        ),
    )


def _feature(
    feature: FeatureRepresentation, emotions: tuple[str, ...], mix: LabelMix | None, index: int
) -> FeatureBalance:
    title = titled(feature.feature)
    found = feature.association
    return FeatureBalance(
        title=title,
        sentences=tuple(text for text in (_sizes(feature), together(feature), _alone(mix)) if text),
        chart=_chart(feature, title, index) if feature.represented else None,
        outstanding=outstanding_table(found, title, index) if found and found.outstanding else None,
        cells=cells_table(feature, emotions, title, index) if found and round(found.cramers_v, 2) else None,
        folded="" if found and found.beyond_chance and feature.represented <= FOLDED else f"Emotion × {title}",
    )


def _sizes(feature: FeatureRepresentation) -> str:
    """Say how many groups count, and how large the largest and the smallest are."""
    if not feature.represented or feature.effective is None:
        return "No picture has a known group."
    present = [(int(n), group) for n, group in zip(feature.sizes, feature.groups, strict=True) if n]
    smallest, largest = min(present, key=lambda p: p[0]), max(present, key=lambda p: p[0])
    if len(present) == 1:
        told = f"Every picture of a known group is of {quoted(largest[1])}, {counted(largest[0], 'picture')}."
    elif smallest[0] == largest[0]:
        told = f"{counted(len(present), 'group')}, each with {counted(largest[0], 'picture')}."
    else:
        told = (
            f"{counted(len(present), 'group')} count as {decimal(feature.effective, 1)} equally large ones; the "
            f"smallest, {quoted(smallest[1])}, has {counted(smallest[0], 'picture')}, the largest, "
            f"{quoted(largest[1])}, {number(largest[0])}."
        )
    empty = len(feature.groups) - len(present)
    none = f" {counted(empty, 'declared group')} {'has' if empty == 1 else 'have'} no picture." if empty else ""
    lost = (
        f" Of {counted(feature.unknown, 'picture')} the group is not known: not counted here."
        if feature.unknown
        else ""
    )
    return told + none + lost


def _alone(mix: LabelMix | None) -> str:
    """Say how far the mix of labels alone takes the success rates apart."""
    if mix is None or mix.gap is None or mix.lowest is None or mix.highest is None:
        return ""
    alike = "If this model recognised each emotion equally well in all groups, their success rates would"
    if round(mix.gap, 3) == 0:
        return f"{alike} be the same: the mix of emotions makes no gap."
    ends = f"{quoted(mix.lowest.text)} lowest, {quoted(mix.highest.text)} highest"
    return (
        f"{alike} still be {points_in_words(mix.gap)} apart ({ends}). The mix of their scored pictures alone does it."
    )


def _chart(feature: FeatureRepresentation, title: str, index: int) -> Bars:
    sizes = feature.sizes
    total, order = int(sizes.sum()), np.argsort(-sizes, kind="stable")
    return bars(
        [_stack(feature.groups[i], int(sizes[i]), total) for i in order],
        (BarPart(kind="clear", text="pictures"),),
        key=f"balance-{index}-chart",
        title=f"Pictures by {title}",
        description=(
            f"One bar for each {title}, as long as it has pictures, the largest group first. The numbers stand beside "
            "the bars."
        ),
        whole=int(sizes.max()),
    )


def _stack(group: str, images: int, total: int) -> Stack:
    share = percent(Rate(numerator=images, denominator=total).value)
    return Stack(name=short(group), text=f"{number(images)} · {share}" if images else "no picture", counts=(images,))
