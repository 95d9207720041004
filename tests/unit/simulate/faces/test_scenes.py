"""The circumstances of a picture say nothing about the person."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of
from audit.simulate.faces.people import Person, Traits
from audit.simulate.faces.scenes import Scene, lit

NEUTRAL = actions_of("neutral")
PERSON = Person(traits=Traits.sample(np.random.default_rng(11)))


def test_another_scene_does_not_change_the_person():
    tilted = draw_face(PERSON, NEUTRAL, 64, Scene(tilt=0.1))
    turned = cv2.warpAffine(
        draw_face(PERSON, NEUTRAL), cv2.getRotationMatrix2D((31.5, 0.515 * 64 - 0.5), -np.degrees(0.1), 1), (64, 64)
    )
    middle = slice(12, 52)
    assert np.abs(tilted[middle, middle].astype(int) - turned[middle, middle]).mean() < 6


def test_grain_and_light_are_those_of_the_scene():
    plain = draw_face(PERSON, NEUTRAL).astype(int)
    lit = draw_face(PERSON, NEUTRAL, 64, Scene(light_angle=0.0, light_strength=0.3)).astype(int)  # from the right
    grainy = draw_face(PERSON, NEUTRAL, 64, Scene(grain=5.0, grain_seed=1)).astype(int)
    assert (lit - plain)[:, -3:].mean() > 20 > -20 > (lit - plain)[:, :3].mean()
    assert 4 < (grainy - plain)[:5, :5].std() < 6.5


def test_a_plain_scene_changes_no_pixel_and_copies_none() -> None:
    pixels = np.full((8, 8, 3), 100, np.uint8)
    assert lit(pixels, Scene()) is pixels


def test_light_comes_from_where_it_is_said_to() -> None:
    pixels = np.full((9, 9, 3), 100, np.uint8)
    right = lit(pixels, Scene(light_strength=0.2)).astype(int)[:, :, 0]
    below = lit(pixels, Scene(light_strength=0.2, light_angle=np.pi / 2)).astype(int)[:, :, 0]
    assert (right[:, 0].tolist(), right[:, 4].tolist(), right[:, 8].tolist()) == ([80] * 9, [100] * 9, [120] * 9)
    assert below.tolist() == right.T.tolist()


def test_grain_is_grey_and_fixed_by_its_seed() -> None:
    pixels = np.full((64, 64, 3), 128, np.uint8)
    first, again, other = (lit(pixels, Scene(grain=5.0, grain_seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(first[:, :, 0], first[:, :, 2])
    assert first.std() == pytest.approx(5.0, rel=0.05)


def test_nothing_runs_over_the_ends_of_the_scale() -> None:
    white = lit(np.full((9, 9, 3), 250, np.uint8), Scene(light_strength=0.2))
    assert white[0, -1].tolist() == [255] * 3


def test_sampled_scenes_stay_within_what_is_drawn() -> None:
    scenes = [Scene.sample(np.random.default_rng(seed)) for seed in range(200)]
    assert all(
        abs(scene.shift_x) <= 0.04 and abs(scene.shift_y) <= 0.03 and abs(scene.tilt) <= 0.14 for scene in scenes
    )
    assert all(0 <= scene.light_strength <= 0.18 and 1 <= scene.grain <= 6 for scene in scenes)
    assert all(0 <= value <= 255 for scene in scenes for value in (*scene.backdrop, *scene.backdrop_end))
    assert len({scene.grain_seed for scene in scenes}) > 190
