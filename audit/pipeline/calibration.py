"""Calibration in order: declaration → held-out pictures → what the classifier says → temperature → declaration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.predictions import Outcome
from audit.domain.model.recipe import LABEL, MAJORITY, TARGETS, VOTES
from audit.domain.running.allowance import AS_THE_MACHINE, Allowance
from audit.domain.uncertainty.calibration import Calibrated
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError, one_of
from audit.pipeline.training_data import DRAWN, data_of, drawn_validation, held_out_of_training

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec
    from audit.predict import Classifier

_AGAINST = {LABEL: "the label", MAJORITY: "the annotators' majority", VOTES: "the annotators' votes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """What a classifier without temperature says of pictures it was not trained on.

    Attributes
    ----------
    probabilities
        float64, shape (n, k).
    targets
        int64, shape (n,), codes of emotions; or float64, shape (n, k), their shares.
    target
        One of `TARGETS`.
    source
        Which pictures they are, for the reader.
    split, pictures_sha256
        As `Temperature` has them.
    """

    probabilities: NDArray[np.float64]
    targets: NDArray[np.int64] | NDArray[np.float64]
    target: str
    source: str
    split: str | None = None
    pictures_sha256: str | None = None


def calibrate_model(
    folder: Path,
    *,
    cohort: Path | None,
    split: str | None,
    target: str | None,
    trusted: frozenset[str] = frozenset(),
    allowance: Allowance = AS_THE_MACHINE,
    progress: Callable[[int, int], None] | None = None,
) -> Calibrated:
    """Fit the temperature of a model on held-out pictures, and declare it in its model.toml.

    Parameters
    ----------
    folder
        A model folder with model.toml and weights.
    cohort
        Pictures the classifier was not trained on and will not be audited on; by default those its recipe validates
        with.
    split
        Only the rows with this value in the column `split`; by default, of the recipe's own data, its validation split.
    target
        One of `TARGETS`; by default the votes where the cohort has them, else the label.
    allowance
        How much memory and time it may take.
    trusted
        SHA-256 of code, or of a SavedModel, that somebody vouches for.
    progress
        Called with the pictures done so far and their number.

    Raises
    ------
    UsageError
        When there are no such pictures, or the recipe trains on some of them, or the target is not to be had.
    InputError
        When the pictures do not tell a temperature.
    ModelRefused
        When the weights are missing, changed, unsafe, or do not fit their declaration.
    """
    from audit.domain.model.outputs import log_probabilities
    from audit.load import bounded, check_trust, declare_calibration, load_model, verified, vouched
    from audit.measure import calibration_score, fit_temperature
    from audit.predict import load_classifier

    declaration = _declaration(folder)
    spec = bounded(vouched(replace(load_model(declaration), temperature=None), trusted), allowance)
    check_trust((spec,), trusted)
    if spec.members:
        raise UsageError(f"{folder}: an ensemble has no temperature of its own; calibrate its members")
    people = _pictures(spec, cohort, split)
    held_out = _held_out(
        spec, load_classifier(verified(spec).spec), people, target, split=_split(spec, cohort, split), to=progress
    )
    logits, targets = log_probabilities(held_out.probabilities, spec.output), held_out.targets
    temperature = Temperature(
        value=round(fit_temperature(logits, targets), 4),
        fitted_on=f"{held_out.source}, {len(targets):,} pictures, against {_AGAINST[held_out.target]}",
        split=held_out.split,
        pictures_sha256=held_out.pictures_sha256,
    )
    declare_calibration(declaration, temperature, spec.sha256)
    return Calibrated(
        temperature=temperature,
        target=held_out.target,
        images=len(targets),
        before=calibration_score(logits, targets),
        after=calibration_score(logits, targets, temperature.value),
    )


def _declaration(folder: Path) -> Path:
    path = folder / "model.toml" if folder.is_dir() else folder
    if path.suffix != ".toml":
        raise UsageError(f"{folder}: a temperature is declared in a model.toml; name a model folder")
    return path


def _split(spec: ModelSpec, cohort: Path | None, split: str | None) -> str | None:
    """Return the split asked for, or of the recipe's own data the one it validates with."""
    recipe = spec.recipe
    if split is not None or cohort is not None or recipe is None or recipe.held_out:
        return split
    return recipe.validation_split


