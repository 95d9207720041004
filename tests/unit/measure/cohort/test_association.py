"""How far groups and emotions go together, and how far chance alone would take them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.measure.cohort import association

filled = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(1, 60))
)


def pictures(table: np.ndarray) -> association.Units:
    """Return units of one picture each."""
    return association.single_units(table)


@given(filled)
def test_people_of_one_picture_each_are_dealt_out_as_pictures_are(table: np.ndarray) -> None:
    groups, emotions = (np.repeat(axis.reshape(-1), table.reshape(-1)) for axis in np.indices(table.shape))
    people = association.units_of(groups, emotions, np.arange(len(groups)), table.shape)
    alone = association.single_units(table)
    assert people.sizes.tolist() == alone.sizes.tolist()
    assert sorted(zip(people.kinds.tolist(), people.number.tolist(), strict=True)) == sorted(
        zip(alone.kinds.tolist(), alone.number.tolist(), strict=True)
    )


def test_a_table_of_two_by_two_by_hand() -> None:
    table = np.array([[30, 10], [20, 40]])
    # expected 20, 20, 30, 30; chi-square 100/20 + 100/20 + 100/30 + 100/30 = 16.6667; V = sqrt(16.6667 / 100)
    assert association.expected(table).tolist() == [[20, 20], [30, 30]]
    assert association.cramers_v(table) == pytest.approx((1 / 6) ** 0.5)
    # p = .3, .1, .2, .4; p_g p_e = .2, .2, .3, .3: ln 1.5 / −ln .3, ln .5 / −ln .1, ln(2/3) / −ln .2, ln(4/3) / −ln .4
    expected = [[np.log(1.5) / -np.log(0.3), np.log(0.5) / -np.log(0.1)]]
    expected.append([np.log(2 / 3) / -np.log(0.2), np.log(4 / 3) / -np.log(0.4)])
    assert association.npmi(table) == pytest.approx(np.array(expected))
    # excess .1; most .3 together: min(.4, .5) − .2 = .2, so Z = .5; below: .2 − max(0, .4 + .5 − 1) = .2, so −.5
    assert association.ducher_z(table) == pytest.approx(np.array([[0.5, -0.5], [-0.5, 0.5]]))
    # excess 10 over the root of 20 · .6 · .5, and of 30 · .4 · .5
    assert association.residuals(table) == pytest.approx(10 / 6**0.5 * np.array([[1, -1], [-1, 1]]))
    # E φ² = 1 · 1 / 99; both sides 2 − 1/99, so V² = (1/6 − 1/99) / (1 − 1/99)
    assert association.phi_squared_by_chance(table) == pytest.approx(1 / 99)
    assert association.corrected_v(table, 1 / 99) == pytest.approx(((1 / 6 - 1 / 99) / (98 / 99)) ** 0.5)


def test_information_of_a_table_by_hand() -> None:
    table = np.array([[2, 0], [1, 1]])
    # H(E) of 3/4, 1/4; H(G) = ln 2; H(G, E) of 1/2, 1/4, 1/4 = 1.5 ln 2
    emotion = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    told = np.log(2) + emotion - 1.5 * np.log(2)
    assert association.mutual_information(table) == pytest.approx(told / (1.5 * np.log(2)))
    assert association.theils_u(table) == pytest.approx(told / emotion)


def test_groups_with_the_same_mix_are_not_associated() -> None:
    table = np.array([[1], [2], [5]]) * np.array([[7, 3, 10, 4]])
    assert association.cramers_v(table) == pytest.approx(0, abs=1e-7)
    assert association.corrected_v(table, association.phi_squared_by_chance(table)) == 0
    assert association.mutual_information(table) == pytest.approx(0, abs=1e-12)
    assert association.npmi(table) == pytest.approx(np.zeros((3, 4)), abs=1e-12)
    assert association.ducher_z(table) == pytest.approx(np.zeros((3, 4)), abs=1e-12)


def test_groups_that_show_one_emotion_each_are_wholly_associated() -> None:
    table = np.diag([3, 40, 500])
    assert association.cramers_v(table) == pytest.approx(1)
    assert association.corrected_v(table, association.phi_squared_by_chance(table)) == pytest.approx(1, abs=0.01)
    assert association.mutual_information(table) == pytest.approx(1)
    assert association.theils_u(table) == pytest.approx(1)
    whole = np.where(np.eye(3), 1.0, -1.0)
    assert association.npmi(table) == pytest.approx(whole)
    assert association.ducher_z(table) == pytest.approx(whole)


@given(filled)
def test_every_measure_stays_in_its_range(table: np.ndarray) -> None:
    corrected = association.corrected_v(table, association.phi_squared_by_chance(table))
    for value in (association.cramers_v(table), association.mutual_information(table), association.theils_u(table)):
        assert 0 <= value <= 1
    assert corrected is None or 0 <= corrected <= association.cramers_v(table) + 0.2
    for cells in (association.npmi(table), association.ducher_z(table)):
        assert np.all(np.abs(cells) <= 1)


@given(filled, st.randoms(use_true_random=False))
def test_order_of_groups_and_emotions_does_not_matter(table: np.ndarray, random) -> None:
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    moved = table[np.ix_(rows, columns)]
    assert association.cramers_v(moved) == pytest.approx(association.cramers_v(table))
    assert association.theils_u(moved) == pytest.approx(association.theils_u(table), abs=1e-12)
    assert association.npmi(moved) == pytest.approx(association.npmi(table)[np.ix_(rows, columns)])
    assert association.ducher_z(moved) == pytest.approx(association.ducher_z(table)[np.ix_(rows, columns)])


@given(filled)
def test_doubling_every_row_changes_no_measure_but_what_chance_gives(table: np.ndarray) -> None:
    twice = 2 * table
    assert association.cramers_v(twice) == pytest.approx(association.cramers_v(table))
    assert association.mutual_information(twice) == pytest.approx(association.mutual_information(table), abs=1e-12)
    assert association.npmi(twice) == pytest.approx(association.npmi(table))
    assert association.ducher_z(twice) == pytest.approx(association.ducher_z(table))
    assert association.phi_squared_by_chance(twice) < association.phi_squared_by_chance(table)


def test_chance_is_what_the_closed_form_says() -> None:
    """The mean of φ² over random tables of the same totals is exact in closed form; 999 tables come near it."""
    table = np.array([[8, 1, 3], [2, 9, 1], [4, 4, 4], [1, 0, 2]])
    found = association.chance(table, pictures(table), seed=0)
    assert len(found.phi_squared) == association.TABLES
    usual = association.phi_squared_by_chance(table)  # 3 · 2 / 38
    assert usual == pytest.approx(6 / 38)
    assert found.phi_squared.mean() == pytest.approx(usual, rel=0.08)


def test_noise_is_seldom_taken_for_an_association() -> None:
    """Of 200 small cohorts whose groups are all alike at most one in ten has p ≤ .05 or a cell that stands out."""
    rng = np.random.default_rng(7)
    low = outstanding = 0
    for _ in range(200):
        table = rng.multinomial(90, np.full(9, 1 / 9)).reshape(3, 3)
        found = association.chance(table, pictures(table), seed=0)
        low += association.p_value(table, found) <= 0.05
        outstanding += bool((np.abs(association.residuals(table)) > found.critical)[association.telling(table)].any())
    assert low <= 20
    assert outstanding <= 20


def test_a_clear_association_is_beyond_chance_and_its_cells_stand_out() -> None:
    table = np.array([[40, 10], [10, 40]])
    found = association.chance(table, pictures(table), seed=0)
    assert association.p_value(table, found) == 1 / 1000
    assert np.all(np.abs(association.residuals(table)) > found.critical)


def test_cells_of_few_expected_images_never_stand_out() -> None:
    table = np.array([[3, 0], [97, 100]])
    assert association.telling(table).tolist() == [[False, False], [True, True]]
    assert (
        association.chance(np.array([[2, 1], [1, 2]]), pictures(np.array([[2, 1], [1, 2]])), seed=0).critical == np.inf
    )


def test_people_who_show_every_emotion_leave_nothing_to_chance() -> None:
    """One neutral and one smiling picture each: however people are dealt out, every group shows both alike."""
    subjects = np.repeat(np.arange(20), 2)
    groups, emotions = np.repeat(np.arange(20) % 2, 2), np.tile([0, 1], 20)
    units = association.units_of(groups, emotions, subjects, (2, 2))
    assert units.kinds.tolist() == [[1, 1]]
    assert (units.number.tolist(), units.sizes.tolist()) == ([20], [10, 10])
    table = np.array([[10, 10], [10, 10]])
    found = association.chance(table, units, seed=0)
    assert found.phi_squared.max() == 0
    assert association.p_value(table, found) == 1


def test_people_who_show_one_emotion_each_make_chance_larger_than_pictures_do() -> None:
    """Ten pictures each of eight people: eight things were dealt out, not eighty."""
    subjects = np.repeat(np.arange(8), 10)
    groups, emotions = np.repeat([0, 0, 0, 0, 1, 1, 1, 1], 10), np.repeat([0, 0, 0, 1, 1, 1, 1, 0], 10)
    table = np.array([[30, 10], [10, 30]])
    by_person = association.chance(table, association.units_of(groups, emotions, subjects, (2, 2)), seed=0)
    assert association.p_value(table, association.chance(table, pictures(table), seed=0)) == 1 / 1000
    # three of four or better in either direction: (16 + 1) · 2 of 70 ways to choose four of eight
    assert association.p_value(table, by_person) == pytest.approx(34 / 70, abs=0.05)


def test_pictures_of_a_person_in_two_groups_stay_together_group_by_group() -> None:
    units = association.units_of(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([5, 5, 5, 9]), (2, 2))
    # person 5 in the first group shows both, in the second the other one, as person 9 does once
    assert units.kinds.tolist() == [[0, 1], [1, 1]]
    assert (units.number.tolist(), units.sizes.tolist()) == ([2, 1], [1, 2])
