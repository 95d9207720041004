"""A heat map that is a table: every cell has its number, the colour only helps to find it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.wording.words import UNDEFINED, decimal, number, percent
from audit.report.charts.scale import tone, tone_apart
from audit.report.views import TEXT, Cell

if TYPE_CHECKING:
    from audit.domain.counts.rates import Rate


def rate_cell(rate: Rate, undefined: str, largest: float = 1.0) -> Cell:
    """Return a cell with a rate and what it is made of; a dash and the reason where undefined.

    The colour scale runs from 0 to `largest`.
    """
    if rate.value is None:
        return Cell(text=UNDEFINED, note="of 0", title=undefined, tone="undefined")
    return Cell(
        text=percent(rate.value, 0),
        note=f"{number(rate.numerator)} of {number(rate.denominator)}",
        tone=tone(rate.value / largest if largest else 0.0),
        value=f"{rate.value:.3f}",
    )


def largest_rate(rates: list[Rate]) -> float:
    """Return the largest defined rate, for a table whose colours run from 0 to it; 0 without one."""
    return max((rate.value for rate in rates if rate.value is not None), default=0.0)


def apart_cell(rate: Rate, undefined: str, everybody: float | None, widest: float, *, low_is_good: bool) -> Cell:
    """Return a cell with a rate, coloured by how far it is from that of all pictures; blue is better in every table.

    Parameters
    ----------
    rate, undefined
        The rate, and why there may be none.
    everybody
        The rate of all pictures, which has no colour.
    widest
        Distance at which the colours end.
    low_is_good
        Whether a lower rate is the better one.
    """
    if rate.value is None or everybody is None:
        return rate_cell(rate, undefined)
    apart = everybody - rate.value if low_is_good else rate.value - everybody
    return replace(
        rate_cell(rate, undefined), tone=tone_apart(apart / widest if widest else 0.0), value=f"{apart * 100:.1f}"
    )


def count_cell(count: int, largest: int) -> Cell:
    """Return a cell with a count, coloured by its share of the largest count of the table."""
    return Cell(text=number(count), tone=tone(count / largest if largest else 0.0), value=str(count))


def signed_cell(value: float | None, note: str, largest: float, *, undefined: str, marked: bool) -> Cell:
    """Return a cell with a value around 0, coloured from −`largest` (dark) over 0 (grey) to `largest` (light).

    Parameters
    ----------
    value
        None where it is undefined; `undefined` then says why.
    note
        What is behind it.
    largest
        Where the colours end, above 0.
    marked
        Whether it has an arrow: up above 0, down below.
    """
    if value is None:
        return Cell(text=UNDEFINED, note=note, title=undefined, tone="undefined")
    sign = "+" if round(value, 2) > 0 else ""
    arrow = ("▲" if value > 0 else "▼") + TEXT + "\xa0" if marked else ""
    return Cell(text=f"{arrow}{sign}{decimal(value)}", note=note, tone=tone(0.5 + value / largest / 2))
