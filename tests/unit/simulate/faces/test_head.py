"""What does not move: neck, ears, head, hair, glasses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.strokes import drawn_by

from audit.simulate.faces.canvas import luminance
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of
from audit.simulate.faces.head import draw_glasses, draw_head, outline
from audit.simulate.faces.palette import palette_of
from audit.simulate.faces.people import Glasses, Hair, Person, Traits
from audit.simulate.faces.proportions import proportions_of

NEUTRAL = actions_of("neutral")
PERSON = Person(traits=Traits.sample(np.random.default_rng(11)))


def changed_rows(first, second):
    """Rows in which two pictures differ anywhere."""
    return np.flatnonzero((first != second).any(axis=(1, 2)))


def test_glasses_change_only_what_is_around_the_eyes():
    rows = changed_rows(draw_face(PERSON, NEUTRAL), draw_face(replace(PERSON, glasses=Glasses.GLASSES), NEUTRAL))
    assert rows.min() > 15
    assert rows.max() < 43  # the eyes are at about row 31 of 64, the mouth at row 51


@pytest.mark.parametrize("tone", [1, 10])
def test_a_frame_is_drawn_around_both_eyes_in_a_colour_that_can_be_read(tone: int) -> None:
    person = Person(glasses=Glasses.GLASSES, tone=tone)
    rims, arms, bridge = drawn_by(draw_glasses, person)
    build = proportions_of(person)
    assert (rims.points[0, :, 0].mean(), rims.high) == pytest.approx(
        (build.eye_x, build.eye_y + 0.02 - 0.215), abs=0.02
    )
    assert abs(luminance(rims.colour) - luminance(palette_of(person, 0.0).skin)) > 60
    assert arms.points[0, 1, 0] == pytest.approx(build.cheek_width)
    assert bridge.points[:, 0] == pytest.approx(-bridge.points[::-1, 0])
    assert drawn_by(draw_glasses, replace(person, glasses=Glasses.NONE)) == []


def test_a_head_is_two_high_as_wide_as_its_cheeks_and_longer_with_a_dropped_jaw() -> None:
    build = replace(proportions_of(Person()), jaw_taper=0.0, jowl=0.0)
    rest, dropped = outline(build), outline(build, 1.0)
    assert (rest[:, 1].min(), rest[:, 1].max()) == pytest.approx((-1, 1))
    assert (rest[:, 0].min(), rest[:, 0].max()) == pytest.approx((-build.cheek_width, build.cheek_width))
    assert rest[0].tolist() == pytest.approx([0, -1])  # the crown first
    assert dropped[:, 1].max() == pytest.approx(1.07)
    assert dropped[:, 1].min() == pytest.approx(-1)
    assert rest[1, 0] > 0  # clockwise


def test_a_jaw_tapers_towards_the_chin_alone_and_a_jowl_widens_it() -> None:
    build = replace(proportions_of(Person()), jowl=0.0, jaw_taper=0.0)
    plain, narrow, sagging = (outline(replace(build, **more)) for more in ({}, {"jaw_taper": 0.3}, {"jowl": 1.0}))
    above = plain[:, 1] <= 0
    assert narrow[above] == pytest.approx(plain[above])
    low = plain[:, 1] > 0.5
    assert (np.abs(narrow[low, 0]) <= np.abs(plain[low, 0]) + 1e-12).all()
    assert np.abs(narrow[low, 0]).sum() < np.abs(plain[low, 0]).sum() < np.abs(sagging[low, 0]).sum()


def test_hair_lies_behind_and_before_the_head_as_it_is_worn() -> None:
    marks = {hair: drawn_by(draw_head, Person(hair=hair, tone=2)) for hair in Hair}
    hair_of = {hair: palette_of(Person(hair=hair, tone=2), proportions_of(Person()).grey).hair for hair in Hair}
    coloured = {hair: [mark for mark in found if mark.colour == hair_of[hair]] for hair, found in marks.items()}
    assert {hair: len(found) for hair, found in coloured.items()} == {
        Hair.SHORT: 1,  # in front
        Hair.LONG: 3,  # two behind, one in front
        Hair.CURLY: 14,  # thirteen locks behind
        Hair.BALD: 0,
    }
    assert coloured[Hair.LONG][0] is marks[Hair.LONG][0]  # before the neck is drawn over it
    assert coloured[Hair.LONG][1].low > 1  # below the chin
