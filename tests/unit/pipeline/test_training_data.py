"""Which pictures of a recipe train and which validate, where photographs are repeated."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Recipe

pytestmark = pytest.mark.keras

TRAINING, AUDITED = 40, 4


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
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


def test_what_repeats_a_held_out_picture_or_one_of_the_audited_split_never_trains(spec: ModelSpec) -> None:
    from audit.load import load_cohort
    from audit.pipeline.training_data import training_data
    from audit.train import hold_out, load_images

    recipe = spec.recipe
    assert recipe is not None
    split = training_data(spec, recipe, None, None)
    drawn = hold_out(load_images(load_cohort(Path(recipe.data), split="Train"), spec, recipe), 0.2, recipe.seed)
    np.testing.assert_array_equal(split.validation.images, drawn.validation.images)  # the draw is as it was
    apart = {bytes(image) for image in split.validation.images} | {
        bytes(cv2.imread(str(Path(recipe.data) / f"{TRAINING + number}.png"), cv2.IMREAD_GRAYSCALE)[..., None])
        for number in range(AUDITED)
    }
    trained = [bytes(image) for image in split.training.images]
    assert trained
    assert apart.isdisjoint(trained)
    assert len(trained) + sum(left.images for left in split.training.left_out) == len(drawn.training)
