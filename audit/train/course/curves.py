"""The course of a training as a drawing: `curves.svg`, from the same figures as `history.csv`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.train.course.history import Epoch

CURVES = "curves.svg"
"""Name of the file with the curves."""

_WIDTH, _HEIGHT = 760, 300
_PANEL_WIDTH, _PANEL_HEIGHT, _TOP = 270, 190, 62
_TICKS = 4
_LONGEST = 110
"""Letters of a title that fit over the panels."""
_PANELS = (
    (
        "loss",
        (("loss", "loss, training", "#767676", ""), ("validation_loss", "loss, validation", "#0b5fa5", "")),
    ),
    (
        "share",
        (
            ("accuracy", "right, training", "#767676", ""),
            ("validation_accuracy", "right, validation", "#0b5fa5", ""),
            ("validation_recall", "recall", "#b3541e", "5 3"),
            ("validation_precision", "precision", "#2a7a3b", "2 3"),
        ),
    ),
)
"""For each panel: its name; for each curve: the field, what the legend calls it, colour and dashes."""


def curves_svg(history: Sequence[Epoch], title: str) -> str:
    """Return an SVG of two panels over the epochs: the losses, and the shares right, recall and precision.

    Parameters
    ----------
    history
        At least one epoch; of a single one the curves are dots.
    title
        What was trained, any text.
    """
    panels = "".join(
        _panel(history, name, curves, left=60 + number * (_PANEL_WIDTH + 90))
        for number, (name, curves) in enumerate(_PANELS)
    )
    best = max(history, key=lambda epoch: (epoch.validation_accuracy, -epoch.validation_loss))
    outcome = f"best of {len(history)} epochs is {best.epoch}, validation success rate {best.validation_accuracy:.4f}"
    shown = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="11" role="img"><title>{escape(title)}: {outcome}</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
        f'<text x="12" y="17" font-size="12" fill="#1a1a1a">{escape(shown)}</text>{panels}'
        f'<text x="60" y="{_HEIGHT - 8}" fill="#1a1a1a">{outcome}</text></svg>\n'
    )


def _panel(history: Sequence[Epoch], name: str, curves: tuple[tuple[str, str, str, str], ...], *, left: float) -> str:
    values = [getattr(epoch, field) for epoch in history for field, *_ in curves]
    top = 1.0 if name == "share" else max(values) or 1.0
    xs = [left + _PANEL_WIDTH * (i / max(len(history) - 1, 1)) for i in range(len(history))]
    parts = [_grid(left, top), _epochs(left, len(history))]
    for number, (field, legend, colour, dashes) in enumerate(curves):
        ys = [_TOP + _PANEL_HEIGHT * (1 - getattr(epoch, field) / top) for epoch in history]
        parts.append(_curve(xs, ys, colour, dashes))
        x, y = left + 140 * (number % 2), 34 + 14 * (number // 2)
        parts.append(f'<text x="{x:g}" y="{y}" fill="{colour}">{legend}</text>')
    return "".join(parts)


def _grid(left: float, top: float) -> str:
    lines = []
    for tick in range(_TICKS + 1):
        y = _TOP + _PANEL_HEIGHT * (1 - tick / _TICKS)
        lines.append(f'<path d="M{left:g} {y:g}h{_PANEL_WIDTH}" stroke="#d9d9d9"/>')
        label = f"{top * tick / _TICKS:.2f}"
        lines.append(f'<text x="{left - 6:g}" y="{y + 4:g}" text-anchor="end" fill="#595959">{label}</text>')
    return "".join(lines)


def _epochs(left: float, epochs: int) -> str:
    y = _TOP + _PANEL_HEIGHT + 18
    last = f'<text x="{left + _PANEL_WIDTH:g}" y="{y}" text-anchor="end" fill="#595959">epoch {epochs}</text>'
    return f'<text x="{left:g}" y="{y}" fill="#595959">{1 if epochs > 1 else ""}</text>{last}'


def _curve(xs: list[float], ys: list[float], colour: str, dashes: str) -> str:
    if len(xs) == 1:
        return f'<circle cx="{xs[0]:.1f}" cy="{ys[0]:.1f}" r="3" fill="{colour}"/>'
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"{dashed}/>'
