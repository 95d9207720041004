"""The accuracy–coverage curve, from histograms by hand."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.counts.rates import Rate
from audit.domain.uncertainty.abstention import Answered, CoverageCurve
from audit.domain.uncertainty.entropy import EntropyHistogram


def test_curves_of_shards_add_up() -> None:
    rng = np.random.default_rng(2)
    entropy, right = rng.uniform(0, 1, 300), rng.uniform(0, 1, 300) < 0.7
    shards = [
        (EntropyHistogram.of(entropy[part]), EntropyHistogram.of(entropy[part][right[part]]))
        for part in (slice(0, 100), slice(100, 300))
    ]
    both = CoverageCurve.of(shards[0][0] + shards[1][0], shards[0][1] + shards[1][1])
    assert both.points() == CoverageCurve.of(EntropyHistogram.of(entropy), EntropyHistogram.of(entropy[right])).points()


def curve(answered: list[int], right: list[int]) -> CoverageCurve:
    return CoverageCurve(answered=np.array(answered), right=np.array(right))


def test_a_curve_has_a_point_where_more_images_are_answered() -> None:
    # 2 images in the first bin, none in the second, 3 in the third
    assert curve([2, 2, 5], [2, 2, 3]).points() == ((0.4, 1.0), (1.0, 0.6))
    assert curve([0, 4], [0, 1]).points() == ((1.0, 0.25),)
    assert curve([0, 0], [0, 0]).points() == ()


@pytest.mark.parametrize(
    ("share", "bins"),
    [
        (0.39, None),  # already the lowest bin holds 40 %
        (0.4, 2),  # the second bin adds nobody, so that it may be answered too
        (0.99, 2),
        (1.0, 3),
    ],
)
def test_the_most_bins_within_a_share(share: float, bins: int | None) -> None:
    assert curve([2, 2, 5], [2, 2, 3]).bins(share) == bins


def test_where_nobody_is_there_no_bin_is_answered() -> None:
    assert curve([0, 0], [0, 0]).bins(1.0) is None
    assert curve([0, 4], [0, 1]).bins(0.5) is None


def rate(numerator: int, denominator: int) -> Rate:
    return Rate(numerator=numerator, denominator=denominator)


def answered(everything: Rate, kept: Rate | None) -> Answered:
    return Answered(group=None, everything=everything, kept=kept, interval=None, area=None)


def test_coverage_is_the_share_still_answered_and_gain_what_it_brings() -> None:
    found = answered(rate(6, 10), rate(5, 8))
    assert found.coverage == rate(8, 10)
    assert found.gain == 5 / 8 - 6 / 10


def test_without_a_threshold_or_an_answer_there_is_no_gain() -> None:
    assert (answered(rate(6, 10), None).coverage, answered(rate(6, 10), None).gain) == (None, None)
    silent = answered(rate(6, 10), rate(0, 0))
    assert (silent.coverage, silent.gain) == (rate(0, 10), None)
    assert answered(rate(0, 0), rate(0, 0)).gain is None
