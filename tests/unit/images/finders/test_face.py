"""A face's own numbers, by hand."""

from __future__ import annotations

import pytest

from audit.images.finders.face import Face, FaceBox, FrameRule, overlap


def test_side_centre_and_roll() -> None:
    face = Face(x=10, y=20, width=40, height=90, score=1, look="?", eyes=((10.0, 10.0), (20.0, 20.0)))
    assert face.side == 60  # √(40 · 90)
    assert face.centre == (30, 65)
    assert face.roll == pytest.approx(45)  # the right eye is as much lower as it is further right
    assert face.eyes_apart == pytest.approx(200**0.5 / 60)
    assert Face(x=10, y=20, width=40, height=90, score=1, look="?").eyes_apart is None


def test_a_frame_leans_towards_the_eyes_and_is_raised_along_the_face() -> None:
    rule = FrameRule(side=1.5, raised=-0.1, lean=0.5)
    upright = Face(x=0, y=0, width=100, height=100, score=1, look="?", eyes=((40.0, 30.0), (80.0, 30.0)))
    # half way from (50, 50) to (60, 30), then a tenth of 100 down
    assert rule.square(upright) == pytest.approx((55, 50, 150))
    lying = Face(x=0, y=0, width=100, height=100, score=1, look="?", eyes=((70.0, 40.0), (70.0, 80.0)))
    # half way to (70, 60); turned by a quarter clockwise its chin is on the left
    assert rule.square(lying) == pytest.approx((50, 55, 150))
    blind = Face(x=0, y=0, width=100, height=100, score=1, look="?")
    assert rule.square(blind) == pytest.approx((50, 60, 150))


def test_overlap_is_the_share_of_the_union() -> None:
    first, second = (FaceBox(x=x, y=0, width=10, height=10, found_by="?") for x in (0, 5))
    assert overlap(first, second) == pytest.approx(50 / 150)
    assert overlap(first, FaceBox(x=10, y=0, width=10, height=10, found_by="?")) == 0
