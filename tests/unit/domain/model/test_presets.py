"""Presets: each whole, each with its source, suggested by shapes and never applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.presets import PRESETS, preset_by_name, preset_of, presets_like
from audit.errors import UsageError


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_preset_makes_a_declaration_and_names_where_it_is_from(name):
    preset = preset_of(name)
    assert "." in preset.source
    assert preset.name == name
    if preset.labels is not None:
        spec = ModelSpec(
            id="m", title="m", labels=preset.labels, contract=preset.contract, output=preset.output, part=preset.part,
            weights=Path("m.onnx"),
        )  # fmt: skip
        assert spec.width == len(preset.labels)


def test_the_order_of_emotions_is_the_published_one():
    assert preset_of("emotion-ferplus").labels.emotions[:3] == ("neutral", "happiness", "surprise")
    assert preset_of("hsemotion").labels.emotions[1] == "contempt"
    assert preset_of("mini-xception").labels.emotions[-1] == "neutral"


def test_shapes_suggest_presets():
    assert presets_like((64, 64, 1), 7) == ("mini-xception", "fer")
    assert presets_like((64, 64, 1), 8) == ("emotion-ferplus",)
    assert presets_like((224, 224, 3), 10) == ("hsemotion-mtl",)
    assert presets_like((32, 32, 3), 7) == ()
    assert preset_of("hsemotion-mtl").output is Output.LOGITS


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("fer2013_mini_XCEPTION.102-0.66.hdf5", "mini-xception"),
        ("emotion_model.hdf5", "fer"),
        ("emotion-ferplus-8.onnx", "emotion-ferplus"),
        ("enet_b0_8_best_vgaf.onnx", "hsemotion"),
        ("enet_b0_8_va_mtl.onnx", "hsemotion-mtl"),
        ("enet_b2_7.onnx", "hsemotion-b2-7"),
        ("facial_expression_model_weights.h5", "deepface"),
        ("Z_resmasking_dropout1_rot30_2019Nov30_13.32", "rmn"),
        ("net.onnx", None),
    ],
)
def test_a_file_is_known_by_its_published_name(file, name):
    assert preset_by_name(file) == name


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'hsemotion'"):
        preset_of("hsemotoin")
