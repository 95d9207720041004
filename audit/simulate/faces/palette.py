"""Colours of one person, chosen so that every tone can be read.

Brows, lids and folds are drawn as a pair, a darker and a lighter line, as light falls on relief: on light skin the
dark one carries the contrast, on dark skin the light one.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.simulate.faces.canvas import BLACK, luminance, mix
from audit.simulate.faces.people import MONK_TONES, Person, Rgb

HAIR_COLOURS: tuple[Rgb, ...] = ((22, 18, 17), (46, 32, 26), (84, 56, 38), (126, 78, 44), (186, 146, 92))
"""Black, dark brown, brown, auburn, blond."""

GREY_HAIR: Rgb = (190, 190, 192)
LIP_RED: Rgb = (178, 58, 66)
WARM_LIGHT: Rgb = (255, 236, 214)
MOUTH_DARK: Rgb = (44, 10, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What is drawn in which colour.

    Attributes
    ----------
    skin, shade, light
        Lit skin; the same in shadow; the same where light falls on relief.
    crease
        Line of a fold.
    hair, brow, iris, lip, gap, white, teeth
        Hair and brows; iris; lips; the dark between them; white of the eye; teeth.
    """

    skin: Rgb
    shade: Rgb
    light: Rgb
    crease: Rgb
    hair: Rgb
    brow: Rgb
    iris: Rgb
    lip: Rgb
    gap: Rgb
    white: Rgb
    teeth: Rgb


def lit_skin(tone: int) -> Rgb:
    """Return the colour of lit skin: the published tone, the darkest lifted by as much light as shows their relief."""
    red, green, blue = MONK_TONES[tone - 1]
    gain = 1 + 0.6 * (1 - luminance((red, green, blue)) / 255) ** 3
    return (red * gain, green * gain, blue * gain)


def palette_of(person: Person, grey: float) -> Palette:
    """Return the colours of a person whose hair is `grey` (0 to 1) grey."""
    skin = lit_skin(person.tone)
    darkness = 1 - luminance(skin) / 255
    hair = mix(_hair(person), GREY_HAIR, grey * 0.9)
    return Palette(
        skin=skin,
        shade=mix(skin, BLACK, 0.22),
        light=mix(skin, WARM_LIGHT, 0.30 + 0.12 * darkness),
        crease=mix(skin, BLACK, 0.45 + 0.35 * darkness),
        hair=hair,
        brow=_brow(skin, hair),
        iris=mix((92, 66, 40), (58, 92, 120), max(0.0, person.traits.hair_colour) * (1 - darkness)),
        lip=mix(mix(skin, LIP_RED, 0.55), BLACK, 0.12 * (1 - darkness)),
        gap=mix(MOUTH_DARK, BLACK, 0.5 * darkness),
        white=(240, 240, 238),
        teeth=(246, 244, 236),
    )


def _hair(person: Person) -> Rgb:
    """Return the hair colour before age: the lighter colours only occur with lighter skin."""
    choices = HAIR_COLOURS if person.tone <= 5 else HAIR_COLOURS[:3]  # noqa: PLR2004 - middle of the scale
    place = (person.traits.hair_colour + 1) / 2
    return choices[min(int(place * len(choices)), len(choices) - 1)]


def _brow(skin: Rgb, hair: Rgb) -> Rgb:
    """Return the brow colour: that of the hair, pushed away from the skin until it can be read."""
    brow = mix(hair, BLACK, 0.25)
    if luminance(skin) > 110:  # noqa: PLR2004 - room for a darker brow
        return mix(brow, BLACK, max(0.0, min(1.0, 1 - (luminance(skin) - 80) / max(luminance(brow), 1))))
    return brow if luminance(brow) > luminance(skin) + 60 else mix(hair, BLACK, 0.9)
