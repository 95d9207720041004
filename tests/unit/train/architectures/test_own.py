"""Networks of this project."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.errors import UsageError

pytestmark = pytest.mark.keras


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


def test_what_each_ends_with_before_the_output(kit, fer7):
    def end(make):
        return [type(layer).__name__ for layer in make(fer7.recipe)[-3:]]

    own = kit.architectures.own
    assert end(own.tiny) == ["Flatten", "Dropout", "Dense"]
    assert end(own.small_vgg) == ["Activation", "GlobalAveragePooling2D", "Dropout"]
    assert end(own.light) == ["Activation", "GlobalAveragePooling2D", "Dropout"]
    assert end(own.vgg10) == ["Activation", "GlobalAveragePooling2D", "Dropout"]


def test_the_groups_of_vgg10_are_as_wide_as_a_recipe_lists_them(build, fer7):
    recipe = replace(fer7.recipe, architecture="vgg10", filters=(8, 16, 16, 32))
    spec = replace(fer7, contract=InputContract(size=48, colour=Colour.GREY, channels=1))
    network = build(spec, recipe)
    kernels = [variable.shape[-1] for variable in network.trainable_variables if variable.shape[:2] == (3, 3)]
    assert kernels == [8, 8, 16, 16, 16, 16, 16, 32, 32, 32]


@pytest.mark.parametrize("filters", [(24,), (24, 48, 96, 192, 384)])
def test_filters_for_more_or_fewer_groups_than_there_are_is_refused(build, fer7, filters):
    with pytest.raises(UsageError, match=rf"4 groups of convolutions, and filters lists {len(filters)} widths; give"):
        build(fer7, replace(fer7.recipe, architecture="vgg10", filters=filters))
