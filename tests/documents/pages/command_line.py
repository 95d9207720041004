"""Reference of the command line, from click's own records."""

from __future__ import annotations

import inspect

import click
from documents.markdown import code, page, table

from audit.cli.main import _COMMANDS, emotion_audit

_LEAD = """\
`emotion-audit COMMAND --help` says the same. Data goes to standard output, progress and messages to standard error;
`--json` prints the machine-readable result alone. [Exit statuses](words.md#exit-statuses) are the same for every
command."""


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
    """Return the options of a command, in the order of its help."""
    return [one for one in command.params if isinstance(one, click.Option)]


def _command(name: str) -> str:
    command = commands()[name]
    context = click.Context(command, info_name=f"emotion-audit {name}")
    usage = " ".join(["emotion-audit", name, *command.collect_usage_pieces(context)])
    said = inspect.cleandoc(command.help or "").replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return f"### `{name}`\n\n```text\n{usage}\n```\n\n{said}\n\n{_options(command, context)}"


def _options(command: click.Command, context: click.Context) -> str:
    rows = [(_names(one, context), _default(one), one.help or "") for one in options(command)]
    return table(("option", "default", "does"), rows) if rows else ""


def _names(option: click.Option, context: click.Context) -> str:
    names = ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))
    if option.is_flag or option.count:
        return names
    metavar = option.make_metavar(context)
    return f"{names} {code(metavar)}"


def _default(option: click.Option) -> str:
    if option.required:
        return "*required*"
    value = option.default
    shown = option.show_default and value is not None and not callable(value) and not option.is_flag
    return code(value) if shown else ""
