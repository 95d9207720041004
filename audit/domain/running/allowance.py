"""How much memory and time a model may take: said by the person at this machine, never by what is audited."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from audit.errors import UsageError

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)I?B?\s*", re.IGNORECASE | re.ASCII)
_LEAST_MEMORY, _MOST_MEMORY = 16 << 20, 64 << 40
_LONGEST = 86_400.0
"""A day, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a model may take while it is loaded and asked; None for as much as suits the machine.

    Attributes
    ----------
    memory
        Bytes, beyond what the libraries take that run it.
    seconds_per_picture
        Seconds of computing for one picture.
    """

    memory: int | None = None
    seconds_per_picture: float | None = None

    def __post_init__(self) -> None:
        if self.memory is not None and not _LEAST_MEMORY <= self.memory <= _MOST_MEMORY:
            raise UsageError(
                f"--limit-memory is {size_shown(_LEAST_MEMORY)} to {size_shown(_MOST_MEMORY)}, found "
                f"{size_shown(self.memory)}"
            )
        seconds = self.seconds_per_picture
        if seconds is not None and not (math.isfinite(seconds) and 0 < seconds <= _LONGEST):
            raise UsageError(f"--limit-seconds-per-picture is a number above 0, at most 86,400, found {seconds}")


AS_THE_MACHINE = Allowance()
"""Nothing said."""


def bytes_in(size: int | str) -> int:
    """Return a size in bytes, from a number or from text with a unit.

    >>> bytes_in("8G"), bytes_in("1.5 GiB"), bytes_in(1 << 30)
    (8589934592, 1610612736, 1073741824)

    Raises
    ------
    UsageError
        When it is no size.
    """
    if isinstance(size, int):
        return size
    found = _SIZE.fullmatch(size) if len(size) < 40 else None  # noqa: PLR2004 - more digits are no size of a memory
    if found is None:
        raise UsageError(f"--limit-memory is a size such as 8G or 500M, found '{size[:40]}'")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def size_shown(size: int) -> str:
    """Return a number of bytes for people.

    >>> size_shown(8 << 30), size_shown(300 << 20), size_shown(12)
    ('8 GB', '300 MB', '12 bytes')
    """
    for unit in ("TB", "GB", "MB"):
        factor = _UNITS[unit[0]]
        if size >= factor:
            return f"{size / factor:.3g} {unit}" if size < 1000 * factor else f"{size // factor:,} {unit}"
    return f"{size:,} bytes"
