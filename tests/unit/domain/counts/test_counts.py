"""Counts add up, marginalise, and refuse what does not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
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
