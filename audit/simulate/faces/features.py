"""Brows, eyes and nose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.simulate.faces.canvas import BLACK, CIRCLE, WHITE, Points, curve, disc, line, mix, moved, pair, ribbon

if TYPE_CHECKING:
    from audit.simulate.faces.sitting import Sitting

_ACROSS = np.linspace(-1, 1, 13)
_UPPER_ARCH = (1 - _ACROSS**2) ** 0.7
_LOWER_ARCH = (1 - _ACROSS**2) ** 0.8
_BROW_TAPER = np.array([0.7, 0.9, 1.0, 1.0, 0.95, 0.9, 0.75, 0.55, 0.25])
_HANGING = np.linspace((0.0, -0.02), (0.04, 0.05), 8)


def draw_brows(face: Sitting) -> None:
    """Draw the brows: raised inside (AU 1) or outside (AU 2), lowered and drawn together (AU 4); they sag with age."""
    build, act = face.build, face.actions
    rest = build.eye_y - build.brow_gap
    inner_x = build.eye_x - build.brow_width * 0.95 - 0.045 * act.brow_lower
    outer_x = build.eye_x + build.brow_width
    inner = rest + 0.03 - 0.045 * build.droop - 0.16 * act.inner_brow_raise + 0.165 * act.brow_lower
    middle = rest - 0.035 - 0.09 * act.inner_brow_raise - 0.10 * act.outer_brow_raise + 0.09 * act.brow_lower
    outer = rest + 0.045 + 0.07 * build.droop - 0.13 * act.outer_brow_raise + 0.03 * act.brow_lower
    spine = curve((inner_x, inner), ((inner_x + outer_x) / 2, middle), (outer_x, outer))
    thick = _BROW_TAPER * build.brow_weight
    brows = pair(ribbon(spine[:, 0], spine[:, 1] - thick, spine[:, 1] + thick))
    face.canvas.fill(moved(brows, 0.0, 0.03), face.palette.light)
    face.canvas.fill(brows, face.palette.brow)


def draw_eyes(face: Sitting) -> None:
    """Draw the eyes: wide (AU 5), narrow (AU 6, 7), heavy-lidded (AU 41); an ageing lid hangs over its outer half."""
    build, act, colours = face.build, face.actions, face.palette
    narrow = 0.45 * act.lid_tighten + 0.35 * act.cheek_raise
    rise = 1 + 0.55 * act.upper_lid_raise - 0.6 * act.lid_droop - 0.3 * narrow - 0.35 * build.hood
    fall = 1 + 0.15 * act.upper_lid_raise - narrow
    across = _ACROSS * build.eye_width + build.eye_x
    slanted = build.eye_y + 0.02 * (act.lid_droop + build.droop) * _ACROSS
    top = slanted - build.eye_opening * max(0.12, rise) * _UPPER_ARCH
    bottom = slanted + build.eye_opening * 0.75 * max(0.05, fall) * _LOWER_ARCH
    face.canvas.fill(pair(ribbon(across, top, bottom)), colours.white)
    _draw_irises(face, across, top, bottom)
    lids = pair(line(across, top))
    face.canvas.stroke(moved(lids, 0.0, -0.03), colours.light, 0.03)
    face.canvas.stroke(lids, mix(colours.crease, BLACK, 0.4), 0.034)
    face.canvas.stroke(pair(line(across, bottom)), colours.shade, 0.02)
    if build.hood:
        _draw_hoods(face, line(across, top))


def _draw_irises(face: Sitting, across: Points, top: Points, bottom: Points) -> None:
    """Draw what the lids leave free of the irises and pupils."""
    build = face.build
    radius = build.eye_opening * 0.92
    for size, colour in ((radius, face.palette.iris), (radius * 0.55, BLACK)):
        ring = CIRCLE * size + (build.eye_x, build.eye_y - 0.01)
        highest, lowest = np.interp(ring[:, 0], across, top), np.interp(ring[:, 0], across, bottom)
        ring[:, 1] = np.minimum(np.maximum(ring[:, 1], highest), lowest)
        face.canvas.fill(pair(ring), colour)
    glints = pair(disc((build.eye_x, build.eye_y - 0.045), (0.02, 0.02)))
    face.canvas.fill(moved(glints, -0.03, 0.0), WHITE)


def _draw_hoods(face: Sitting, lid: Points) -> None:
    hanging = pair(lid[5:] + _HANGING * face.build.hood)
    face.canvas.stroke(moved(hanging, 0.0, -0.025), face.palette.shade, 0.05)
    face.canvas.stroke(hanging, face.palette.crease, 0.025)


def draw_nose(face: Sitting) -> None:
    """Draw the nose; wrinkled (AU 9) it is shorter and wider."""
    build, act, colours = face.build, face.actions, face.palette
    tip, wide = build.nose_y - 0.04 * act.nose_wrinkle, build.nose_width * (1 + 0.25 * act.nose_wrinkle)
    ridge = curve((0.05, build.eye_y + 0.04), (0.045, (build.eye_y + tip) / 2), (0.07, tip - 0.06))
    face.canvas.stroke(ridge, colours.shade, 0.035)
    face.canvas.stroke(moved(ridge, -0.07, 0.0), colours.light, 0.035)
    face.canvas.stroke(curve((-wide, tip - 0.02), (0.0, tip + 0.05), (wide, tip - 0.02)), colours.crease, 0.03)
    face.canvas.fill(pair(disc((wide * 0.5, tip), (0.032, 0.02))), mix(colours.crease, BLACK, 0.4))
    wing = curve((wide * 0.9, tip - 0.09), (wide * 1.15, tip - 0.05), (wide, tip))
    face.canvas.stroke(pair(wing), colours.shade, 0.025)
