"""Declarations of models, as somebody writes them, for tests that change a word of them."""

from __future__ import annotations

from pathlib import Path

SMALL = """
title = "A small CNN"
labels = "happy-sad"
weights = "weights.keras"
licence = "MIT"
intended_use = "research"

[input]
size = 48
colour = "grey"
channels = 1
scale = "unit"
face = "box"

[output]
kind = "sigmoid"
positive = "Sad"

[recipe]
architecture = "cnn48"
data = "cohorts/ferplus"
epochs = 3

[recipe.augmentation]
flip = true
"""

PLAIN = 'title = "T"\nlabels = "fer7"\n{made_of}\n[input]\nsize = 48\n'
ENSEMBLE = 'title = "Both"\nlabels = {labels}\nmembers = ["../a", "../b"]\n'


def declare(folder: Path, text: str = SMALL) -> Path:
    """Write a model.toml into a folder, made if need be, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.toml").write_text(text, encoding="utf-8")
    return folder


def two_models(folder: Path) -> Path:
    """Declare a model `a` of seven emotions and a model `b` of two, and return the folder they are in."""
    declare(folder / "a", PLAIN.format(made_of='weights = "a.onnx"'))
    declare(folder / "b", 'title = "B"\nlabels = "happy-sad"\nweights = "b.keras"\n[input]\nsize = 64\n')
    return folder
