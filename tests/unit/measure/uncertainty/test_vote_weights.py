"""A statistic of images that count several times is that of a table in which they stand several times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from audit.measure.uncertainty.vote_weights import area_under_curve, mean, rank_correlation, same

N = 40
ALL = np.arange(N)


def made(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return two tied numbers of 40 images, which are positive, and how often each was drawn in three resamples."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 6, (2, N)) / 7
    positive = np.where(np.arange(N) < 12, 1.0, np.where(np.arange(N) < 34, 0.0, np.nan))
    return a, b, positive, rng.multinomial(N, np.full(N, 1 / N), size=3).astype(float)


@given(st.integers(0, 2**16))
def test_counting_images_equals_repeating_them(seed) -> None:
    a, b, positive, weights = made(seed)
    correlation, area, average = rank_correlation(ALL, a, b), area_under_curve(ALL, a, positive), mean(ALL, positive)
    for row in weights:
        drawn = np.repeat(ALL, row.astype(int))
        kinds = drawn[np.isfinite(positive[drawn])]
        assert correlation.values(row[None])[0] == pytest.approx(spearmanr(a[drawn], b[drawn]).statistic)
        assert average.values(row[None, average.images])[0] == pytest.approx(np.mean(positive[kinds]))
        if len(set(positive[kinds])) == 2:
            expected = roc_auc_score(positive[kinds], a[kinds])
            assert area.values(row[None, area.images])[0] == pytest.approx(expected)


def test_rank_correlation_by_hand() -> None:
    # ranks 1 … 10 against the same with the first two exchanged: 1 − 6·2 / (10·99) = .98788
    a = np.arange(10.0)
    b = a[[1, 0, *range(2, 10)]]
    assert rank_correlation(np.arange(10), a, b).observed() == pytest.approx(0.98788, abs=1e-5)


def test_area_by_hand() -> None:
    # 10 positives at 1, and of 10 others 4 below, 2 tied, 4 above: (4 + 2/2) / 10 = .5
    score = np.array([1.0] * 10 + [0.0] * 4 + [1.0] * 2 + [2.0] * 4)
    positive = np.array([1.0] * 10 + [0.0] * 10)
    assert area_under_curve(np.arange(20), score, positive).observed() == pytest.approx(0.5)


def test_rounding_breaks_no_tie() -> None:
    """Entropies of (.2, .8) and (.8, .2) differ in their last digit; they are one entropy all the same."""
    noise = np.tile([0.3, 0.3 + 1e-16, 0.1 + 0.2], 10)
    assert same(noise)
    assert not same(np.array([0.3, 0.3001]))
    assert rank_correlation(np.arange(30), noise, np.arange(30.0)).observed() is None


@pytest.mark.parametrize(("ambiguous", "enough"), [(9, False), (10, True)])
def test_an_area_needs_ten_images_of_either_kind(ambiguous, enough) -> None:
    positive = np.where(np.arange(40) < ambiguous, 1.0, 0.0)
    assert (area_under_curve(np.arange(40), np.arange(40.0), positive).observed() is not None) is enough
    flipped = area_under_curve(np.arange(40), np.arange(40.0), 1 - positive)
    assert (flipped.observed() is not None) is enough


def test_nine_images_have_no_value() -> None:
    few = np.arange(9)
    assert mean(few, np.arange(9.0)).observed() is None
    assert rank_correlation(few, np.arange(9.0), np.arange(9.0)).observed() is None
    assert mean(np.arange(0), np.zeros(0)).observed() is None
