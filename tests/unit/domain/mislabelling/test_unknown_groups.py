"""How large groups are: declared sizes, and what is refused."""

from __future__ import annotations

import pytest

from audit.domain.mislabelling.unknown_groups import group_shares
from audit.errors import UsageError


def test_sizes_that_nearly_add_up_are_taken_as_parts_of_1() -> None:
    found = group_shares("age", {"child": 0.333, "adult": 0.333, "senior": 0.333})
    assert sum(each.share for each in found.shares) == pytest.approx(1, abs=1e-12)
    assert [each.group for each in found.shares] == ["child", "adult", "senior"]


@pytest.mark.parametrize(
    "shares",
    [{}, {"a": 1.0}, {"a": 0.5, "b": 0.4}, {"a": 1.2, "b": -0.2}, {"a": 1.0, "b": 0.0}, {"a": float("nan"), "b": 0.5}],
)
def test_other_sizes_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="group_shares of 'age' are shares of two groups or more, each above 0"):
        group_shares("age", shares)
