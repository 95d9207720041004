"""`emotion-audit adapt`: the Python file that runs weights of torch which come without their network."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.command import audit_command

_EXAMPLES = (("weights that a training script of torch saved", "emotion-audit adapt net.pth"),)


@audit_command("adapt", examples=_EXAMPLES)
@click.argument("weights", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the model.  [default: beside, by its name]"
)
def command(weights: Path, *, out: Path | None) -> None:
    """Write the Python file that runs weights of torch which come without their network, and a model.toml.

    For .pth, .pt and .safetensors. The class of the network and its contract are yours to fill in; the weights are read
    as numbers alone (weights_only=True), are known by their SHA-256, and that is named in the audit. Nothing is run.
    """
    from audit.cli.progress import say
    from audit.errors import UsageError
    from audit.files import whole_folder
    from audit.load import DECLARATION, adapter_of

    folder = out or weights.with_name(f"{weights.name.partition('.')[0]}-adapted")
    if folder.exists():
        raise UsageError(f"{folder}: is there already; name another folder with --out, or remove it")
    adapter = adapter_of(weights, folder)
    with whole_folder(folder) as staging:
        (staging / f"{adapter.module}.py").write_text(adapter.python, encoding="utf-8")
        (staging / DECLARATION).write_text(adapter.toml, encoding="utf-8")
    for name in (f"{adapter.module}.py", DECLARATION):
        click.echo(folder / name)
    say("complete the lines marked FILL IN in both; then")
    say(f"  emotion-audit trust {folder}")
    say(f"  emotion-audit run --cohort COHORT --model {folder}")
