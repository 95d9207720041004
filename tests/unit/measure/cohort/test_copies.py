"""Clusters of copies, and what their rows disagree about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.cohort.data_quality import DataQuality, Likeness
from audit.measure import copy_clusters, numbered, people_in_splits

BYTES, PIXELS, NEAR = Likeness


def cohort(labels: list[int], split: str = "", subjects: list[int] | None = None):
    """Return rows with these labels; splits as letters, `-` for none."""
    made = cohort_of(labels, [0] * len(labels))
    return replace(
        made,
        split=tuple(letter.replace("-", "") for letter in split) or None,
        subjects=None if subjects is None else np.array(subjects),
    )


def same(of_bytes: list[int], of_pixels: list[int] | None = None, near: list[int] | None = None):
    pixels = of_pixels or of_bytes
    return {BYTES: np.array(of_bytes), PIXELS: np.array(pixels), NEAR: np.array(near or pixels)}


def test_each_row_has_the_strictest_likeness_and_the_cluster_the_one_all_share() -> None:
    # rows 0 and 1 are one file, row 2 has their pixels, row 4 is near; row 3 is nothing's copy, row 5 unusable
    found = copy_clusters(cohort([0] * 6), same([0, 0, 1, 2, 3, -1], [0, 0, 0, 1, 2, -1], [0, 0, 0, 1, 0, -1]))
    (cluster,) = found
    assert [(copy.row, copy.likeness) for copy in cluster.copies] == [(0, BYTES), (1, BYTES), (2, PIXELS), (4, NEAR)]
    assert cluster.likeness is NEAR
    assert (cluster.splits, cluster.labels, cluster.people) == (None, None, None)


def test_a_disagreement_has_the_strictest_likeness_of_two_rows_that_differ() -> None:
    rows = same([0, 1, 2], [0, 0, 1], [0, 0, 0])
    (cluster,) = copy_clusters(cohort([0, 0, 1], "aba", [4, 5, 5]), rows)
    assert (cluster.splits, cluster.labels, cluster.people) == (PIXELS, NEAR, PIXELS)


def test_rows_without_split_or_label_disagree_with_nothing() -> None:
    (cluster,) = copy_clusters(cohort([0, -1, 0], "a--"), same([0, 0, 0]))
    assert (cluster.splits, cluster.labels) == (None, None)
    assert [(copy.label, copy.split) for copy in cluster.copies] == [("happy", "a"), ("", ""), ("happy", "")]


def test_two_sittings_of_one_person_may_differ_in_label_but_the_same_pixels_may_not() -> None:
    one_person = [3, 3]
    assert copy_clusters(cohort([0, 1], subjects=one_person), same([0, 1], [0, 1], [0, 0]))[0].labels is None
    assert copy_clusters(cohort([0, 1], subjects=[3, 4]), same([0, 1], [0, 1], [0, 0]))[0].labels is NEAR
    assert copy_clusters(cohort([0, 1]), same([0, 1], [0, 1], [0, 0]))[0].labels is NEAR
    assert copy_clusters(cohort([0, 1], subjects=one_person), same([0, 0]))[0].labels is BYTES


def test_unusable_rows_are_no_copies_of_one_another_and_clusters_follow_the_manifest() -> None:
    found = copy_clusters(cohort([0] * 6), same([9, 4, -1, 4, 9, -1]))
    assert [[copy.row for copy in cluster.copies] for cluster in found] == [[0, 4], [1, 3]]


def test_pairs_join_sets_through_others() -> None:
    assert numbered(np.array([[0, 1], [3, 4]]), np.array([0, 1, -1, 1, 2, 3])).tolist() == [0, 0, -1, 0, 0, 1]
    nothing = numbered(np.empty((0, 2), np.int64), np.empty(0, np.int64))
    assert nothing.tolist() == []


def test_people_in_several_splits_are_counted_once_and_unsplit_rows_not() -> None:
    assert people_in_splits(cohort([0] * 6, "abab-a", [1, 1, 1, 2, 3, 3])) == 1
    assert people_in_splits(cohort([0, 0], "ab")) is None
    assert people_in_splits(cohort([0, 0], subjects=[1, 1])) is None


@pytest.mark.parametrize(
    ("labels", "split", "grave"), [([0, 0], "aa", False), ([0, 1], "aa", True), ([0, 0], "ab", True)]
)
def test_copies_across_splits_or_with_two_labels_are_grave(labels, split, grave) -> None:
    found = copy_clusters(cohort(labels, split), same([0, 0]))
    assert DataQuality(images=2, unusable=(), clusters=found).grave is grave
    assert DataQuality(images=2, unusable=(), clusters=(), people_in_splits=1).grave
