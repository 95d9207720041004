"""A gap that narrows because the best group loses is named; one that narrows by gains is not."""

from __future__ import annotations

import pytest
from assets.comparisons import pairs_of

from audit.domain.results.comparison import expand_regressions, one_loss_limit_per_feature
from audit.judge.levelling import levelling_down
from audit.measure import changes


def named(rates: dict[str, tuple[int, int]], images: int = 100):
    """Return the guard's word on groups with so many right images before and after; as few images change as can be."""
    before = {group: "R" * x + "W" * (images - x) for group, (x, _) in rates.items()}
    after = {group: "R" * x + "W" * (images - x) for group, (_, x) in rates.items()}
    pairs = pairs_of(before, after)
    policy = one_loss_limit_per_feature((("group",),))
    return levelling_down(changes(pairs, expand_regressions(policy, pairs.baseline), policy)[0])


def test_a_gap_that_narrows_by_the_loss_of_the_best_group_alone() -> None:
    found = named({"adult": (90, 60), "senior": (50, 48)})
    assert found.by_loss == pytest.approx(0.28)  # the whole narrowing: 40 − 12
    assert found.proven_loss == pytest.approx(0.2103, abs=0.03)
    assert found.sentence.startswith(
        "the gap in success rate by group narrowed from 40 points to 12 points because adult, which was best off, "
        "lost 30 points (proven at least "
    )
    assert found.sentence.endswith(", not because senior gained")


def test_a_loss_that_is_not_proven_is_called_observed() -> None:
    found = named({"adult": (90, 88), "senior": (50, 50)})
    assert found.proven_loss is None
    assert found.sentence == (
        "the gap in success rate by group narrowed from 40 points to 38 points because adult, which was best off, "
        "lost 2 points (observed, not proven), not because senior gained"
    )


def test_a_gap_that_narrows_by_both_names_the_part_of_the_loss() -> None:
    """40 → 20 points: had adults kept 90, the gap would be 90 − 60 = 30; 10 of the 20 points are their loss."""
    found = named({"adult": (90, 80), "senior": (50, 60)})
    assert (found.by_loss, found.gain) == pytest.approx((0.1, 0.1))
    assert "10 points of the 20 points because adult, which was best off, lost 10 points" in found.sentence
    assert found.sentence.endswith("the rest because senior gained 10 points")


def test_a_gain_of_the_worst_that_does_not_narrow_the_gap_is_no_reason() -> None:
    """c gains a point, but d falls to where c was: without the loss of a the gap stays 30."""
    found = named({"a": (90, 80), "c": (60, 61), "d": (62, 60)})
    assert found.by_loss == pytest.approx(0.1)
    assert found.sentence.endswith("; c gained 1 point, which did not narrow it")


@pytest.mark.parametrize(
    "rates",
    [
        {"adult": (90, 90), "senior": (50, 70)},  # the worst group's gain
        {"adult": (90, 92), "senior": (50, 70)},  # both gain
        {"adult": (90, 85), "senior": (70, 95)},  # the best group lost, but the gain alone would narrow it to 5
        {"adult": (90, 80), "senior": (50, 30)},  # both lose, the gap widens
        {"adult": (90, 80), "senior": (50, 40)},  # both lose alike, the gap stays
        {"adult": (90, 60)},  # one group has no gap
        {"a": (90, 90), "b": (80, 60), "c": (50, 60)},  # the group that lost was not the best
        {"adult": (90, 90), "senior": (90, 90)},  # nothing changed
    ],
)
def test_otherwise_nothing_is_said(rates: dict[str, tuple[int, int]]) -> None:
    assert named(rates) is None


def test_of_two_best_groups_the_one_that_lost_is_named() -> None:
    found = named({"a": (90, 90), "b": (90, 80), "c": (90, 85), "d": (60, 60)})
    assert found is None  # a keeps the gap where it was
    both = named({"a": (90, 85), "b": (90, 80), "d": (60, 60)})
    assert both.best.text == "b"
    assert both.by_loss == pytest.approx(0.05)


def test_one_group_has_no_gap_and_a_best_group_that_lost_nothing_narrows_none() -> None:
    assert named({"a": (90, 60)}) is None
    assert named({"a": (90, 90), "b": (50, 60)}) is None
    assert named({"a": (90, 95), "b": (50, 60)}) is None


def test_of_two_equally_well_off_the_one_that_lost_more_is_named_and_of_two_worst_the_one_that_gained_less() -> None:
    found = named({"a": (90, 88), "b": (90, 70), "c": (50, 55), "d": (50, 50)})
    assert found is None or found.best.text == "b"
    other = named({"a": (90, 70), "b": (50, 55), "c": (50, 50)})
    assert (other.best.text, other.worst.text) == ("a", "c")
    assert (other.gap_baseline, other.gap_candidate) == pytest.approx((0.4, 0.2))
    assert (other.loss, other.gain) == pytest.approx((0.2, 0))
