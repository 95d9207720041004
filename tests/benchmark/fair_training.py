"""Who gains and who loses by the way a classifier is trained: drawn faces with a rare group, and FER+ with London.

PYTHONPATH=tests python tests/benchmark/fair_training.py drawn      trains on drawn faces
PYTHONPATH=tests python tests/benchmark/fair_training.py ferplus    trains on FER+, judges on its Valid and on London
PYTHONPATH=tests python tests/benchmark/fair_training.py page       writes FAIR_TRAINING.md beside it

FER+ and London have to lie in `cohorts/` (the page says by which commands). What was trained is kept in
build/fair_training, so that a run that was ended goes on where it was. All arms were fixed before any was judged.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmark.fair_training_page import write_page
from numpy.typing import NDArray

from audit.domain.contract.input_contract import Scale
from audit.domain.model.recipe import MAJORITY, VOTES
from audit.files import whole_file
from audit.images import prepared, to_input
from audit.load import load_cohort, load_model
from audit.pipeline.training_data import training_data
from audit.simulate import DrawnPlan, draw_cohort
from audit.train import TrainingData, load_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.model.model import ModelSpec

KEPT = Path("build/fair_training")
ANSWERS = "answers.npz"
DRAWN_MODEL, FERPLUS_MODEL = Path("models/drawn-happy-sad"), Path("models/light8")
FERPLUS, LONDON = Path("cohorts/ferplus"), Path("cohorts/london")
RARE = "age_group"
DRAWN_SEEDS, FERPLUS_SEEDS = range(200, 205), range(100, 103)
JUDGED_FACES, JUDGED_SEED = 4000, 2_000_003  # trainings draw with twice their seed, and one more
FERPLUS_EPOCHS = 6
SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A way to train.

    Attributes
    ----------
    name
        As the page has it.
    recipe
        What is other in the recipe.
    teacher
        Arm whose network of the same seed says half of what a picture is learned as; "" = none.
    """

    name: str
    recipe: dict[str, Any] = field(default_factory=dict)
    teacher: str = ""


DRAWN_ARMS = (
    Arm(name="plain"),
    Arm(name="balance", recipe={"balance": RARE}),
    Arm(name="robust", recipe={"robust": RARE}),
    Arm(name="balance + robust", recipe={"balance": RARE, "robust": RARE}),
    Arm(name="mixup", recipe={"mixup": 0.2}),
    Arm(name="balance + mixup", recipe={"balance": RARE, "mixup": 0.2}),
    Arm(name="teacher", teacher="plain"),
    Arm(name="balance + teacher", recipe={"balance": RARE}, teacher="balance"),
)
FERPLUS_ARMS = (
    Arm(name="majority", recipe={"target": MAJORITY}),
    Arm(name="votes", recipe={"target": VOTES}),
    Arm(name="votes + teacher", recipe={"target": VOTES}, teacher="models/ferplus8"),
    Arm(name="class weights", recipe={"target": MAJORITY, "class_weights": True}),
    Arm(name="mixup", recipe={"target": MAJORITY, "mixup": 0.2}),
)


def main(part: str) -> None:
    """Train the arms of a part of the study, or write the page."""
    if part == "drawn":
        train_drawn()
    elif part == "ferplus":
        train_ferplus()
    else:
        write_page(_kept(DRAWN_ARMS, DRAWN_SEEDS, "drawn"), _kept(FERPLUS_ARMS, FERPLUS_SEEDS, "ferplus"))


def _kept(arms: tuple[Arm, ...], seeds: range, part: str) -> dict[str, list[dict[str, NDArray[Any]]]]:
    """Return what every arm answered, seed by seed; only seeds that every arm was trained with."""
    whole = [seed for seed in seeds if all((_folder(part, arm.name, seed) / ANSWERS).exists() for arm in arms)]
    return {arm.name: [_read(_folder(part, arm.name, seed)) for seed in whole] for arm in arms}


def _read(folder: Path) -> dict[str, NDArray[Any]]:
    with np.load(folder / ANSWERS, allow_pickle=False) as arrays:
        return dict(arrays)


def _folder(part: str, name: str, seed: int) -> Path:
    return KEPT / part / f"{name.replace(' ', '')}-{seed}"


def train_drawn() -> None:
    """Train every arm on drawn faces, seed by seed, and ask it about faces of another seed."""
    spec = _untrained(DRAWN_MODEL)
    plan = DrawnPlan(faces=JUDGED_FACES, labels=spec.labels, seed=JUDGED_SEED)
    judged = draw_cohort(plan)
    raw = replace(spec.contract, scale=Scale.RAW)
    pictures = np.stack([to_input(face, raw) for face in judged.images])
    truth = {"codes": judged.y_true, "groups": judged.codes[:, [f.name for f in judged.features].index(RARE)]}
    for seed in DRAWN_SEEDS:
        for folder in _train_drawn(spec, seed):
            _keep(folder, answered=_asked(folder, pictures).argmax(axis=1), **truth)


