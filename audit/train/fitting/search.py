"""A random search by Keras Tuner over the values a recipe leaves open, chosen on held-out training pictures.

The tuner only draws: what it draws follows from the seed, whatever the trials come to. So an interrupted search is
begun again, draws the same values, and every trial goes on from its own checkpoint, or is read back when it is done.
"""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from audit.errors import UsageError
from audit.files import write_whole
from audit.train.course.summary import CHECKPOINT
from audit.train.fitting.fit import Course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe, Search
    from audit.train.data.dataset import TrainingData

SEARCH = "search.csv"
"""Name of the file with all trials of a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTrial:
    """One network of a search.

    Attributes
    ----------
    number
        In the order drawn, from 1.
    filters, dense, learning_rate
        The values drawn, or the recipe's own where nothing was to be drawn.
    accuracy
        Share of the held-out pictures right after its best epoch.
    epoch
        Number of that epoch.
    """

    number: int
    filters: tuple[int, ...]
    dense: tuple[int, ...]
    learning_rate: float
    accuracy: float
    epoch: int


def search(
    spec: ModelSpec,
    training: TrainingData,
    validation: TrainingData,
    folder: Path,
    *,
    report: Callable[[SearchTrial], None],
    progress: Callable[[int, int], None] | None = None,
) -> Recipe:
    """Return the recipe with the values of the best trial, the first of equals; write all trials to `search.csv`.

    Parameters
    ----------
    spec
        The model; its recipe says what to search, and how the trials are trained.
    training, validation
        Pictures held out of the training split by the recipe validate; no picture of another split chooses anything.
    folder
        Where `search.csv` goes, and the trials' checkpoints, which stay until the training in that folder is published.
    report
        Called after every trial.
    progress
        Called after every batch of a trial.

    Raises
    ------
    UsageError
        When the recipe has no search, or the folder holds a search of another recipe or other pictures.
    """
    recipe = spec.recipe
    if recipe is None or recipe.search is None:
        raise UsageError(f"model '{spec.id}': has no [recipe.search] in its model.toml, so nothing is searched")
    work = folder / CHECKPOINT / "search"
    trials: list[SearchTrial] = []
    for number, drawn in enumerate(_draws(recipe.search, recipe.seed), start=1):
        tried = replace(spec, recipe=_with(recipe, drawn))
        course = Course(tried, training, validation, work / f"trial-{number:03d}")
        trial = _finished(course, number, progress)
        trials.append(trial)
        _write(folder / SEARCH, trials)
        report(trial)
    best = max(trials, key=lambda trial: trial.accuracy)
    return replace(recipe, filters=best.filters, dense=best.dense, learning_rate=best.learning_rate, search=None)


def _draws(wanted: Search, seed: int) -> list[dict[str, Any]]:
    """Return the values Keras Tuner draws, one mapping for each trial, always the same for a seed."""
    import keras_tuner  # noqa: PLC0415 - takes a second, and only a search needs it

    space = keras_tuner.HyperParameters()
    for number, widths in enumerate(wanted.filters):
        space.Choice(f"filters_{number}", list(widths))
    for number, widths in enumerate(wanted.dense):
        space.Choice(f"dense_{number}", list(widths))
    if wanted.learning_rate:
        space.Choice("learning_rate", list(wanted.learning_rate))
    drawn: list[dict[str, Any]] = []

    class Drawing(keras_tuner.RandomSearch):  # type: ignore[misc] # Keras Tuner publishes no types
        def run_trial(self, trial: Any, *_: Any, **__: Any) -> float:  # noqa: ANN401
            drawn.append(dict(trial.hyperparameters.values))
            return 0.0

    with tempfile.TemporaryDirectory() as scratch:
        Drawing(
            hyperparameters=space,
            objective=None,
            max_trials=wanted.trials,
            seed=seed,
            allow_new_entries=False,
            tune_new_entries=False,
            directory=scratch,
            project_name="draws",
        ).search(verbose=0)
    return drawn


def _with(recipe: Recipe, drawn: dict[str, Any]) -> Recipe:
    """Return the recipe of one trial."""
    filters = tuple(value for name, value in drawn.items() if name.startswith("filters_"))
    dense = tuple(value for name, value in drawn.items() if name.startswith("dense_"))
    return replace(
        recipe,
        filters=filters or recipe.filters,
        dense=dense or recipe.dense,
        learning_rate=drawn.get("learning_rate", recipe.learning_rate),
        epochs=recipe.search.epochs if recipe.search else recipe.epochs,
        search=None,
    )


def _finished(course: Course, number: int, progress: Callable[[int, int], None] | None) -> SearchTrial:
    """Return a trial: read back where it is done, else trained from where it was."""
    while not course.finished:
        course.advance(progress)
    course.let_weights_go()
    recipe, best = course.recipe, course.best
    return SearchTrial(
        number=number,
        filters=recipe.filters,
        dense=recipe.dense,
        learning_rate=recipe.learning_rate,
        accuracy=best.validation_accuracy,
        epoch=best.epoch,
    )


def _write(path: Path, trials: list[SearchTrial]) -> None:
    """Write all trials as CSV, the whole file at once."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["trial", "filters", "dense", "learning_rate", "best_epoch", "validation_accuracy"])
    for trial in trials:
        widths = (" ".join(str(width) for width in layers) for layers in (trial.filters, trial.dense))
        writer.writerow([trial.number, *widths, f"{trial.learning_rate:g}", trial.epoch, f"{trial.accuracy:.6f}"])
    write_whole(path, text.getvalue())
