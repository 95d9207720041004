"""Numbers and names as a reader wants them: the one place that rounds, counts in words and disarms hostile text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.rates import Interval, Rate

UNDEFINED = "–"
"""What stands where a rate has nothing to divide by; the reason stands beside it."""

NAME_LENGTH = 80
"""Names longer than this are shown with their middle left out."""

_HUNDRED = 100.0
_JOINERS = "\u200c\u200d"


def percent(share: float | None, digits: int = 1) -> str:
    r"""Return a share as per cent; never rounded to 0 or 100 unless it is exactly that, `–` when undefined.

    >>> percent(0.625), percent(0.9999), percent(0.0001), percent(1.0)
    ('62.5\xa0%', '>\xa099.9\xa0%', '<\xa00.1\xa0%', '100.0\xa0%')
    """
    return UNDEFINED if share is None else f"{_guarded(share, digits)}\xa0%"


def tenths(share: float | None) -> int | None:
    """Return a share in tenths of a per cent, as `percent` shows it: −1 stands for `< 0.1 %`, 1001 for `> 99.9 %`.

    >>> tenths(0.625), tenths(0.9999), tenths(0.0001), tenths(1.0), tenths(None)
    (625, 1001, -1, 1000, None)
    """
    if share is None:
        return None
    text = _guarded(share, 1)
    return {"<": -1, ">": 1001}.get(text[0]) or round(float(text) * 10)


def points(difference: float) -> str:
    """Return a difference of two shares in percentage points, without the unit.

    >>> points(0.3), points(0.3125), points(-0.05)
    ('30', '31.2', '−5')
    """
    text = f"{_settled(difference * _HUNDRED):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


def in_points(difference: float) -> str:
    """Return a difference of two shares in percentage points, with the unit.

    >>> in_points(0.3), in_points(0.01), in_points(-0.015)
    ('30 points', '1 point', '−1.5 points')
    """
    text = points(difference)
    return f"{text} point{'' if text == '1' else 's'}"


def signed(difference: float) -> str:
    """Return a change of a share in percentage points with its sign, without the unit.

    >>> signed(0.3), signed(-0.05), signed(0.0)
    ('+30', '−5', '0')
    """
    text = points(difference)
    return text if text == "0" or difference < 0 else f"+{text}"


def points_in_words(difference: float) -> str:
    """Return a difference with its unit: `1 percentage point`, `31.2 percentage points`."""
    text = points(difference)
    return f"{text} percentage point{'' if text == '1' else 's'}"


def decimal(value: float | None, digits: int = 2) -> str:
    """Return a number with this many decimals and a true minus sign; `–` when undefined.

    >>> decimal(0.5), decimal(-0.25), decimal(None)
    ('0.50', '−0.25', '–')
    """
    if value is None:
        return UNDEFINED
    text = f"{_settled(value):.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def number(n: int | None) -> str:
    """Return a count with its thousands set apart: `12,345`; `–` when undefined."""
    return UNDEFINED if n is None else f"{n:,}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "picture"), counted(1200, "picture"), counted(2, "boundary", "boundaries")
    ('1 picture', '1,200 pictures', '2 boundaries')
    """
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def joined(items: Sequence[str], last: str = "and") -> str:
    """Return items as a list in a sentence.

    >>> joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    if len(items) < 2:  # noqa: PLR2004 - one item has nothing to be joined to
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capitalised(text: str) -> str:
    """Return text that begins with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return text that begins with a capital and ends with a full stop."""
    text = text.strip()
    if not text:
        return ""
    return capitalised(text) + ("" if text[-1] in ".!?" else ".")


def share_of(rate: Rate) -> str:
    """Return a rate with what it is made of: `62.5 % (5 of 8)`."""
    return f"{percent(rate.value)} ({number(rate.numerator)} of {number(rate.denominator)})"


def span(interval: Interval | None) -> str:
    """Return an interval of a share, `52.1 to 71.8 %`; `–` where there is none."""
    if interval is None:
        return UNDEFINED
    return f"{_guarded(interval.lower, 1)} to {_guarded(interval.upper, 1)}\xa0%"


def shown(name: str) -> str:
    r"""Return hostile text as one line in which nothing acts: white space merged, control characters spelled out.

    Characters that reverse or hide text (bidirectional controls, zero-width ones) are written as their code; the two
    joiners that scripts need are kept. Escaping for HTML or Markdown is the template's work.

    >>> shown("a\n b\u202ec")
    'a b[U+202E]c'
    """
    return "".join(_visible(character) for character in " ".join(name.split()))


def lines_shown(text: str) -> str:
    r"""Return text of several lines in which nothing acts on a terminal: as `shown`, but lines and spaces stay.

    >>> lines_shown("a\n  b\x1b[2J")
    'a\n  b[U+001B][2J'
    """
    return "\n".join("".join(map(_visible, line.replace("\t", " "))) for line in text.split("\n"))


def short(name: str) -> str:
    """Return a name for a table or a sentence: as `shown`, its middle left out beyond 80 characters."""
    text = shown(name)
    if len(text) <= NAME_LENGTH:
        return text
    return f"{text[: NAME_LENGTH * 2 // 3]} … {text[-NAME_LENGTH // 4 :]}"


def quoted(name: str) -> str:
    """Return a name in quotation marks, so that a reader sees where it begins and ends."""
    return f"“{short(name)}”"


def titled(name: str) -> str:
    """Return the name of a column as words: `age_group` reads `age group`."""
    return short(name.replace("_", " "))


def _settled(value: float) -> float:
    """Return a number without the last digits of floating point, so that a saved audit reads as the fresh one does."""
    return round(value, 9)


def _guarded(share: float, digits: int) -> str:
    text = f"{_settled(share * _HUNDRED):.{digits}f}"
    step = 10.0**-digits
    if share > 0 and float(text) == 0:
        return f"<\xa0{step:.{digits}f}"
    if share < 1 and float(text) == _HUNDRED:
        return f">\xa0{_HUNDRED - step:.{digits}f}"
    return text


def _visible(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return character
    return f"[U+{ord(character):04X}]"
