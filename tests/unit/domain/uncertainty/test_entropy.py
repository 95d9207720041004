"""A histogram of entropies adds up, and its quantiles are bins."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.uncertainty.entropy import EntropyHistogram, entropy_bins
from audit.errors import InputError


def test_the_last_bin_is_closed() -> None:
    assert entropy_bins(np.array([0.0, 0.009, 0.01, 0.999, 1.0])).tolist() == [0, 0, 1, 99, 99]


def test_two_histograms_add_up_to_that_of_all() -> None:
    some, others = np.array([0.1, 0.2]), np.array([0.2, 0.9])
    both = EntropyHistogram.of(some) + EntropyHistogram.of(others)
    assert both.total == 4
    assert both.counts.tolist() == EntropyHistogram.of(np.concatenate([some, others])).counts.tolist()


def test_the_median_is_the_middle_of_its_bin_and_nothing_has_none() -> None:
    assert EntropyHistogram.of(np.array([0.101, 0.205, 0.909])).quantile(0.5) == pytest.approx(0.205)
    assert EntropyHistogram.of(np.array([])).quantile(0.5) is None


def test_another_number_of_bins_is_refused() -> None:
    with pytest.raises(InputError, match="100 bins"):
        EntropyHistogram(counts=np.zeros(3, int))
