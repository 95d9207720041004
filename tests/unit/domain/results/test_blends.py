"""Plans of blends and the shape of what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.results.blends import BlendPlan, Responses
from audit.errors import InputError, UsageError


def test_weights_run_from_nothing_to_all_with_one_half_in_the_middle() -> None:
    assert BlendPlan(start="sad", end="happy", steps=5).weights == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert BlendPlan(start="sad", end="happy").weights == pytest.approx([i / 10 for i in range(11)])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"end": "sad"}, "from one emotion to another, found 'sad' twice"),
        ({"steps": 10}, "odd number of doses from 3 to 101, found 10"),
        ({"steps": 1}, "found 1"),
        ({"steps": 103}, "found 103"),
        ({"seed": -1}, "from 0 on, found -1"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        BlendPlan(**{"start": "sad", "end": "happy", **wrong})


def test_responses_of_different_lengths_are_refused() -> None:
    table = np.zeros((2, 3))
    with pytest.raises(InputError, match="one row for each person"):
        Responses(start=table, end=table, entropy=table[:1], top_two=table, codes=np.zeros((2, 0)))
    with pytest.raises(InputError, match="one row for each person"):
        Responses(start=table, end=table, entropy=table, top_two=table, codes=np.zeros((3, 1)))
