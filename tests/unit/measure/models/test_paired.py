"""Bounds of a loss keep their promise exactly; pictures of one person count for less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulation.paired_errors import newcombe, ours, power, tango, worst_error

from audit.measure.models.paired import FEWEST_CHANGED_PEOPLE, alikeness, loss_bounds

SIZES = (3, 5, 10, 20, 40)


def bounds(lost: float, gained: float, images: float, error: float = 0.05) -> tuple[float, float]:
    found = loss_bounds(np.array([lost]), np.array([gained]), np.array([images]), error)
    return float(found.lower[0]), float(found.upper[0])


@pytest.mark.parametrize("error", [0.05, 0.01, 0.002])
def test_no_bound_is_wrong_more_often_than_promised(error: float) -> None:
    found = worst_error(ours, error, sizes=SIZES)
    assert found.share <= error + 1e-9, found.where
    assert found.share > error / 2  # a bound that is never wrong is no bound


def test_the_bounds_that_were_not_chosen_break_the_promise() -> None:
    assert worst_error(newcombe, 0.01, sizes=(5,)).share > 0.015
    assert worst_error(tango, 0.05, sizes=(5, 10)).share > 0.07


def test_a_loss_that_is_there_is_found() -> None:
    """30 of 100 lost, 10 won: 20 points, 15 above the limit; proven in three of four comparisons at error .05."""
    assert power(ours, 100, (0.3, 0.1), 0.05, 0.05) > 0.7


def test_where_nothing_changed_the_bounds_are_those_of_a_share_of_none() -> None:
    """1 − .05^(1/58) = .0503: 58 unchanged pictures keep no limit of 5 points, 59 do."""
    assert bounds(0, 0, 58) == pytest.approx((-0.050339, 0.050339), abs=1e-5)
    assert bounds(0, 0, 59)[1] < 0.05


def test_where_every_picture_changed_the_bounds_are_those_of_one_share() -> None:
    """10 lost, 0 won of 10: the share of lost is at least .05^(1/10) = .7411, and the rest was won: 2 · .7411 − 1."""
    assert bounds(10, 0, 10)[0] == pytest.approx(2 * 0.05 ** (1 / 10) - 1)
    assert bounds(10, 0, 10)[1] == 1


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_exchanging_the_classifiers_turns_the_sign(lost: int, gained: int, rest: int) -> None:
    images = lost + gained + rest
    low, high = bounds(lost, gained, images)
    assert (-high, -low) == bounds(gained, lost, images)
    assert -1 <= low <= (lost - gained) / images <= high <= 1


def people_of(changes: list[list[float]], groups: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return change, group and person of each picture, from the changes of each person."""
    sizes = [len(one) for one in changes]
    person = np.repeat(np.arange(len(changes)), sizes)
    return np.concatenate([np.array(one, float) for one in changes]), np.array(groups)[person], person


def test_people_whose_pictures_change_together_count_once() -> None:
    change, group, person = people_of([[1, 1]] * 12 + [[0, 0]] * 12, [0] * 24)
    found = alikeness(change, group, person, 1)
    assert found.correlation == pytest.approx(1)
    assert found.design_effects == pytest.approx([2])


def test_people_whose_pictures_change_apart_count_in_full() -> None:
    """One picture of every person lost: within a person they differ more than between people, so nothing is alike."""
    change, group, person = people_of([[1, 0]] * 12, [0] * 12)
    found = alikeness(change, group, person, 1)
    assert found.correlation == 0
    assert found.design_effects == pytest.approx([1])


def test_the_correlation_is_that_of_the_analysis_of_variance() -> None:
    """24 people with 2 pictures: 6 lose both, 12 one, 6 none; mean ½.

    Between: 2 · (6 · ¼ + 6 · ¼) / 23 = 6 / 23. Within: 12 · (¼ + ¼) / 24 = ¼. (6/23 − 1/4) / (6/23 + 1/4) = 1/47.
    """
    change, group, person = people_of([[1, 1]] * 6 + [[1, 0]] * 12 + [[0, 0]] * 6, [0] * 24)
    found = alikeness(change, group, person, 1)
    assert found.correlation == pytest.approx(1 / 47)
    assert found.design_effects == pytest.approx([1 + 1 / 47])


def test_the_mean_of_a_group_is_no_likeness_of_its_people() -> None:
    """One group loses, the other gains; within the groups no two people differ."""
    change, group, person = people_of([[1, 0]] * 12 + [[-1, 0]] * 12, [0] * 12 + [1] * 12)
    assert alikeness(change, group, person, 2).correlation == 0


@pytest.mark.parametrize("changed", [0, 1, FEWEST_CHANGED_PEOPLE - 1])
def test_where_too_few_people_changed_pictures_of_one_person_count_once(changed: int) -> None:
    change, group, person = people_of([[1, 0, 0]] * changed + [[0, 0, 0]] * (30 - changed), [0] * 30)
    assert alikeness(change, group, person, 1).design_effects == pytest.approx([3])


def test_one_person_in_a_group_counts_once() -> None:
    change, group, person = people_of([[1, 0, -1, 0]], [0])
    assert alikeness(change, group, person, 1).design_effects == pytest.approx([4])


def test_unequal_numbers_of_pictures_weigh_as_they_are() -> None:
    """3, 1 and 2 pictures: a picture has on average (9 + 1 + 4) / 6 of its person, itself among them."""
    change, group, person = people_of([[0, 0, 0], [0], [0, 0]], [0, 0, 0])
    assert alikeness(change, group, person, 1).design_effects == pytest.approx([14 / 6])
