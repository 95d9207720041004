"""Multiply-adds, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.load import load_model

pytestmark = pytest.mark.keras
MODELS = Path(__file__).resolve().parents[4] / "models"


def test_those_of_cnn48_are_what_a_hand_works_out(kit):
    """48 × 48 × 3; "same" 3 × 3 convolutions of 16, 32 and 64, each pooled to a half; dense 128; dense 7.

    48² · 27 · 16 + 24² · 144 · 32 + 12² · 288 · 64 + 6² · 64 · 128 + 128 · 7
    = 995,328 + 2,654,208 + 2,654,208 + 294,912 + 896 = 6,599,552.
    """
    spec = load_model(MODELS / "cnn48")
    assert kit.fitting.network.multiply_adds(kit.architectures.build(spec, spec.recipe)) == 6_599_552


def test_separable_and_depthwise_convolutions_and_other_layers(kit):
    """4 × 4 × 2: separable 3 × 3 to 5, 2² places · (9 · 2 + 2 · 5) = 112; depthwise 2 × 2 "same", 4 places · 4 · 5."""
    layers = kit.backend.keras.layers
    parts = [layers.SeparableConv2D(5, 3), layers.BatchNormalization(), layers.DepthwiseConv2D(2, padding="same")]
    network = kit.backend.keras.Sequential([layers.Input((4, 4, 2)), *parts, layers.Flatten(), layers.Dense(3)])
    assert kit.fitting.network.multiply_adds(network) == 112 + 80 + 20 * 3


def test_a_layer_that_cannot_be_counted_is_refused(kit):
    layers = kit.backend.keras.layers
    network = kit.backend.keras.Sequential([layers.Input((4, 2)), layers.LSTM(3)])
    with pytest.raises(TypeError, match="the multiply-adds of a layer LSTM are not known here"):
        kit.fitting.network.multiply_adds(network)
