"""A model folder says what goes in, what comes out and which weights."""

from __future__ import annotations

import hashlib

import pytest
from assets.declared import ENSEMBLE, PLAIN, SMALL, declare, two_models

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Scale
from audit.domain.model.kinds import Kind, Layout
from audit.domain.model.model import Output
from audit.domain.model.recipe import Augmentation, Recipe
from audit.errors import InputError, ModelRefused
from audit.load.models.model import load_model
from audit.load.models.verify import verify

CONTRACT = InputContract(size=48, colour=Colour.GREY, channels=1, scale=Scale.UNIT, face=FacePolicy.BOX)


@pytest.fixture
def members(tmp_path):
    """Two models of seven and of two emotions."""
    return two_models(tmp_path)


def test_a_folder_is_its_declaration(tmp_path):
    spec = load_model(declare(tmp_path / "small"))
    assert (spec.id, spec.title, spec.licence, spec.intended_use) == ("small", "A small CNN", "MIT", "research")
    assert (spec.labels, spec.contract) == (LABEL_SETS["happy-sad"], CONTRACT)
    assert (spec.output, spec.positive) == (Output.SIGMOID, "sad")
    assert spec.weights == tmp_path / "small" / "weights.keras"
    assert spec.recipe == Recipe(
        architecture="cnn48", data="cohorts/ferplus", epochs=3, augmentation=Augmentation(flip=True)
    )
    assert spec.sha256 is None


def test_the_file_stands_for_its_folder(tmp_path):
    folder = declare(tmp_path / "small")
    assert load_model(folder / "model.toml") == load_model(folder)


def test_a_folder_without_declaration_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no model\.toml"):
        load_model(tmp_path)


def test_weights_are_held_against_the_declared_hash(tmp_path):
    """Right weights give their hash; one changed byte is refused with both hashes."""
    good = hashlib.sha256(b"weights").hexdigest()
    folder = declare(tmp_path / "small", SMALL.replace('licence = "MIT"', f'sha256 = "{good}"'))
    (folder / "weights.keras").write_bytes(b"weights")
    assert verify(load_model(folder)) == good
    (folder / "weights.keras").write_bytes(b"weighty")
    bad = hashlib.sha256(b"weighty").hexdigest()
    with pytest.raises(ModelRefused, match=f"{bad}.*{good}"):
        verify(load_model(folder))


def test_absent_weights_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(ModelRefused, match="train it first"):
        verify(load_model(declare(tmp_path / "small")))


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
