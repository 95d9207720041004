"""One metric of every group: its values by hand, and the images they weigh where people are shown several times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.counts.people import PeopleTable
from audit.domain.counts.rates import Rate
from audit.domain.counts.told import CountsTold
from audit.measure.rates.scores import Scores, scores, told_scores

CELLS = {"a": [[8, 2], [4, 6]], "b": [[3, 1], [0, 0]], "c": [[0, 0], [0, 0]]}
TABLE = count_table(CELLS)


def of(metric: str, emotion: str | None = None, *, names: tuple[str, ...] = ("group",)) -> Scores:
    return scores(Counted(table=TABLE), names, metric, emotion)


def test_every_group_by_hand_and_an_undefined_rate_weighs_nothing() -> None:
    found = of("recall", "sad")
    assert found.values == tuple(Rate(numerator=x, denominator=n) for x, n in ((6, 10), (0, 0), (0, 0)))
    assert (found.x.tolist(), found.n.tolist()) == ([6, 0, 0], [10, 0, 0])
    assert found.effects.tolist() == [1, 1, 1]
    assert (found.found, found.dependence) == (None, None)


def test_without_a_name_all_images_are_one_group() -> None:
    assert of("accuracy", names=()).values == (Rate(numerator=17, denominator=24),)
    assert of("precision", "happy", names=()).values == (Rate(numerator=11, denominator=15),)


def test_what_counts_do_not_tell_has_no_value_in_any_group() -> None:
    right_alone = Counted(table=replace(TABLE, told=CountsTold.RIGHT))
    assert told_scores(right_alone, ("group",), "accuracy", None).values == of("accuracy").values
    found = told_scores(right_alone, ("group",), "recall", "sad")
    assert found.values == (Rate(numerator=0, denominator=0),) * 3
    assert found.effects.tolist() == [1, 1, 1]
    assert [each.value for each in told_scores(right_alone, (), "macro_recall", None).values] == [None]


def test_an_average_weighs_its_effective_images_and_without_value_none() -> None:
    found = of("macro_recall")  # b and c have nobody who is sad
    a, b, c = found.values
    assert a.value == pytest.approx((0.8 + 0.6) / 2)
    assert 0 < found.n[0] == a.effective <= 20
    assert found.x[0] == pytest.approx(0.7 * a.effective)
    assert (b.value, c.value, found.x[1:].tolist(), found.n[1:].tolist()) == (None, None, [0, 0], [0, 0])


def people(*rows: tuple[int, int, int, int]) -> Counted:
    """Return counts from pictures given as person, group, true and predicted emotion."""
    person, *keys = np.array(rows).T
    keys = np.column_stack(keys)
    cells = np.zeros((2, 2, 2), int)
    np.add.at(cells, tuple(keys.T), 1)
    table = count_table({"a": cells[0].tolist(), "b": cells[1].tolist()})
    return Counted(table=table, people=PeopleTable.of(person, keys, (2, 2, 2)))


# a: two people whose two pictures are alike, right and wrong; b: two people with a picture each
FEW = people((0, 0, 0, 0), (0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 0, 1), (2, 1, 0, 0), (3, 1, 0, 1))


def test_pictures_of_a_person_that_are_alike_count_for_one() -> None:
    found = scores(FEW, ("group",), "accuracy", None)
    assert found.values == (Rate(numerator=2, denominator=4), Rate(numerator=1, denominator=2))
    assert (found.x.tolist(), found.n.tolist()) == ([1, 1], [2, 2])
    assert found.effects.tolist() == [2, 1]
    dependence = found.dependence
    assert (dependence.pictures, dependence.people) == (6, 4)
    assert (dependence.correlation, dependence.design_effect) == (1, 2)


def test_of_some_groups_only_their_people_count() -> None:
    b = scores(FEW, ("group",), "accuracy", None).of([1])
    assert b.values == (Rate(numerator=1, denominator=2),)
    assert (b.dependence.pictures, b.dependence.people, b.dependence.design_effect) == (2, 2, 1)
    plain = of("accuracy").of([1, 0])
    assert [value.numerator for value in plain.values] == [3, 14]
    assert plain.dependence is None


def test_an_average_knows_of_people_already() -> None:
    found = scores(FEW, ("group",), "macro_recall", None)
    assert found.effects.tolist() == [1, 1]
    assert found.found is None


def test_an_average_of_nought_is_a_value_and_one_without_images_weighs_none() -> None:
    never = count_table({"a": [[0, 9], [9, 0]], "b": [[9, 0], [0, 9]]})
    a, b = scores(Counted(table=never), ("group",), "macro_recall", None).values
    assert (a.value, b.value) == (0.0, 1.0)
    found = scores(Counted(table=never), ("group",), "macro_recall", None)
    assert found.x[0] == 0
    assert found.x[1] == found.n[1] > 0
