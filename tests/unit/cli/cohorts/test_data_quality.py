"""What check says of pictures and labels: counts, then the first findings by name, and no name that acts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audit.cli.cohorts.data_quality import NAMED, doubt_lines, picture_lines
from audit.domain.cohort.data_quality import Copy, CopyCluster, DataQuality, Doubt, LabelDoubts, Likeness, Unusable
from audit.domain.cohort.predictions import Outcome


def copy(row: int, label: str = "sad", split: str = "train", likeness: Likeness = Likeness.NEAR) -> Copy:
    return Copy(row=row, image=f"{row}.png", label=label, split=split, likeness=likeness)


def unusable(row: int, image: str = "x.png") -> Unusable:
    return Unusable(row=row, image=image, outcome=Outcome.CORRUPT, reason="cut off")


CLUSTER = CopyCluster(copies=(copy(0), copy(1, "happy", "test")), likeness=Likeness.NEAR)
CLEAN = DataQuality(images=1200, unusable=(), clusters=())


def test_nothing_found_is_counted_all_the_same() -> None:
    assert list(picture_lines(CLEAN)) == [
        "pictures: 1,200 looked for, 1,200 opened",
        "copies: 0 pictures in 0 clusters show a photograph again (0 same bytes, 0 same pixels, 0 near-duplicate)",
        "copies that stand in more than one split: 0 clusters",
        "copies that have different labels: 0 clusters",
    ]


def test_files_that_give_no_pixels_are_counted_by_how_they_ended_and_named() -> None:
    gone = replace(unusable(1), outcome=Outcome.MISSING_FILE, reason="nothing there")
    lines = list(picture_lines(replace(CLEAN, unusable=(unusable(0), gone, unusable(2)))))
    assert lines[:6] == [
        "pictures: 1,200 looked for, 1,197 opened",
        "unusable: 2 (corrupt)",
        "unusable: 1 (missing file)",
        "  x.png: corrupt, cut off",
        "  x.png: missing file, nothing there",
        "  x.png: corrupt, cut off",
    ]


def test_harmless_copies_are_named_and_grave_ones_under_what_is_wrong() -> None:
    named = "  0.png [train, sad] = 1.png [test, happy] (near-duplicate)"
    assert list(picture_lines(replace(CLEAN, clusters=(CLUSTER,))))[-1] == named
    grave = replace(CLUSTER, splits=Likeness.NEAR, labels=Likeness.PIXELS, people=Likeness.NEAR)
    lines = list(picture_lines(replace(CLEAN, clusters=(grave,), people_in_splits=3)))
    assert lines[2:] == [
        "copies that stand in more than one split: 1 clusters (1 near-duplicate)",
        named,
        "copies that have different labels: 1 clusters (1 same pixels)",
        named,
        "copies that name different subjects: 1 clusters (1 near-duplicate)",
        named,
        "people: 3 have pictures in more than one split",
    ]


def test_of_a_large_cluster_four_are_named_and_of_many_clusters_twenty() -> None:
    large = replace(CLUSTER, copies=tuple(copy(i) for i in range(6)))
    assert (
        " = 3.png [train, sad] and 2 more (near-duplicate)"
        in list(picture_lines(replace(CLEAN, clusters=(large,))))[-1]
    )
    lines = list(picture_lines(replace(CLEAN, clusters=(CLUSTER,) * (NAMED + 2))))
    assert lines[-1] == "  … and 2 more; --out FILE.csv writes all"
    assert len([line for line in lines if line.startswith("  0.png")]) == NAMED


def test_names_cannot_act_in_a_terminal() -> None:
    (line,) = (
        line for line in picture_lines(replace(CLEAN, unusable=(unusable(0, "a\x1b[2J\n\u202eb"),))) if "cut" in line
    )
    assert line == "  a\\x1b[2J\\n\\u202eb: corrupt, cut off"


DOUBT = Doubt(row=3, image="3.png", label="sad", suggested="happy", of_label=0.25, of_suggested=0.75, margin=-0.5)
JUDGED = LabelDoubts(
    judge="a table",
    emotions=("happy", "sad"),
    judged=1000,
    left_out=5,
    accuracy=0.8125,
    majority=0.5,
    joint=np.eye(2, dtype=int),
    thresholds=(0.5, 0.5),
    estimated=12.4,
    doubts=(DOUBT,),
)


def test_doubts_stand_beside_how_good_the_judge_is() -> None:
    assert list(doubt_lines(JUDGED)) == [
        "labels judged by a table: 1,000 pictures, 5 left out",
        "the judge agrees with 0.812 of them; the most frequent label has 0.500",
        "likely mislabelled: 1 pictures, the likeliest first (about 12 wrong labels in all; a judge that errs often "
        "estimates too many)",
        "  3.png: sad 0.25, rather happy 0.75",
        "a judge that was trained on these pictures has learned their labels and finds too few",
    ]


def test_a_judge_that_cannot_tell_names_nobody() -> None:
    silent = replace(JUDGED, refused="agrees no more often than chance", doubts=(), estimated=None, accuracy=None)
    assert list(doubt_lines(silent)) == [
        "labels judged by a table: 1,000 pictures, 5 left out",
        "no picture is named: agrees no more often than chance",
    ]
