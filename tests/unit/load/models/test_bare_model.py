"""A model without a folder of its own: a weights file, a function or an address, with what is said of it."""

from __future__ import annotations

import hashlib

import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Scale
from audit.domain.model.asking import Asking
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output
from audit.domain.model.parts import OutputPart
from audit.errors import InputError, UsageError
from audit.load.models.bare_model import (
    Told,
    check_trust,
    model_from_file,
    model_from_function,
    model_from_service,
    narrowed_to,
    vouched,
)
from audit.load.models.model import load_model
from audit.load.models.verify import verify

CONTRACT = InputContract(size=48, colour=Colour.GREY, channels=1, scale=Scale.UNIT, face=FacePolicy.BOX)


def told(labels, **more):
    return Told(labels=LABEL_SETS[labels], contract=CONTRACT, **more)


def test_a_weights_file_with_flags_is_a_model(tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(b"weights")
    spec = model_from_file(path, told("happy-sad", output=Output.SIGMOID, positive="sad"))
    assert (spec.id, spec.weights, spec.contract, spec.positive) == ("net", path, CONTRACT, "sad")
    assert verify(spec) == hashlib.sha256(b"weights").hexdigest()


def test_a_weights_file_must_exist_and_fit_its_flags(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        model_from_file(tmp_path / "net.keras", told("fer7"))
    (tmp_path / "net.keras").write_bytes(b"")
    with pytest.raises(UsageError, match="two emotions"):
        model_from_file(tmp_path / "net.keras", told("fer7", output=Output.SIGMOID))


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


def test_narrowing_keeps_the_hash_and_is_matched_by_spelling(members):
    (members / "a" / "a.onnx").write_bytes(b"net")
    spec = load_model(members / "a")
    small = narrowed_to(spec, LabelSet(emotions=("Sadness", "happy")))
    assert (small.labels.emotions, verify(small)) == (("sad", "happy"), hashlib.sha256(b"net").hexdigest())
    with pytest.raises(UsageError, match=r"--narrow: model 'a' does not have 'awe'; expected one of"):
        narrowed_to(spec, LabelSet(emotions=("awe", "sad")))


def test_vouching_on_the_command_line_is_for_one_hash_and_reaches_members(members):
    (members / "a" / "a.onnx").write_bytes(b"net")
    sha256 = hashlib.sha256(b"net").hexdigest()
    spec = load_model(declare(members / "both", ENSEMBLE.format(labels='"happy-sad"')))
    assert [member.spec.trusted for member in vouched(spec, frozenset({sha256})).members] == [sha256, None]
    assert vouched(spec, frozenset({"ab" * 32})) == spec
    check_trust((spec,), (sha256.upper(),))
    with pytest.raises(UsageError, match=r"--trust ABAB.*: no part of the model has this SHA-256"):
        check_trust((spec,), (sha256, "AB" * 32))


def test_what_only_a_function_is_told_is_refused_beside_a_file(tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(b"weights")
    with pytest.raises(UsageError, match="a weights file is named as --model"):
        model_from_file(path, told("fer7", files=(path,)))
    with pytest.raises(UsageError, match="say how a function or a service is asked; take them out"):
        model_from_file(path, told("fer7", asking=Asking(batch=3)))


def test_an_address_is_a_model_without_a_file():
    spec = model_from_service("https+json:faces.example.org/v1", told("fer7"))
    assert (spec.id, spec.title) == ("faces.example.org", "Service at https://faces.example.org/v1")
    assert spec.service == "https://faces.example.org/v1"


def test_a_service_has_no_files_no_layout_and_one_output(tmp_path):
    for more in ({"files": (tmp_path,)}, {"layout": Layout.NCHW}, {"part": OutputPart(index=1)}):
        with pytest.raises(UsageError, match="a service has none of them"):
            model_from_service("https+json:faces.example.org", told("fer7", **more))


def test_a_function_is_vouched_for_by_naming_it_and_its_files_are_hashed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "named_by_a_test.py").write_text("def predict(b): ...", encoding="utf-8")
    (tmp_path / "weights.bin").write_bytes(b"numbers")
    spec = model_from_function("named_by_a_test:predict", told("fer7", files=(tmp_path / "weights.bin",)))
    assert spec.trusted == hashlib.sha256(b"def predict(b): ...").hexdigest()
    assert (spec.id, spec.title) == ("named_by_a_test.predict", "Python function named_by_a_test:predict")
    assert [file.sha256 for file in spec.files] == [hashlib.sha256(b"numbers").hexdigest()]


def test_two_words_for_one_emotion_cannot_be_narrowed_to(members):
    (members / "a" / "a.onnx").write_bytes(b"net")
    with pytest.raises(UsageError, match="two of sad, Sadness are one emotion of model 'a'"):
        narrowed_to(load_model(members / "a"), LabelSet(emotions=("sad", "Sadness")))


def test_nothing_typed_vouches_for_nothing(members):
    spec = load_model(members / "a")  # its file is not there yet
    assert vouched(spec, frozenset()) == spec
    check_trust((spec,), ())
    with pytest.raises(UsageError, match="no part of the model has this SHA-256"):
        check_trust((spec,), (hashlib.sha256(b"net").hexdigest(),))
