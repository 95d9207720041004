"""Pixels to values and back: each way of resizing as its library does it, each normalisation by hand."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.contract.input_contract import Colour, InputContract, Resize, Scale
from audit.domain.contract.normalising import Standardise
from audit.images import as_bytes, to_input

PIXELS = np.random.default_rng(5).integers(0, 256, (70, 50, 3)).astype(np.uint8)
RAW = InputContract(size=(24, 16), scale=Scale.RAW)


@pytest.mark.parametrize(
    ("resize", "expected"),
    [
        (Resize.LINEAR, cv2.resize(PIXELS, (16, 24), interpolation=cv2.INTER_LINEAR)),
        (Resize.CUBIC, cv2.resize(PIXELS, (16, 24), interpolation=cv2.INTER_CUBIC)),
        (Resize.AREA, cv2.resize(PIXELS, (16, 24), interpolation=cv2.INTER_AREA)),
        (Resize.NEAREST, cv2.resize(PIXELS, (16, 24), interpolation=cv2.INTER_NEAREST)),
        (Resize.PIL_BILINEAR, np.asarray(Image.fromarray(PIXELS).resize((16, 24), Image.Resampling.BILINEAR))),
        (Resize.PIL_BICUBIC, np.asarray(Image.fromarray(PIXELS).resize((16, 24), Image.Resampling.BICUBIC))),
    ],
)
def test_pixels_are_those_of_the_library_also_where_the_picture_is_not_square(resize, expected):
    assert np.array_equal(to_input(PIXELS, replace(RAW, resize=resize)), expected.astype(np.float32))


def test_means_and_deviations_of_each_channel():
    seen = to_input(PIXELS, replace(RAW, scale=Scale.UNIT, mean="imagenet", std="imagenet"))
    plain = to_input(PIXELS, replace(RAW, scale=Scale.UNIT)).astype(np.float64)
    expected = (plain - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])
    assert seen == pytest.approx(expected, abs=1e-6)
    assert seen.dtype == np.float32


def test_a_picture_standardised_has_mean_0_and_deviation_1_and_an_even_one_is_0():
    contract = replace(RAW, scale=Scale.UNIT, standardise=Standardise.PICTURE)
    seen = to_input(PIXELS, contract)
    assert (float(seen.mean()), float(seen.std())) == pytest.approx((0, 1), abs=1e-5)
    even = to_input(np.full((9, 9, 3), 77, np.uint8), contract)
    assert np.abs(even).max() < 1e-4


def test_standardised_as_tensorflow_does_it():
    tensorflow = pytest.importorskip("tensorflow", reason="tensorflow is an extra that is not installed")
    contract = replace(RAW, standardise=Standardise.PICTURE)
    expected = tensorflow.image.per_image_standardization(to_input(PIXELS, RAW)).numpy()
    assert to_input(PIXELS, contract) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scale": Scale.UNIT},
        {"scale": Scale.SIGNED},
        {"scale": Scale.UNIT, "mean": "imagenet", "std": "imagenet"},
        {"colour": Colour.BGR, "mean": (1.0, 2.0, 3.0)},
        {"colour": Colour.GREY, "channels": 1, "std": 3.0},
    ],
)
def test_bytes_come_back_as_they_were(changes):
    contract = replace(RAW, **changes)
    same = replace(contract, scale=Scale.RAW, mean=None, std=None)
    assert np.array_equal(as_bytes(to_input(PIXELS, contract), contract), to_input(PIXELS, same).astype(np.uint8))
