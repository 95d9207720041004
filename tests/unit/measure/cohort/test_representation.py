"""How evenly groups are represented, and which emotions go with which group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.groups import UNKNOWN
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.representation import Representation
from audit.domain.results.serialization import from_data, to_data
from audit.measure.cohort.representation import deviation, effective_number, evenness, imbalance, representation

THREE = LabelSet(emotions=("happy", "sad", "calm"))


def cohort_from(table: dict[str, list[int]], labels: LabelSet = THREE):
    """Return a cohort with so many pictures of each group and emotion."""
    counts = np.array(list(table.values()))
    groups, emotions = (np.repeat(axis.reshape(-1), counts.reshape(-1)) for axis in np.indices(counts.shape))
    return cohort_of(emotions.tolist(), groups.tolist(), tuple(table), labels)


def only(cohort):
    (feature,) = representation(cohort).features
    return feature


def test_groups_count_as_so_many_equally_large_ones() -> None:
    # the published example: 22 people, 14, 4 and 4; exp(ln 22 − (14 ln 14 + 8 ln 4) / 22), as printed by the authors
    sizes = np.array([14, 4, 4])
    assert effective_number(sizes) == pytest.approx(2.478206948646503, abs=1e-14)
    assert evenness(sizes) == pytest.approx(np.log(2.478206948646503) / np.log(3))
    assert imbalance(sizes) == 3.5
    # shares 7/11, 2/11, 2/11; deviations 10/33, −5/33, −5/33; sd = √(150/3)/33; times 3/√2
    assert deviation(sizes) == pytest.approx(50**0.5 / 33 * 3 / 2**0.5)


def test_empty_groups_are_not_represented() -> None:
    sizes = np.array([5, 0, 5])
    assert effective_number(sizes) == pytest.approx(2)
    assert (evenness(sizes), deviation(sizes), imbalance(sizes)) == (1, 0, 1)


def test_one_group_or_none_is_undefined_and_not_even() -> None:
    assert effective_number(np.array([7, 0])) == 1
    assert (evenness(np.array([7, 0])), deviation(np.array([7, 0])), imbalance(np.array([7, 0]))) == (None, None, 1)
    assert (effective_number(np.zeros(2, int)), evenness(np.zeros(2, int)), imbalance(np.zeros(2, int))) == (None,) * 3


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_the_effective_number_lies_between_one_and_the_groups_there_are(sizes) -> None:
    sizes = np.array(sizes)
    found = effective_number(sizes)
    if found is None:
        assert not sizes.any()
    else:
        assert 1 - 1e-9 <= found <= np.count_nonzero(sizes) + 1e-9
        assert effective_number(sizes[::-1]) == pytest.approx(found)
        assert effective_number(3 * sizes) == pytest.approx(found)


def test_every_cell_of_a_cohort_has_a_value_or_a_reason() -> None:
    found = only(cohort_from({"a": [30, 10, 0], "b": [20, 40, 0], "c": [0, 0, 0]}))
    assert found.images.tolist() == [[30, 10, 0], [20, 40, 0], [0, 0, 0]]
    assert found.association.cramers_v == pytest.approx((1 / 6) ** 0.5)
    assert found.association.by_chance == pytest.approx((1 / 99) ** 0.5)
    assert found.npmi[0][0] == pytest.approx(np.log(1.5) / -np.log(0.3))
    assert found.npmi[0][2] is None
    assert found.ducher_z[2] == (None, None, None)
    assert found.reason(0, 0) == ""
    assert found.reason(0, 2) == "no picture of a known group is labelled so"
    assert found.reason(2, 0) == "the group has no picture"
    assert found.represented == 2


def test_cells_that_stand_out_say_how_many_times_as_often() -> None:
    cells = only(cohort_from({"a": [80, 20, 20], "b": [20, 40, 40]})).association.outstanding
    # 120 and 100 pictures, 100 of them happy: 54.5 and 45.5 expected
    assert {(cell.group, cell.emotion) for cell in cells[:2]} == {("a", "happy"), ("b", "happy")}
    first = next(cell for cell in cells if cell.group == "a" and cell.emotion == "happy")
    assert (first.images, first.expected) == (80, pytest.approx(120 * 100 / 220))
    assert first.times == pytest.approx(80 / (120 * 100 / 220))


def test_nothing_stands_out_where_groups_are_alike() -> None:
    found = only(cohort_from({"a": [20, 10, 10], "b": [40, 20, 20]})).association
    assert (found.cramers_v, found.corrected) == (pytest.approx(0, abs=1e-7), 0)
    assert found.p_value == 1
    assert found.outstanding == ()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"a": [3, 4, 5], "b": [0, 0, 0]}, "only one group has images"),
        ({"a": [3, 0, 0], "b": [4, 0, 0]}, "only one emotion has images"),
        ({"a": [0, 0, 0], UNKNOWN: [4, 1, 2]}, "no picture has a known group"),
    ],
)
def test_what_is_undefined_says_why_and_is_never_zero(table, why) -> None:
    found = only(cohort_from(table))
    assert (found.association, found.undefined) == (None, why)
    assert all(value is None for row in (*found.npmi, *found.ducher_z) for value in row)
    assert found.reason(0, 0) == why


def test_people_of_unknown_group_are_counted_apart_and_make_no_group() -> None:
    with_unknown = only(cohort_from({"a": [30, 10, 5], UNKNOWN: [9, 9, 9], "b": [20, 40, 5]}))
    without = only(cohort_from({"a": [30, 10, 5], "b": [20, 40, 5]}))
    assert (with_unknown.groups, with_unknown.unknown) == (("a", "b"), 27)
    assert to_data(replace(with_unknown, unknown=0)) == to_data(without)


def test_rows_without_a_label_of_the_cohort_count_nowhere() -> None:
    cohort = cohort_from({"a": [3, 4, 5], "b": [6, 1, 1]})
    lost = replace(cohort, y_true=np.where(cohort.y_true == 2, OUTSIDE, cohort.y_true))
    assert only(lost).images.tolist() == [[3, 4, 0], [6, 1, 0]]
    assert only(lost).unknown == 0


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False), st.booleans())
def test_order_and_names_do_not_matter(random, people) -> None:
    rng = np.random.default_rng(3)
    y, g = rng.choice(3, 120, p=[0.5, 0.3, 0.2]), rng.choice(3, 120, p=[0.6, 0.3, 0.1])
    cohort = cohort_of(y.tolist(), g.tolist(), ("a", "b", "c"), THREE)
    subjects = rng.integers(0, 30, 120) if people else None
    cohort = replace(cohort, subjects=subjects)
    rows, groups, emotions = list(range(120)), [0, 1, 2], [0, 1, 2]
    for order in (rows, groups, emotions):
        random.shuffle(order)
    moved = cohort_of(
        np.argsort(emotions)[y[rows]].tolist(),
        np.argsort(groups)[g[rows]].tolist(),
        tuple(f"other {'xyz'[i]}" for i in groups),
        LabelSet(emotions=tuple(THREE.emotions[i] for i in emotions)),
    )
    moved = replace(moved, subjects=None if subjects is None else 100 - subjects[rows])
    one, other = only(cohort), only(moved)
    assert other.effective == pytest.approx(one.effective)
    for name in ("cramers_v", "corrected", "by_chance", "p_value", "mutual_information", "theils_u"):
        assert getattr(other.association, name) == pytest.approx(getattr(one.association, name), abs=1e-9), name
    assert np.array(other.npmi) == pytest.approx(np.array(one.npmi)[np.ix_(groups, emotions)])


def test_as_many_people_as_pictures_are_pictures() -> None:
    cohort = cohort_from({"a": [30, 10, 5], "b": [20, 40, 5]})
    assert to_data(only(replace(cohort, subjects=np.arange(110)[::-1]))) == to_data(only(cohort))


def test_a_cohort_without_groups_has_no_features() -> None:
    cohort = cohort_of([0, 1], [0, 0])
    bare = replace(cohort, features=(), codes=np.zeros((2, 0), int))
    assert representation(bare) == Representation(emotions=cohort.labels.emotions, features=())


def test_hundreds_of_groups_are_measured() -> None:
    rng = np.random.default_rng(5)
    n = 4000
    names = tuple(f"g{i}" for i in range(300))
    found = only(cohort_of(rng.integers(0, 3, n).tolist(), rng.integers(0, 300, n).tolist(), names, THREE))
    # independent by construction: near what chance gives, with nothing left when that is taken off
    assert found.association.cramers_v == pytest.approx(found.association.by_chance, rel=0.1)
    assert found.association.p_value > 0.01
    assert found.association.corrected < 0.06


def test_it_is_written_and_read_back() -> None:
    found = representation(cohort_from({"a": [30, 10, 0], "b": [20, 40, 0], UNKNOWN: [1, 1, 0]}))
    again = from_data(Representation, to_data(found))
    assert to_data(again) == to_data(found)
    assert again.features[0].npmi == found.features[0].npmi
