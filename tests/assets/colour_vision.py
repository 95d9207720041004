"""How colours look to people who see some of them less, and how far apart two colours are.

Simulation: Machado, Oliveira & Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15, severity
1.0. Distance: CIEDE2000 as in Sharma, Wu & Dalal (2005), Color Research & Application 30.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

VISION = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear red, green and blue as they are to as they are seen."""

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)


def seen(colour: str, vision: str) -> np.ndarray:
    """Return how a colour `#rrggbb` looks, as CIELAB under daylight (D65)."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    x, y, z = _lightness(_TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / _WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _lightness(share: np.ndarray) -> np.ndarray:
    edge = 6 / 29
    return np.where(share > edge**3, np.cbrt(share), share / (3 * edge**2) + 4 / 29)


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return CIEDE2000 of two CIELAB colours; about 1 can just be seen, side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grey = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(a1 * grey, b1), np.hypot(a2 * grey, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * grey)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, _mean_hue(h1, h2, c1 * c2)
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(weight * np.cos(np.radians(times * hm + shift)) for weight, times, shift in waves)
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    bend = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + bend * dc * dh))


def _mean_hue(one: float, other: float, chroma: float) -> float:
    if chroma == 0:
        return one + other
    middle = (one + other) / 2
    return middle if abs(one - other) <= 180 else middle + (180 if one + other < 360 else -180)


def nearest(colours: Mapping[str, str]) -> tuple[float, str]:
    """Return how near the two colours come that are told apart least, and which they are, to whom."""
    found = (
        (distance(seen(colours[a], vision), seen(colours[b], vision)), f"{a} and {b}, {vision}")
        for vision in VISION
        for a, b in itertools.combinations(colours, 2)
    )
    return min(found)
