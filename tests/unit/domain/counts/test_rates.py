"""A rate without images is undefined, and an estimate is a share or an average."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Average, Estimate, Interval, Rate
from audit.errors import InputError


def estimate(rate: Rate | None, average: Average | None = None, group: Group | None = None) -> Estimate:
    return Estimate(metric="accuracy", emotion=None, group=group, rate=rate, interval=None, average=average)


@pytest.mark.parametrize("bounds", [(-0.5, 1.0), (0.0, 1e308), (float("nan"), 1.0), (0, 1 + 1.2e-9)])
def test_an_estimate_and_its_bounds_are_shares(bounds: tuple[float, float]) -> None:
    interval = Interval(lower=bounds[0], upper=bounds[1], confidence=0.95, method="Wilson")
    with pytest.raises(InputError, match="an estimate of accuracy and its bounds lie from 0 to 1"):
        replace(estimate(Rate(numerator=1, denominator=2)), interval=interval)
    with pytest.raises(InputError, match="lie from 0 to 1"):
        estimate(Rate(numerator=3, denominator=2))


def test_a_rounding_above_one_is_still_a_share() -> None:
    interval = Interval(lower=0.5, upper=1 + 0.9e-9, confidence=0.95, method="Wilson")
    assert replace(estimate(Rate(numerator=1, denominator=1)), interval=interval).interval == interval


def test_nothing_to_divide_by_is_undefined_and_not_zero() -> None:
    assert Rate(numerator=0, denominator=0).value is None
    assert Rate(numerator=0, denominator=4).value == 0.0


def test_value_and_support_are_those_of_the_share_or_of_the_average() -> None:
    share = estimate(Rate(numerator=3, denominator=4))
    mean = estimate(None, Average(value=0.5, support=9, effective=7.0), Group.of(("age", "old")))
    assert (share.value, share.support, share.group_text) == (0.75, 4, "all images")
    assert (mean.value, mean.support, mean.group_text) == (0.5, 9, "old")
    with pytest.raises(InputError, match="accuracy of old is an average"):
        _ = mean.share


def test_it_is_one_of_the_two() -> None:
    with pytest.raises(InputError, match="either a share of images or an average"):
        estimate(None)
    with pytest.raises(InputError, match="either a share of images or an average"):
        estimate(Rate(numerator=1, denominator=1), Average(value=1.0, support=1, effective=1.0))
