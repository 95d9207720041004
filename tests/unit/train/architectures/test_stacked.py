"""Convolutions one upon another, as recipes list them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.model.recipe import PADDINGS, Recipe, Search
from audit.errors import UsageError
from audit.load import load_model

pytestmark = pytest.mark.keras


def of_folder(name):
    """Return the model that a folder of the repository declares."""
    return load_model(Path(__file__).resolve().parents[4] / "models" / name)


@pytest.mark.parametrize(
    ("folder", "published", "layers"),
    [
        # 150 → 148 ("valid"), pooled 74, 37, 19 ("same"): 19·19·16 = 5,776 numbers into dense 256
        ("happy-sad-initial", 1_484_257, [448, 2_320, 2_320, 1_478_912, 257]),
        ("happy-sad-attempt-1", 2_972_161, [448, 4_640, 9_248, 2_957_568, 257]),
        ("happy-sad-attempt-2", 5_961_793, [448, 9_280, 36_928, 5_914_880, 257]),
        ("happy-sad-attempt-3", 884_833, [448, 9_280, 36_928, 18_464, 819_456, 257]),  # pooled once more: 10·10·32
        # 37·37·48 = 65,712; with Adam's two slots 3·4 bytes for each: the published file of 192.9 MiB
        ("happy-sad-attempt-5", 16_852_273, [1_792, 27_696, 16_822_528, 257]),
        ("happy-sad-attempt-5-batchnorm", 16_852_721, [1_792, 256, 27_696, 192, 16_822_528, 257]),
        ("fnn", 1_313_030, [1_180_160, 131_328, 1_542]),
        ("cnn5x5", 9_496_454, [832, 51_264, 9_438_208, 6_150]),
        ("cnn4x4-sgd", 9_477_734, [544, 32_832, 9_438_208, 6_150]),
    ],
)
def test_the_networks_of_the_studies_have_the_published_parameters_in_every_layer(layers_of, folder, published, layers):
    assert layers_of(folder) == layers
    assert sum(layers) == published


def test_attempt_4_has_the_published_space_and_two_convolutions_that_stay_inside(build):
    spec = of_folder("happy-sad-attempt-4")
    widths = (16, 32, 48, 64)
    assert spec.recipe.search == Search(
        trials=10,
        epochs=15,
        filters=(widths, widths),
        dense=((128, 256, 384, 512),),
        learning_rate=(0.01, 0.001, 0.0001),
    )
    model = build(spec, replace(spec.recipe, filters=(16, 32), dense=(128,)))
    convolutions = [layer.output.shape[1] for layer in model.layers if layer.name.startswith("conv2d")]
    assert convolutions == [148, 72]  # 150 - 2; 74 - 2


def test_padding_says_whether_convolutions_stay_inside(kit):
    def sides(padding):
        recipe = Recipe(architecture="stacked", data="faces", filters=(2, 2), padding=padding)
        layers = kit.architectures.stacked(recipe)
        return [layer.padding for layer in layers if hasattr(layer, "kernel_size")]

    assert {padding: sides(padding) for padding in PADDINGS} == {
        "same": ["same", "same"],
        "valid": ["valid", "valid"],
        "first-valid": ["valid", "same"],
    }


def test_dense_layers_follow_the_flattened_convolutions_each_with_its_own_dropout(kit):
    def names(**layers):
        recipe = Recipe(architecture="stacked", data="faces", dropout=0.5, **layers)
        return [type(layer).__name__ for layer in kit.architectures.stacked(recipe)]

    stage = ["Conv2D", "Activation", "MaxPooling2D"]
    assert names(filters=(2,)) == [*stage, "Flatten"]
    assert names(dense=(3, 4)) == ["Flatten", "Dense", "Dropout", "Dense", "Dropout"]
    assert names(filters=(2,), dense=(3,), batch_norm=True) == [
        *("Conv2D", "BatchNormalization", "Activation", "MaxPooling2D"),
        *("Flatten", "Dense", "Dropout"),
    ]


def test_without_layers_there_is_no_network(kit):
    with pytest.raises(UsageError, match=r"give filters = \[…\], dense = \[…\]"):
        kit.architectures.stacked(Recipe(architecture="stacked", data="faces"))
