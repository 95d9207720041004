"""What may be asked for, and what a gallery says of itself."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.groups import Group
from audit.domain.cohort.pictures import Gallery, MeanHeat, PictureMode, PictureWish
from audit.errors import UsageError


@pytest.mark.parametrize("most", [0, -1, 1001])
def test_a_number_of_pictures_out_of_range_is_refused(most) -> None:
    with pytest.raises(UsageError, match=f"1 to 1,000 pictures, found {most}"):
        PictureWish(mode=PictureMode.SHOWN, most=most)


def test_heat_maps_without_pictures_are_refused() -> None:
    with pytest.raises(UsageError, match="add --pictures blurred or --pictures shown"):
        PictureWish(mode=PictureMode.OFF, explain=True)


def test_a_gallery_that_shows_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="make no gallery"):
        Gallery(mode=PictureMode.OFF, pictures=())


def mean(heat: list[list[float]]) -> MeanHeat:
    return MeanHeat(group=Group.of(("age", "old")), images=10, of=10, heat=np.array(heat), drawn=b"")


def test_heat_is_shared_out_over_thirds_of_the_height() -> None:
    assert mean([[0, 0], [1, 1], [1, 1]]).thirds == pytest.approx((0, 0.5, 0.5))
    # four rows of 1, 2, 3, 4: a third of the height is the first row and a third of the second
    assert mean([[1], [2], [3], [4]]).thirds == pytest.approx(((1 + 2 / 3) / 10, (4 / 3 + 2) / 10, (1 + 4) / 10))


def test_no_heat_has_no_thirds() -> None:
    assert mean([[0, 0], [0, 0]]).thirds is None
