"""Counts add up, marginalise, and refuse what does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counts import CellTable, ConfusionCounts, CountTable
from audit.errors import InputError, UsageError

HAPPY_SAD = LABEL_SETS["happy-sad"]
AGE = SensitiveFeature(name="age_group", groups=("adult", "senior", "child"))
GENDER = SensitiveFeature(name="gender", groups=("female", "male"))

# age, gender, true, predicted: adult female happy→happy twice, senior male sad→happy, senior female sad→sad
ROWS = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 0], [1, 0, 1, 1]])


def table(rows: np.ndarray) -> CountTable:
    cells = CellTable.of(rows, (3, 2, 2, 2))
    return CountTable(labels=HAPPY_SAD, features=(AGE, GENDER), cells=cells)


def test_equal_rows_become_one_cell_with_its_count() -> None:
    cells = CellTable.of(ROWS, (3, 2, 2, 2))
    assert cells.keys.tolist() == [[0, 0, 0, 0], [1, 0, 1, 1], [1, 1, 1, 0]]
    assert cells.counts.tolist() == [2, 1, 1]


@given(st.lists(st.tuples(*(st.integers(0, 2) for _ in range(3))), max_size=30), st.integers(0, 30))
def test_shards_add_up_to_the_whole(rows: list[tuple[int, int, int]], cut: int) -> None:
    codes = np.array(rows, np.int64).reshape(-1, 3)
    whole = CellTable.of(codes, (3, 3, 3))
    parts = CellTable.of(codes[:cut], (3, 3, 3)) + CellTable.of(codes[cut:], (3, 3, 3))
    assert parts.keys.tolist() == whole.keys.tolist()
    assert parts.counts.tolist() == whole.counts.tolist()
    assert whole.total == len(rows)


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


def test_margins_of_one_emotion_by_hand() -> None:
    # rows = true; for emotion 0: TP 5, FN 2 (its row), FP 1 (its column), TN 4
    seen = ConfusionCounts(labels=HAPPY_SAD, cells=np.array([[5, 2], [1, 4]])).margins("happy")
    assert (seen.hits, seen.labelled, seen.answered, seen.images, seen.right) == (5, 5 + 2, 5 + 1, 12, 5 + 4)


def test_many_axes_do_not_overflow() -> None:
    shape = (1000,) * 8  # 10^24 combinations, more than an int64 can number
    cells = CellTable.of(np.full((2, 8), 999), shape)
    assert cells.counts.tolist() == [2]


def test_counts_cannot_be_changed_from_outside() -> None:
    cells = np.array([[1, 0], [0, 1]])
    counts = ConfusionCounts(labels=HAPPY_SAD, cells=cells)
    cells[0, 0] = 99
    assert counts.correct == 2
    with pytest.raises(ValueError, match="read-only"):
        counts.cells[0, 0] = 5


@pytest.mark.parametrize(("keys", "counts"), [([[3, 0]], [1]), ([[-1, 0]], [1]), ([[0, 0]], [-1]), ([[0, 0]], [1, 2])])
def test_impossible_cells_are_refused(keys: list[list[int]], counts: list[int]) -> None:
    with pytest.raises(InputError):
        CellTable(shape=(3, 2), keys=np.array(keys), counts=np.array(counts))


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


@pytest.mark.parametrize("shape", [(3, 4, 5), (40, 50, 60), (2_000_000,) * 3, (1,), (7, 1)])
def test_images_are_counted_block_by_block_as_all_at_once(shape, monkeypatch) -> None:
    monkeypatch.setattr("audit.domain.counts.counts._BLOCK", 64)
    codes = np.column_stack([np.random.default_rng(levels).integers(0, min(levels, 40), 1000) for levels in shape])
    keys, counts = np.unique(codes, axis=0, return_counts=True)
    table = CellTable.of_columns([column.astype(np.int16) for column in codes.T], shape)
    assert table.keys.tolist() == keys.tolist()
    assert table.counts.tolist() == counts.tolist()
    assert table.same_as(CellTable.of(codes, shape))


@pytest.mark.parametrize("n", [0, 1, 500])
def test_no_image_is_counted_in_a_level_that_is_not_there(n) -> None:
    assert CellTable.of_columns([np.zeros(0, int)] * 2, (2, 2)).total == 0
    for wrong in (-1, 2):
        with pytest.raises(InputError, match="outside its shape"):
            CellTable.of_columns([np.zeros(n + 1, int), np.full(n + 1, wrong)], (2, 2))
