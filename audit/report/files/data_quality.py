"""What was found wrong with a cohort's pictures, as a table that a spreadsheet opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.report.exports.tables import spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.data_quality import CopyCluster, DataQuality, LabelDoubts

COLUMNS = (
    "image", "row", "finding", "detail", "cluster", "label", "split", "splits_differ", "labels_differ", "people_differ",
    "suggested", "p_label", "p_suggested", "margin",
)  # fmt: skip
"""A row for each finding of a picture. `row` counts the manifest's pictures from 1; `…_differ` says in what likeness
two pictures of the cluster are the same and yet differ."""

_UNUSABLE = "unusable file"
_MISLABELLED = "likely mislabelled"


def data_quality_table(quality: DataQuality | None, doubts: LabelDoubts | None) -> bytes:
    """Return every finding as CSV: unusable files, then copies by cluster, then doubted labels, the likeliest first.

    Paths that a spreadsheet would take for a formula begin with an apostrophe.
    """
    lines = [] if quality is None else [*_unusable(quality), *_copies(quality)]
    return spreadsheet([COLUMNS, *map(_line, [*lines, *_doubts(doubts)])])


def _line(cells: dict[str, object]) -> list[str]:
    return [_text(cells.get(column, "")) for column in COLUMNS]


def _text(cell: object) -> str:
    return f"{cell:.6f}" if isinstance(cell, float) else str(cell)


def _unusable(quality: DataQuality) -> Iterator[dict[str, object]]:
    for each in quality.unusable:
        detail = f"{each.outcome.value}: {each.reason}"
        yield {"image": each.image, "row": each.row + 1, "finding": _UNUSABLE, "detail": detail}


def _copies(quality: DataQuality) -> Iterator[dict[str, object]]:
    for number, cluster in enumerate(quality.clusters, start=1):
        for copy in cluster.copies:
            yield {
                "image": copy.image,
                "row": copy.row + 1,
                "finding": copy.likeness.value,
                "cluster": number,
                "label": copy.label,
                "split": copy.split,
                **_differences(cluster),
            }


def _differences(cluster: CopyCluster) -> dict[str, object]:
    about = {"splits": cluster.splits, "labels": cluster.labels, "people": cluster.people}
    return {f"{name}_differ": "" if likeness is None else likeness.value for name, likeness in about.items()}


def _doubts(doubts: LabelDoubts | None) -> Iterator[dict[str, object]]:
    for each in () if doubts is None else doubts.doubts:
        yield {
            "image": each.image,
            "row": each.row + 1,
            "finding": _MISLABELLED,
            "label": each.label,
            "suggested": each.suggested,
            "p_label": each.of_label,
            "p_suggested": each.of_suggested,
            "margin": each.margin,
        }
