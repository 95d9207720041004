"""A face's own numbers, by hand."""

from __future__ import annotations

import pytest

from audit.images.finders.face import Face, FaceBox, overlap


def test_side_centre_and_roll() -> None:
    face = Face(x=10, y=20, width=40, height=90, score=1, look="?", eyes=((10.0, 10.0), (20.0, 20.0)))
    assert face.side == 60  # √(40 · 90)
    assert face.centre == (30, 65)
    assert face.roll == pytest.approx(45)  # the right eye is as much lower as it is further right
    assert face.eyes_apart == pytest.approx(200**0.5 / 60)
    assert Face(x=10, y=20, width=40, height=90, score=1, look="?").eyes_apart is None


def test_overlap_is_the_share_of_the_union() -> None:
    first, second = (FaceBox(x=x, y=0, width=10, height=10, found_by="?") for x in (0, 5))
    assert overlap(first, second) == pytest.approx(50 / 150)
    assert overlap(first, FaceBox(x=10, y=0, width=10, height=10, found_by="?")) == 0
