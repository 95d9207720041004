"""`emotion-audit completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from audit.cli.command import audit_command

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_EMOTION_AUDIT_COMPLETE"

_EXAMPLES = (
    ("bash, for every new shell", "emotion-audit completion bash >> ~/.bashrc"),
    ("zsh", "emotion-audit completion zsh >> ~/.zshrc"),
    ("fish", "emotion-audit completion fish | source"),
)


@audit_command("completion", examples=_EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and their values with the tab key."""
    kind = get_completion_class(shell)
    if kind is None:  # click knows these three
        raise click.BadParameter(f"click has no completion for {shell}")
    click.echo(kind(ctx.find_root().command, {}, "emotion-audit", _VARIABLE).source())
