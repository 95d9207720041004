"""`emotion-audit trust`: vouch for a model that can do more than compute, after seeing what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click

from audit.cli.command import audit_command
from audit.cli.shell.ids import model_ids
from audit.domain.wording.words import lines_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    with TemporaryDirectory(prefix="emotion-audit-") as folder:
        seen = [
            _seen(spec, Path(folder) / str(place)) for place, spec in enumerate(_parts(looked_at(find_model(model))))
        ]
    for line in (line for each in seen for line in each.lines):
        click.echo(lines_shown(line))
    if not any(each.lines for each in seen):
        click.echo(f"{model}: only turns pictures into numbers; there is nothing to vouch for")
        return
    if not yes:
        click.confirm("Will you let this run on this machine?", abort=True)
    for each in seen:
        if each.lines:
            click.echo(f"trusted: {each.sha256} in {trust(each.sha256, str(each.path))}")


class _Seen(NamedTuple):
    """A file that was looked at: its hash is that of the very bytes whose capabilities were told."""

    path: Path
    sha256: str
    lines: tuple[str, ...]


def _seen(spec: ModelSpec, copy: Path) -> _Seen:
    """Look at a copy, which stays as it is while somebody thinks about it."""
    from audit.errors import OutputError
    from audit.files import content_sha256, copy_content
    from audit.predict import capabilities

    if not capabilities(spec):
        return _Seen(spec.weights, "", ())
    copy.mkdir()
    own = copy / (spec.weights.name or "weights")
    try:
        copy_content(spec.weights, own)
    except OSError as error:
        raise OutputError(f"{spec.weights}: could not be copied to look at it: {error.strerror or error}") from error
    lines = tuple(line.replace(str(own), str(spec.weights)) for line in capabilities(replace(spec, weights=own)))
    return _Seen(spec.weights, content_sha256(own), lines)


def _parts(spec: ModelSpec) -> Iterator[ModelSpec]:
    """Yield what a model is made of."""
    for member in spec.members:
        yield from _parts(member.spec)
    if not spec.members:
        yield spec
