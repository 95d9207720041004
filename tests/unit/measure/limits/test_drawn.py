"""Limits of averages that are no sums of shares, from drawn confusion matrices."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from audit.measure.limits import drawn as module
from audit.measure.limits.drawn import DrawnLimits, _quantiles
from audit.measure.limits.melding import MeldedLimits
from audit.measure.rates.averages import over_emotions
from audit.measure.rates.clustering import People

ERRORS = np.array([0.3, 0.05, 0.01])
RECALL, F1 = (partial(over_emotions, metric, emotions=np.arange(3)) for metric in ("macro_recall", "macro_f1"))
CELLS = np.array([[[30.0, 5, 5], [2, 90, 8], [1, 1, 8]], [[40, 0, 0], [0, 100, 0], [0, 0, 10]]])


def test_of_recalls_they_are_the_melded_limits() -> None:
    """Other code for the same distribution: the recall of a drawn row is a beta variable."""
    drawn = DrawnLimits(cells=CELLS, people=None, average=RECALL).at(ERRORS)
    x, n = np.diagonal(CELLS, axis1=1, axis2=2), CELLS.sum(axis=2)
    for one, other in zip(drawn, MeldedLimits(x=x, n=n, weight=np.full(3, 1 / 3)).at(ERRORS), strict=True):
        assert one.lower == pytest.approx(other.lower, abs=8e-3)
        assert one.upper == pytest.approx(other.upper, abs=8e-3)


def test_one_image_more_is_wrong_where_it_costs_most() -> None:
    """Of the three emotions the rare third one loses most by another false positive."""
    found = DrawnLimits(cells=CELLS, people=None, average=F1)
    assert found._worst(CELLS[0]).tolist() == [[0, 0, 1], [0, 0, 1], [1, 0, 0]]


def test_the_same_counts_have_the_same_limits_whatever_stands_beside_them() -> None:
    turned = DrawnLimits(cells=CELLS[::-1], people=None, average=F1).at(ERRORS)
    for one, other in zip(DrawnLimits(cells=CELLS, people=None, average=F1).at(ERRORS), turned, strict=True):
        assert one.lower.tolist() == other.lower.tolist()[::-1]
        assert one.upper.tolist() == other.upper.tolist()[::-1]


def test_small_errors_are_wider_than_the_draws_reach() -> None:
    errors = np.array([0.05, 0.007, 0.006, 1e-3, 1e-6])
    found = DrawnLimits(cells=CELLS, people=None, average=F1).at(errors)
    lower = [float(each.lower[0]) for each in found]
    assert lower == sorted(lower, reverse=True)
    assert lower[-1] < lower[-2] - 0.02
    assert found[-1].upper[0] <= 1
    assert found[-1].lower[0] >= 0


def test_ten_people_who_show_everything_tell_less_than_as_many_pictures() -> None:
    one = CELLS[0] / 10
    alike = People(cells=np.stack([one * 10, np.diag(one.sum(axis=1)) * 10]), people=np.array([5.0, 5.0]))
    cells = np.tensordot(alike.people, alike.cells, axes=1)
    of_people = DrawnLimits(cells=cells[None], people=(alike,), average=F1).at(ERRORS)[1]
    of_pictures = DrawnLimits(cells=cells[None], people=None, average=F1).at(ERRORS)[1]
    assert of_people.lower[0] < of_pictures.lower[0] - 0.05
    assert of_people.upper[0] > of_pictures.upper[0]


def test_people_with_one_picture_each_are_nearly_as_sure_as_their_pictures() -> None:
    each = People(cells=np.eye(9).reshape(9, 3, 3), people=CELLS[0].ravel())
    of_people = DrawnLimits(cells=CELLS[:1], people=(each,), average=F1).at(ERRORS)
    for one, other in zip(of_people, DrawnLimits(cells=CELLS[:1], people=None, average=F1).at(ERRORS), strict=True):
        assert one.lower == pytest.approx(other.lower, abs=0.02)
        assert one.upper == pytest.approx(other.upper, abs=0.02)


def test_below_the_error_that_the_draws_reach_a_tail_is_carried_on_from_the_middle() -> None:
    """Of 4,000 draws 25 are beyond .00625; an exponential tail through it and the median from there on."""
    draws = np.linspace(0.5, 0.9, 4001)
    error = np.array([0.1, 0.00625, 0.000625])
    found = _quantiles(draws, error)
    middle, edge = 0.7, 0.5 + 0.4 * 0.00625
    assert found[:2] == pytest.approx([0.54, edge])
    assert found[2] == pytest.approx(edge - (middle - edge) / np.log(0.5 / 0.00625) * np.log(10))
    assert _quantiles(np.linspace(0, 0.1, 4001), np.array([1e-9])) == pytest.approx([0])


def test_limits_are_of_four_thousand_draws_which_are_always_the_same() -> None:
    found = DrawnLimits(cells=CELLS, people=None, average=F1)
    assert [len(draws) for draws in (*found._lower, *found._upper)] == [4000] * 4
    assert module._LEAST == 25 / 4000
    again = DrawnLimits(cells=CELLS, people=None, average=F1)
    assert all(np.array_equal(*pair) for pair in zip(found._lower, again._lower, strict=True))


def test_for_the_upper_limit_one_image_more_of_each_emotion_is_right() -> None:
    """Of one picture of each emotion, all wrong, the average of recall lies above what it is by as much as chance."""
    wrong = DrawnLimits(cells=np.array([[[0.0, 1, 0], [0, 0, 1], [1, 0, 0]]]), people=None, average=RECALL)
    (found,) = wrong.at(np.array([0.05]))
    assert wrong.p.tolist() == [0]
    assert (found.lower[0], found.upper[0] > 0.5) == (0, True)


def test_the_unseen_person_has_as_many_pictures_of_each_emotion_as_anybody() -> None:
    """One person shows six of the first emotion and one of the second, another two of the third: (6, 1, 2). Nobody's
    answer is right, and all of the unseen one's are, so that what is on the diagonal is the unseen one's."""
    one, other = np.zeros((2, 3, 3))
    one[0, 1], one[1, 0], other[2, 1] = 6, 1, 2
    people = People(cells=np.stack([one, other]), people=np.array([4.0, 4.0]))
    drawn: list[np.ndarray] = []

    def kept(cells: np.ndarray) -> np.ndarray:
        drawn.append(cells)
        return np.zeros(len(cells))

    seen = np.tensordot(people.people, people.cells, axes=1)[None]
    DrawnLimits(cells=seen, people=(people,), average=kept)._draws(0, np.eye(3))
    unseen = np.diagonal(drawn[0], axis1=1, axis2=2)
    assert unseen / unseen[:, 1:2] == pytest.approx(np.tile([6.0, 1, 2], (4000, 1)))
