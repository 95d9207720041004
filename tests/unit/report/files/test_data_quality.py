"""What was found wrong with pictures, as a table: a row for each finding, in its order, with the columns it has."""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np

from audit.domain.cohort.data_quality import Copy, CopyCluster, DataQuality, Doubt, LabelDoubts, Likeness, Unusable
from audit.domain.cohort.predictions import Outcome
from audit.report.files.data_quality import COLUMNS, data_quality_table

CLUSTER = CopyCluster(
    copies=(
        Copy(row=1, image="b.png", label="sad", split="train", likeness=Likeness.PIXELS),
        Copy(row=4, image="e.png", label="happy", split="test", likeness=Likeness.NEAR),
    ),
    likeness=Likeness.NEAR,
    splits=Likeness.NEAR,
    labels=Likeness.PIXELS,
)
QUALITY = DataQuality(
    images=5,
    unusable=(Unusable(row=0, image="=a.png", outcome=Outcome.CORRUPT, reason="cut off"),),
    clusters=(CLUSTER, CLUSTER),
)
DOUBTS = LabelDoubts(
    judge="a table",
    emotions=("happy", "sad"),
    judged=5,
    left_out=0,
    accuracy=0.8,
    majority=0.6,
    joint=np.eye(2, dtype=int),
    thresholds=(0.5, 0.5),
    estimated=1.0,
    doubts=(
        Doubt(row=2, image="c.png", label="sad", suggested="happy", of_label=1 / 3, of_suggested=0.5, margin=-1 / 6),
    ),
)


def lines(quality: DataQuality | None, doubts: LabelDoubts | None) -> list[dict[str, str]]:
    text = data_quality_table(quality, doubts).decode("utf-8-sig")
    found = csv.DictReader(StringIO(text, newline=""))
    assert tuple(found.fieldnames or ()) == COLUMNS
    return [{name: cell for name, cell in line.items() if cell} for line in found]


def test_files_come_first_then_copies_by_cluster_then_labels() -> None:
    found = lines(QUALITY, DOUBTS)
    assert [line["finding"] for line in found] == [
        "unusable file",
        "same pixels",
        "near-duplicate",
        "same pixels",
        "near-duplicate",
        "likely mislabelled",
    ]
    assert [line.get("cluster") for line in found] == [None, "1", "1", "2", "2", None]


def test_rows_count_from_one_and_a_path_is_no_formula() -> None:
    first, *_ = lines(QUALITY, None)
    assert first == {"image": "'=a.png", "row": "1", "finding": "unusable file", "detail": "corrupt: cut off"}


def test_a_copy_says_in_what_its_cluster_differs() -> None:
    assert lines(QUALITY, None)[2] == {
        "image": "e.png",
        "row": "5",
        "finding": "near-duplicate",
        "cluster": "1",
        "label": "happy",
        "split": "test",
        "splits_differ": "near-duplicate",
        "labels_differ": "same pixels",
    }


def test_a_doubt_has_its_numbers() -> None:
    assert lines(None, DOUBTS) == [
        {
            "image": "c.png",
            "row": "3",
            "finding": "likely mislabelled",
            "label": "sad",
            "suggested": "happy",
            "p_label": "0.333333",
            "p_suggested": "0.500000",
            "margin": "'-0.166667",
        }
    ]


def test_nothing_found_is_a_table_without_lines() -> None:
    assert lines(None, None) == []
