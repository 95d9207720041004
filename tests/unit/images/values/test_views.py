"""Views of prepared faces: what each shows, against pictures moved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from audit.images import views_of


def pictures(height: int, width: int) -> np.ndarray:
    """Two pictures whose every value is another."""
    return np.arange(2 * height * width, dtype=np.float32).reshape(2, height, width, 1)


def test_one_view_is_the_picture_and_two_are_it_and_its_mirror_picture() -> None:
    batch = pictures(48, 48)
    (alone,) = views_of(batch, 1)
    assert alone is batch
    same, mirrored = views_of(batch, 2)
    assert same is batch
    np.testing.assert_array_equal(mirrored[1, 5], batch[1, 5, ::-1])


def test_ten_views_are_the_centre_and_four_corners_two_pixels_off_and_their_mirror_pictures() -> None:
    batch = pictures(48, 48)
    views = views_of(batch, 10)
    assert len(views) == 10
    assert views[0] is batch
    for place, (y, x) in enumerate(((-2, -2), (-2, 2), (2, -2), (2, 2)), start=1):
        for row, column in ((20, 20), (2, 45), (45, 2)):  # inside, so that all come from the picture
            assert views[place][1, row, column, 0] == batch[1, row + y, column + x, 0]
        np.testing.assert_array_equal(views[place + 5], views[place][:, :, ::-1])
    np.testing.assert_array_equal(views[5], batch[:, :, ::-1])


def test_the_border_is_repeated_where_pixels_come_in() -> None:
    batch = pictures(48, 48)
    up_left = views_of(batch, 10)[1][0, :, :, 0]
    assert up_left[0, 0] == up_left[1, 1] == up_left[2, 2] == batch[0, 0, 0, 0]
    np.testing.assert_array_equal(up_left[0, 2:], batch[0, 0, :-2, 0])


@pytest.mark.parametrize(("height", "width", "down", "right"), [(224, 224, 9, 9), (8, 8, 1, 1), (110, 90, 5, 4)])
def test_a_shift_grows_with_the_side_and_is_at_least_a_pixel(height: int, width: int, down: int, right: int) -> None:
    batch = pictures(height, width)
    down_right = views_of(batch, 10)[4]
    assert down_right.shape == batch.shape
    assert down_right[0, 2, 2, 0] == batch[0, 2 + down, 2 + right, 0]
