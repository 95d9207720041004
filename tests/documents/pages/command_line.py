"""Reference of the command line, from click's own records."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click
from documents.markdown import code, page, table

from audit.cli.command import OTHER, Command
from audit.cli.main import _COMMANDS, emotion_audit

_LEAD = """\
`emotion-audit COMMAND --help` says the same. Data goes to standard output, progress and messages to standard error;
`--json` prints the machine-readable result alone. Every command takes `-q` (`--quiet`: only the result) and `-v`
(`--verbose`: every note and step), [as described there](../how-to/command-line.md).
[Exit statuses](words.md#exit-statuses) are the same for every command."""

_HINT = re.compile(r"\s+\[default: (.*)\]$")
"""A default in words, at the end of an option's help."""


def command_page() -> str:
    """Return the page: every command with its arguments and options."""
    parts = [f"## {title}\n\n" + "\n\n".join(_command(name) for name in names) for title, names in _COMMANDS.items()]
    return page("Command line", _LEAD, *parts)


def commands() -> dict[str, click.Command]:
    """Return every command by name."""
    context = click.Context(emotion_audit, info_name="emotion-audit")
    found = {name: emotion_audit.get_command(context, name) for name in emotion_audit.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def options(command: click.Command) -> list[click.Option]:
    """Return the options of a command, in the order of its help; those that every command has are told once."""
    return [one for one in command.params if isinstance(one, click.Option) and getattr(one, "group", "") != OTHER]


def _command(name: str) -> str:
    command = commands()[name]
    context = click.Context(command, info_name=f"emotion-audit {name}")
    usage = " ".join(["emotion-audit", name, *command.collect_usage_pieces(context)])
    said = inspect.cleandoc(command.help or "").replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return f"### `{name}`\n\n```text\n{usage}\n```\n\n{said}\n\n{_options(command, context)}\n\n{_examples(command)}"


def _options(command: click.Command, context: click.Context) -> str:
    rows = [(_names(one, context), _default(one, context), _HINT.sub("", one.help or "")) for one in options(command)]
    return table(("option", "default", "does"), rows) if rows else ""


def _names(option: click.Option, context: click.Context) -> str:
    names = ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))
    if option.is_flag or option.count:
        return names
    metavar = option.make_metavar(context)
    return f"{names} {code(metavar)}"


def _examples(command: click.Command) -> str:
    examples = command.examples if isinstance(command, Command) else ()
    lines = [f"# {what}\n{line}" for what, line in examples]
    return "```sh\n{}\n```".format("\n\n".join(lines))


def _default(option: click.Option, context: click.Context) -> str:
    if option.required:
        return "*required*"
    if hint := _HINT.search(option.help or ""):
        return hint[1]
    value = option.get_default(context)
    return (
        code(str(value)) if isinstance(value, str | int | float | Path) and value != "" and not option.is_flag else ""
    )
