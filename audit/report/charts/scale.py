"""Colours of matrices, from little to much (purple) or from worse to better, and places on an axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = 20
"""Steps of the colour scale from little to much; classes `q0` … `q20`."""

STEPS_APART = 10
"""Steps of that from worse to better; classes `a0` … `a10`, the middle one without colour."""

_STOPS = ("fcfbfd", "efedf5", "dadaeb", "bcbddc", "9e9ac8", "807dba", "6a51a3", "54278f", "3f007d")
"""White to purple (ColorBrewer's Purples, Brewer 2003): darker with every step, and neither of the colours of better
and worse.
"""

_APART = ("b35806", "e08214", "fdb863", "fee0b6", "f7f7f7", "d1e5f0", "92c5de", "4393c3", "2166ac")
"""Orange over white to blue (ColorBrewer's PuOr and RdBu, Brewer 2003): told apart with every kind of colour vision."""

_MARGIN = 2.0
_WIDTHS = (2, 3, 4, 5, 6, 8, 10)
"""Widths of an axis in tenths: wide enough not to make noise look like news, and divisible by its steps."""
_STEPS = ((0.3, 0.05), (0.6, 0.1), (1.0, 0.2), (1.2, 0.3), (2.0, 0.5))
"""Step between two numbers of the axis, by its width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A linear axis from `low` to `high`; places are per cent of the width."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Return where a value lies, 2 to 98."""
        share = round((value - self.low) / (self.high - self.low), 9)
        return round(_MARGIN + (100 - 2 * _MARGIN) * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> tuple[float, ...]:
        """Return round values along the axis, both ends among them."""
        width = round(self.high - self.low, 6)
        step = next(step for limit, step in _STEPS if width <= limit)
        return tuple(round(self.low + i * step, 6) for i in range(round(width / step) + 1))


def axis_of_shares(values: list[float]) -> Axis:
    """Return an axis that holds these shares, its ends at whole steps of ten per cent.

    >>> axis_of_shares([0.62, 0.97])
    Axis(low=0.6, high=1.0)
    """
    if not values:
        return Axis(low=0.0, high=1.0)
    low, high = max(math.floor(round(min(values) * 10, 6)), 0), min(math.ceil(round(max(values) * 10, 6)), 10)
    while high - low not in _WIDTHS:
        low, high = (low - 1, high) if low > 10 - high else (low, high + 1)  # towards the side with more room
    return Axis(low=low / 10, high=high / 10)


_HALVES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0)
"""Widths of either side of an axis around 0, divisible by its steps."""


def axis_around_zero(values: list[float]) -> Axis:
    """Return an axis with 0 in its middle that holds these changes, each −1 to 1.

    >>> axis_around_zero([-0.04, 0.12])
    Axis(low=-0.2, high=0.2)
    """
    widest = round(max((abs(value) for value in values), default=0.0), 6)
    half = next((half for half in _HALVES if widest <= half), _HALVES[-1])
    return Axis(low=-half, high=half)


def tone(share: float) -> str:
    """Return the style class of a share of the scale, `q0` (light) to `q20` (dark)."""
    return f"q{round(min(max(share, 0.0), 1.0) * STEPS)}"


def tone_apart(share: float) -> str:
    """Return the style class of a place between worst (−1), as everybody (0) and best (1), `a0` to `a10`."""
    return f"a{round((min(max(share, -1.0), 1.0) + 1) / 2 * STEPS_APART)}"


def scale_css() -> str:
    """Return the style rules of both colour scales; each step has black or white text, whichever is read better."""
    scales = (("q", scale_colours()), ("a", scale_colours_apart()))
    return "\n".join(_rule(f"{name}{step}", colour) for name, colours in scales for step, colour in enumerate(colours))


def scale_colours() -> tuple[tuple[int, int, int], ...]:
    """Return the colours from little to much as red, green, blue, 0 to 255."""
    return tuple(_colour(step / STEPS, _STOPS) for step in range(STEPS + 1))


def scale_colours_apart() -> tuple[tuple[int, int, int], ...]:
    """Return the colours from worse to better as red, green, blue, 0 to 255."""
    return tuple(_colour(step / STEPS_APART, _APART) for step in range(STEPS_APART + 1))


def luminance(colour: tuple[int, int, int]) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: tuple[int, int, int]) -> str:
    """Return the colour of text on a colour: black or white, whichever is read better."""
    return "#000" if luminance(colour) > 0.179 else "#fff"  # noqa: PLR2004 - where both are read equally well


def _rule(name: str, colour: tuple[int, int, int]) -> str:
    return f".{name}{{background:#{bytes(colour).hex()};color:{ink_on(colour)}}}"


def _colour(share: float, stops: tuple[str, ...]) -> tuple[int, int, int]:
    place = share * (len(stops) - 1)
    left = min(int(place), len(stops) - 2)
    ends = bytes.fromhex(stops[left]), bytes.fromhex(stops[left + 1])
    red, green, blue = (round(a + (b - a) * (place - left)) for a, b in zip(*ends, strict=True))
    return red, green, blue
