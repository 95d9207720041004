"""Colours of one person: every line can be read on every tone."""

from __future__ import annotations

import pytest

from audit.simulate.faces.canvas import luminance
from audit.simulate.faces.palette import GREY_HAIR, HAIR_COLOURS, lit_skin, palette_of
from audit.simulate.faces.people import MONK_TONES, Person, Traits


def test_lit_skin_keeps_the_order_of_the_tones_and_leaves_light_skin_as_published():
    lightness = [luminance(lit_skin(tone)) for tone in range(3, 11)]
    assert lightness == sorted(lightness, reverse=True)
    assert lit_skin(1) == pytest.approx(MONK_TONES[0], abs=0.1)


@pytest.mark.parametrize("tone", range(1, 11))
def test_relief_is_darker_and_lighter_than_every_skin(tone: int) -> None:
    colours = palette_of(Person(tone=tone), 0.0)
    skin = luminance(colours.skin)
    assert luminance(colours.crease) < luminance(colours.shade) < skin < luminance(colours.light)


@pytest.mark.parametrize("hair_colour", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("grey", [0.0, 1.0])
@pytest.mark.parametrize("tone", range(1, 11))
def test_brows_can_be_read_on_every_skin_whatever_the_hair(tone: int, grey: float, hair_colour: float) -> None:
    colours = palette_of(Person(tone=tone, traits=Traits(hair_colour=hair_colour)), grey)
    assert abs(luminance(colours.brow) - luminance(colours.skin)) > 25


def test_lighter_hair_only_occurs_with_lighter_skin() -> None:
    fair = Traits(hair_colour=1.0)
    assert palette_of(Person(tone=5, traits=fair), 0.0).hair == HAIR_COLOURS[4]
    assert palette_of(Person(tone=6, traits=fair), 0.0).hair == HAIR_COLOURS[2]
    assert palette_of(Person(tone=5, traits=Traits(hair_colour=-1.0)), 0.0).hair == HAIR_COLOURS[0]


def test_hair_turns_grey_with_age() -> None:
    dark, grey = (palette_of(Person(traits=Traits(hair_colour=-1.0)), share).hair for share in (0.0, 1.0))
    assert grey == pytest.approx([0.1 * a + 0.9 * b for a, b in zip(dark, GREY_HAIR, strict=True)])
