"""The mouth: where most of an expression is read."""

from __future__ import annotations

import cv2
import pytest
from assets.strokes import Mark, drawn_by

from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of
from audit.simulate.faces.mouth import SEALED, draw_mouth
from audit.simulate.faces.palette import palette_of
from audit.simulate.faces.people import AgeGroup, Hair, Person
from audit.simulate.faces.proportions import proportions_of

NEUTRAL = actions_of("neutral")


def test_an_old_face_at_rest_hangs_its_mouth_and_a_young_one_does_not():
    def mouth_corner_below_middle(age):
        person = Person(age_group=age, tone=2, hair=Hair.BALD)
        dark = cv2.cvtColor(draw_face(person, NEUTRAL, 256), cv2.COLOR_RGB2GRAY)[180:225]
        return int(dark[:, 103].argmin()) - int(dark[:, 127].argmin())  # rows; column 127 is the middle of the mouth

    assert mouth_corner_below_middle(AgeGroup.SENIOR) >= 4
    assert abs(mouth_corner_below_middle(AgeGroup.TEENAGER)) <= 2


def lips(**actions: float) -> Mark:
    """Return the line where the lips meet, which is drawn last."""
    return drawn_by(draw_mouth, **actions)[-1]


def corners(**actions: float) -> float:
    """Return how far the corners lie below the middle."""
    points = lips(**actions).points
    return float(points[0, 1] - points[len(points) // 2, 1])


def test_corners_are_pulled_up_and_down() -> None:
    assert corners(lip_corner_pull=1.0) == pytest.approx(corners() - 0.24)
    assert corners(lip_corner_depress=1.0) == pytest.approx(corners() + 0.17)


def test_a_smile_and_stretched_lips_are_wider_and_a_gape_and_pressed_ones_narrower() -> None:
    rest = lips().wide
    assert lips(lip_corner_pull=1.0).wide == pytest.approx(1.30 * rest)
    assert lips(lip_stretch=1.0).wide == pytest.approx(1.25 * rest)
    assert lips(lip_press=1.0).wide == pytest.approx(0.88 * rest)
    assert lips(jaw_drop=1.0).wide == pytest.approx(0.65 * rest)
    assert lips(jaw_drop=1.0, lip_corner_pull=1.0).wide == pytest.approx(1.30 * rest)  # a laugh is no gape


def inside(**actions: float) -> list[Mark]:
    """Return the dark of the mouth and the teeth."""
    palette = palette_of(Person(), proportions_of(Person()).grey)
    return [mark for mark in drawn_by(draw_mouth, **actions) if mark.colour in (palette.gap, palette.teeth)]


@pytest.mark.parametrize(
    ("actions", "parts"), [({}, 0), ({"lips_part": SEALED}, 0), ({"lips_part": 1.0}, 2), ({"jaw_drop": 0.5}, 2)]
)
def test_only_an_open_mouth_shows_teeth(actions: dict, parts: int) -> None:
    assert len(inside(**actions)) == parts


def test_of_a_gape_less_of_the_teeth_is_seen_than_of_a_grin() -> None:
    def share(**actions: float) -> float:
        gap, teeth = inside(**actions)
        return (teeth.low - teeth.high) / (gap.low - gap.high)

    assert share(jaw_drop=1.0) < 0.5 < share(lips_part=1.0)


def test_pressed_lips_are_thin() -> None:
    def thick(**actions: float) -> float:
        mark = drawn_by(draw_mouth, **actions)[0]
        return mark.low - mark.high

    assert thick(lip_press=1.0) < 0.7 * thick()
