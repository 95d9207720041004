"""A command as people expect it: options in groups, examples, `-q` and `-v`, a suggestion for what was mistyped."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from audit.cli.terminal import volume_options
from audit.domain.wording.words import shown
from audit.errors import UsageError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_WRITTEN = ("out", "junit")
"""Options that name what is written."""

_DECLARING = ("manifest.csv", "cohort.toml", "model.toml", "audit.json")

OWN, OTHER = "Options", "Other options"
"""Titles of the options that stand in no group, and of those that every command has."""


class Command(click.Command):
    """A command whose help lists its options in groups and ends with examples.

    Parameters
    ----------
    examples
        Pairs of what is done, and the command that does it.
    """

    def __init__(self, *arguments: Any, examples: Sequence[tuple[str, str]] = (), **settings: Any) -> None:  # noqa: ANN401
        settings["context_settings"] = {"show_default": True, **(settings.get("context_settings") or {})}
        super().__init__(*arguments, **settings)
        self.examples = tuple(examples)
        self.params.extend(_titled(option, OTHER) for option in volume_options())

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - what the command returns
        """Run it, unless a file it would write is one that it reads."""
        for name in _WRITTEN:
            if isinstance(out := ctx.params.get(name), Path) and os.path.isfile(out):  # noqa: PTH113 - whatever its name
                _refuse_over_read(f"--{name}", out, [value for key, value in ctx.params.items() if key != name])
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its own options, then those of each group in the order in which the groups first occur."""
        groups: dict[str, list[tuple[str, str]]] = {OWN: []}
        asked = self.get_help_option(ctx)
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and not isinstance(param, click.Argument):
                groups.setdefault(OTHER if param is asked else getattr(param, "group", OWN), []).append(record)
        if set(groups) <= {OWN, OTHER}:
            groups = {OWN: [record for records in groups.values() for record in records]}
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        super().format_epilog(ctx, formatter)
        if not self.examples:
            return
        with formatter.section("Examples"):
            for position, (what, line) in enumerate(self.examples):
                if position:
                    formatter.write_paragraph()
                formatter.write_text(f"{what}:")
                indent = formatter.current_indent + 2
                for part in _broken(line, formatter.width - indent):
                    formatter.write(f"{'':>{indent}}{part}\n")


def _refuse_over_read(option: str, out: Path, given: Sequence[object]) -> None:
    """Raise UsageError where a file to write is one that was named to be read, or declares what lies in its folder."""
    named = [each for value in given for each in (value if isinstance(value, tuple) else (value,))]
    for read in (Path(each) for each in named if isinstance(each, str | Path) and os.path.exists(each)):  # noqa: PTH110
        declares = read.is_dir() and out.name in _DECLARING and out.parent.samefile(read)
        if declares or out.samefile(read):
            raise UsageError(f"{option} {shown(str(out))} would write over what is read; name another file")


def _titled(param: Any, title: str) -> Any:  # noqa: ANN401 - click has no word for the group of an option
    param.group = title
    return param


def _broken(line: str, width: int) -> list[str]:
    r"""Return a command in lines that a shell reads as one, broken before an option.

    >>> _broken("run --cohort a --out b", 17)
    ['run --cohort a \\', '    --out b']
    """
    parts = [""]
    for word in line.replace(" --", "\0--").split("\0"):
        if parts[-1] and len(parts[-1]) + len(word) + 3 > width:
            parts[-1] += " \\"
            parts.append(f"    {word}")
        else:
            parts[-1] = f"{parts[-1]} {word}".strip() if not parts[-1].startswith("    ") else f"{parts[-1]} {word}"
    return parts


def audit_command(name: str, *, examples: Sequence[tuple[str, str]] = ()) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a function a command of this name."""
    return click.command(name, cls=Command, examples=examples)


def group_of_options(title: str, *options: Decorator) -> Decorator:
    """Return one decorator that adds several options, in the order given, under a title in the help."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            before = len(getattr(function, "__click_params__", ()))
            function = option(function)
            for param in getattr(function, "__click_params__", ())[before:]:
                if not hasattr(param, "group"):
                    _titled(param, title)
        return function

    return add


def no_such_command(name: str, known: Sequence[str]) -> str:
    """Return what is said of a command that is none, with the nearest one, or with all.

    >>> no_such_command("rn", ["run", "report"])
    "there is no command 'rn'; did you mean 'run'?"
    """
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    told = f"did you mean '{close[0]}'?" if close else f"expected one of {', '.join(known)}"
    return f"there is no command '{name}'; {told}"
