"""Where the network looked: what the heat maps are, and their mean by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.pictures import LEAST_AVERAGED
from audit.domain.wording.words import counted, joined, number, percent, quoted, short, titled
from audit.report.views import Cell, Row, TableView, data_address, headings, name_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.cohort.pictures import Gallery, MeanHeat
    from audit.domain.results.result import AuditResult

FOLDED_FROM = 13
"""Groups of a feature from which on its mean heat maps are folded."""


AVERAGED = (
    "The mean of the heat maps of a group's pictures, in the frame that the classifier sees; black is none, pale "
    "yellow the most of any group. Pictures are taken at even distances in the order of the manifest, whether answered "
    f"rightly or wrongly; groups with fewer than {LEAST_AVERAGED} that could be read have no mean. Nobody is shown."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatView:
    """The mean heat map of a group."""

    picture: str
    alt: str
    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureHeat:
    """The mean heat maps of a feature's groups; `opened` where there are few."""

    title: str
    opened: bool
    maps: tuple[HeatView, ...]
    table: TableView


def explained(gallery: Gallery) -> tuple[str, ...]:
    """Return what the heat maps beside the pictures mean, in sentences; nothing where there are none."""
    if not gallery.explained:
        return ()
    source = f"Grad-CAM (Selvaraju et al. 2017), read from the layer {quoted(gallery.explained)}"
    return (
        f"Beside each picture: what spoke for the predicted emotion, by {source}. Grey is nothing, purple little, "
        "yellow most in that picture; a picture without colour is one in which nothing did.",
        "It shows where the network looked, coarsely; it does not show what it saw there, nor whether rightly.",
    )


def by_feature(result: AuditResult, gallery: Gallery) -> tuple[FeatureHeat, ...]:
    """Return the mean heat maps of the groups of each feature; nothing where there are none."""
    found = []
    for axis, feature in enumerate(result.features, start=1):
        means = [mean for mean in gallery.mean_heat if mean.group.feature == feature.name]
        if means:
            maps, table = tuple(_mean(each) for each in means), _heat_table(f"heat-{axis}", feature.name, means)
            found.append(
                FeatureHeat(title=titled(feature.name), opened=len(means) < FOLDED_FROM, maps=maps, table=table)
            )
    return tuple(found)


def _mean(mean: MeanHeat) -> HeatView:
    name, note = short(mean.group.text), f"mean of {number(mean.images)} of {counted(mean.of, 'picture')}"
    return HeatView(
        picture=data_address(mean.drawn),
        alt=f"Where the model looks in pictures of {name}: {_thirds(mean)}",
        name=name,
        note=note,
    )


def _thirds(mean: MeanHeat) -> str:
    if mean.thirds is None:
        return "no heat"
    places = zip(("upper", "middle", "lower"), mean.thirds, strict=True)
    return joined([f"{percent(share, 0)} of the heat in the {place} third" for place, share in places])


def _heat_table(key: str, feature: str, means: Sequence[MeanHeat]) -> TableView:
    return TableView(
        id=key,
        caption=f"Where the heat lies, by {titled(feature)}",
        columns=headings(titled(feature), "Pictures averaged", "Of", "Upper third", "Middle third", "Lower third"),
        rows=tuple(
            Row(
                head=name_cell(mean.group.text),
                cells=(
                    Cell(text=number(mean.images)),
                    Cell(text=number(mean.of)),
                    *(Cell(text=percent(share, 0)) for share in mean.thirds or (None, None, None)),
                ),
            )
            for mean in means
        ),
    )
