"""The pictures of a recipe: which train, which validate, and which may do neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.contract.input_contract import Scale
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train import Split, TrainingData

DRAWN = "drawn"
"""`data` of a recipe that is trained on drawn faces."""

FEWEST = 4
"""Pictures of the shortest run: two of each of two emotions."""

_VALIDATION_SHARE = 5
"""One validation picture for so many training pictures, where the recipe names no share: drawn faces, short runs."""


def training_data(
    spec: ModelSpec,
    recipe: Recipe,
    data: Path | None,
    progress: Callable[[int, int], None] | None,
    most: int | None = None,
) -> Split:
    """Return the pictures a recipe trains on and those it validates with; `most`: of about so many in all."""
    from audit.train import Split, hold_out, with_duplicates_as_people

    if data is None and recipe.data == DRAWN:
        return Split(training=_drawn(spec, recipe, recipe.images, seed=0), validation=drawn_validation(spec, recipe))
    from audit.load import load_cohort
    from audit.train import load_images

    source = data_of(recipe, data)
    training = load_images(load_cohort(source, split=recipe.train_split), spec, recipe, progress, most=most)
    if not recipe.held_out:
        fewer = None if most is None else max(most // _VALIDATION_SHARE, FEWEST)
        validating = load_cohort(source, split=recipe.validation_split)
        validation = load_images(validating, spec, recipe, progress, most=fewer)
        return Split(training=_unrepeated(recipe, training, validation), validation=validation)
    if recipe.keep_duplicates_together:
        if (audited := _audited(recipe, source)) is not None:
            training = _unrepeated(recipe, training, load_images(audited, spec, recipe, progress))
        training = with_duplicates_as_people(training)
    evenly = recipe.stratified or most is not None  # of few pictures, chance would leave an emotion out
    split = hold_out(training, recipe.held_out, recipe.seed, stratified=evenly)
    return _without_copies(spec, recipe, source, split) if recipe.leave_out_copies else split


def _without_copies(spec: ModelSpec, recipe: Recipe, source: Path, split: Split) -> Split:
    """Return a split without the training pictures that repeat one held out, or one of the split for audits."""
    from audit.train import load_images, without_repeats_of

    training = without_repeats_of(split.training, split.validation)
    if (audited := _audited(recipe, source)) is not None:
        bare = replace(recipe, soft_targets="", soft_share=0.0)  # which say nothing of pictures that never train
        training = without_repeats_of(training, load_images(audited, spec, bare))
    return replace(split, training=training)


def _unrepeated(recipe: Recipe, training: TrainingData, others: TrainingData) -> TrainingData:
    from audit.train import without_repeats_of

    return without_repeats_of(training, others) if recipe.keep_duplicates_together else training


def _audited(recipe: Recipe, source: Path) -> Cohort | None:
    """Return the split that a recipe leaves for audits; None where the cohort has no such split."""
    from audit.load import load_cohort

    cohort = load_cohort(source)
    here = cohort.split is not None and cohort.of_split(recipe.validation_split).any()
    return load_cohort(source, split=recipe.validation_split) if here else None


def held_out_of_training(
    spec: ModelSpec, recipe: Recipe, progress: Callable[[int, int], None] | None = None
) -> TrainingData:
    """Return the pictures of its training split that a recipe validates with and never trains on.

    Raises
    ------
    UsageError
        When the weights come from a short run, which held out other pictures.
    """
    if spec.trial:
        raise UsageError(f"model '{spec.id}': its weights come from a short run ({spec.trial}); train it in full first")
    bare = replace(recipe, soft_targets="", soft_share=0.0)  # which only training pictures are learned as
    return training_data(spec, bare, None, progress).validation


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
    contract = replace(spec.contract, scale=Scale.RAW)
    images = np.stack([to_input(face, contract) for face in drawn.images]).astype(np.uint8)
    names = [feature.name for feature in drawn.features]
    wanted = recipe.grouped_by
    if wanted and wanted not in names:
        raise UsageError(f"drawn faces have no feature '{wanted}' to balance or weigh by; {one_of(wanted, names)}")
    feature = names.index(wanted) if wanted else None
    return TrainingData(
        images=images,
        codes=drawn.y_true,
        groups=None if feature is None else drawn.codes[:, feature],
        group_names=() if feature is None else drawn.features[feature].groups,
    )