def _pictures(spec: ModelSpec, cohort: Path | None, split: str | None) -> Cohort | None:
    """Return the held-out pictures; None where they are drawn, or a share of the recipe's training split."""
    from audit.load import load_cohort

    recipe = spec.recipe
    if cohort is None and recipe is None:
        raise UsageError(f"model '{spec.id}': has no recipe that says what it was validated with; name --cohort")
    if cohort is None and recipe is not None and recipe.data == DRAWN:
        if split is not None:
            raise UsageError(
                f"model '{spec.id}': its data are drawn faces, which have no split '{split}'; name --cohort"
            )
        return None
    if cohort is None and split is None and recipe is not None and recipe.held_out:
        return None
    source = cohort if recipe is None else data_of(recipe, cohort)
    if source is None:
        return None
    people = load_cohort(source, split=_split(spec, cohort, split))
    _refuse_training_pictures(spec, source, people)
    return people


def _refuse_training_pictures(spec: ModelSpec, source: Path, people: Cohort) -> None:
    recipe = spec.recipe
    if recipe is None or source.resolve() != Path(recipe.data).resolve() or people.split is None:
        return
    trained = people.split.count(recipe.train_split)
    if trained:
        raise UsageError(
            f"{source}: {trained:,} of these pictures are what model '{spec.id}' is trained on (split "
            f"'{recipe.train_split}'), where it is surer than elsewhere; take --split {recipe.validation_split}"
        )


def _held_out(
    spec: ModelSpec,
    classifier: Classifier,
    people: Cohort | None,
    target: str | None,
    *,
    split: str | None,
    to: Callable[[int, int], None] | None,
) -> HeldOut:
    if people is None:
        return _of_recipe(spec, classifier, target, to)
    from audit.predict import look

    target = target or (LABEL if people.votes is None else VOTES)
    rows, targets = _targets(people, spec.labels, target)
    looked = look(classifier, spec.contract, people, rows, progress=to)
    seen = looked.outcomes == Outcome.SCORED.code
    return HeldOut(
        probabilities=looked.probabilities[seen],
        targets=targets[seen],
        target=target,
        source=people.id if split is None else f"{people.id}, split {split}",
        split=split,
        pictures_sha256=people.pictures_sha256(split),
    )


def _of_recipe(
    spec: ModelSpec, classifier: Classifier, target: str | None, to: Callable[[int, int], None] | None
) -> HeldOut:
    """Return what is said of pictures that only the recipe knows: drawn ones, or a share of its training split."""
    recipe = spec.recipe
    if recipe is None or recipe.data == DRAWN:
        return _of_drawn(spec, classifier, target)
    target = target or (LABEL if recipe.target == LABEL else VOTES)
    faces = held_out_of_training(spec, replace(recipe, target=target), to)
    return HeldOut(
        probabilities=classifier.probabilities(faces.inputs(spec)),
        targets=faces.codes if faces.shares is None else faces.shares,
        target=target,
        source=f"{recipe.held_out:.0%} of {recipe.data}, split {recipe.train_split}, held out by the recipe",
    )


def _of_drawn(spec: ModelSpec, classifier: Classifier, target: str | None) -> HeldOut:
    if spec.recipe is None or target not in (None, LABEL):
        raise UsageError(f"model '{spec.id}': drawn faces have a label and no votes, so --target is 'label'")
    faces = drawn_validation(spec, spec.recipe)
    said = classifier.probabilities(faces.inputs(spec))
    return HeldOut(
        probabilities=said, targets=faces.codes, target=LABEL, source="drawn faces of the recipe's validation"
    )


def _targets(
    people: Cohort, labels: LabelSet, target: str
) -> tuple[NDArray[np.int64], NDArray[np.int64] | NDArray[np.float64]]:
    """Return the rows that tell a temperature, and what is true of each.

    With votes these are the pictures that `Cohort.mostly_votes_for` tells.
    """
    if target not in TARGETS:
        raise UsageError(f"unknown target '{target}'; {one_of(target, TARGETS)}")
    if target != VOTES:
        from audit.train import target_codes

        codes = target_codes(people, labels, target)
        rows = np.flatnonzero(codes != OUTSIDE)
        return rows, codes[rows]
    votes = people.votes_for(labels)
    if votes is None:
        raise UsageError(f"cohort '{people.id}': has no votes_… columns; take --target label")
    rows = np.flatnonzero(people.mostly_votes_for(labels))
    return rows, votes[rows] / votes[rows].sum(axis=1, keepdims=True)
