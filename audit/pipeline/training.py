"""Training in order: declaration → pictures after the input contract → epochs → weights, hash declared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model import ModelSpec, Recipe
    from audit.train import EpochReport, TrainingData, TrainingSummary

DRAWN = "drawn"
"""`data` of a recipe that is trained on drawn faces."""

_VALIDATION_SHARE = 5
"""One validation face for so many drawn training faces."""


def train_model(
    folder: Path,
    *,
    data: Path | None,
    out: Path | None,
    report: Callable[[EpochReport], None],
    progress: Callable[[int, int], None],
) -> TrainingSummary:
    """Train the model of a folder by its recipe.

    Parameters
    ----------
    folder
        A model folder with model.toml.
    data
        A cohort folder whose `split` column tells training from validation; by default the recipe's own.
    out
        Where weights, history and checkpoint go, with a copy of model.toml; by default the model folder.
    report
        Called after every epoch.
    progress
        Called while pictures are read.

    Raises
    ------
    AuditError
        When there is no recipe, the data is not there, or an emotion has no picture.
    """
    from audit.files import write_whole
    from audit.load import declare_calibration, load_model
    from audit.train import declare_sha256, train

    spec = replace(load_model(folder), temperature=None)  # one fitted for other weights
    if spec.recipe is None:
        raise UsageError(f"{folder}: model.toml has no [recipe], so this model cannot be trained here")
    target = out or folder
    training, validation = _data(spec, spec.recipe, data, progress)
    summary = train(spec, training, validation, target, report=report, start=_start(spec.recipe))
    if target != folder:
        write_whole(target / "model.toml", (folder / "model.toml").read_bytes())
    declare_calibration(target / "model.toml", None, None)
    declare_sha256(target / "model.toml", summary.weights.sha256)
    return summary


def _start(recipe: Recipe) -> ModelSpec | None:
    """Return the model whose weights a training starts from, its file looked at; None for fresh weights."""
    if not recipe.start:
        return None
    from audit.load import find_model, load_model
    from audit.predict import vet

    start = load_model(find_model(recipe.start))
    vet(start)
    if start.sha256 is None:
        raise UsageError(f"start = '{recipe.start}': that model declares no sha256; train it first")
    return start


def _data(
    spec: ModelSpec, recipe: Recipe, data: Path | None, progress: Callable[[int, int], None] | None
) -> tuple[TrainingData, TrainingData]:
    if data is None and recipe.data == DRAWN:
        return _drawn(spec, recipe, recipe.images, seed=0), drawn_validation(spec, recipe)
    from audit.load import load_cohort
    from audit.train import hold_out, load_images

    source = data_of(recipe, data)
    training = load_images(load_cohort(source, split=recipe.train_split), spec, recipe, progress)
    if recipe.held_out:
        return hold_out(training, recipe.held_out, recipe.seed)
    return training, load_images(load_cohort(source, split=recipe.validation_split), spec, recipe, progress)


def held_out_of_training(
    spec: ModelSpec, recipe: Recipe, progress: Callable[[int, int], None] | None = None
) -> TrainingData:
    """Return the pictures of its training split that a recipe validates with and never trains on."""
    return _data(spec, recipe, None, progress)[1]


def data_of(recipe: Recipe, data: Path | None = None) -> Path:
    """Return the cohort folder of a recipe, or the one named in its place; raises UsageError when it is not here."""
    source = data or Path(recipe.data)
    if not source.exists():
        raise UsageError(
            f"{source}: the data of this recipe is not here; import it first (emotion-audit import --help), "
            "or name another cohort"
        )
    return source


def drawn_validation(spec: ModelSpec, recipe: Recipe) -> TrainingData:
    """Return the drawn faces that a recipe validates with."""
    return _drawn(spec, recipe, recipe.images // _VALIDATION_SHARE, seed=1)


def _drawn(spec: ModelSpec, recipe: Recipe, faces: int, *, seed: int) -> TrainingData:
    """Return drawn faces after the model's input contract, with the recipe's rare group as rare as it says."""
    from audit.images import to_input
    from audit.simulate import DrawnPlan, GroupShare, draw_cohort
    from audit.train import TrainingData

    rare = (GroupShare.parse(recipe.rare, recipe.rare_share),) if recipe.rare else ()
    plan = DrawnPlan(faces=faces, labels=spec.labels, shares=rare, seed=recipe.seed * 2 + seed)
    drawn = draw_cohort(plan)
    return TrainingData(images=np.stack([to_input(face, spec.contract) for face in drawn.images]), codes=drawn.y_true)
