"""Brows, eyes and nose follow the actions that move them, and only those."""

from __future__ import annotations

import numpy as np
import pytest
from assets.strokes import Mark, drawn_by

from audit.simulate.faces.canvas import BLACK, WHITE, moved
from audit.simulate.faces.features import draw_brows, draw_eyes, draw_nose
from audit.simulate.faces.people import AgeGroup, Person

SENIOR = Person(age_group=AgeGroup.SENIOR)


def brow(**actions: float) -> np.ndarray:
    """Return the middle line of the right brow from its inner end."""
    _, mark = drawn_by(draw_brows, **actions)
    half = mark.points.shape[1] // 2
    return (mark.points[0, :half] + mark.points[0, half:][::-1]) / 2


def test_both_brows_are_drawn_alike() -> None:
    light, dark = drawn_by(draw_brows)
    assert dark.points[1] == pytest.approx(dark.points[0] * (-1, 1))
    assert light.points == pytest.approx(moved(dark.points, 0.0, 0.03))  # relief: the light falls below


@pytest.mark.parametrize(
    ("action", "inner", "outer"),
    [("inner_brow_raise", -0.16, 0.0), ("outer_brow_raise", 0.0, -0.13), ("brow_lower", 0.165, 0.03)],
)
def test_a_raised_brow_rises_at_its_own_end(action: str, inner: float, outer: float) -> None:
    change = brow(**{action: 1.0}) - brow()
    assert (change[0, 1], change[-1, 1]) == pytest.approx((inner, outer))


def test_a_frown_draws_the_brows_together() -> None:
    assert brow(brow_lower=1.0)[0, 0] < brow()[0, 0]
    assert brow(brow_lower=1.0)[-1, 0] == pytest.approx(brow()[-1, 0])


def opening(person: Person | None = None, **actions: float) -> float:
    """Return how far an eye is open: the height of its white."""
    white = drawn_by(draw_eyes, person, **actions)[0]
    return white.low - white.high


def test_eyes_open_and_close_with_their_lids() -> None:
    rest = opening()
    assert opening(upper_lid_raise=1.0) > 1.2 * rest
    for action in ("lid_droop", "lid_tighten", "cheek_raise"):
        assert opening(**{action: 1.0}) < 0.9 * rest
    assert opening(lid_droop=1.0, lid_tighten=1.0, cheek_raise=1.0) > 0  # never shut: nobody blinks


def test_the_iris_stays_between_the_lids() -> None:
    white, iris, pupil, *_ = drawn_by(draw_eyes, lid_droop=1.0, lid_tighten=1.0)
    assert pupil.colour == BLACK
    for mark in (iris, pupil):
        assert white.high <= mark.high
        assert mark.low <= white.low


def test_each_eye_has_a_glint() -> None:
    (glint,) = (mark for mark in drawn_by(draw_eyes) if mark.colour == WHITE)
    assert glint.points.shape[0] == 2


def test_only_an_ageing_lid_hangs() -> None:
    assert len(drawn_by(draw_eyes, SENIOR)) == len(drawn_by(draw_eyes)) + 2


def nose(**actions: float) -> list[Mark]:
    return drawn_by(draw_nose, **actions)


def test_a_wrinkled_nose_is_shorter_and_wider() -> None:
    rest, wrinkled = nose()[2], nose(nose_wrinkle=1.0)[2]
    assert wrinkled.low == pytest.approx(rest.low - 0.04)
    assert wrinkled.wide == pytest.approx(1.25 * rest.wide)
