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
    from audit.api import train
    from audit.cli.progress import progress_bar

    summary = train(
        model,
        data=data,
        out=out,
        epochs=epochs,
        images=images,
        tensorboard=tensorboard,
        on_epoch=_say_epoch,
        on_trial=_say_trial,
        steps=progress_bar,
    )
    _say_summary(summary)


def _say_epoch(report: EpochReport) -> None:
    from audit.cli.progress import say
    from audit.domain.wording.words import decimal, percent

    epoch = report.epoch
    kept = " *best" if report.kept else ""
    say(
        f"epoch {epoch.epoch:>3}/{report.epochs}  loss {decimal(epoch.loss, 4)}  "
        f"success rate {decimal(epoch.accuracy, 4)}  validation loss {decimal(epoch.validation_loss, 4)}  "
        f"success rate {decimal(epoch.validation_accuracy, 4)}  recall {decimal(epoch.validation_recall, 4)}  "
        f"precision {decimal(epoch.validation_precision, 4)} of {epoch.validation_called} emotions called  "
        f"{decimal(report.seconds, 1)} s, input {percent(report.waited, 0)}{kept}"
    )


def _say_trial(trial: SearchTrial) -> None:
    from audit.cli.progress import say
    from audit.domain.wording.words import decimal

    say(
        f"trial {trial.number:>3}  filters {_widths(trial.filters)}  dense {_widths(trial.dense)}  "
        f"learning rate {trial.learning_rate:g}  held-out success rate {decimal(trial.accuracy, 4)} "
        f"at epoch {trial.epoch}"
    )


def _widths(widths: tuple[int, ...]) -> str:
    return " ".join(str(width) for width in widths) or "none"


def _say_summary(summary: TrainingSummary) -> None:
    from audit.cli.progress import say
    from audit.domain.wording.words import counted, decimal, percent

    if summary.resumed_after:
        say(f"went on after epoch {summary.resumed_after}")
    for left in summary.left_out:
        say(f"not trained on: {counted(left.images, 'picture')}, {left.reason}")
    say(
        f"{summary.weights.path}: {counted(summary.parameters, 'parameter')}, "
        f"{decimal(summary.weights.size / 1e6)} MB, "
        f"best of {summary.epochs} epochs: {summary.best.epoch} "
        f"(validation success rate {decimal(summary.best.validation_accuracy, 4)} "
        f"of {counted(summary.validation_images, 'image')}), "
        f"trained on {counted(summary.images, 'image')} in {decimal(summary.seconds, 0)} s, "
        f"{percent(summary.waited)} of it waiting for pictures"
    )
    if summary.weights.path.suffix == ".skops":
        folder = summary.weights.path.parent
        say(f"trees are followed unchecked: they run once you vouch for them: emotion-audit trust {folder}")
