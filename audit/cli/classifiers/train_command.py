"""`emotion-audit train`: a classifier by its recipe, one line for each epoch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command

if TYPE_CHECKING:
    from audit.train import EpochReport, TrainingSummary
    from audit.train.fitting.network import SearchTrial

_FOLDER = click.Path(path_type=Path)


_EXAMPLES = (
    (
        "a short run, to see that it works",
        "emotion-audit train models/cnn48 --data cohorts/ferplus --epochs 1 --images 500 --out tried",
    ),
)


@audit_command("train", examples=_EXAMPLES)
@click.argument("model", type=_FOLDER)
@click.option("--data", type=_FOLDER, metavar="DATASET", help="A cohort folder.  [default: the recipe's]")
@click.option("--out", type=_FOLDER, help="Where weights go.  [default: the model's own folder]")
@click.option("--epochs", type=int, metavar="N", help="A short run of N epochs; needs --out, and is marked as such.")
@click.option("--images", type=int, metavar="M", help="A short run on about M pictures; likewise.")
@click.option("--tensorboard", type=_FOLDER, metavar="DIR", help="Write every epoch there for TensorBoard, too.")
def command(
    model: Path,
    *,
    data: Path | None,
    out: Path | None,
    epochs: int | None,
    images: int | None,
    tensorboard: Path | None,
) -> None:
    """Train MODEL, a folder with a model.toml that holds a recipe.

    Every epoch of a network is saved: a training that was interrupted, even killed, goes on where it was when called
    again. Trees (random-forest, gradient-boosting) begin again.
    """
    from audit.cli.progress import progress_bar
    from audit.pipeline import ShortRun, train_model

    short = None if epochs is None and images is None else ShortRun(epochs=epochs, images=images)
    with progress_bar("pictures") as progress:
        summary = train_model(
            model,
            data=data,
            out=out,
            report=_say_epoch,
            tried=_say_trial,
            progress=progress,
            short=short,
            tensorboard=tensorboard,
        )
    _say_summary(summary)


def _say_epoch(report: EpochReport) -> None:
    from audit.cli.progress import say

    epoch = report.epoch
    kept = " *best" if report.kept else ""
    say(
        f"epoch {epoch.epoch:>3}/{report.epochs}  loss {epoch.loss:.4f}  success rate {epoch.accuracy:.4f}  "
        f"validation loss {epoch.validation_loss:.4f}  success rate {epoch.validation_accuracy:.4f}  "
        f"recall {epoch.validation_recall:.4f}  precision {epoch.validation_precision:.4f} "
        f"of {epoch.validation_called} emotions called  {report.seconds:.1f} s, input {report.waited:.0%}{kept}"
    )


def _say_trial(trial: SearchTrial) -> None:
    from audit.cli.progress import say

    say(
        f"trial {trial.number:>3}  filters {_widths(trial.filters)}  dense {_widths(trial.dense)}  "
        f"learning rate {trial.learning_rate:g}  held-out success rate {trial.accuracy:.4f} at epoch {trial.epoch}"
    )


def _widths(widths: tuple[int, ...]) -> str:
    return " ".join(str(width) for width in widths) or "none"


def _say_summary(summary: TrainingSummary) -> None:
    from audit.cli.progress import say

    if summary.resumed_after:
        say(f"went on after epoch {summary.resumed_after}")
    for left in summary.left_out:
        say(f"not trained on: {left.images:,} pictures, {left.reason}")
    say(
        f"{summary.weights.path}: {summary.parameters:,} parameters, {summary.weights.size / 1e6:.2f} MB, "
        f"best of {summary.epochs} epochs: {summary.best.epoch} "
        f"(validation success rate {summary.best.validation_accuracy:.4f} of {summary.validation_images:,} images), "
        f"trained on {summary.images:,} images in {summary.seconds:.0f} s, "
        f"{summary.waited:.1%} of it waiting for pictures"
    )
    if summary.weights.path.suffix == ".skops":
        folder = summary.weights.path.parent
        say(f"trees are followed unchecked: they run once you vouch for them: emotion-audit trust {folder}")
