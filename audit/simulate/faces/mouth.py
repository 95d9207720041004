"""The mouth: where most of an expression is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.simulate.faces.canvas import WHITE, Points, curve, line, mix, ribbon

if TYPE_CHECKING:
    from audit.simulate.faces.sitting import Sitting

SEALED = 0.3
"""Up to this much parting (AU 25) the lips still touch: a subtle smile shows no teeth."""

TOUCHING = 0.03
"""Openings below this, in face units, are a line."""

_ACROSS = np.linspace(-1, 1, 13)
_ARCH = 1 - _ACROSS**2
_ROUND = np.sqrt(_ARCH)
_SWELL = _ARCH**0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """The edges of the lips from corner to corner, y at each x, and how far the lips are apart in the middle."""

    across: Points
    upper: Points
    lower: Points
    apart: float


def draw_mouth(face: Sitting) -> None:
    """Draw lips, teeth and the fold below."""
    mouth = _opening(face)
    _draw_lips(face, mouth)
    if mouth.apart > TOUCHING:
        _draw_inside(face, mouth)
    low, half = mouth.upper[len(_ACROSS) // 2] + mouth.apart, mouth.across[-1] / 2
    face.fold(curve((-half, low + 0.17), (0, low + 0.13), (half, low + 0.17)), 0.35 + 0.5 * face.actions.chin_raise)
    colours = face.palette
    face.canvas.stroke(line(mouth.across, mouth.upper), mix(colours.gap, colours.crease, 0.3), 0.032)


def _opening(face: Sitting) -> _Opening:
    """Return where the lips meet.

    Corners are pulled up (AU 12) or down (AU 15), lips stretched (20), pressed (24) and parted (25, 26); the corners
    of an ageing mouth hang at rest.
    """
    build, act = face.build, face.actions
    smile, down = act.lip_corner_pull, act.lip_corner_depress
    gape = min(1.0, 1.4 * act.jaw_drop) * (1 - min(1.0, smile))
    widened = 1 + 0.30 * smile + 0.25 * act.lip_stretch - 0.35 * gape - 0.12 * act.lip_press - 0.05 * down
    middle = build.mouth_y + 0.02 * smile - 0.02 * down - 0.03 * act.chin_raise + 0.03 * gape
    corner = -0.24 * smile + 0.17 * down + 0.05 * act.lip_stretch + 0.12 * build.droop
    apart = 0.17 * max(0.0, act.lips_part - SEALED) + 0.26 * act.jaw_drop
    lifted = -0.09 * act.jaw_drop - 0.07 * act.upper_lip_raise - 0.01 * act.lips_part
    arch = _ARCH ** (1 - 0.6 * act.lip_stretch / (1 + act.lip_stretch))
    bow = middle + corner * _ACROSS**2
    return _Opening(
        across=_ACROSS * build.mouth_width * widened,
        upper=bow + lifted * arch,
        lower=bow + (lifted * 0.4 + apart) * (arch + gape * (_ROUND - arch)),
        apart=apart,
    )


def _draw_lips(face: Sitting, mouth: _Opening) -> None:
    lip, colours = face.build.lip * (1 - 0.55 * min(1.0, face.actions.lip_press)), face.palette
    face.canvas.fill(ribbon(mouth.across, mouth.upper - lip * _SWELL, mouth.lower + lip * 1.2 * _SWELL), colours.lip)
    lit = line(mouth.across, mouth.lower + lip * 0.9 * _SWELL)[3:-3]
    face.canvas.stroke(lit, mix(colours.lip, WHITE, 0.22), 0.025)


def _draw_inside(face: Sitting, mouth: _Opening) -> None:
    """Draw the dark of the mouth and the upper teeth: most of a grin, the top of a gape."""
    face.canvas.fill(ribbon(mouth.across, mouth.upper, mouth.lower), face.palette.gap)
    shown = 0.75 - 0.5 * min(1.0, 2 * face.actions.jaw_drop)
    teeth = mouth.upper + (mouth.lower - mouth.upper) * shown
    face.canvas.fill(ribbon(mouth.across * 0.93, mouth.upper, teeth), face.palette.teeth)
