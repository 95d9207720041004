"""`emotion-audit trust`: vouch for a model that can do more than compute, after seeing what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.shell.ids import model_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.domain.model.model import ModelSpec


_EXAMPLES = (("a scikit-learn model, after a look at it", "emotion-audit trust models/hog-boost"),)


@audit_command("trust", examples=_EXAMPLES)
@click.argument("model", metavar="MODEL", shell_complete=model_ids)
@click.option("--yes", is_flag=True, help="Do not ask: you have looked already.")
def command(model: str, *, yes: bool) -> None:
    """Vouch for a model that can do more than compute: Python code, a SavedModel, a torch program, trees in skops.

    Shows what will be able to run, asks, and remembers the SHA-256 of each file in a list of your own. Trust never
    comes from what is audited. A changed file has to be trusted anew.
    """
    from audit.load import find_model, looked_at, trust
    from audit.predict import capabilities

    spec = looked_at(find_model(model))
    lines = capabilities(spec)
    if not lines:
        click.echo(f"{model}: only turns pictures into numbers; there is nothing to vouch for")
        return
    for line in lines:
        click.echo(line)
    if not yes:
        click.confirm("Will you let this run on this machine?", abort=True)
    for sha256, path in _files(spec):
        click.echo(f"trusted: {sha256} in {trust(sha256, str(path))}")


def _files(spec: ModelSpec) -> Iterator[tuple[str, Path]]:
    """Yield the SHA-256 and the path of what a model is made of that can do more than compute."""
    from audit.files import content_sha256
    from audit.predict import capabilities

    for member in spec.members:
        yield from _files(member.spec)
    if not spec.members and capabilities(spec):
        yield content_sha256(spec.weights), spec.weights
