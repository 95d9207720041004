"""The circumstances of a picture: light, backdrop, tilt, grain. None of them says anything about the person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.simulate.faces.people import Rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture's circumstances; the defaults are an even light, a plain backdrop and a head held straight.

    Attributes
    ----------
    light_angle, light_strength
        Where the light comes from, in radians clockwise from the right; by which share that side is lighter.
    tilt
        Of the head, in radians clockwise.
    shift_x, shift_y
        Of the head, as a share of the picture.
    backdrop, backdrop_end
        Colour of the backdrop at the top and at the bottom.
    grain, grain_seed
        Standard deviation of the noise, on 0…255; what fixes it.
    """

    light_angle: float = 0.0
    light_strength: float = 0.0
    tilt: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    backdrop: Rgb = (150.0, 165.0, 180.0)
    backdrop_end: Rgb = (150.0, 165.0, 180.0)
    grain: float = 0.0
    grain_seed: int = 0

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Scene:
        """Return the circumstances of one picture."""
        u = rng.uniform(-1, 1, 11).tolist()
        red, blue = 25 * u[6], 25 * u[7]
        top, bottom = 140 + 55 * u[5], 130 + 60 * u[8]
        return cls(
            light_angle=math.pi * u[0],
            light_strength=0.09 * (u[1] + 1),
            tilt=0.14 * u[2],
            shift_x=0.04 * u[3],
            shift_y=0.03 * u[4],
            backdrop=(top + red, top, top + blue),
            backdrop_end=(bottom + 0.6 * red, bottom, bottom + 0.6 * blue),
            grain=3.5 + 2.5 * u[9],
            grain_seed=int((u[10] + 1) * 2**30),
        )


def lit(pixels: NDArray[np.uint8], scene: Scene) -> NDArray[np.uint8]:
    """Return the picture under the light of the scene, with its grain."""
    if not scene.light_strength and not scene.grain:
        return pixels
    size = len(pixels)
    ramp = np.linspace(-scene.light_strength, scene.light_strength, size, dtype=np.float32)
    gain = 1 + ramp * np.float32(math.cos(scene.light_angle)) + ramp[:, None] * np.float32(math.sin(scene.light_angle))
    noise = np.random.default_rng(scene.grain_seed).standard_normal((size, size), dtype=np.float32) * np.float32(
        scene.grain
    )
    bright = cv2.multiply(pixels, cv2.merge([gain] * 3), dtype=cv2.CV_32F)
    return cv2.add(bright, cv2.merge([noise] * 3), dtype=cv2.CV_8U).astype(np.uint8, copy=False)
