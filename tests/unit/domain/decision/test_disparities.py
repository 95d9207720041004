"""What a disparity knows of itself: who decides it, who dropped out, whether a limit would fail alone."""

from __future__ import annotations

import pytest
from assets.audits import drawn

from audit.domain.cohort.groups import Group
from audit.domain.decision.disparities import Bounds, DecidingPart, Exclusion


def bounds(alone: float | None, family: int = 3) -> Bounds:
    return Bounds(lower=0.05, upper=0.3, error_lower=0.01, error_upper=0.05, family=family, alone=alone)


@pytest.mark.parametrize(
    ("alone", "family", "limit", "fails"),
    [
        (0.12, 3, 0.1, True),  # .05 shared does not reach the limit, .12 alone does
        (0.08, 3, 0.1, False),
        (0.12, 1, 0.1, False),  # it is the only one
        (0.12, 3, 0.04, False),  # it fails all the same
        (None, 3, 0.1, False),
    ],
)
def test_a_limit_that_only_the_shared_error_keeps_open(alone, family, limit, fails) -> None:
    assert bounds(alone, family).fails_alone(limit, limit_is_minimum=False) is fails


def test_of_a_least_value_the_upper_bound_counts() -> None:
    assert bounds(0.2).fails_alone(0.25, limit_is_minimum=True)
    assert not bounds(0.28).fails_alone(0.25, limit_is_minimum=True)


def test_only_groups_that_nobody_excluded_are_lost() -> None:
    from dataclasses import replace

    of = drawn().findings[0].disparity
    group = Group.of(("age_group", "child"))
    asked, unasked = (Exclusion(group=group, support=1, reason="few", declared=declared) for declared in (True, False))
    assert replace(of, excluded=(asked, unasked)).lost == (unasked,)
    assert of.deciding == DecidingPart(metric="accuracy", emotion=None)
    part = DecidingPart(metric="recall", emotion="sad")
    assert replace(of, part=part).deciding == part


def test_a_bound_that_touches_its_limit_fails_neither_alone_nor_together() -> None:
    """Shared bounds .05 to .3: the limit .05 is not exceeded by them, and .12 alone does not exceed .12."""
    assert bounds(0.12).fails_alone(0.05, limit_is_minimum=False)
    assert not bounds(0.12).fails_alone(0.12, limit_is_minimum=False)
    assert bounds(0.2).fails_alone(0.3, limit_is_minimum=True)
    assert not bounds(0.2).fails_alone(0.2, limit_is_minimum=True)
    assert not bounds(0.2).fails_alone(0.31, limit_is_minimum=True)  # they fail together
    assert bounds(0.12, family=2).fails_alone(0.1, limit_is_minimum=False)


def test_bounds_of_an_audit_by_itself_have_all_of_the_error_and_nothing_worked_out_beside() -> None:
    plain = Bounds(lower=0, upper=1, error_lower=0.05, error_upper=0.05, family=1)
    assert (plain.alone, plain.share) == (None, 1.0)
