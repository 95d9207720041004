"""The networks that recipes name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.recipe import Augmentation, Recipe, Search
from audit.errors import UsageError
from audit.load import load_model

pytestmark = pytest.mark.keras


@pytest.fixture
def build(kit):
    """Build the network of a model."""
    return kit.architectures.build


@pytest.fixture
def fer7(tmp_path):
    """The model of the published small CNN on FER2013."""
    augmentation = Augmentation(flip=True, shift=0.1, rotate=0.1, zoom=0.1, contrast=0.1, noise=5.0)
    return ModelSpec(
        id="cnn48",
        title="cnn48",
        labels=LABEL_SETS["fer7"],
        contract=InputContract(size=48),
        weights=tmp_path / "weights.keras",
        recipe=Recipe(architecture="cnn48", data="faces", dropout=0.2, augmentation=augmentation),
    )


def test_sharpness_changes_pictures_both_ways_and_only_in_training(kit):
    (layer,) = kit.architectures.augmentation.tone(Augmentation(sharpness=1.0), seed=3)
    board = np.tile(np.array([[0.4, 0.6], [0.6, 0.4]], np.float32), (8, 8))[None, :, :, None]
    seen = np.asarray(layer(np.repeat(board, 64, axis=0), training=True))[:, 2:-2, 2:-2]
    contrast = seen.std(axis=(1, 2, 3)) / board.std()
    assert contrast.min() < 0.7
    assert contrast.max() > 1.3
    assert np.asarray(layer(board, training=False)) == pytest.approx(board)


def test_cnn48_has_the_published_number_of_parameters_in_every_layer(build, fer7):
    model = build(fer7, fer7.recipe)
    counts = [layer.count_params() for layer in model.layers if layer.count_params()]
    # 3·3·3·16+16, 3·3·16·32+32, 3·3·32·64+64, 2304·128+128, 128·7+7
    assert counts == [448, 4_640, 18_496, 295_040, 903]
    assert model.count_params() == 319_527
    assert next(layer for layer in model.layers if layer.name == "flatten").output.shape[1] == 2_304


@pytest.mark.parametrize(
    ("architecture", "contract", "parameters"),
    [
        # 5·5·32 + 9·32·32 + 9·32·64 + 9·64·64 + 9·64·128 + 9·128·128 weights, four per filter to normalise, 128·2 + 2
        ("small-vgg", InputContract(size=48, colour=Colour.GREY, channels=1), 288_546),
        # 5·5·12 + 9·(12·16 + 16·32 + 32² + 32·56 + 56²) + 56·112 weights, four per filter to normalise, 112·2 + 2
        ("light", InputContract(size=48, colour=Colour.GREY, channels=1), 67_966),
        # 27·8+8, 9·8·16+16, 9·16·32+32, 6·6·32·32+32, 32·2+2
        ("tiny", InputContract(size=48), 42_994),
        # 9·(24 + 24² + 24·48 + 48² + 48·96 + 2·96² + 96·192 + 2·192²) weights, four per filter to normalise, 192·2 + 2
        ("vgg10", InputContract(size=48, colour=Colour.GREY, channels=1), 1_077_722),
    ],
)
def test_the_two_emotion_networks_stay_small(build, fer7, architecture, contract, parameters):
    spec = replace(fer7, labels=LABEL_SETS["happy-sad"], contract=contract)
    assert build(spec, replace(fer7.recipe, architecture=architecture)).count_params() == parameters


def test_augmentation_does_nothing_outside_training(build, fer7):
    pixels = np.random.default_rng(0).integers(0, 256, (4, 48, 48, 3)).astype(np.float32)
    model, plain = build(fer7, fer7.recipe), replace(fer7.recipe, augmentation=Augmentation())
    weights = model.get_weights()
    said, in_training = model(pixels, training=False).numpy(), model(pixels, training=True).numpy()
    bare = build(fer7, plain)
    bare.set_weights(weights)
    assert np.array_equal(said, bare(pixels, training=False).numpy())
    assert not np.allclose(said, in_training)


@pytest.mark.parametrize(
    ("scale", "values"), [(Scale.RAW, [0, 255]), (Scale.UNIT, [0, 1]), (Scale.SIGNED, [-1, 1])], ids=str
)
def test_every_scale_of_the_contract_means_the_same_to_the_network(build, fer7, scale, values):
    half_white = np.full((1, 48, 48, 3), values[0], np.float32)
    half_white[:, :24] = values[1]
    spec = replace(fer7, contract=replace(fer7.contract, scale=scale))
    raw = np.full((1, 48, 48, 3), 0, np.float32)
    raw[:, :24] = 255
    expected = build(fer7, fer7.recipe)(raw, training=False).numpy()
    assert np.allclose(build(spec, fer7.recipe)(half_white, training=False).numpy(), expected, atol=1e-6)


def test_the_seed_fixes_the_first_weights(build, fer7):
    first, again = (build(fer7, fer7.recipe).get_weights()[0] for _ in range(2))
    other = build(fer7, replace(fer7.recipe, seed=1)).get_weights()[0]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_output_follows_the_declaration(build, fer7):
    logits = build(replace(fer7, output=Output.LOGITS), fer7.recipe)
    assert logits.layers[-1].activation.__name__ == "linear"
    two = replace(fer7, labels=LABEL_SETS["happy-sad"], output=Output.SIGMOID, positive="sad")
    assert build(two, fer7.recipe).output_shape == (None, 1)


def test_an_unknown_architecture_is_refused_with_the_known_ones(build, fer7):
    with pytest.raises(UsageError, match=r"unknown architecture 'cnn84'; expected one of .*did you mean 'cnn48'"):
        build(fer7, replace(fer7.recipe, architecture="cnn84"))


def test_every_architecture_builds_from_standard_layers(kit, build, fer7):
    for name in set(kit.architectures.ARCHITECTURES) - {"stacked", "alexnet", "vgg16"}:  # these: below, as published
        assert_standard(build(fer7, replace(fer7.recipe, architecture=name)), 7)


def assert_standard(model, emotions):
    """Hold that a network is of Keras' own layers, so that it loads in safe mode, and says so many emotions."""
    assert all(type(layer).__module__.startswith("keras.") for layer in model.layers)
    assert model.output_shape == (None, emotions)


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
        (
            "alexnet",
            58_310_023,
            [34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 28_679],
        ),
        (
            "vgg16",
            14_714_688 + 3_078,
            [1_792, 36_928, 73_856, 147_584, 295_168, 590_080, 590_080, 1_180_160, *[2_359_808] * 5, 3_078],
        ),
    ],
)
def test_the_networks_of_the_studies_have_the_published_parameters_in_every_layer(build, folder, published, layers):
    spec = of_folder(folder)
    model = build(spec, spec.recipe)
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == layers
    assert model.count_params() == sum(layers) == published
    assert_standard(model, 1 if spec.output is Output.SIGMOID else len(spec.labels))


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


def test_layers_that_an_architecture_would_not_look_at_are_refused(build, fer7):
    with pytest.raises(UsageError, match=r"'cnn48' has layers of its own, so filters, kernel would do nothing"):
        build(fer7, replace(fer7.recipe, filters=(8,), kernel=5))
    with pytest.raises(UsageError, match=r"give filters = \[…\], dense = \[…\]"):
        build(fer7, replace(fer7.recipe, architecture="stacked"))


def test_pictures_too_small_for_a_network_are_refused(build, fer7):
    small = replace(fer7, contract=InputContract(size=16))
    with pytest.raises(UsageError, match="pictures of 16×16 pixels are too small for 'alexnet'"):
        build(small, replace(fer7.recipe, architecture="alexnet"))
