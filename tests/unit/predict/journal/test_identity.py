"""The name of a classifier changes with all that decides its answers, and with nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.detection import Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Resize, Scale
from audit.domain.contract.normalising import Standardise
from audit.domain.model.asking import Asking
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Member, ModelSpec, OtherFile, Output
from audit.domain.model.parts import OutputPart
from audit.domain.uncertainty.mixed import Temperature
from audit.images import FINDERS
from audit.load import find_model, load_model
from audit.predict.journal import identity
from audit.predict.journal.identity import BY_CONTENT, DECIDE_NOTHING, name_of, picture_key

WHOLE = InputContract(size=48, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)


FACE = InputContract(size=48, colour=Colour.RGB, detector=Detector.YUNET, threshold=0.8)
CHANGES = {
    "size": 64,
    "colour": Colour.BGR,
    "channels": {"channels": 1, "colour": Colour.GREY},
    "scale": Scale.UNIT,
    "mean": 0.25,
    "std": 0.5,
    "standardise": next(each for each in Standardise if each is not Standardise.NONE),
    "face": FacePolicy.BOX,
    "margin": 0.25,
    "resize": Resize.LINEAR,
    "detector": Detector.MTCNN,
    "threshold": 0.7,
    "smallest_face": 40,
    "which": WhichFace.CENTRE,
    "box_rule": BoxRule.FOUND,
    "align": Align.EYES,
}
"""Another value of every field of an input contract: each changes the picture that is given to the model."""


@pytest.fixture
def spec(tmp_path) -> ModelSpec:
    (tmp_path / "net.onnx").write_bytes(b"weights")
    return ModelSpec(
        id="net", title="net", labels=LABEL_SETS["happy-sad"], contract=WHOLE, weights=tmp_path / "net.onnx"
    )


def test_every_field_of_a_model_enters_its_name_or_decides_nothing() -> None:
    """A new field enters by its value unless it is listed; what is listed is there."""
    assert {field.name for field in fields(ModelSpec)} >= DECIDE_NOTHING | BY_CONTENT


def test_every_field_of_an_input_contract_has_another_value_here() -> None:
    """A new field is listed in `CHANGES`, or this fails."""
    assert set(CHANGES) == {field.name for field in fields(InputContract)}


@pytest.mark.parametrize("field", CHANGES)
def test_whatever_changes_the_picture_that_is_given_changes_the_name(spec, field, monkeypatch) -> None:
    monkeypatch.setattr(identity, "_finder", lambda _: None)  # its own part would hide that the field is missing
    change = CHANGES[field] if isinstance(CHANGES[field], dict) else {field: CHANGES[field]}
    names = [name_of(replace(spec, contract=contract)) for contract in (FACE, replace(FACE, **change))]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    "change",
    [
        {"labels": LabelSet(emotions=("sad", "happy"))},
        {"output": Output.LOGITS},
        {"output": Output.SIGMOID, "positive": "happy"},
        {"part": OutputPart(index=1)},
        {"layout": Layout.NCHW},
        {"temperature": Temperature(value=2.0, fitted_on="x")},
        {"contract": replace(WHOLE, scale=Scale.SIGNED)},
        {"views": 10},
        {"contract": replace(WHOLE, mean=0.5)},
        {"contract": replace(WHOLE, face=FacePolicy.DETECT)},
        {"contract": replace(WHOLE, size=(48, 40))},
        {"sha256": "0" * 64},
        {"files": (OtherFile(path=Path("x"), sha256="1" * 64),)},
        {"architecture": OtherFile(path=Path("x"), sha256="2" * 64)},
        {"features": "pixels"},
    ],
    ids="-".join,
)
def test_what_decides_an_answer_changes_the_name(spec, change) -> None:
    assert name_of(replace(spec, **change)) != name_of(spec)


def test_what_decides_nothing_does_not_and_neither_does_where_it_lies(spec, tmp_path) -> None:
    other = tmp_path / "elsewhere.onnx"
    other.write_bytes(b"weights")
    changed = replace(spec, id="b", title="c", licence="d", made_for="e", weights=other, asking=Asking(retries=2))
    assert name_of(changed) == name_of(spec)
    other.write_bytes(b"other weights")
    assert name_of(changed) != name_of(spec)


def test_other_code_of_ours_another_package_or_machine_changes_the_name(spec, monkeypatch) -> None:
    before = name_of(spec)
    for part, value in (("own_code", "0" * 64), ("_machine", ("other",)), ("_version", "9.9")):
        with monkeypatch.context() as patched:
            patched.setattr(identity, part, lambda *_, value=value: value)
            assert name_of(spec) != before
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    assert name_of(spec) != before


def test_the_face_finder_is_part_of_it(spec) -> None:
    here = [finder.detector for finder in FINDERS if finder.here]
    specs = [replace(spec, contract=replace(WHOLE, face=FacePolicy.DETECT, detector=each)) for each in here]
    assert len({name_of(each) for each in specs}) == len(here) > 1


def test_an_ensemble_has_no_name_and_what_runs_counts_of_a_model_with_two_files(spec) -> None:
    assert name_of(replace(spec, members=(Member(spec=spec),))) is None
    bundled = load_model(find_model("cnn48"))
    assert bundled.onnx is not None
    assert name_of(bundled) == name_of(bundled.as_run) != name_of(replace(bundled, onnx=None))


def test_a_service_is_its_address_and_what_is_sent_along(spec, monkeypatch) -> None:
    monkeypatch.setenv("WHICH", "first")
    service = replace(
        spec, service="https://example.org/a", weights=Path(), asking=Asking(headers={"X-Model": "WHICH"})
    )
    first = name_of(service)
    assert first == name_of(replace(service, asking=replace(service.asking, retries=5, timeout=1.0)))
    assert first != name_of(replace(service, service="https://example.org/b"))
    monkeypatch.setenv("WHICH", "second")
    assert first != name_of(service)


def test_a_function_has_a_name_where_its_files_are_declared_and_it_is_of_all_code_beside(spec, tmp_path) -> None:
    (tmp_path / "mine.py").write_text("import helper")
    (tmp_path / "helper.py").write_text("x = 1")
    function = replace(spec, function="mine:answer", weights=tmp_path / "mine.py")
    assert name_of(function) is None
    declared = replace(function, files=(OtherFile(path=tmp_path / "net.onnx", sha256="3" * 64),))
    before = name_of(declared)
    assert before is not None
    (tmp_path / "helper.py").write_text("x = 2")
    assert name_of(declared) != before


def test_a_function_beside_more_code_than_can_be_read_has_none(spec, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(identity, "_MOST_MODULES", 1)
    for name in ("mine.py", "a.py"):
        (tmp_path / name).write_text("")
    files = (OtherFile(path=tmp_path / "net.onnx", sha256="3" * 64),)
    assert name_of(replace(spec, function="mine:answer", weights=tmp_path / "mine.py", files=files)) is None


def test_the_key_of_a_picture_is_of_its_bytes_and_its_box() -> None:
    keys = [picture_key(b"x", box) for box in (None, (0, 0, 9, 9), (0, 0, 9, 8))] + [picture_key(b"y", None)]
    assert len(set(keys)) == 4
    assert all(len(key) == 32 for key in keys)
