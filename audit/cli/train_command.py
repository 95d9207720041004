"""`emotion-audit train`: a classifier by its recipe, one line for each epoch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.train import EpochReport


@click.command("train")
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="DATASET", help="A cohort folder; default: the recipe's."
)
@click.option("--out", type=click.Path(path_type=Path), help="Where weights go. Default: the model's own folder.")
def command(model: Path, data: Path | None, out: Path | None) -> None:
    """Train MODEL, a folder with a model.toml that holds a recipe.

    Every epoch is saved: a training that was interrupted, even killed, goes on where it was when called again.
    """
    from audit.cli.progress import progress_bar, say
    from audit.pipeline import train_model

    with progress_bar("reading pictures") as progress:
        summary = train_model(model, data=data, out=out, report=_say_epoch, progress=progress)
    if summary.resumed_after:
        say(f"went on after epoch {summary.resumed_after}")
    say(
        f"{summary.weights.path}: {summary.parameters:,} parameters, {summary.weights.size / 1e6:.2f} MB, "
        f"best of {summary.epochs} epochs: {summary.best.epoch} "
        f"(validation success rate {summary.best.validation_accuracy:.4f} of {summary.validation_images:,} images), "
        f"trained on {summary.images:,} images in {summary.seconds:.0f} s"
    )


def _say_epoch(report: EpochReport) -> None:
    from audit.cli.progress import say

    epoch = report.epoch
    kept = " *best" if report.kept else ""
    say(
        f"epoch {epoch.epoch:>3}/{report.epochs}  loss {epoch.loss:.4f}  success rate {epoch.accuracy:.4f}  "
        f"validation loss {epoch.validation_loss:.4f}  success rate {epoch.validation_accuracy:.4f}  "
        f"{report.seconds:.1f} s{kept}"
    )
