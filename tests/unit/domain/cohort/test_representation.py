"""What is kept of a cohort's representation fits together, and a cell without a value says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.groups import Group
from audit.domain.cohort.representation import (
    ONE_GROUP,
    Association,
    FeatureRepresentation,
    LabelMix,
    OutstandingCell,
    Representation,
)
from audit.errors import InputError

ASSOCIATION = Association(
    cramers_v=0.4,
    corrected=None,
    by_chance=0.3,
    p_value=0.05,
    tables=99,
    mutual_information=0.1,
    theils_u=0.1,
    outstanding=(),
)
EMPTY = (None,) * 3
FOUND = FeatureRepresentation(
    feature="gender",
    groups=("female", "male", "other"),
    images=np.array([[3, 1, 0], [2, 4, 0], [0, 0, 0]]),
    unknown=0,
    effective=2.0,
    evenness=0.9,
    deviation=0.1,
    imbalance=1.5,
    association=ASSOCIATION,
    undefined="",
    npmi=((0.1, -0.1, None), (-0.1, 0.1, None), EMPTY),
    ducher_z=((0.1, -0.1, None), (-0.1, 0.1, None), EMPTY),
)


def test_cells_of_another_shape_are_refused() -> None:
    for name in ("npmi", "ducher_z"):
        with pytest.raises(InputError, match=r"the cells of gender have the shape of its images, \(3, 3\)"):
            replace(FOUND, **{name: FOUND.npmi[:1]})
        with pytest.raises(InputError, match="shape of its images"):
            replace(FOUND, **{name: ((0.1, -0.1), (-0.1, 0.1), (None, None))})
    for images in (FOUND.images[:1], FOUND.images[:, 0]):
        with pytest.raises(InputError, match="a row for each of its 3 groups"):
            replace(FOUND, images=images)
    with pytest.raises(InputError, match="a column for each of 2 emotions"):
        Representation(emotions=("happy", "sad"), features=(FOUND,))


def test_an_association_has_a_value_or_a_reason_and_never_both() -> None:
    for fields in ({"undefined": "because"}, {"association": None}):
        with pytest.raises(InputError, match="either a value or a reason"):
            replace(FOUND, **fields)


def test_sizes_count_all_emotions_and_empty_groups_are_not_represented() -> None:
    assert FOUND.sizes.tolist() == [4, 6, 0]
    assert FOUND.represented == 2


def test_a_cell_without_a_value_says_why() -> None:
    assert FOUND.reason(1, 0) == ""
    assert FOUND.reason(1, 2) == "no picture of a known group is labelled so"
    assert FOUND.reason(2, 0) == "the group has no picture"
    undefined = replace(FOUND, association=None, undefined=ONE_GROUP)
    assert undefined.reason(1, 0) == undefined.reason(2, 2) == "only one group has images"


def test_one_cohort_of_twenty_is_beyond_chance() -> None:
    assert ASSOCIATION.beyond_chance
    assert not replace(ASSOCIATION, p_value=0.0501).beyond_chance


def test_times_is_what_there_is_by_what_is_expected() -> None:
    assert OutstandingCell(group="female", emotion="happy", images=30, expected=12.0).times == 2.5


def test_a_gap_by_labels_alone_needs_two_groups() -> None:
    low, high = Group.of(("gender", "male")), Group.of(("gender", "female"))
    assert LabelMix(feature="gender", lowest=low, highest=high, low=0.5, high=0.75).gap == 0.25
    assert LabelMix(feature="gender", lowest=None, highest=None, low=None, high=None).gap is None
    assert LabelMix(feature="gender", lowest=low, highest=high, low=0.0, high=0.0).gap == 0.0
