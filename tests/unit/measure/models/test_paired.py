"""Bounds of a loss keep their promise exactly; pictures of one person count for less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulation.paired_errors import newcombe, ours, power, tango, worst_error

from audit.measure.models.paired import LossesOfPeople, _correlation, loss_bounds

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


def of_people(changes: list[list[float]], groups: list[int], n_groups: int = 1) -> LossesOfPeople:
    return LossesOfPeople.of(*people_of(changes, groups), n_groups)


def test_people_whose_pictures_change_together_count_once() -> None:
    """12 of 24 people lose both pictures: the loss of 24 pictures, one each."""
    found = of_people([[1, 1]] * 12 + [[0, 0]] * 12, [0] * 24)
    one_each = of_people([[1]] * 12 + [[0]] * 12, [0] * 24)
    assert found.design_effects == pytest.approx([2])
    assert found.bounds([0.05])[0].lower == pytest.approx(one_each.bounds([0.05])[0].lower)


def test_people_whose_pictures_change_apart_are_surer_than_those_who_change_together() -> None:
    """One picture of every person lost: nobody differs from anybody, but the one who was not seen may."""
    apart = of_people([[1, 0]] * 12, [0] * 12)
    together = of_people([[1, 1]] * 6 + [[0, 0]] * 6, [0] * 12)
    assert apart.design_effects == pytest.approx([1])
    assert apart.bounds([0.05])[0].lower > together.bounds([0.05])[0].lower + 0.05
    assert apart.bounds([0.05])[0].lower < 0.3  # one more in 13, who gains both: (12 · ½ − 1 · E) / (12 + E)


def test_the_design_effect_by_hand() -> None:
    """24 people with 2 pictures: 6 lose both, 12 one, 6 none; mean ½. A person's loss is 1 off in half of them.

    Between people (12 · 1) / 48 = ¼, as of pictures each with a variance of ½ · ½: pictures are not alike.
    """
    assert of_people([[1, 1]] * 6 + [[1, 0]] * 12 + [[0, 0]] * 6, [0] * 24).design_effects == pytest.approx([1])
    assert of_people([[1, 1]] * 9 + [[1, 0]] * 6 + [[0, 0]] * 9, [0] * 24).design_effects == pytest.approx([1.5])


def test_where_nobody_changed_anything_one_person_more_may_have() -> None:
    """The chance that none of 30 people loses all pictures is .05 where a share of 1 − .05^(1/30) = .095 does."""
    found = of_people([[0, 0, 0]] * 30, [0] * 30)
    assert found.design_effects == pytest.approx([1])
    assert found.bounds([0.05])[0].upper[0] == pytest.approx(1 - 0.05 ** (1 / 30), rel=0.01)
    assert found.bounds([0.05])[0].lower[0] == -found.bounds([0.05])[0].upper[0]


def test_groups_tell_nothing_of_each_other() -> None:
    both = of_people([[1, 1, 0]] * 9 + [[0, 0, 0]] * 40, [0] * 9 + [1] * 40, 2).bounds([0.05, 0.01])
    first, second = of_people([[1, 1, 0]] * 9, [0] * 9), of_people([[0, 0, 0]] * 40, [0] * 40)
    for i, error in enumerate((0.05, 0.01)):
        assert both[i].lower[0] == pytest.approx(first.bounds([error])[0].lower[0])
        assert both[i].upper[1] == pytest.approx(second.bounds([error])[0].upper[0])


def test_one_person_with_half_of_the_pictures_proves_nothing() -> None:
    found = of_people([[0] * 20, *([0] for _ in range(20))], [0] * 21)
    assert found.bounds([0.05])[0].upper[0] > 0.5


def test_two_shares_of_one_multinomial_exclude_each_other_by_hand() -> None:
    # √(.2 · .3 / (.8 · .7)); nothing is left for a third, twice, and nothing is shared
    found = _correlation(np.array([0.2, 1.0, 0.8, 0.0]), np.array([0.3, 0.4, 0.6, 0.4]))
    assert found == pytest.approx([np.sqrt(0.06 / 0.56), 1, 1, 0])


def test_the_design_effect_where_a_quarter_is_lost() -> None:
    """6 of 24 people lose both pictures: all alike, so that two tell as much as one."""
    assert of_people([[1, 1]] * 6 + [[0, 0]] * 18, [0] * 24).design_effects == pytest.approx([2])


def test_a_person_of_one_group_has_no_picture_in_another() -> None:
    """Group 0: two people of two pictures, all lost; group 1: one of three, none changed."""
    found = of_people([[1, 1], [1, 1], [0, 0, 0]], [0, 0, 1], 2)
    assert found.limits.n.tolist() == [[2, 0], [2, 0], [0, 3]]
    assert found.limits.x.tolist() == [[2, 0], [2, 0], [0, 1.5]]
    assert found.limits.p.tolist() == [1, 0.5]
    assert found.limits.people.tolist() == [[1], [1], [1]]
