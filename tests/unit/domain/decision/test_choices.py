"""Each choice of a policy is told apart from its neighbours where it stands: the reference is written from there."""

from __future__ import annotations

from enum import StrEnum

import pytest

from audit.domain.decision.choices import DecideOn, IntervalMethod, OnInconclusive, Unscored


@pytest.mark.parametrize("choice", [DecideOn, IntervalMethod, OnInconclusive, Unscored])
def test_every_value_of_a_choice_is_described(choice: type[StrEnum]) -> None:
    assert choice.__doc__ is not None
    for value in choice:
        assert f"`{value}`" in choice.__doc__, f"{choice.__name__}.{value.name} is not described"
