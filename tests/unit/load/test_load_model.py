"""A model folder says what goes in, what comes out and which weights; anything else is refused."""

from __future__ import annotations

import hashlib

import pytest

from audit.domain.labels import LABEL_SETS
from audit.domain.model import (
    Augmentation,
    Colour,
    FacePolicy,
    InputContract,
    Output,
    Recipe,
    Scale,
)
from audit.errors import FaultyFile, InputError, ModelRefused, UsageError
from audit.load.bare_model import model_from_file
from audit.load.model import load_model
from audit.load.verify import verify

TEXT = """
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
CONTRACT = InputContract(size=48, colour=Colour.GREY, channels=1, scale=Scale.UNIT, face=FacePolicy.BOX)


def model(tmp_path, text=TEXT):
    folder = tmp_path / "small"
    folder.mkdir(exist_ok=True)
    (folder / "model.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_its_declaration(tmp_path):
    spec = load_model(model(tmp_path))
    assert (spec.id, spec.title, spec.licence, spec.intended_use) == ("small", "A small CNN", "MIT", "research")
    assert (spec.labels, spec.contract) == (LABEL_SETS["happy-sad"], CONTRACT)
    assert (spec.output, spec.positive) == (Output.SIGMOID, "sad")
    assert spec.weights == tmp_path / "small" / "weights.keras"
    assert spec.recipe == Recipe(
        architecture="cnn48", data="cohorts/ferplus", epochs=3, augmentation=Augmentation(flip=True)
    )
    assert spec.sha256 is None


def test_the_file_stands_for_its_folder(tmp_path):
    folder = model(tmp_path)
    assert load_model(folder / "model.toml") == load_model(folder)


FAULTS = [
    ("siz = 48", "size = 48", (9, "input.siz"), "did you mean 'size'"),
    ('colour = "gray"', 'colour = "grey"', (10, "input.colour"), "did you mean 'grey'"),
    ("channels = 2", "channels = 1", (8, "input"), "1 or 3 channels"),
    ('kind = "sigmoyd"', 'kind = "sigmoid"', (16, "output.kind"), "did you mean 'sigmoid'"),
    ('positive = "happiness"', 'positive = "Sad"', (None, None), "did you mean 'happy'"),
    ('labels = "fer7"', 'labels = "happy-sad"', (None, None), "two emotions"),
    ('weights = "../weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('weights = "/weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('weights = "hf://weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('licence = "MIT"\nsha256 = "12"', 'licence = "MIT"', (None, None), "64 digits"),
    ("epochs = 3.5", "epochs = 3", (22, "recipe.epochs"), "whole number"),
    ('flip = "yes"', "flip = true", (25, "recipe.augmentation.flip"), "true or false"),
]


@pytest.mark.parametrize(("new", "old", "place", "words"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_faulty_declaration_says_where(tmp_path, new, old, place, words):
    with pytest.raises(FaultyFile) as raised:
        load_model(model(tmp_path, TEXT.replace(old, new)))
    places = {(fault.line, fault.column): fault.message for fault in raised.value.faults}
    assert words in places[place]


def test_a_folder_without_declaration_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no model\.toml"):
        load_model(tmp_path)


def test_weights_are_held_against_the_declared_hash(tmp_path):
    """Right weights give their hash; one changed byte is refused with both hashes."""
    good = hashlib.sha256(b"weights").hexdigest()
    folder = model(tmp_path, TEXT.replace('licence = "MIT"', f'sha256 = "{good}"'))
    (folder / "weights.keras").write_bytes(b"weights")
    assert verify(load_model(folder)) == good
    (folder / "weights.keras").write_bytes(b"weighty")
    bad = hashlib.sha256(b"weighty").hexdigest()
    with pytest.raises(ModelRefused, match=f"{bad}.*{good}"):
        verify(load_model(folder))


def test_absent_weights_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(ModelRefused, match="train it first"):
        verify(load_model(model(tmp_path)))


def test_a_weights_file_with_flags_is_a_model(tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(b"weights")
    spec = model_from_file(path, LABEL_SETS["happy-sad"], CONTRACT, output=Output.SIGMOID, positive="sad")
    assert (spec.id, spec.weights, spec.contract, spec.positive) == ("net", path, CONTRACT, "sad")
    assert verify(spec) == hashlib.sha256(b"weights").hexdigest()


def test_a_weights_file_must_exist_and_fit_its_flags(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        model_from_file(tmp_path / "net.keras", LABEL_SETS["fer7"], CONTRACT)
    (tmp_path / "net.keras").write_bytes(b"")
    with pytest.raises(UsageError, match="two emotions"):
        model_from_file(tmp_path / "net.keras", LABEL_SETS["fer7"], CONTRACT, output=Output.SIGMOID)
