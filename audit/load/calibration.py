"""The table `[calibration]` of a model.toml: put in or taken out, every other character left as it is."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from audit.errors import UsageError
from audit.files import write_whole
from audit.load.text import decode, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.mixed import Temperature

_TABLE = re.compile(r"^\s*\[calibration\]\s*(#.*)?$")
_ANY_TABLE = re.compile(r"^\s*\[")
_KEYS = ("temperature", "fitted_on", "split", "pictures_sha256", "weights_sha256")
_OURS = re.compile(rf"^\s*({'|'.join(_KEYS)})\s*=")


def declare_calibration(declaration: Path, temperature: Temperature | None, weights_sha256: str | None) -> None:
    """Write a temperature into a model.toml, in place of the one that is there; comments stay.

    Parameters
    ----------
    declaration
        The model.toml.
    temperature
        What to declare; None takes the table out.
    weights_sha256
        Of the weights it was fitted for.

    Raises
    ------
    UsageError
        When the file says `calibration` in another form than a table `[calibration]` with a key to a line.
    OutputError
        When it cannot be written.
    """
    text = decode(declaration, read_bytes(declaration))
    said = {} if temperature is None else _said(temperature, weights_sha256)
    changed = _with(text.splitlines(keepends=True), said)
    before, after = _calibration(text), _calibration(changed)
    if after != (said or None):
        raise UsageError(
            f"{declaration}: [calibration] is not a table with a key to a line, found {before}; write it so, "
            "or take it out by hand"
        )
    if changed != text:
        write_whole(declaration, changed)


def _said(temperature: Temperature, weights_sha256: str | None) -> dict[str, str | float]:
    values = (
        round(temperature.value, 4),
        temperature.fitted_on,
        temperature.split,
        temperature.pictures_sha256,
        weights_sha256,
    )
    return {key: value for key, value in zip(_KEYS, values, strict=True) if value is not None}


def _calibration(text: str) -> object:
    try:
        return tomllib.loads(text).get("calibration")
    except tomllib.TOMLDecodeError as error:
        return f"text that is not TOML ({error})"


def _with(lines: list[str], said: dict[str, str | float]) -> str:
    """Return the lines with these keys in the table, which is put at the end where there is none."""
    written = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()]
    start = next((i for i, line in enumerate(lines) if _TABLE.match(line)), None)
    if start is None:
        return _ended("".join(lines)) + "".join(["\n[calibration]\n", *written] if said else [])
    end = next((i for i in range(start + 1, len(lines)) if _ANY_TABLE.match(lines[i])), len(lines))
    kept = [line for line in lines[start + 1 : end] if not _OURS.match(line)]
    header = [_ended(lines[start])] if said else []
    return "".join([*lines[:start], *header, *written, *kept, *lines[end:]])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
