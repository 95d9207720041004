"""Which copies are grave, and what a judge of labels may say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.data_quality import Copy, CopyCluster, DataQuality, Doubt, LabelDoubts, Likeness
from audit.errors import InputError


def cluster(place: int, **strictest: Likeness) -> CopyCluster:
    """Return two rows that show one photograph."""
    copies = (place, place + 1)
    return CopyCluster(
        copies=tuple(Copy(row=i, image=f"{i}.png", label="", split="", likeness=Likeness.NEAR) for i in copies),
        likeness=Likeness.NEAR,
        **strictest,
    )


ALIKE = cluster(0)
LEAKED = cluster(2, splits=Likeness.BYTES)
TWO_LABELS = cluster(4, labels=Likeness.PIXELS)
TWO_PEOPLE = cluster(6, people=Likeness.NEAR)


def found(*clusters: CopyCluster, people_in_splits: int | None = None) -> DataQuality:
    return DataQuality(images=8, unusable=(), clusters=clusters, people_in_splits=people_in_splits)


def test_clusters_are_told_apart_by_what_they_cross() -> None:
    quality = found(ALIKE, LEAKED, TWO_LABELS, TWO_PEOPLE)
    assert quality.across_splits == (LEAKED,)
    assert quality.conflicts == (TWO_LABELS,)
    assert quality.across_people == (TWO_PEOPLE,)


@pytest.mark.parametrize(
    ("quality", "grave"),
    [
        (found(), False),
        (found(ALIKE, TWO_PEOPLE), False),  # the same photograph under two names may be a slip of the names
        (found(LEAKED), True),
        (found(TWO_LABELS), True),
        (found(people_in_splits=None), False),
        (found(people_in_splits=0), False),
        (found(people_in_splits=1), True),
    ],
)
def test_what_stands_on_both_sides_or_has_two_labels_is_grave(quality: DataQuality, grave: bool) -> None:
    assert quality.grave is grave


DOUBT = Doubt(row=0, image="0.png", label="sad", suggested="happy", of_label=0.1, of_suggested=0.9, margin=-0.8)
JUDGED = LabelDoubts(
    judge="a table",
    emotions=("happy", "sad"),
    judged=4,
    left_out=0,
    accuracy=0.75,
    majority=0.5,
    joint=np.array([[2, 0], [1, 1]]),
    thresholds=(0.8, None),
    estimated=1.0,
    doubts=(DOUBT,),
)


def test_counts_of_a_judge_cannot_be_written_over() -> None:
    with pytest.raises(ValueError, match="read-only"):
        JUDGED.joint[0, 0] = 3
    assert JUDGED.joint.dtype == np.int64


def test_a_judge_that_cannot_tell_says_nothing_else() -> None:
    silent = replace(JUDGED, refused="errs too often", doubts=(), estimated=None)
    assert silent.refused == "errs too often"
    for said in ({"doubts": (DOUBT,)}, {"estimated": 0.0}):
        with pytest.raises(InputError, match="cannot tell names no picture and estimates nothing"):
            replace(silent, **said)
