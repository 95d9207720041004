"""What is proven of an open limit, and which ways are left to settle it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import reference_of

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Bounds, Disparity, Prospects, Reach
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import exists, undecided_by_bounds, ways
from audit.domain.sentences.proven import size_open


def found(
    lower: float, upper: float, comparison: Comparison = Comparison.DIFFERENCE, to_fail: int | None = 90
) -> Disparity:
    """Return a disparity with these bounds, 40 pictures for a PASS if equal and 70 if rates stay."""
    prospects = Prospects(
        rate=0.8, power=0.8, by_chance=0.1, point_false_fail=0.1, fails_from=None, passes_to=None, detectable=None,
        to_pass=40, to_fail=to_fail,
    )  # fmt: skip
    return Disparity(
        metric="accuracy", emotion=None, feature="age", comparison=comparison, value=0.2,
        bounds=Bounds(lower=lower, upper=upper, error_lower=0.05, error_upper=0.05, family=1),
        reach=Reach(can_fail=True, can_pass=True, needed=70), estimates=(), lowest=None, highest=None,
        prospects=prospects,
    )  # fmt: skip


def limited(limit: float, comparison: Comparison = Comparison.DIFFERENCE) -> Criterion:
    reference = reference_of(comparison, "adult")
    return Criterion(metric="accuracy", features=("age",), limit=limit, comparison=comparison, reference=reference)


@pytest.mark.parametrize(
    ("lower", "upper", "comparison", "there"),
    [
        (0.077, 0.321, Comparison.DIFFERENCE, True),
        (0.0, 0.321, Comparison.DIFFERENCE, False),
        (0.0001, 0.321, Comparison.DIFFERENCE, False),  # written as 0 points: nothing a reader could see
        (0.6, 0.9, Comparison.RATIO, True),
        (0.6, 1.0, Comparison.RATIO, False),
        (0.6, 1.1, Comparison.RATIO, False),  # beyond equality, on its other side
        (0.02, 0.3, Comparison.WORST_TO_OVERALL, True),
        (0.6, 0.9, Comparison.RATIO_TO_REFERENCE, True),
        (0.6, 0.9, Comparison.FLOOR, False),  # a lowest rate says nothing of other groups
    ],
)
def test_a_disparity_exists_where_the_bounds_leave_out_equal_groups(lower, upper, comparison, there) -> None:
    assert exists(found(lower, upper, comparison)) is there


def test_a_gap_of_open_size_is_told_with_its_bounds_and_its_limit() -> None:
    told = size_open(limited(0.1), found(0.077, 0.321))
    assert told == "there is a gap, 7.7 to 32.1 points; whether it exceeds 10 points is open"
    ratio = size_open(limited(0.8, Comparison.RATIO), found(0.6, 0.9, Comparison.RATIO))
    assert ratio == "the groups differ, by a ratio of 0.60 to 0.90; whether it is below 0.80 is open"


def test_a_gap_that_is_decided_or_not_proven_is_not_told_as_open() -> None:
    assert size_open(limited(0.1), found(0.15, 0.321)) == ""
    assert size_open(limited(0.1), found(0.0, 0.321)) == ""
    assert not undecided_by_bounds(limited(0.1), found(0.01, 0.05))


def test_no_way_supposes_equal_groups_where_they_are_known_not_to_be() -> None:
    assert [(way.outcome, way.pictures) for way in ways(found(0.0, 0.3))] == [(Verdict.FAIL, 90), (Verdict.PASS, 40)]
    assert [(way.outcome, way.pictures) for way in ways(found(0.05, 0.3))] == [(Verdict.FAIL, 90)]
    assert [(way.outcome, way.pictures) for way in ways(found(0.05, 0.3, to_fail=None))] == [(None, 70)]


def test_nothing_is_proven_without_bounds_and_nothing_settles_what_was_not_worked_out() -> None:
    disparity, rule = found(0.077, 0.321), limited(0.1)
    unbound = replace(disparity, bounds=None)
    assert not exists(unbound)
    assert not undecided_by_bounds(rule, unbound)
    assert undecided_by_bounds(rule, disparity)
    assert ways(replace(disparity, prospects=None, reach=None)) == ()
    as_observed = ways(replace(disparity, prospects=None))
    assert [(way.outcome, way.pictures) for way in as_observed] == [(None, 70)]


def test_a_minimum_is_undecided_between_its_bounds() -> None:
    ratio = limited(0.8, Comparison.RATIO)
    assert undecided_by_bounds(ratio, found(0.6, 0.9, Comparison.RATIO))
    assert not undecided_by_bounds(ratio, found(0.6, 0.7, Comparison.RATIO))
    assert not undecided_by_bounds(ratio, found(0.85, 0.9, Comparison.RATIO))
