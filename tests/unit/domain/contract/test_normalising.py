"""Means and deviations: named, for each channel, in the order the model takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.domain.contract.normalising import Normalisation, Standardise
from audit.errors import UsageError

UNIT = InputContract(size=32, scale=Scale.UNIT)


def test_imagenet_is_what_torchvision_prints_in_the_order_and_range_of_the_contract():
    named = replace(UNIT, mean="imagenet", std="imagenet")
    assert named.normalisation == Normalisation(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
    blue_first = replace(named, colour=Colour.BGR).normalisation
    assert blue_first == Normalisation(mean=(0.406, 0.456, 0.485), std=(0.225, 0.224, 0.229))
    raw = replace(named, scale=Scale.RAW).normalisation
    assert raw.mean == pytest.approx((123.675, 116.28, 103.53))


def test_one_of_the_two_may_be_left_out_and_one_number_is_for_all_channels():
    assert replace(UNIT, mean=0.5).normalisation == Normalisation(mean=(0.5,), std=(1.0,))
    assert replace(UNIT, std=[0.1, 0.2, 0.3]).normalisation == Normalisation(mean=(0.0,), std=(0.1, 0.2, 0.3))
    assert UNIT.normalisation is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mean": "imagenet"}, "write mean = 'imagenet' and std = 'imagenet'"),
        ({"mean": "imagenett", "std": "imagenett"}, r"expected one of imagenet \(did you mean 'imagenet'"),
        ({"mean": (0.1, 0.2)}, "mean is one number, or 3 in the order of the channels, found 2"),
        ({"std": 0.0}, "std divides, so it is above 0, found 0"),
        ({"mean": float("nan")}, "mean is made of finite numbers"),
        ({"mean": 0.5, "standardise": Standardise.PICTURE}, "take one of the two out"),
        ({"mean": "imagenet", "std": "imagenet", "scale": Scale.SIGNED}, "declare scale = 'unit'"),
        ({"mean": "imagenet", "std": "imagenet", "channels": 1, "colour": Colour.GREY}, "mean is one number, found 3"),
    ],
)
def test_what_cannot_be_is_refused(changes, words):
    with pytest.raises(UsageError, match=words):
        replace(UNIT, **changes)


def test_a_size_is_one_number_or_height_and_width():
    assert InputContract(size=(110, 90)).shape == (110, 90, 3)
    assert InputContract(size=(48, 48)) == InputContract(size=48)
    for size in ((1, 2, 3), (48, 4), 4):
        with pytest.raises(UsageError, match="input size is"):
            InputContract(size=size)
