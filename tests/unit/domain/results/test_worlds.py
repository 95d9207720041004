"""True rates of a world, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.counts.counted_cells import counted_cells
from audit.domain.counts.people import PeopleTable
from audit.domain.results.worlds import PeopleOfWorld, World
from audit.errors import InputError, UsageError

HAPPY_SAD = LABEL_SETS["happy-sad"]
A, B = Group.of(("group", "a")), Group.of(("group", "b"))


def world(chances: list[list[float]]) -> World:
    """Group a: 6 happy and 4 sad pictures; group b: 2 happy and no sad one."""
    return World(
        labels=HAPPY_SAD,
        features=(SensitiveFeature(name="group", groups=("a", "b")),),
        keys=np.array([[0, 0], [0, 1], [1, 0]]),
        images=np.array([6, 4, 2]),
        chances=np.array(chances),
    )


MADE = world([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("metric", "emotion", "a", "b"),
    [
        ("accuracy", None, (6 * 0.5 + 4 * 0.75) / 10, 1.0),
        ("recall", "happy", 0.5, 1.0),
        ("recall", "sad", 0.75, None),
        ("false_positive_rate", "happy", 0.25, None),
        ("selection_rate", "happy", (6 * 0.5 + 4 * 0.25) / 10, 1.0),
        ("precision", "happy", 3 / (3 + 1), 1.0),
        ("precision", "sad", 3 / (3 + 3), None),
    ],
)
def test_true_rates_by_hand(metric: str, emotion: str | None, a: float, b: float | None) -> None:
    assert MADE.rate((A,), metric, emotion) == pytest.approx(a)
    assert MADE.rate((B,), metric, emotion) == (None if b is None else pytest.approx(b))


def test_groups_together_have_the_rate_of_all_their_pictures() -> None:
    assert MADE.rate((A, B), "accuracy") == pytest.approx((3 + 3 + 2) / 12)
    assert MADE.support(A, "precision", "happy") == pytest.approx(3 + 1)
    assert MADE.rate((), "accuracy") is None


def test_a_metric_of_labels_counts_every_answer_to_them() -> None:
    labels = LabelSet(emotions=("x", "y", "z"))
    assert counted_cells(labels, "false_positive_rate", "y").base.tolist() == [[True] * 3, [False] * 3, [True] * 3]
    assert counted_cells(labels, "false_positive_rate", "y").hits.sum() == 2
    assert counted_cells(labels, "accuracy", None).of_labels
    assert not counted_cells(labels, "precision", "x").of_labels


def test_what_is_no_share_has_no_world() -> None:
    with pytest.raises(UsageError, match="no share of answers"):
        MADE.rate((A,), "macro_recall")


@pytest.mark.parametrize("row", [[0.5, 0.6], [-0.1, 1.1], [np.nan, 1.0]])
def test_chances_that_are_none_are_refused(row: list[float]) -> None:
    with pytest.raises(InputError, match="each row sums to 1"):
        world([row, [0.5, 0.5], [0.5, 0.5]])


def test_the_expected_matrix_of_a_group_by_hand() -> None:
    assert MADE.expected((A, B)) == pytest.approx(np.array([[[3, 3], [1, 3]], [[2, 0], [0, 0]]]))


def test_who_is_in_a_world_s_pictures_by_hand() -> None:
    """Two people have a happy and a sad picture of a each; one has four happy of a and two sad; one two happy of b."""
    table = count_table({"a": [[6, 0], [2, 2]], "b": [[2, 0], [0, 0]]})
    rows = [(0, 0, 0, 0), (0, 0, 1, 1), (1, 0, 0, 0), (1, 0, 1, 1), *[(2, 0, 0, 0)] * 4, *[(2, 0, 1, 0)] * 2]
    rows += [(3, 1, 0, 0)] * 2
    subjects, codes = np.array(rows)[:, 0], np.array(rows)[:, 1:]
    found = PeopleOfWorld.of(MADE, table, PeopleTable.of(subjects, codes, table.cells.shape), 0.5)
    assert (found.persons, found.alike) == (4, 0.5)
    each = [
        sorted(zip(found.kind[found.person == who].tolist(), found.pictures[found.person == who].tolist(), strict=True))
        for who in range(4)
    ]
    assert sorted(each) == [[(0, 1), (1, 1)], [(0, 1), (1, 1)], [(0, 4), (1, 2)], [(2, 2)]]
