"""What does not move: neck, ears, head, hair, glasses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.simulate.faces.canvas import BLACK, CIRCLE, WHITE, Points, curve, disc, line, luminance, mix, pair
from audit.simulate.faces.people import Glasses, Hair, Rgb

if TYPE_CHECKING:
    from audit.simulate.faces.proportions import Proportions
    from audit.simulate.faces.sitting import Sitting

_ANGLES = np.linspace(0, 2 * np.pi, 48, endpoint=False)
_DOWN = -np.cos(_ANGLES)
_OUT = np.sign(np.sin(_ANGLES)) * np.abs(np.sin(_ANGLES)) ** 0.82
_LOWER = np.maximum(0.0, _DOWN)
_JOWL = np.exp(-(((_DOWN - 0.72) / 0.16) ** 2))
_CROWN = np.linspace(-1.75, 1.75, 15)
_CROWN_OUT, _CROWN_DOWN = np.sin(_CROWN), -1.05 * np.cos(_CROWN)
_LOCKS = np.linspace(-2.15, 2.15, 13)
_LOCK_PLACES = np.stack([1.08 * np.sin(_LOCKS), -0.22 - 0.80 * np.cos(_LOCKS)], 1)[:, None, :]

TEMPLES = {Hair.SHORT: -0.22, Hair.LONG: 0.05, Hair.CURLY: -0.30}
"""How far down the hair reaches at the sides of the face."""


def draw_head(face: Sitting) -> None:
    """Draw what lies behind the features: hair behind, neck, ears, head with its shading, hair in front."""
    canvas, build, palette = face.canvas, face.build, face.palette
    _draw_back_hair(face)
    _draw_neck(face)
    canvas.fill(pair(disc((build.cheek_width, build.eye_y + 0.12), (0.10, 0.19))), palette.shade)
    head = outline(build, face.actions.jaw_drop)
    canvas.fill(head * 1.015, mix(palette.shade, BLACK, 0.25))
    canvas.fill(head, palette.shade)
    canvas.fill(head * (0.965, 0.98), mix(palette.skin, palette.shade, 0.45))
    canvas.fill(head * (0.91, 0.95), palette.skin)
    cheek = disc((build.cheek_width * 0.56, build.nose_y), (0.18, 0.14))
    canvas.fill(pair(cheek), mix(palette.skin, palette.lip, 0.14))
    _draw_front_hair(face)


def outline(build: Proportions, jaw_drop: float = 0.0) -> Points:
    """Return the outline of the head, shape (48, 2): crown first, clockwise; a dropped jaw lengthens it."""
    narrowing = 1 - build.jaw_taper * _LOWER**2 + 0.05 * build.jowl * _JOWL
    return line(build.cheek_width * _OUT * narrowing, _DOWN + 0.07 * jaw_drop * _LOWER)


def _draw_neck(face: Sitting) -> None:
    half = face.build.cheek_width * 0.55
    neck = np.array([(-half, 0.5), (half, 0.5), (half * 1.05, 1.6), (-half * 1.05, 1.6)])
    face.canvas.fill(neck, mix(face.palette.shade, BLACK, 0.15))


def _draw_back_hair(face: Sitting) -> None:
    width, colour = face.build.cheek_width, face.palette.hair
    if face.person.hair is Hair.LONG:
        face.canvas.fill(disc((0.0, -0.25), (width * 1.2, 0.90)), colour)
        top, bottom = width * 1.2, width * 1.28
        face.canvas.fill(np.array([(-top, -0.3), (top, -0.3), (bottom, 1.25), (-bottom, 1.25)]), colour)
    if face.person.hair is Hair.CURLY:
        for place in _LOCK_PLACES:
            face.canvas.fill(CIRCLE * 0.27 + place[0] * (width, 1.0), colour)


def _draw_front_hair(face: Sitting) -> None:
    hair, build, colour = face.person.hair, face.build, face.palette.hair
    if hair is Hair.BALD:
        face.canvas.fill(disc((-0.12, -0.78), (0.24, 0.09)), face.palette.light)
        return
    temple, front = TEMPLES[hair], build.hairline + (0.05 if hair is Hair.CURLY else 0.0)
    crown = line(build.cheek_width * 1.05 * _CROWN_OUT, _CROWN_DOWN)
    edge = np.linspace(0.93, -0.93, 9)
    hairline = line(edge * build.cheek_width, front + (temple - front) * np.abs(edge / 0.93) ** 3)
    face.canvas.fill(np.concatenate([crown, hairline]), colour)
    shine = mix(colour, WHITE, 0.22 if luminance(colour) < 150 else 0.4)  # noqa: PLR2004 - grey hair shines white
    face.canvas.stroke(curve((-0.45, -0.80), (-0.1, -0.93), (0.3, -0.88)), shine, 0.05)


def draw_glasses(face: Sitting) -> None:
    """Draw a frame around the eyes, in a colour that can be read on the skin; nothing where none are worn."""
    if face.person.glasses is Glasses.NONE:
        return
    build, canvas = face.build, face.canvas
    frame: Rgb = (34, 34, 40) if luminance(face.palette.skin) > 90 else (196, 176, 120)  # noqa: PLR2004 - room for a darker frame
    radius = (min(0.27, build.eye_x - 0.06), 0.215)
    canvas.stroke(pair(disc((build.eye_x, build.eye_y + 0.02), radius)), frame, 0.032)
    arm = np.array([(build.eye_x + radius[0], build.eye_y), (build.cheek_width, build.eye_y + 0.02)])
    canvas.stroke(pair(arm), frame, 0.032)
    canvas.stroke(curve((-0.07, build.eye_y), (0.0, build.eye_y - 0.03), (0.07, build.eye_y)), frame, 0.032)
