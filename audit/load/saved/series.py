"""The state of a series in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.results.series_text import from_text
from audit.errors import AuditError, InputError
from audit.load.text import decode, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.results.series_state import SeriesState

SERIES = "series.json"
"""What the state of a series is called in its folder."""


def load_series(folder: Path) -> SeriesState | None:
    """Return the series of a folder; None where the folder is not there or holds none.

    Raises
    ------
    InputError
        When its state was cut short or edited, cannot be read, or the folder is a file.
    """
    path = folder / SERIES
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: a file, and a series has a folder of its own; name another place with --series")
    if not path.exists():
        return None
    try:
        return from_text(decode(path, read_bytes(path)))
    except (AuditError, OverflowError) as error:
        told = str(error).removeprefix(f"{path}: ")
        raise InputError(
            f"{path}: {told}; put back the state that the last look left, or begin a new series in another folder"
        ) from error
