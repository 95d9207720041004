"""A model folder says what goes in, what comes out and which weights; anything else is refused."""

from __future__ import annotations

import hashlib

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Scale
from audit.domain.model.kinds import Kind, Layout
from audit.domain.model.model import Output
from audit.domain.model.recipe import Augmentation, Recipe
from audit.errors import FaultyFile, InputError, ModelRefused
from audit.load.declarations.model import load_model
from audit.load.declarations.verify import verify

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
    ('positive = "hapy"', 'positive = "Sad"', (None, None), "did you mean 'happy'"),
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


# --- what a model is made of ----------------------------------------------------------------------------------------

PLAIN = 'title = "T"\nlabels = "fer7"\n{made_of}\n[input]\nsize = 48\n'
ENSEMBLE = 'title = "Both"\nlabels = {labels}\nmembers = ["../a", "../b"]\n'


def declare(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def members(tmp_path):
    """Two models of seven and of two emotions."""
    declare(tmp_path / "a", PLAIN.format(made_of='weights = "a.onnx"'))
    declare(tmp_path / "b", 'title = "B"\nlabels = "happy-sad"\nweights = "b.keras"\n[input]\nsize = 64\n')
    return tmp_path


@pytest.mark.parametrize(
    ("made_of", "kind"),
    [
        ('weights = "net.h5"', Kind.KERAS),
        ('weights = "net.onnx"\nlayout = "nchw"', Kind.ONNX),
        ('weights = "forest.skops"\nfeatures = "hog"', Kind.SKLEARN),
        ('weights = "exported"', Kind.SAVED_MODEL),
        ('callable = "net_beside:predict"', Kind.CALLABLE),
    ],
)
def test_the_declaration_says_what_a_model_is_made_of(tmp_path, made_of, kind):
    folder = declare(tmp_path / "m", PLAIN.format(made_of=made_of))
    (folder / "net_beside.py").write_text("raise SystemExit", encoding="utf-8")
    spec = load_model(folder)
    assert (spec.kind, spec.trusted) == (kind, None)
    assert spec.weights.parent.resolve() == folder.resolve()
    assert (spec.layout is Layout.NCHW, spec.features) == (kind is Kind.ONNX, "hog" if kind is Kind.SKLEARN else None)


def test_an_ensemble_averages_its_members_over_the_emotions_it_declares(members):
    spec = load_model(declare(members / "both", ENSEMBLE.format(labels='"happy-sad"') + "member_weights = [3, 1]\n"))
    assert [(member.spec.id, member.share) for member in spec.members] == [("a", 0.75), ("b", 0.25)]
    assert (spec.kind, spec.labels, spec.contract.size) == (Kind.ENSEMBLE, LABEL_SETS["happy-sad"], 48)
    equal = load_model(declare(members / "both", ENSEMBLE.format(labels='["sad", "happy"]')))
    assert [member.share for member in equal.members] == [0.5, 0.5]


def test_a_member_may_be_a_bundled_id(members):
    text = 'title = "Both"\nlabels = "happy-sad"\nmembers = ["../b", "cnn48"]\n'
    assert [member.spec.id for member in load_model(declare(members / "both", text)).members] == ["b", "cnn48"]


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


def test_the_hash_of_an_ensemble_is_of_its_members_and_their_shares(members):
    for name in ("a/a.onnx", "b/b.keras"):
        (members / name).write_bytes(name.encode())
    found = []
    for weights in ("[1, 1]", "[3, 1]"):
        text = ENSEMBLE.format(labels='"happy-sad"') + f"member_weights = {weights}\n"
        found.append(verify(load_model(declare(members / "both", text))))
    assert found[0] != found[1]
    lines = "".join(f"{hashlib.sha256(name).hexdigest()} 0.500000\n" for name in (b"a/a.onnx", b"b/b.keras"))
    assert found[0] == hashlib.sha256(lines.encode()).hexdigest()
    (members / "b" / "b.keras").unlink()
    with pytest.raises(ModelRefused, match="put it there"):
        verify(load_model(members / "both"))
