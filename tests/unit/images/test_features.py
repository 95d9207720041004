"""Numbers of pictures for models that do not look at pixels."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.contract.input_contract import Scale
from audit.errors import UsageError
from audit.images import extracted


def stripes(*, upright: bool) -> np.ndarray:
    """A picture of 16 × 16 with stripes four pixels wide."""
    line = np.where(np.arange(16) // 4 % 2, 255.0, 0.0).astype(np.float32)
    picture = np.tile(line, (16, 1))
    return (picture if upright else picture.T)[None, :, :, None]


def test_pixels_are_the_values_row_by_row():
    batch = np.arange(2 * 4 * 4 * 3, dtype=np.float32).reshape(2, 4, 4, 3)
    assert extracted(batch, "pixels", Scale.RAW).tolist() == batch.reshape(2, 48).tolist()


@pytest.mark.parametrize(("size", "numbers"), [(16, 36), (48, 900), (50, 900)])
def test_a_histogram_has_36_numbers_for_each_block(size, numbers):
    """48 pixels are 6 cells, 5 blocks of 2 cells along each side; 5 · 5 · 4 · 9 = 900."""
    batch = np.random.default_rng(0).uniform(0, 255, (3, size, size, 1)).astype(np.float32)
    assert extracted(batch, "hog", Scale.RAW).shape == (3, numbers)
    assert extracted(batch[:0], "hog", Scale.RAW).shape == (0, numbers)


def test_upright_and_lying_stripes_fill_other_directions():
    upright, lying = (extracted(stripes(upright=u), "hog", Scale.RAW).reshape(4, 9).sum(axis=0) for u in (True, False))
    assert set(np.flatnonzero(upright > 0.1)).isdisjoint(np.flatnonzero(lying > 0.1))


def test_the_range_of_the_values_changes_nothing():
    raw = np.random.default_rng(0).integers(0, 256, (4, 24, 24, 3)).astype(np.float32)
    expected = extracted(raw, "hog", Scale.RAW)
    assert np.array_equal(extracted(raw / np.float32(255), "hog", Scale.UNIT), expected)
    assert np.array_equal(extracted(raw / np.float32(127.5) - np.float32(1), "hog", Scale.SIGNED), expected)


def test_a_picture_without_a_block_and_an_unknown_name_are_refused():
    with pytest.raises(UsageError, match="at least 16 pixels, found 12 × 12"):
        extracted(np.zeros((1, 12, 12, 1), np.float32), "hog", Scale.RAW)
    with pytest.raises(UsageError, match="unknown features 'gabor'"):
        extracted(np.zeros((1, 12, 12, 1), np.float32), "gabor", Scale.RAW)
