"""Colours that mean something can be told apart by everybody."""

from __future__ import annotations

import itertools
import re

import plotly.colors
import pytest
from assets.colour_vision import VISION, distance, nearest, seen

from audit.report.charts.scale import axis_of_shares, scale_colours, scale_colours_apart, tone_apart
from audit.report.pages.html import style_sheet

APART = 10.0
"""CIEDE2000 that two colours of one chart keep for everybody; of Okabe & Ito's eight the nearest two have 10.9."""

OKABE_ITO = ("#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
CHARTS = {
    "verdicts": ("good", "bad", "half", "open"),
    "lanes": ("mark", "low"),
    "curves": ("ink", "c0", "c1", "c2", "c3", "c4", "quiet"),
    "blends": ("ink", "mark", "low", "quiet"),
}
"""Which colours stand together in one chart."""


def colours(scheme: str) -> dict[str, str]:
    """Return the named colours of the style sheet, `#rrggbb`, in light or dark."""
    light, dark, printed, *_ = re.split(r":root \{|, \.on-white \{", str(style_sheet()))[1:]
    found = named(light)
    return found | named(dark) if scheme == "dark" else found | named(printed) if scheme == "print" else found


def named(rules: str) -> dict[str, str]:
    block = rules[: rules.index("}")]
    pairs = re.findall(r"--(\w+): (#(?:[0-9a-f]{6}|[0-9a-f]{3}));", block)
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:]) for name, value in pairs
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_of_the_published_table(one, other, expected) -> None:
    """Sharma, Wu & Dalal (2005), table 1."""
    assert distance(one, other) == pytest.approx(expected, abs=1e-4)


def test_grey_looks_the_same_to_everybody() -> None:
    """Rows of a simulation add up to 1, so no light is lost or added without a hue."""
    for vision in VISION:
        assert seen("#808080", vision) == pytest.approx(seen("#808080", "usual"), abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("chart", CHARTS)
def test_colours_that_stand_together_are_told_apart_by_everybody(chart, scheme) -> None:
    palette = colours(scheme)
    near, which = nearest({name: palette[name] for name in CHARTS[chart]})
    assert near >= APART, which


def test_a_known_good_palette_passes_and_the_default_of_plotly_does_not() -> None:
    assert nearest({colour: colour for colour in OKABE_ITO})[0] >= APART
    default = {colour: colour.lower() for colour in plotly.colors.qualitative.Plotly[:5]}
    assert nearest(default)[0] < 2


def test_the_scale_of_the_matrices_grows_darker_for_everybody() -> None:
    for vision in VISION:
        lightness = [seen("#" + bytes(colour).hex(), vision)[0] for colour in scale_colours()]
        assert all(after < before for before, after in itertools.pairwise(lightness)), vision


def test_worse_and_better_are_told_apart_by_everybody_and_both_darken_towards_their_ends() -> None:
    scale = ["#" + bytes(colour).hex() for colour in scale_colours_apart()]
    middle = len(scale) // 2
    for vision in VISION:
        assert nearest({"worse": scale[0], "as all": scale[middle], "better": scale[-1]})[0] >= APART
        lightness = [seen(colour, vision)[0] for colour in scale]
        assert all(after > before for before, after in itertools.pairwise(lightness[: middle + 1])), vision
        assert all(after < before for before, after in itertools.pairwise(lightness[middle:])), vision
        for step in range(1, middle + 1):  # a shade of worse is never taken for the same shade of better
            one, other = seen(scale[middle - step], vision), seen(scale[middle + step], vision)
            assert distance(one, other) > 2 * step, (vision, step)


def test_the_middle_of_worse_and_better_has_no_colour() -> None:
    assert [tone_apart(share) for share in (-9, -1, 0, 1, 9)] == ["a0", "a0", "a5", "a10", "a10"]


def test_an_axis_of_shares_ends_for_any_numbers():
    assert axis_of_shares([-0.5, 1.7]).ticks() == axis_of_shares([0.0, 1.0]).ticks()
