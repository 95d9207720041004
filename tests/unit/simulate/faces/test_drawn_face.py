"""One drawn face: the same for the same arguments, and one change moves only what it should."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from audit.errors import UsageError
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import PROTOTYPES, actions_of
from audit.simulate.faces.people import AgeGroup, Hair, Person, Traits
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
