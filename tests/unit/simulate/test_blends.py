"""Drawn people who go from one expression to another."""

from __future__ import annotations

import numpy as np
import pytest

from audit.errors import UsageError
from audit.simulate import FEATURES, draw_blends, sitters
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of


def test_the_ends_are_the_pure_expressions_of_the_same_person_and_scene() -> None:
    sitter = sitters(3, seed=4)[2]
    found = draw_blends(sitter, "sad", "happy", [0.0, 0.5, 1.0], 48)
    assert found.shape == (3, 48, 48, 3)
    assert np.array_equal(found[0], draw_face(sitter.person, actions_of("sad"), 48, sitter.scene))
    assert np.array_equal(found[2], draw_face(sitter.person, actions_of("happy"), 48, sitter.scene))


def test_each_step_leads_further_away_from_the_start() -> None:
    found = draw_blends(sitters(1, seed=0)[0], "neutral", "happy", [0.0, 0.25, 0.5, 0.75, 1.0]).astype(int)
    away = [np.abs(picture - found[0]).mean() for picture in found]
    assert away == sorted(set(away))


def test_every_age_group_meets_every_skin_tone_equally_often() -> None:
    codes = np.array([sitter.codes for sitter in sitters(30, seed=1)])
    pairs, times = np.unique(codes[:, :2], axis=0, return_counts=True)
    assert [feature.name for feature in FEATURES[:2]] == ["age_group", "skin_tone"]
    assert (len(pairs), set(times.tolist())) == (15, {2})


def test_the_codes_say_who_is_drawn() -> None:
    for sitter in sitters(15, seed=2):
        groups = [feature.groups[code] for feature, code in zip(FEATURES, sitter.codes, strict=True)]
        person = sitter.person
        assert groups == [person.age_group, person.skin_band, person.glasses, person.hair]


def test_a_person_is_the_same_among_more_people_and_another_with_another_seed() -> None:
    assert sitters(20, seed=3)[:5] == sitters(5, seed=3)
    assert sitters(5, seed=3)[0] != sitters(5, seed=4)[0]


@pytest.mark.parametrize(
    ("people", "seed", "message"),
    [(0, 0, "of 1 to 10,000 people, found 0"), (10_001, 0, "found 10001"), (1, -1, "from 0 on, found -1")],
)
def test_numbers_out_of_range_are_refused(people: int, seed: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        sitters(people, seed)


def test_an_emotion_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(UsageError, match="'contempt' cannot be drawn"):
        draw_blends(sitters(1, seed=0)[0], "neutral", "contempt", [0.0, 1.0])
