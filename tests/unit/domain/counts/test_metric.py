"""What follows from a metric's declaration: whether it can be limited, and from which end its gap is told."""

from __future__ import annotations

import pytest

from audit.domain.counts.metric import BoundsKind, Direction, Metric, OnLabels


def metric(**fields) -> Metric:
    return Metric(name="m", title="m", definition="d", formula="f", source="s", undefined="u", **fields)


@pytest.mark.parametrize(
    ("bounds", "gated"), [(BoundsKind.EXACT, True), (BoundsKind.JACKKNIFE, True), (BoundsKind.NONE, False)]
)
def test_what_has_no_bounds_cannot_be_limited(bounds: BoundsKind, gated: bool) -> None:
    assert metric(bounds=bounds).gated is gated


@pytest.mark.parametrize(
    ("direction", "high"), [(Direction.LOW, False), (Direction.HIGH, True), (Direction.EITHER, True)]
)
def test_a_gap_is_told_from_the_end_that_harms(direction: Direction, high: bool) -> None:
    assert direction.told_from_high is high


def test_unless_told_a_metric_is_of_one_emotion_has_exact_bounds_and_harms_when_low() -> None:
    made = metric()
    assert (made.per_emotion, made.bounds, made.direction) == (True, BoundsKind.EXACT, Direction.LOW)


def test_unless_told_a_metric_is_nothing_special() -> None:
    made = metric()
    flags = ("of_grades", "of_rows", "counts_hits_twice", "tabled", "limits_losses", "over_emotions")
    assert [getattr(made, flag) for flag in flags] == [False] * 6
    assert [getattr(made, part) for part in ("words", "fraction", "mean", "outcome")] == [None] * 4
    assert (made.fairlearn, made.complement_of, made.card_type, made.parts) == ("", "", "", ())
    assert made.on_labels is OnLabels.BY_ITS_SHARE
