"""A model.toml says where it is wrong, and what of it cannot be a model."""

from __future__ import annotations

import pytest
from assets.declared import ENSEMBLE, PLAIN, SMALL, declare, two_models

from audit.errors import FaultyFile
from audit.load.models.model import load_model

FAULTS = [
    ("siz = 48", "size = 48", (9, "input.siz"), "did you mean 'size'"),
    ('colour = "gray"', 'colour = "grey"', (10, "input.colour"), "did you mean 'grey'"),
    ("channels = 2", "channels = 1", (8, "input"), "1 or 3 channels"),
    ('kind = "sigmoyd"', 'kind = "sigmoid"', (16, "output.kind"), "did you mean 'sigmoid'"),
    ('positive = "hapy"', 'positive = "Sad"', (None, None), "did you mean 'happy'"),
    ('labels = "fer7"', 'labels = "happy-sad"', (None, None), "two emotions"),
    ('weights = "../weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('weights = "/weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('weights = "hf://weights.keras"', 'weights = "weights.keras"', (None, None), "inside the model's folder"),
    ('licence = "MIT"\nsha256 = "12"', 'licence = "MIT"', (None, None), "64 digits"),
    ("epochs = 3.5", "epochs = 3", (22, "recipe.epochs"), "whole number"),
    ('flip = "yes"', "flip = true", (25, "recipe.augmentation.flip"), "true or false"),
]


@pytest.fixture
def members(tmp_path):
    """Two models of seven and of two emotions."""
    return two_models(tmp_path)


@pytest.mark.parametrize(("new", "old", "place", "words"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_faulty_declaration_says_where(tmp_path, new, old, place, words):
    with pytest.raises(FaultyFile) as raised:
        load_model(declare(tmp_path / "small", SMALL.replace(old, new)))
    places = {(fault.line, fault.column): fault.message for fault in raised.value.faults}
    assert words in places[place]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAIN.format(made_of=""), "none of them: the key 'weights' is missing"),
        (PLAIN.format(made_of='weights = "w.keras"\ncallable = "a:b"'), "found weights and callable"),
        ('title = "T"\nlabels = "fer7"\nweights = "w.keras"\n', "table [input] is missing"),
        (PLAIN.format(made_of='weights = "w.keras"\nmember_weights = [1]'), "of which there are none"),
        (PLAIN.format(made_of='weights = "w.keras"\ntrusted = "yes"'), "what is audited cannot vouch for itself"),
        (PLAIN.format(made_of='callable = "no_such_module_here:f"'), "there is no module"),
        (ENSEMBLE.format(labels='"fer7"'), "its member 'b' does not have the emotion 'angry'"),
        (ENSEMBLE.format(labels='"happy-sad"') + "member_weights = [1]\n", "found 1 member_weights for 2 members"),
        (ENSEMBLE.format(labels='"happy-sad"') + "member_weights = [1, 0]\n", "numbers above 0"),
        (ENSEMBLE.format(labels='"happy-sad"') + "[input]\nsize = 48\n", "an ensemble has no input of its own"),
        (ENSEMBLE.format(labels='"happy-sad"') + f'sha256 = "{"ab" * 32}"\n', "an ensemble has no sha256 of its own"),
        ('title = "T"\nlabels = "fer7"\nmembers = ["../both"]\n', "a member of itself"),
        ('title = "T"\nlabels = "fer7"\nmembers = ["nowhere"]\n', "neither a path nor the id"),
    ],
)
def test_what_cannot_be_a_model_is_refused_in_a_sentence(members, text, words):
    with pytest.raises(FaultyFile) as raised:
        load_model(declare(members / "both", text))
    assert words in str(raised.value)
