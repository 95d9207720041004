"""One table of a TOML file put in, replaced or taken out; every other character stays as it is."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from audit.errors import InputError, UsageError, guarded
from audit.files import write_whole
from audit.load.text import decode, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ANY_TABLE = re.compile(r"^\s*\[")


def declare_table(path: Path, table: str, keys: Sequence[str], said: Mapping[str, Any]) -> None:
    """Write a table into a TOML file, in place of the one that is there; its comments stay.

    Parameters
    ----------
    path
        The file.
    table
        Name of the table; put at the end of the file where there is none.
    keys
        Keys that are ours: each goes unless it is in `said`.
    said
        What to declare: text, numbers, lists of these; nothing takes the table out.

    Raises
    ------
    UsageError
        When the file says this in another form than a table with a key to a line.
    OutputError
        When it cannot be written.
    """
    text = decode(path, read_bytes(path))
    changed = _with(text.splitlines(keepends=True), table, keys, said)
    before, after = _found(text, table), _found(changed, table)
    if after != (dict(said) or None):
        raise UsageError(
            f"{path}: [{table}] is not a table with a key to a line, found {before}; write it so, "
            "or take it out by hand"
        )
    if changed != text:
        write_whole(path, changed)


def _found(text: str, table: str) -> object:
    try:
        with guarded(InputError):
            return tomllib.loads(text).get(table)
    except InputError as error:
        return f"text that is not TOML ({error})"


def _with(lines: list[str], table: str, keys: Sequence[str], said: Mapping[str, Any]) -> str:
    """Return the lines with these keys in the table, which is put at the end where there is none."""
    header = re.compile(rf"^\s*\[{table}\]\s*(#.*)?$")
    ours = re.compile(rf"^\s*({'|'.join(keys)})\s*=")
    written = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()]
    start = next((i for i, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        return _ended("".join(lines)) + "".join([f"\n[{table}]\n", *written] if said else [])
    end = next((i for i in range(start + 1, len(lines)) if _ANY_TABLE.match(lines[i])), len(lines))
    kept = [line for line in lines[start + 1 : end] if not ours.match(line)]
    top = [_ended(lines[start])] if said else []
    return "".join([*lines[:start], *top, *written, *kept, *lines[end:]])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
