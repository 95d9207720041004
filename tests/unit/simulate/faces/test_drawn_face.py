"""One drawn face: the same for the same arguments, and one change moves only what it should."""

from __future__ import annotations

import itertools
from dataclasses import replace

import cv2
import numpy as np
import pytest

from audit.errors import UsageError
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import PROTOTYPES, actions_of
from audit.simulate.faces.people import AgeGroup, Glasses, Hair, Person, Traits
from audit.simulate.faces.scenes import Scene

NEUTRAL = actions_of("neutral")
PERSON = Person(traits=Traits.sample(np.random.default_rng(11)))


def changed_rows(first, second):
    """Rows in which two pictures differ anywhere."""
    return np.flatnonzero((first != second).any(axis=(1, 2)))


@pytest.mark.parametrize("size", [32, 64, 100])
def test_a_face_has_the_size_asked_for(size):
    face = draw_face(PERSON, NEUTRAL, size)
    assert (face.shape, face.dtype) == ((size, size, 3), np.uint8)


@pytest.mark.parametrize("size", [31, 513, 0])
def test_a_size_out_of_range_is_refused(size):
    with pytest.raises(UsageError, match=f"32 to 512 pixels high, found {size}"):
        draw_face(PERSON, NEUTRAL, size)


def test_the_same_face_in_the_same_scene_is_the_same_picture():
    scene = Scene.sample(np.random.default_rng(2))
    assert np.array_equal(draw_face(PERSON, NEUTRAL, 64, scene), draw_face(PERSON, NEUTRAL, 64, scene))


def test_glasses_change_only_what_is_around_the_eyes():
    rows = changed_rows(draw_face(PERSON, NEUTRAL), draw_face(replace(PERSON, glasses=Glasses.GLASSES), NEUTRAL))
    assert rows.min() > 15
    assert rows.max() < 43  # the eyes are at about row 31 of 64, the mouth at row 51


def test_another_skin_tone_leaves_the_backdrop_and_the_hair():
    person = replace(PERSON, hair=Hair.LONG, tone=1)
    same = (draw_face(person, NEUTRAL) == draw_face(replace(person, tone=5), NEUTRAL)).all(axis=2)
    assert same[:3].all()
    assert same[:, :2].all()
    assert not same[40:60, 28:36].any()  # the middle of the face


def test_a_smile_leaves_the_hair_and_the_neck():
    rows = changed_rows(draw_face(PERSON, NEUTRAL), draw_face(PERSON, actions_of("happy")))
    assert rows.min() > 15
    assert rows.max() < 63


def test_another_scene_does_not_change_the_person():
    tilted = draw_face(PERSON, NEUTRAL, 64, Scene(tilt=0.1))
    turned = cv2.warpAffine(
        draw_face(PERSON, NEUTRAL), cv2.getRotationMatrix2D((31.5, 0.515 * 64 - 0.5), -np.degrees(0.1), 1), (64, 64)
    )
    middle = slice(12, 52)
    assert np.abs(tilted[middle, middle].astype(int) - turned[middle, middle]).mean() < 6


@pytest.mark.parametrize("age", list(AgeGroup))
def test_darker_tones_give_darker_pictures(age):
    lightness = [
        draw_face(replace(PERSON, age_group=age, tone=tone, hair=Hair.BALD), NEUTRAL)[36:44, 14:20].mean()
        for tone in range(3, 11)
    ]
    assert lightness == sorted(lightness, reverse=True)
    assert min(np.diff(lightness[::-1])) > 5


@pytest.mark.parametrize("tone", range(1, 11))
@pytest.mark.parametrize("age", list(AgeGroup))
def test_every_two_emotions_look_different_at_every_age_and_tone(age, tone):
    person = replace(PERSON, age_group=age, tone=tone)
    faces = [draw_face(person, actions).astype(int) for actions in PROTOTYPES.values()]
    apart = [np.abs(one - other).mean() for one, other in itertools.combinations(faces, 2)]
    assert (
        min(apart) > 1.5
    )  # grey levels over the whole picture; two noisy pictures of one face are below 0.1 without grain


def test_an_old_face_at_rest_hangs_its_mouth_and_a_young_one_does_not():
    def mouth_corner_below_middle(age):
        person = Person(age_group=age, tone=2, hair=Hair.BALD)
        dark = cv2.cvtColor(draw_face(person, NEUTRAL, 256), cv2.COLOR_RGB2GRAY)[180:225]
        return int(dark[:, 103].argmin()) - int(dark[:, 127].argmin())  # rows; column 127 is the middle of the mouth

    assert mouth_corner_below_middle(AgeGroup.SENIOR) >= 4
    assert abs(mouth_corner_below_middle(AgeGroup.TEENAGER)) <= 2


def test_grain_and_light_are_those_of_the_scene():
    plain = draw_face(PERSON, NEUTRAL).astype(int)
    lit = draw_face(PERSON, NEUTRAL, 64, Scene(light_angle=0.0, light_strength=0.3)).astype(int)  # from the right
    grainy = draw_face(PERSON, NEUTRAL, 64, Scene(grain=5.0, grain_seed=1)).astype(int)
    assert (lit - plain)[:, -3:].mean() > 20 > -20 > (lit - plain)[:, :3].mean()
    assert 4 < (grainy - plain)[:5, :5].std() < 6.5
