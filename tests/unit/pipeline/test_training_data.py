"""The pictures of a recipe: which train, which validate, and which may do neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Recipe
from audit.errors import UsageError
from audit.pipeline.training_data import data_of, drawn_validation, held_out_of_training, training_data

DRAWN = Recipe(architecture="tiny", data="drawn", images=40, rare="glasses=glasses", rare_share=0.5, balance="glasses")
SPEC = ModelSpec(
    id="m",
    title="M",
    labels=LABEL_SETS["happy-sad"],
    contract=InputContract(size=32, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE),
    weights=Path("w.keras"),
    recipe=DRAWN,
)

TRAINING, AUDITED = 40, 4


def test_drawn_faces_follow_the_contract_and_a_fifth_more_validates() -> None:
    split = training_data(SPEC, DRAWN, None, None)
    assert split.training.images.shape == (40, 32, 32, 1)
    assert split.training.images.dtype == np.uint8
    assert split.validation.images.shape == (8, 32, 32, 1)
    assert split.training.group_names == ("no glasses", "glasses")
    assert np.bincount(split.training.groups).min() >= 8  # about half of them, as the recipe says
    assert not np.array_equal(split.training.images[:8], split.validation.images)


def test_the_same_recipe_draws_the_same_and_another_seed_others() -> None:
    first, again, other = (drawn_validation(SPEC, replace(DRAWN, seed=seed)).images for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_a_feature_to_balance_nobody_is_grouped_and_an_unknown_one_is_refused() -> None:
    assert drawn_validation(SPEC, replace(DRAWN, balance="")).groups is None
    with pytest.raises(
        UsageError, match=r"drawn faces have no feature 'glases' to balance or weigh by; .*did you mean 'glasses'"
    ):
        drawn_validation(SPEC, replace(DRAWN, balance="glases"))


def test_what_a_short_run_held_out_is_not_what_the_recipe_does() -> None:
    assert len(held_out_of_training(SPEC, DRAWN)) == 8
    with pytest.raises(UsageError, match=r"its weights come from a short run \(1 of 9 epochs\); train it in full"):
        held_out_of_training(replace(SPEC, trial="1 of 9 epochs"), DRAWN)


def test_data_that_is_not_here_is_said_with_how_to_get_it(tmp_path) -> None:
    recipe = Recipe(architecture="tiny", data=str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="nowhere: the data of this recipe is not here; import it first"):
        data_of(recipe)
    assert data_of(recipe, tmp_path) == tmp_path


@pytest.fixture
def faces(tmp_path) -> Path:
    """Twenty pictures of noise: fifteen train, five validate, of which one is a copy."""
    rows = ["image,label,split"]
    for number in range(20):
        pixels = np.random.default_rng(0 if number == 19 else number).integers(0, 256, (32, 32)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png,{('happy', 'sad')[number % 2]},{'Train' if number < 15 else 'Valid'}")
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_splits_are_those_of_the_manifest_or_a_share_that_is_held_out(faces) -> None:
    recipe = Recipe(architecture="tiny", data=str(faces))
    split = training_data(SPEC, recipe, None, None)
    assert (len(split.training), len(split.validation)) == (15, 5)
    held = training_data(SPEC, replace(recipe, held_out=0.2), None, None)
    assert (len(held.training), len(held.validation)) == (12, 3)  # of the fifteen; the others are for audits
    assert len(training_data(SPEC, recipe, None, None, most=8).training) == 8


def test_a_photograph_never_stands_on_both_sides_where_the_recipe_says_so(faces) -> None:
    recipe = Recipe(architecture="tiny", data=str(faces), keep_duplicates_together=True)
    split = training_data(SPEC, recipe, None, None)
    assert (len(split.training), len(split.validation)) == (14, 5)  # number 19 is number 0 again
    assert sum(left.images for left in split.training.left_out) == 1


@pytest.fixture
def repeating(tmp_path: Path) -> ModelSpec:
    """A model whose recipe is about a cohort in which each photograph of Train stands twice, and Valid repeats four."""
    pytest.importorskip("keras")
    random = np.random.default_rng(5)
    photographs = [cv2.resize(random.integers(0, 256, (6, 6), np.uint8), (48, 48)) for _ in range(TRAINING // 2)]
    lines = ["image,label,split"]
    for number in range(TRAINING + AUDITED):
        photograph = number // 2 if number < TRAINING else number - TRAINING
        cv2.imwrite(str(tmp_path / f"{number}.png"), photographs[photograph])
        lines.append(f"{number}.png,{'happy' if photograph % 2 else 'sad'},{'Train' if number < TRAINING else 'Valid'}")
    (tmp_path / "manifest.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "cohort.toml").write_text('title = "Made"\nlabels = "happy-sad"\n')
    return ModelSpec(
        id="made",
        title="Made",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=48, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE),
        weights=tmp_path / "weights.keras",
        recipe=Recipe(architecture="cnn48", data=str(tmp_path), held_out=0.2, leave_out_copies=True),
    )


@pytest.mark.keras
def test_what_repeats_a_held_out_picture_or_one_of_the_audited_split_never_trains(repeating: ModelSpec) -> None:
    from audit.load import load_cohort
    from audit.train import hold_out, load_images

    recipe = repeating.recipe
    assert recipe is not None
    split = training_data(repeating, recipe, None, None)
    drawn = hold_out(load_images(load_cohort(Path(recipe.data), split="Train"), repeating, recipe), 0.2, recipe.seed)
    np.testing.assert_array_equal(split.validation.images, drawn.validation.images)  # the draw is as it was
    apart = {bytes(image) for image in split.validation.images} | {
        bytes(cv2.imread(str(Path(recipe.data) / f"{TRAINING + number}.png"), cv2.IMREAD_GRAYSCALE)[..., None])
        for number in range(AUDITED)
    }
    trained = [bytes(image) for image in split.training.images]
    assert trained
    assert apart.isdisjoint(trained)
    assert len(trained) + sum(left.images for left in split.training.left_out) == len(drawn.training)
