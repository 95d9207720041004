"""SVG as PNG, by resvg; the only module that knows the renderer."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from audit.errors import MissingExtra, OutputError

_ZOOM = 2
"""Pixels of the picture for each of its own: sharp on screens and in print."""

_EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16">{letter}</text></svg>'


def to_png(svg: str) -> bytes:
    """Return a picture as PNG, at twice its size.

    Raises
    ------
    MissingExtra
        When the renderer is not installed.
    OutputError
        When this machine has no font: a chart without its words would say nothing, and would not say so.
    """
    if not _has_font():
        raise OutputError(
            "a chart as PNG needs a font, and none was found on this machine; install one (on Debian: "
            "apt-get install fonts-dejavu-core) or export svg"
        )
    return _render(svg)


@cache
def _has_font() -> bool:
    """Return whether a letter leaves a trace; the renderer leaves text out in silence where there is no font."""
    return _render(_EMPTY.format(letter="M")) != _render(_EMPTY.format(letter=""))


def _render(svg: str) -> bytes:
    try:
        resvg = import_module("resvg_py")
    except ImportError as error:
        raise MissingExtra("a chart as PNG", "png") from error
    return bytes(resvg.svg_to_bytes(svg_string=svg, zoom=_ZOOM, background="#ffffff"))
