"""What the mix of labels alone does to success rates."""

from __future__ import annotations

import pytest
from builders import count_table

from audit.domain.cohort.groups import UNKNOWN
from audit.domain.decision.policy import Policy
from audit.measure.cohort.label_mix import label_mix

POLICY = Policy(title="none", criteria=())


def test_equal_recalls_and_another_mix_make_a_gap_of_the_mix_alone() -> None:
    # happy 90 of 100 right, sad 50 of 100, in both groups; a has 80 happy and 20 sad, b 20 and 80:
    # success rates .8 · .9 + .2 · .5 = .82 and .2 · .9 + .8 · .5 = .58
    table = count_table({"a": [[72, 8], [10, 10]], "b": [[18, 2], [40, 40]]})
    (mix,) = label_mix(table, POLICY)
    assert (mix.highest.text, mix.high) == ("a", pytest.approx(0.82))
    assert (mix.lowest.text, mix.low) == ("b", pytest.approx(0.58))
    assert mix.gap == pytest.approx(0.24)
    rates = [each.confusion.correct / each.confusion.total for each in table.by(("group",))]
    assert rates == [pytest.approx(0.82), pytest.approx(0.58)], "the observed gap is that of the mix, and nothing else"


def test_the_same_mix_makes_none_whatever_the_recalls_are() -> None:
    (mix,) = label_mix(count_table({"a": [[10, 0], [0, 5]], "b": [[0, 20], [10, 0]]}), POLICY)
    assert mix.gap == pytest.approx(0)


def test_only_compared_groups_count() -> None:
    table = count_table({"a": [[8, 2], [2, 8]], "b": [[2, 0], [0, 0]], UNKNOWN: [[9, 0], [0, 0]]})
    assert label_mix(table, POLICY)[0].highest.text == "b"
    few = label_mix(table, Policy(title="none", criteria=(), min_support=10))[0]
    assert (few.lowest, few.low, few.gap) == (None, None, None)
    with_unknown = label_mix(table, Policy(title="none", criteria=(), min_support=5, include_unknown=True))[0]
    assert with_unknown.highest.is_unknown


def test_groups_without_a_scored_picture_have_no_mix() -> None:
    (mix,) = label_mix(count_table({"a": [[0, 0], [0, 0]], "b": [[3, 1], [1, 3]]}), POLICY)
    assert mix.gap is None
