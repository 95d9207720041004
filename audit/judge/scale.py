"""How a number is written: a rate in percent, a difference of rates in points, a count of pictures."""

from __future__ import annotations


def percent(value: float) -> str:
    """Return a rate as text.

    >>> percent(0.125)
    '12.5 %'
    """
    return f"{100 * value:.1f} %"


def points(value: float) -> str:
    """Return a difference of rates as text.

    >>> points(0.1)
    '10.0 points'
    """
    return f"{100 * value:.1f} points"


def pictures(count: int) -> str:
    """Return a count of pictures as text.

    >>> pictures(1), pictures(2000)
    ('1 picture', '2,000 pictures')
    """
    return "1 picture" if count == 1 else f"{count:,} pictures"
