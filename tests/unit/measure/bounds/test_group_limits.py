"""Which limits values have: exact ones of shares, melded ones of recalls, drawn ones, or those of people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table
from scipy.stats import beta

from audit.domain.counts.counted import Counted
from audit.domain.counts.people import PeopleTable
from audit.measure.bounds.group_limits import Weighed, of_averages, of_shares, of_strata
from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import ShareLimits
from audit.measure.limits.melding import MeldedLimits
from audit.measure.limits.people import PeopleLimits
from audit.measure.rates.clustering import Clusters, PeopleOfGroups

X, N = np.array([8.0, 3.0]), np.array([10.0, 12.0])
ERROR = np.array([0.05])


def clusters(x: list[list[float]] | None, n: list[list[float]], people: list[float]) -> Clusters:
    shown = np.array(n, float)
    return Clusters(
        x=None if x is None else np.array(x, float), n=shown, present=shown > 0, people=np.array(people)[:, None]
    )


def test_shares_of_independent_images_have_exact_limits_and_weigh_what_they_are() -> None:
    found = of_shares(X, N, None)
    assert found.effective.tolist() == [10, 12]
    (limits,) = found.limits.own.at(ERROR)
    assert limits.lower == pytest.approx(beta.ppf(0.05, X, N - X + 1))  # Clopper and Pearson's
    assert limits.upper == pytest.approx(beta.ppf(0.95, X + 1, N - X))
    assert found.limits.weight == pytest.approx(N / 22)
    assert found.limits.rest.p == pytest.approx([3 / 12, 8 / 10])  # of two groups each is the other's rest


def test_people_of_one_picture_each_change_nothing() -> None:
    found = of_shares(X, N, clusters([[1, 0], [0, 1]], [[1, 0], [0, 1]], [10, 12]))
    assert isinstance(found.limits.own, ShareLimits)
    assert found.effective.tolist() == [10, 12]


def test_pictures_of_a_person_that_are_all_alike_weigh_as_so_many_people() -> None:
    # five people of two pictures in a, four right; four of three in b, one right
    rows = clusters([[2, 0], [0, 0], [0, 3], [0, 0]], [[2, 0], [2, 0], [0, 3], [0, 3]], [4, 1, 1, 3])
    found = of_shares(X, N, rows)
    assert isinstance(found.limits.own, PeopleLimits)
    assert found.effective == pytest.approx([5, 4], rel=1e-3)
    (limits,) = found.limits.own.at(ERROR)
    assert limits.lower == pytest.approx(beta.ppf(0.05, [4, 1], [2, 4]))
    assert found.limits.weight == pytest.approx(N / 22)  # of pictures, not of people
    assert found.limits.spread == pytest.approx(0.5 / np.sqrt([5, 4]))


def test_where_nobody_knows_which_pictures_count_those_of_a_person_are_alike() -> None:
    rows = clusters(None, [[2, 0], [0, 3], [0, 1]], [5, 3, 3])
    found = of_shares(X, N, rows)
    assert isinstance(found.limits.own, ShareLimits)
    assert (found.limits.own.x.tolist(), found.limits.own.n.tolist()) == ([4, 1], [5, 4])
    assert found.limits.rest.n == pytest.approx([12 / 3, 10 / 3])  # the rest by the most pictures of anybody
    assert found.effective == pytest.approx([5, 4], rel=1e-3)


TABLE = count_table({"a": [[8, 2], [4, 6]], "b": [[5, 5], [1, 9]], "c": [[1, 0], [0, 0]]})
SUPPORT = TABLE.overall().support


def averaged(metric: str, kept: tuple[int, ...] = (0, 1), people: PeopleOfGroups | None = None, table=TABLE) -> Weighed:
    return of_averages(metric, table.by(("group",)), kept, SUPPORT, people)


@pytest.mark.parametrize("metric", ["macro_recall", "balanced_accuracy"])
def test_a_mean_of_recalls_is_melded_from_its_shares(metric: str) -> None:
    found = averaged(metric)
    own = found.limits.own
    assert isinstance(own, MeldedLimits)
    assert (own.x.tolist(), own.n.tolist()) == ([[8, 6], [5, 9]], [[10, 10], [10, 10]])
    assert own.weight.tolist() == [0.5, 0.5]
    assert own.p == pytest.approx([0.7, 0.7])
    assert found.limits.weight == pytest.approx([0.5, 0.5])
    assert (found.effective <= 20).all()


def test_only_kept_groups_and_occurring_emotions_are_in_a_mean() -> None:
    cells = {"a": [[8, 2, 0], [4, 6, 0], [0, 0, 0]], "b": [[5, 5, 0], [1, 8, 1], [0, 0, 0]]}
    labels = type(TABLE.labels)(emotions=("happy", "sad", "calm"))
    three = count_table(cells, labels)
    found = of_averages("macro_recall", three.by(("group",)), (1,), three.overall().support, None)
    assert found.limits.own.x.tolist() == [[5, 8]]


def test_a_mean_that_is_not_of_recalls_is_drawn() -> None:
    own = averaged("macro_f1").limits
    assert isinstance(own.own, DrawnLimits)
    assert own.spread is None
    # F1 of happy 16/22, of sad 12/18; and 10/16 and 18/24
    assert own.own.p == pytest.approx([(16 / 22 + 12 / 18) / 2, (10 / 16 + 18 / 24) / 2])


def persons(table, pictures: int) -> PeopleOfGroups:
    """Return the people of a table, each with so many pictures in a row that have one label and answer."""
    rows = np.repeat(table.cells.keys, table.cells.counts, axis=0)
    people = PeopleTable.of(np.arange(len(rows)) // pictures, rows, table.cells.shape)
    return PeopleOfGroups.of(Counted(table=table, people=people), ("group",))


def test_of_people_each_picture_weighs_what_it_does_in_the_mean() -> None:
    twos = count_table({"a": [[8, 2], [4, 6]], "b": [[2, 8], [4, 6]]})
    found = averaged("macro_recall", people=persons(twos, 2), table=twos)
    own = found.limits.own
    assert isinstance(own, PeopleLimits)
    assert own.p == pytest.approx([0.7, 0.4])
    assert own.people.sum() == 20  # two pictures each
    assert (own.people * own.n).sum(axis=0) == pytest.approx([1, 1])
    alone = averaged("macro_recall", table=twos)
    assert (found.effective < 0.7 * alone.effective).all()


STRATA_X, STRATA_N, WEIGHT = np.array([[8.0, 3], [6, 2]]), np.array([[10.0, 10], [12, 4]]), np.array([0.25, 0.75])


def test_standardised_shares_are_melded_over_strata() -> None:
    found = of_strata(STRATA_X, STRATA_N, WEIGHT, None)
    assert isinstance(found.limits.own, MeldedLimits)
    assert found.limits.own.p == pytest.approx([0.25 * 0.8 + 0.75 * 0.3, 0.5])
    assert found.limits.weight == pytest.approx([20 / 36, 16 / 36])
    one_each = (np.ones((1, 2, 2)), np.full((1, 2, 2), 0.25), np.array([4.0]))
    assert isinstance(of_strata(STRATA_X, STRATA_N, WEIGHT, one_each).limits.own, MeldedLimits)


def test_people_within_strata_are_the_unit_and_unknown_answers_are_alike() -> None:
    x, n, weight = np.array([[8.0], [6]]), np.array([[10.0], [12]]), np.ones(1)
    # a: four people of two right pictures, one of two wrong ones; b: three and three of two
    shown = np.array([[[2.0], [0]], [[2], [0]], [[0], [2]], [[0], [2]]])
    right = np.array([[[2.0], [0]], [[0], [0]], [[0], [2]], [[0], [0]]])
    known = of_strata(x, n, weight, (right, shown, np.array([4.0, 1, 3, 3])))
    assert isinstance(known.limits.own, PeopleLimits)
    assert known.limits.own.p == pytest.approx([0.8, 0.5])
    assert known.effective == pytest.approx([5, 6], rel=1e-3)
    unknown = of_strata(x, n, weight, (None, shown, np.array([4.0, 1, 3, 3])))
    assert isinstance(unknown.limits.own, MeldedLimits)
    assert (unknown.limits.own.x.tolist(), unknown.limits.own.n.tolist()) == ([[4], [3]], [[5], [6]])


def test_there_are_never_more_effective_images_than_images() -> None:
    exact = of_shares(X, N, None).limits
    surer = replace(exact, own=ShareLimits(x=10 * X, n=10 * N))
    assert Weighed.of(surer, N).effective == pytest.approx(N)
    assert Weighed.of(exact, 10 * N).effective == pytest.approx(N, rel=1e-4)


def test_two_pictures_of_a_person_are_enough_for_the_person_to_be_the_unit() -> None:
    rows = clusters([[2, 0], [0, 0], [0, 2], [0, 0]], [[2, 0], [2, 0], [0, 2], [0, 2]], [4, 1, 1, 5])
    assert isinstance(of_shares(X, N, rows).limits.own, PeopleLimits)
    x, n = np.array([[4.0, 4], [2, 2]]), np.array([[5.0, 5], [5, 5]])
    shown, right = np.zeros((4, 2, 2)), np.zeros((4, 2, 2))
    shown[[0, 1], 0] = shown[[2, 3], 1] = right[0, 0] = right[2, 1] = 1  # one picture in each of the two strata
    found = of_strata(x, n, np.array([0.5, 0.5]), (right, shown, np.array([4.0, 1, 2, 3])))
    assert isinstance(found.limits.own, PeopleLimits)
    assert found.limits.own.p == pytest.approx([0.8, 0.4])


def test_nobody_in_any_group_is_no_reason_to_take_people_as_the_unit() -> None:
    assert isinstance(of_shares(X, N, clusters([], np.zeros((0, 2)).tolist(), [])).limits.own, ShareLimits)


def test_where_nobody_knows_which_pictures_count_right_ones_of_the_rest_weigh_as_little_as_all_of_it() -> None:
    found = of_shares(X, N, clusters(None, [[2, 0], [0, 3], [0, 1]], [5, 3, 3]))
    assert found.limits.rest.x == pytest.approx([3 / 3, 8 / 3])
    assert found.limits.rest.p == pytest.approx([3 / 12, 8 / 10])
    assert found.limits.weight == pytest.approx(N / 22)


def test_people_of_one_picture_in_a_group_weigh_as_one_each_beside_others_of_several() -> None:
    """a: five people of two pictures; b: twelve of one. Nobody knows which count."""
    found = of_shares(X, N, clusters(None, [[2, 0], [0, 1]], [5, 12]))
    assert (found.limits.own.x.tolist(), found.limits.own.n.tolist()) == ([4, 3], [5, 12])
    assert found.limits.rest.n == pytest.approx([12 / 2, 10 / 2])
