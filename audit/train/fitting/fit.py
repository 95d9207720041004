"""The training loop: one epoch at a time, the best weights kept, nothing lost when it is killed."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import UsageError
from audit.files import write_whole
from audit.train.architectures import build
from audit.train.architectures.quick import quickened
from audit.train.backend import precision_here
from audit.train.course.curves import CURVES, curves_svg
from audit.train.course.history import Epoch, write_history
from audit.train.course.summary import HISTORY, EpochReport, TrainingSummary
from audit.train.data.batches import training_batches
from audit.train.data.sampling import require_groups
from audit.train.fitting.averaging import averaged, require_statistics
from audit.train.fitting.batch_norm import reestimate, require_batch_norm
from audit.train.fitting.checkpoint import fingerprint_of, load_progress, save_progress
from audit.train.fitting.objective import prepare_training, validate
from audit.train.fitting.steps import Pass, train_once
from audit.train.fitting.weights import publish_weights, take_weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData

_TICK = 1e-9
"""Least time that a share is taken of: a clock may not have moved."""


def train(
    spec: ModelSpec,
    training: TrainingData,
    validation: TrainingData,
    folder: Path,
    *,
    report: Callable[[EpochReport], None],
    progress: Callable[[int, int], None] | None = None,
    start: ModelSpec | None = None,
    into: Path | None = None,
) -> TrainingSummary:
    """Train a model by its recipe and write weights and history.

    After every epoch the whole state is written to `checkpoint/` in a folder; called again with the same recipe and
    pictures after any interruption, the training goes on after the last finished epoch and comes to the same weights.
    The checkpoint stays: whoever has declared the weights removes it.

    Parameters
    ----------
    spec
        The model; its `recipe` says how.
    training, validation
        Pictures after the model's input contract. The validation pictures choose the best epoch and nothing else.
    folder
        Where `history.csv` is rewritten every epoch.
    report
        Called after every epoch.
    progress
        Called after every batch with the pictures of this epoch that have trained the network, and their number.
    start
        The model whose weights it starts from, see `take_weights`; None = fresh weights.
    into
        Where the weights and the curves are written at the end; by default `folder`.

    Raises
    ------
    UsageError
        Without a recipe, with one whose architecture is unknown or whose loss is no longer a number, or when the
        folder holds an interrupted training of another recipe.
    InputError
        When the pictures do not fit the model.
    """
    course = Course(spec, training, validation, folder, start)
    resumed_after = course.epochs_done
    while not course.finished:
        report(course.advance(progress))
    return course.publish(into or folder, resumed_after)


class Course:
    """One training from its start, or from its last finished epoch, to its end."""

    def __init__(
        self,
        spec: ModelSpec,
        training: TrainingData,
        validation: TrainingData,
        folder: Path,
        start: ModelSpec | None = None,
    ) -> None:
        declared = _recipe_of(spec)
        self._recipe = replace(declared, precision=precision_here(declared.precision))
        self._spec, self._folder = spec, folder
        self._training, self._validation = training, validation
        for data in (training, validation):
            data.require_fit(spec)
        require_groups(training, spec, self._recipe)
        began_from = None if start is None else start.sha256
        fingerprint = fingerprint_of(spec, self._recipe, training, validation, start=began_from)
        self._progress = load_progress(folder, fingerprint)
        self._model = quickened(build(spec, self._recipe, self._recipe.precision))
        require_batch_norm(self._model, spec, self._recipe)
        require_statistics(self._model, spec, self._recipe)
        if start is not None:
            take_weights(self._model, spec, start)
        steps = math.ceil(len(training) / self._recipe.batch) * self._recipe.epochs
        groups = 0 if training.groups is None else len(np.unique(training.groups))
        self._in_loss = prepare_training(self._model, spec, self._recipe, steps=steps, groups=groups)
        if self._progress.variables:
            for variable, value in zip(self._variables(), self._progress.variables, strict=True):
                variable.assign(value)

    @property
    def recipe(self) -> Recipe:
        """What it follows, the precision being the one computed in."""
        return self._recipe

    @property
    def epochs_done(self) -> int:
        """Epochs done so far, over all calls."""
        return len(self._progress.history)

    @property
    def best(self) -> Epoch:
        """The best epoch so far; raises UsageError before the first."""
        if self._progress.best is None:
            raise UsageError(f"model '{self._spec.id}': no epoch is done yet, so there are no weights to publish")
        return self._progress.best

    @property
    def finished(self) -> bool:
        """Whether all epochs are done or patience ran out."""
        return self._out_of_patience or self.epochs_done >= self._recipe.epochs

    @property
    def _out_of_patience(self) -> bool:
        accuracies = [epoch.validation_accuracy for epoch in self._progress.history]
        if not accuracies or not self._recipe.patience:
            return False
        since = len(accuracies) - 1 - accuracies.index(max(accuracies))
        return since >= self._recipe.patience

    def advance(self, progress: Callable[[int, int], None] | None = None) -> EpochReport:
        """Do one epoch and write down how far the training is."""
        began, before = time.monotonic(), self._progress
        passed = self._train_epoch(self.epochs_done + 1, progress)
        with averaged(self._model, self._recipe):
            epoch = self._validated(self.epochs_done + 1, passed)
            judged = tuple(variable.numpy() for variable in self._model.variables)
        seconds, kept = time.monotonic() - began, epoch.better_than(before.best)
        self._progress = replace(
            before,
            history=(*before.history, epoch),
            best=epoch if kept else before.best,
            seconds=before.seconds + seconds,
            waited=before.waited + passed.waited,
            variables=tuple(variable.numpy() for variable in self._variables()),
            best_weights=judged if kept else before.best_weights,
        )
        save_progress(self._folder, self._progress)
        write_history(self._folder / HISTORY, self._progress.history)
        waited = passed.waited / max(passed.seconds, _TICK)
        return EpochReport(epoch=epoch, epochs=self._recipe.epochs, seconds=seconds, waited=waited, kept=kept)

    def publish(self, into: Path, resumed_after: int) -> TrainingSummary:
        """Write weights, history and curves, and say what was done."""
        progress, best, path = self._progress, self.best, into / self._spec.weights.name
        weights = publish_weights(self._spec, self._recipe, progress.best_weights, path)
        write_history(self._folder / HISTORY, progress.history)
        write_whole(into / CURVES, curves_svg(progress.history, self._spec.title))
        return TrainingSummary(
            weights=weights,
            best=best,
            epochs=self.epochs_done,
            resumed_after=resumed_after,
            parameters=self._model.count_params(),
            images=len(self._training),
            validation_images=len(self._validation),
            left_out=self._training.left_out,
            seconds=progress.seconds,
            waited=progress.waited / max(progress.seconds, _TICK),
        )

    def let_weights_go(self) -> None:
        """Keep of a finished training what it came to and not its weights, which are most of its checkpoint."""
        self._progress = replace(self._progress, variables=(), best_weights=())
        save_progress(self._folder, self._progress)

    def _train_epoch(self, number: int, progress: Callable[[int, int], None] | None) -> Pass:
        passed = train_once(self._model, training_batches(self._training, self._spec, self._recipe, number), progress)
        if not math.isfinite(passed.loss):
            raise UsageError(
                f"model '{self._spec.id}': the loss of epoch {number} is not a number; "
                f"lower learning_rate = {self._recipe.learning_rate}, "
                "or look for pictures or weights with values that are no numbers"
            )
        return passed

    def _validated(self, number: int, passed: Pass) -> Epoch:
        if self._recipe.reestimate_batch_norm:
            reestimate(self._model, self._training, self._spec, self._recipe)
        checked = validate(self._model, self._spec, self._validation)
        return Epoch.of(number, loss=passed.loss, accuracy=passed.accuracy, checked=checked)

    def _variables(self) -> list[Any]:
        return [*self._model.variables, *self._model.optimizer.variables, *self._in_loss]


def _recipe_of(spec: ModelSpec) -> Recipe:
    if spec.recipe is None:
        raise UsageError(f"model '{spec.id}': has no [recipe] in its model.toml, so it cannot be trained here")
    return spec.recipe