def _train_drawn(spec: ModelSpec, seed: int) -> Iterator[Path]:
    """Train the arms of a seed that are not trained yet; give the folder of each."""
    to_do = [arm for arm in DRAWN_ARMS if not (_folder("drawn", arm.name, seed) / ANSWERS).exists()]
    if not to_do:
        return
    assert spec.recipe is not None
    recipe = replace(spec.recipe, seed=seed)
    split = training_data(spec, replace(recipe, balance=RARE), None, None)  # with groups, for all arms
    for arm in to_do:
        folder, training = _folder("drawn", arm.name, seed), split.training
        if arm.teacher:
            said = _asked(_folder("drawn", arm.teacher, seed), training.images)
            training = replace(training, soft=(1 - SHARE) * training.targets(len(spec.labels)) + SHARE * said)
        _fit(replace(spec, recipe=replace(recipe, **arm.recipe)), training, split.validation, folder)
        yield folder


def train_ferplus() -> None:
    """Train every arm on FER+, seed by seed, and ask it about FER2013's Valid and about London's smiles."""
    spec = _untrained(FERPLUS_MODEL)
    assert spec.recipe is not None
    base = replace(spec.recipe, epochs=FERPLUS_EPOCHS)
    split = training_data(spec, base, None, None)  # who is held out does not change with the seed of the weights
    bare = replace(base, target=MAJORITY, soft_targets="", soft_share=0.0)
    valid = load_images(load_cohort(FERPLUS, split=base.validation_split), spec, bare)
    smiles, known = _smiles(spec)
    for seed in FERPLUS_SEEDS:
        for arm in FERPLUS_ARMS:
            folder = _folder("ferplus", arm.name, seed)
            if (folder / ANSWERS).exists():
                continue
            recipe = replace(bare, seed=seed, **arm.recipe)
            _fit(replace(spec, recipe=recipe), _learned(split.training, arm), _learned(split.validation, arm), folder)
            said = {"valid": _asked(folder, valid.images), "london": _asked(folder, smiles)}
            answers = {name: each.argmax(axis=1) for name, each in said.items()}
            _keep(folder, **answers, valid_codes=valid.codes, **known)


def _learned(data: TrainingData, arm: Arm) -> TrainingData:
    """Return the pictures with what an arm learns them as."""
    if arm.recipe["target"] == MAJORITY:
        return replace(data, shares=None, soft=None)
    return data if arm.teacher else replace(data, soft=None)


def _smiles(spec: ModelSpec) -> tuple[NDArray[np.float32], dict[str, NDArray[Any]]]:
    """Return London's smiling faces as the network sees them, found by its contract's finder, and who they are."""
    cohort = load_cohort(LONDON)
    smiling = np.flatnonzero(cohort.y_true == cohort.labels.code("happy"))
    names = [cohort.images[row] for row in smiling.tolist()]
    boxes = None if cohort.boxes is None else cohort.boxes[smiling]
    pixels = [each.pixels for each in prepared(cohort.root, names, boxes, replace(spec.contract, scale=Scale.RAW))]
    assert all(each is not None for each in pixels), "a face of London was not found"
    who = {
        feature.name: np.array(feature.groups)[cohort.codes[smiling, position]]
        for position, feature in enumerate(cohort.features)
        if feature.name in ("gender", "ethnicity")
    }
    return np.stack([np.asarray(each, np.float32) for each in pixels]), who


def _untrained(folder: Path) -> ModelSpec:
    return replace(load_model(folder), weights=Path("weights.keras"), sha256=None, temperature=None)


def _fit(spec: ModelSpec, training: TrainingData, validation: TrainingData, folder: Path) -> None:
    from audit.train.fitting.network import train

    summary = train(spec, training, validation, folder, report=lambda _: None)
    sys.stdout.write(f"{folder}: {summary.best.validation_accuracy:.4f} of its validation, {summary.seconds:.0f} s\n")
    sys.stdout.flush()


def _asked(folder: Path, pictures: NDArray[Any]) -> NDArray[np.float64]:
    """Return what a trained network says of pictures, values 0…255; float64, shape (n, k)."""
    from audit.train.backend import keras

    network = keras.models.load_model(folder / "weights.keras", compile=False, safe_mode=True)
    return np.asarray(network.predict(pictures.astype(np.float32), batch_size=256, verbose=0), np.float64)


def _keep(folder: Path, **arrays: NDArray[Any]) -> None:
    with whole_file(folder / ANSWERS) as path, path.open("wb") as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(sys.argv[1])
