"""A fold is a dark line with a light one beside it, as visible as it is strong."""

from __future__ import annotations

import numpy as np
import pytest
from assets.strokes import Mark, drawn_by

from audit.simulate.faces.canvas import mix, moved
from audit.simulate.faces.palette import palette_of
from audit.simulate.faces.people import Person
from audit.simulate.faces.sitting import FAINTEST

POINTS = np.array([(0.0, 0.0), (0.5, 0.1)])
COLOURS = palette_of(Person(), 0.0)


def fold(strength: float, width: float = 0.028) -> list[Mark]:
    return drawn_by(lambda face: face.fold(POINTS, strength, width))


def test_the_light_line_lies_below_the_dark_one_and_is_drawn_first() -> None:
    light, dark = fold(1.0)
    assert dark.points.tolist() == POINTS.tolist()
    assert light.points == pytest.approx(moved(POINTS, 0.0, 0.025))
    assert (light.width, dark.width) == (0.028, 0.028)
    assert (light.colour, dark.colour) == (COLOURS.light, COLOURS.crease)


def test_half_as_strong_is_half_as_visible_and_no_fold_is_more_than_whole() -> None:
    light, dark = fold(0.5)
    assert dark.colour == pytest.approx(mix(COLOURS.skin, COLOURS.crease, 0.5))
    assert light.colour == pytest.approx(mix(COLOURS.skin, COLOURS.light, 0.5))
    assert [mark.colour for mark in fold(1.7)] == [mark.colour for mark in fold(1.0)]


def test_below_the_faintest_nothing_is_drawn() -> None:
    assert fold(FAINTEST - 1e-9) == []
    assert len(fold(FAINTEST)) == 2
