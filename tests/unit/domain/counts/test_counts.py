"""Counts add up, marginalise, and refuse what does not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.counts.told import CountsTold
from audit.errors import InputError, UsageError

HAPPY_SAD = LABEL_SETS["happy-sad"]
AGE = SensitiveFeature(name="age_group", groups=("adult", "senior", "child"))
GENDER = SensitiveFeature(name="gender", groups=("female", "male"))

# age, gender, true, predicted: adult female happy→happy twice, senior male sad→happy, senior female sad→sad
ROWS = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 0], [1, 0, 1, 1]])


def table(rows: np.ndarray) -> CountTable:
    cells = CellTable.of(rows, (3, 2, 2, 2))
    return CountTable(labels=HAPPY_SAD, features=(AGE, GENDER), cells=cells)


def test_groups_add_up_to_overall() -> None:
    counts = table(ROWS)
    total = sum((group.confusion.cells for group in counts.by(("age_group",))), np.zeros((2, 2), np.int64))
    assert total.tolist() == counts.overall().cells.tolist() == [[2, 0], [1, 1]]


def test_a_group_without_images_is_listed_for_a_single_feature() -> None:
    groups = {group.group.text: group.confusion.total for group in table(ROWS).by(("age_group",))}
    assert groups == {"adult": 2, "senior": 2, "child": 0}


def test_an_intersection_holds_only_combinations_that_occur() -> None:
    groups = {group.group: group.confusion.total for group in table(ROWS).by(("gender", "age_group"))}
    senior_male = Group.of(("age_group", "senior"), ("gender", "male"))
    assert groups[senior_male] == 1
    assert len(groups) == 3


def test_tables_of_other_people_do_not_add_up() -> None:
    other = CountTable(labels=HAPPY_SAD, features=(GENDER,), cells=CellTable.of(ROWS[:, 1:], (2, 2, 2)))
    with pytest.raises(InputError, match="add up"):
        table(ROWS) + other


def test_an_unknown_feature_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"unknown feature 'age'.*age_group, gender"):
        table(ROWS).by(("age",))


def test_crossing_many_features_costs_what_occurs_not_what_could() -> None:
    """Six features of 60 groups have 46,656,000,000 crossings; 500 pictures are in 500 of them at most."""
    rng = np.random.default_rng(0)
    names = tuple(f"feature {i}" for i in range(6))
    features = tuple(SensitiveFeature(name=name, groups=tuple(f"{name} {j}" for j in range(60))) for name in names)
    codes = np.column_stack([rng.integers(0, 60, (500, 6)), rng.integers(0, 2, (500, 2))])
    cells = CellTable.of(codes, (60,) * 6 + (2, 2))
    table = CountTable(labels=LABEL_SETS["happy-sad"], features=features, cells=cells)
    found = table.by(names)
    assert sum(group.confusion.total for group in found) == 500
    assert len(found) == len(np.unique(codes[:, :6], axis=0))
    outside = np.full((1, 6), 59)
    assert table.positions(names, np.concatenate([codes[:1, :6], outside])).tolist()[1] == -1


def test_tables_of_the_same_groups_add_up_and_others_are_refused() -> None:
    both = table(ROWS) + table(ROWS[:1])
    assert both.overall().cells.tolist() == [[3, 0], [1, 1]]
    assert both.graded is None
    renamed = replace(table(ROWS), features=(replace(AGE, name="years"), GENDER))
    with pytest.raises(InputError, match="count tables add up when their emotions and sensitive features agree"):
        table(ROWS) + renamed


def test_grades_add_up_where_both_tables_have_them() -> None:
    grades = CellTable.of(np.array([[0, 0, 0, 2], [0, 0, 0, 1], [1, 1, 1, 0], [1, 0, 1, 0]]), (3, 2, 2, 3))
    graded = replace(table(ROWS), graded=grades)
    assert (graded + graded).grades().tolist() == [[0, 2, 2], [4, 0, 0]]
    with pytest.raises(InputError, match="when both hold grades, or neither"):
        graded + table(ROWS)


def test_grades_of_a_group_are_those_of_its_pictures_alone() -> None:
    grades = CellTable.of(np.array([[0, 0, 0, 2], [0, 0, 0, 1], [1, 1, 1, 0], [1, 0, 1, 0]]), (3, 2, 2, 3))
    graded = replace(table(ROWS), graded=grades)
    found = {each.group.text: each.graded.tolist() for each in graded.by(("age_group",))}
    assert found == {"adult": [0, 1, 1], "senior": [2, 0, 0], "child": [0, 0, 0]}
    both = {each.group: each.graded.tolist() for each in graded.by(("age_group", "gender"))}
    assert both[Group.of(("age_group", "adult"), ("gender", "female"))] == [0, 1, 1]
    assert both[Group.of(("age_group", "senior"), ("gender", "male"))] == [1, 0, 0]
    assert {each.graded for each in table(ROWS).by(("age_group",))} == {None}
    assert table(ROWS).grades() is None


def test_positions_of_intersections_are_those_in_which_they_are_listed() -> None:
    names = ("age_group", "gender")
    groups = [group.text for group in table(ROWS).groups(names)]
    assert groups == ["adult × female", "senior × female", "senior × male"]
    rows = np.array([[1, 1], [0, 0], [2, 0], [1, 0], [0, 1]])
    assert table(ROWS).positions(names, rows).tolist() == [2, 0, -1, 1, -1]
    assert table(ROWS).positions(("gender",), rows).tolist() == [1, 0, 0, 0, 1]


def test_a_table_has_an_axis_for_each_feature_and_grades_of_the_same_pictures() -> None:
    with pytest.raises(InputError, match=r"has shape \(3, 2, 2, 2\), found \(3, 2, 2\)"):
        CountTable(labels=HAPPY_SAD, features=(AGE, GENDER), cells=CellTable.of(ROWS[:, 1:], (3, 2, 2)))
    other = CellTable.of(np.array([[0, 0, 0, 2], [0, 0, 0, 1], [1, 1, 1, 0], [0, 0, 1, 0]]), (3, 2, 2, 3))
    with pytest.raises(InputError, match="of the same images as its answers, group by group"):
        replace(table(ROWS), graded=other)
    assert table(ROWS).told is CountsTold.PICTURES
    with pytest.raises(InputError, match="when both tell the same of their pictures"):
        table(ROWS) + replace(table(ROWS), told=CountsTold.ANSWERS)
