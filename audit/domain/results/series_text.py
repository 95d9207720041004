"""A series as text and back: JSON with a checksum, so that a file cut short or edited is known by it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from audit.domain.results.serialization import from_data, to_data
from audit.domain.results.series_state import SeriesState
from audit.errors import InputError, guarded

SERIES_VERSION = 1

_VERSION, _CHECKSUM = "series_version", "sha256"


def to_text(state: SeriesState) -> str:
    """Return a series as JSON with its checksum, one key a line."""
    data = {_VERSION: SERIES_VERSION, **to_data(state)}
    lines = [f"{json.dumps(key)}: {_compact(data[key])}" for key in sorted(data)]
    return "{\n" + ",\n".join([f'"{_CHECKSUM}": "{_checksum(data)}"', *lines]) + "\n}\n"


def from_text(text: str) -> SeriesState:
    """Return the series that `to_text` wrote.

    Raises
    ------
    InputError
        When the text is cut short, edited, of another version, or no series.
    """
    with guarded(lambda _: InputError("no whole JSON, so it was cut short or edited")):
        data = json.loads(text)
    if not isinstance(data, dict) or _CHECKSUM not in data or _VERSION not in data:
        raise InputError("not the state of a series")
    if data.pop(_CHECKSUM) != _checksum(data):
        raise InputError("its checksum does not fit, so it was edited or cut short")
    version = data.pop(_VERSION)
    if version != SERIES_VERSION:
        raise InputError(f"its version is {version!r}, this emotion-audit reads {SERIES_VERSION}")
    return from_data(SeriesState, data)


def _checksum(data: dict[str, Any]) -> str:
    return hashlib.sha256(_compact(data).encode()).hexdigest()


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False)
