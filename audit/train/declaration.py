"""What a training writes into a `model.toml`; every other character stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.errors import UsageError
from audit.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.model.recipe import Recipe

_VALUE = r"""("[^"\n]*"|\[[^\]\n]*\]|[^#\n]*?)"""
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def declare_sha256(declaration: Path, sha256: str) -> None:
    """Write the hash of the weights.

    Parameters
    ----------
    declaration
        A `model.toml` with a line `sha256 = "…"`, or one with a line `weights = …`, after which the hash is put.
    sha256
        In hexadecimal.

    Raises
    ------
    UsageError
        When it has neither line.
    """
    line = f'sha256 = "{sha256}"'
    wanted = f"{declaration}: has neither a line 'sha256 = …' nor 'weights = …'; add the line {line}"
    _declare(declaration, "", {"sha256": f'"{sha256}"'}, after="weights", otherwise=wanted)


def declare_onnx(declaration: Path, name: str | None, sha256: str) -> None:
    """Write the name of the ONNX file beside the weights and its hash; without a name, take what is said of one out.

    Raises
    ------
    UsageError
        When it has no line `sha256 = …` to put them after.
    """
    if name is None:
        text = declaration.read_text(encoding="utf-8")
        write_whole(declaration, re.sub(r"^onnx(_sha256)?[ \t]*=.*\n", "", text, flags=re.MULTILINE))
        return
    wanted = f"{declaration}: has no line 'sha256 = …'; write it on a line of its own"
    values = {"onnx": f'"{name}"', "onnx_sha256": f'"{sha256}"'}
    _declare(declaration, "", values, after="sha256", otherwise=wanted)


def declare_short_run(declaration: Path, how_short: str) -> None:
    """Write that the weights come from a short run, so that no report can show them as the recipe's.

    Raises
    ------
    UsageError
        When the file has no line `weights = …` to put it after.
    """
    wanted = f"{declaration}: has no line 'weights = …'; write it on a line of its own"
    _declare(declaration, "", {"trial": f'"{how_short}"'}, after="weights", otherwise=wanted)


def declare_search(declaration: Path, chosen: Recipe) -> None:
    """Write the values that a search chose into the table `[recipe]`.

    Raises
    ------
    UsageError
        When the table does not name the architecture on a line of its own.
    """
    values = {"filters": str(list(chosen.filters)), "dense": str(list(chosen.dense))}
    values["learning_rate"] = repr(float(chosen.learning_rate))
    wanted = f"{declaration}: [recipe] has no line 'architecture = …'; write it on a line of its own"
    _declare(declaration, "recipe", values, after="architecture", otherwise=wanted)


def _declare(declaration: Path, table: str, values: dict[str, str], *, after: str, otherwise: str) -> None:
    text = declaration.read_text(encoding="utf-8")
    start, end = _span(text, table)
    part = text[start:end]
    for key, value in reversed(values.items()):
        changed = _with(part, key, value, after)
        if changed is None:
            raise UsageError(otherwise)
        part = changed
    write_whole(declaration, text[:start] + part + text[end:])


def _span(text: str, table: str) -> tuple[int, int]:
    """Return where the keys of a table begin and end, "" being the top of the file."""
    header = re.search(rf"^[ \t]*\[{table}\].*$", text, re.MULTILINE) if table else None
    start = header.end() if header else 0
    following = _TABLE.search(text, start)
    return start, following.start() if following else len(text)


def _with(part: str, key: str, value: str, after: str) -> str | None:
    """Return the lines of a table with a key set, or put after another key; None where there is neither."""
    found = re.compile(rf"^({key}[ \t]*=[ \t]*){_VALUE}([ \t]*(?:#.*)?)$", re.MULTILINE)
    if found.search(part):
        return found.sub(lambda line: f"{line[1]}{value}{line[3]}", part, count=1)
    anchor = re.search(rf"^{after}[ \t]*=.*$", part, re.MULTILINE)
    return None if anchor is None else f"{part[: anchor.end()]}\n{key} = {value}{part[anchor.end() :]}"
