"""The surface: where a point of the face lands, and what a curve passes through."""

from __future__ import annotations

import numpy as np
import pytest

from audit.simulate.faces.canvas import Canvas, curve, disc, mix, pair, ribbon


def canvas(tilt=0.0):
    return Canvas.around(np.zeros((100, 100, 3), np.uint8), unit=40, tilt=tilt, middle=(50, 50))


def test_the_middle_of_the_head_and_a_face_unit_land_where_they_should():
    surface = canvas()
    surface.fill(disc((0.5, 0.25), (0.05, 0.05)), (255, 255, 255))
    # 50 + 0.5 × 40 = 70 to the right, 50 + 0.25 × 40 = 60 down
    rows, columns = np.nonzero(surface.pixels[:, :, 0] > 128)
    assert (rows.mean(), columns.mean()) == pytest.approx((60, 70), abs=0.5)


def test_a_tilted_head_turns_clockwise():
    surface = canvas(tilt=np.pi / 2)
    surface.fill(disc((0.5, 0.0), (0.05, 0.05)), (255, 255, 255))
    rows, columns = np.nonzero(surface.pixels[:, :, 0] > 128)  # a quarter turn: right becomes down
    assert (rows.mean(), columns.mean()) == pytest.approx((70, 50), abs=0.5)


def test_a_pair_is_drawn_on_both_sides():
    surface = canvas()
    surface.stroke(pair(curve((0.2, 0.0), (0.3, 0.1), (0.4, 0.0))), (255, 255, 255), 0.05)
    left, right = int(surface.pixels[:, :50].sum()), int(surface.pixels[:, 51:].sum())
    assert left > 0
    assert left == pytest.approx(right, rel=0.1)


def test_a_curve_passes_through_its_three_points():
    points = curve((0, 0), (1, 2), (4, 0))
    assert points[[0, 4, 8]].tolist() == [[0, 0], [1, 2], [4, 0]]


def test_a_ribbon_runs_along_the_top_and_back_along_the_bottom():
    outline = ribbon(np.array([0.0, 1.0]), np.array([0.0, 0.0]), np.array([2.0, 3.0]))
    assert outline.tolist() == [[0, 0], [1, 0], [1, 3], [0, 2]]


def test_a_mixture_lies_between():
    assert mix((0, 100, 200), (100, 100, 100), 0.25) == (25, 100, 175)
