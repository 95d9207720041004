"""How a number is written: a rate in percent, a difference of rates in points, a count of pictures."""

from __future__ import annotations


def percent(value: float) -> str:
    """Return a rate as text.

    >>> percent(0.125)
    '12.5 %'
    """
    return f"{_tenths(100 * value)} %"


def points(value: float) -> str:
    """Return a difference of rates as text.

    >>> points(0.1), points(-0.015), points(-0.0001)
    ('10.0 points', '−1.5 points', '0.0 points')
    """
    return f"{_tenths(100 * value)} points"


def _tenths(value: float) -> str:
    """Return a number with one decimal, with a true minus sign and none before a zero."""
    text = f"{value:.1f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def pictures(count: int) -> str:
    """Return a count of pictures as text.

    >>> pictures(1), pictures(2000)
    ('1 picture', '2,000 pictures')
    """
    return "1 picture" if count == 1 else f"{count:,} pictures"
