"""What is declared of wrong labels and guessed groups is checked, and found by group."""

from __future__ import annotations

import pytest

from audit.domain.mislabelling.declared import (
    LabelErrors,
    ShareInGroup,
    assigned_group,
    check_label_error,
    label_errors,
    share_in,
)
from audit.errors import UsageError


@pytest.mark.parametrize("rate", [-0.01, 0.5, 0.7, float("nan"), float("inf")])
def test_a_rate_outside_0_to_below_a_half_is_refused(rate: float) -> None:
    with pytest.raises(UsageError, match="the label error of 'senior' of age is a share"):
        LabelErrors(feature="age", rates=(ShareInGroup(group="senior", share=rate),))


def test_a_table_that_names_no_group_is_refused() -> None:
    """It would do nothing, and nobody writes it for that."""
    with pytest.raises(UsageError, match=r"label_error of 'age' names no group; give each its share, or '\*' = "):
        label_errors({}, "age")


def test_the_ends_that_are_allowed() -> None:
    check_label_error(0.0, "'a'")
    check_label_error(0.4999, "'a'")


def test_a_group_that_is_not_named_has_the_rate_of_all_others() -> None:
    rates = label_errors({"senior": 0.1, "*": 0.02}, "age").rates
    assert share_in(rates, "senior") == 0.1
    assert share_in(rates, "adult") == 0.02
    assert share_in(rates[:1], "adult") is None


def test_counts_of_true_groups_become_shares() -> None:
    row = assigned_group("female", {"female": 90, "male": 10})
    assert [(each.group, each.share) for each in row.truly] == [("female", 0.9), ("male", 0.1)]
    assert row.right == 0.9
    assert assigned_group("female", {"male": 1}).right == 0


@pytest.mark.parametrize("row", [{}, {"female": 0}, {"female": 2, "male": -1}, {"female": float("inf")}])
def test_a_row_of_no_pictures_or_of_negative_ones_is_refused(row: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="the row 'female' of confusion holds counts or shares"):
        assigned_group("female", row)
