"""How lines reach a terminal: their colour, their width, and how many there are.

On a terminal verdicts are coloured and lines are wrapped to its width. In a pipe nothing is coloured and a line stays
one line, so that `grep` finds whole findings; `FORCE_COLOR` colours and `COLUMNS` wraps there all the same. `NO_COLOR`
wins over both.
"""

from __future__ import annotations

import os
import shutil
import sys
from enum import IntEnum
from textwrap import wrap
from typing import Any

import click

from audit.errors import UsageError

WIDEST = 125
"""Columns of the widest line; longer ones are hard to read."""

NARROWEST = 40
"""Columns below which nothing is wrapped further."""

_COLOURS = {
    "PASS": "green", "yes": "green",
    "FAIL": "red", "no": "red",
    "INCONCLUSIVE": "yellow", "cannot tell": "yellow", "partly": "yellow",
}  # fmt: skip
_VOLUME = "audit.volume"


class Volume(IntEnum):
    """How much is said on stderr, and of an audit on stdout: the verdict alone, as always, every step."""

    QUIET = 0
    NORMAL = 1
    LOUD = 2


def volume() -> Volume:
    """Return how much the command that runs was asked to say."""
    context = click.get_current_context(silent=True)
    found: Volume = Volume.NORMAL if context is None else context.meta.get(_VOLUME, Volume.NORMAL)
    return found


def volume_options() -> tuple[click.Option, click.Option]:
    """Return `--quiet` and `--verbose`; they tell `volume` and are no argument of a command."""

    def heard(level: Volume) -> Any:  # noqa: ANN401 - click's callback
        def callback(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
            if value and ctx.meta.setdefault(_VOLUME, level) is not level:
                raise UsageError("--quiet and --verbose ask for opposite things; give one of them")

        return callback

    quiet = click.Option(
        ["-q", "--quiet"],
        is_flag=True,
        expose_value=False,
        callback=heard(Volume.QUIET),
        help="Only the result: no progress, no remarks, of an audit only its verdict.",
    )
    verbose = click.Option(
        ["-v", "--verbose"],
        is_flag=True,
        expose_value=False,
        callback=heard(Volume.LOUD),
        help="Also what was audited by which rules, every note, and how long each step took.",
    )
    return quiet, verbose


def wanted_colour() -> bool | None:
    """Return whether output is coloured whatever it is written to; None = where it is a terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def coloured(word: str) -> str:
    """Return a verdict or an answer's status in its colour; any other word as it is."""
    colour = _COLOURS.get(word.split(",", maxsplit=1)[0].strip())
    return click.style(word, fg=colour, bold=True) if colour else word


def echo(word: str, text: str, *, indent: str = "", hang: int = 0, pad: int = 0, after: str = " ") -> None:
    """Print a line on stdout that begins with a coloured word, wrapped to the terminal.

    Parameters
    ----------
    word
        A verdict or status; may be empty.
    text
        What follows it.
    indent
        Before the word.
    hang
        Columns before every line but the first.
    pad
        Columns that the word takes at least.
    after
        Between the word and the text.
    """
    head = f"{word:<{pad}}{after}" if word else ""
    lines = wrapped(f"{indent}{head}{text}", hang)
    if word:
        lines[0] = lines[0].replace(word, coloured(word), 1)
    click.echo("\n".join(lines))


def wrapped(text: str, hang: int = 0) -> list[str]:
    """Return a line as the lines it takes at the terminal's width; the same line where there is no terminal."""
    width = _width()
    if width is None or len(text) <= width:
        return [text]
    indent = text[: len(text) - len(text.lstrip())]
    lines = wrap(
        text.strip(),
        max(width, NARROWEST),
        initial_indent=indent,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )
    return lines or [text]


def _width() -> int | None:
    """Return the columns of a line; None where stdout is no terminal and nobody set `COLUMNS`."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()):
        return None
    return min(shutil.get_terminal_size().columns, WIDEST)
