"""A model as somebody names it: what a bare one needs to be told, and words that would do nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.detection import Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, FacePolicy
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output
from audit.domain.model.parts import OutputPart
from audit.domain.model.presets import PRESETS
from audit.errors import ModelRefused, UsageError
from audit.load.models.named_model import ModelOptions, is_declared, looked_at, named_model

DECLARED = 'title = "T"\nlabels = "fer7"\nweights = "net.onnx"\n[input]\nsize = 48\n'
BARE = ModelOptions(labels=LABEL_SETS["happy-sad"], input={"size": 48})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """A model folder, a Keras file and an ONNX file."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "model.toml").write_text(DECLARED, encoding="utf-8")
    for name in ("made/net.onnx", "net.keras", "net.onnx"):
        (tmp_path / name).write_bytes(b"weights")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("reference", "declared"),
    [
        ("made", True),
        ("made/model.toml", True),
        ("drawn-happy-sad", True),  # bundled
        ("net.keras", False),
        ("json:loads", False),
        ("https+json:faces.example.org", False),
    ],
)
def test_what_declares_itself(reference: str, declared: bool) -> None:
    assert is_declared(reference) is declared


def test_what_is_nowhere_declares_nothing() -> None:
    with pytest.raises(UsageError, match="'absent' is neither a path nor the id of one of the bundled models"):
        is_declared("absent")


def test_a_file_called_like_a_function_is_a_file(folder) -> None:
    (folder / "json:loads").write_bytes(b"")
    with pytest.raises(ModelRefused, match="json:loads: unknown kind of model file"):
        named_model("json:loads", BARE)


def test_a_declaration_needs_nothing_told_and_bundled_ones_have_an_id() -> None:
    assert named_model("made", ModelOptions()).labels == LABEL_SETS["fer7"]
    assert named_model("drawn-happy-sad", ModelOptions()).id == "drawn-happy-sad"


@pytest.mark.parametrize("options", [ModelOptions(), ModelOptions(labels=BARE.labels), ModelOptions(input=BARE.input)])
def test_a_bare_model_needs_its_labels_and_its_size(options: ModelOptions) -> None:
    words = r"net\.keras: a model without model\.toml needs --labels and --size, or --preset where it is a public one"
    with pytest.raises(UsageError, match=words):
        named_model("net.keras", options)


def test_a_preset_says_what_nobody_said_and_what_is_said_comes_first() -> None:
    name, preset = next((name, p) for name, p in PRESETS.items() if p.part.whole and p.output is Output.SOFTMAX)
    found = named_model("net.onnx", ModelOptions(preset=preset))
    assert (found.labels, found.contract, found.output) == (preset.labels, preset.contract, preset.output), name
    told = ModelOptions(preset=preset, labels=LABEL_SETS["happy-sad"], input={"size": 96}, output=Output.LOGITS)
    other = named_model("net.onnx", told)
    assert (other.labels, other.output) == (LABEL_SETS["happy-sad"], Output.LOGITS)
    assert other.contract == replace(preset.contract, size=96)


def test_the_part_of_an_output_that_is_named_comes_before_that_of_a_preset() -> None:
    preset = replace(next(iter(PRESETS.values())), part=OutputPart(index=1))
    assert named_model("net.onnx", ModelOptions(preset=preset)).part == OutputPart(index=1)
    named = ModelOptions(preset=preset, part=OutputPart(index=2))
    assert named_model("net.onnx", named).part == OutputPart(index=2)


@pytest.mark.parametrize(
    ("reference", "told", "words"),
    [
        ("net.keras", {"positive": "sad"}, "--positive names the emotion whose probability a sigmoid puts out"),
        ("net.keras", {"input": {"size": 48, "channels": 1, "colour": Colour.RGB}}, "--channels 1 takes grey"),
        ("net.onnx", {"architecture": Path("net.json")}, "--architecture is the network of a Keras file"),
        ("json:loads", {"architecture": Path("net.json")}, "--architecture is the network of a Keras file"),
        (
            "net.keras",
            {"layout": Layout.NCHW},
            r"--layout is about files that do not say it themselves, and net\.keras",
        ),
    ],
)
def test_words_that_would_do_nothing_are_refused(reference: str, told: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        named_model(reference, replace(BARE, **told))


def test_words_that_do_something_are_taken() -> None:
    sigmoid = named_model("net.keras", replace(BARE, output=Output.SIGMOID, positive="sad"))
    assert (sigmoid.output, sigmoid.positive) == (Output.SIGMOID, "sad")
    assert named_model("net.onnx", replace(BARE, layout=Layout.NCHW)).layout is Layout.NCHW
    grey = replace(BARE, input={"size": 48, "channels": 1, "colour": Colour.GREY})
    assert named_model("net.onnx", grey).contract.channels == 1


def test_a_detector_is_for_models_that_look_for_faces() -> None:
    surely = {"detector": Detector.YUNET, "threshold": 0.8}
    looking = replace(BARE, input={"size": 48, "face": FacePolicy.DETECT}, looking=surely)
    contract = named_model("net.onnx", looking).contract
    assert (contract.detector, contract.threshold) == (Detector.YUNET, 0.8)
    each = {"detector": Detector.YUNET, "which": WhichFace.EACH}
    whole = replace(BARE, input={"size": 48, "face": FacePolicy.WHOLE}, looking=each)
    with pytest.raises(UsageError, match="--detector, --which-face: about a face that is looked for, and model 'net'"):
        named_model("net.onnx", whole)
    with pytest.raises(UsageError, match="gives no scores"):
        named_model("net.onnx", replace(looking, looking={"detector": Detector.CASCADES, "threshold": 0.8}))


def test_how_faces_are_looked_for_comes_before_what_a_model_declares() -> None:
    said = {"smallest_face": 40, "box_rule": BoxRule.FOUND, "align": Align.EYES, "detector": Detector.MTCNN}
    contract = named_model("happy-sad", ModelOptions(looking=said)).contract
    assert {key: getattr(contract, key) for key in said} == said


def test_a_model_is_narrowed_last() -> None:
    found = named_model("made", ModelOptions(narrow=LabelSet(emotions=("Sadness", "happy"))))
    assert found.labels.emotions == ("sad", "happy")


def test_to_be_looked_at_alone_a_bare_file_needs_nothing_told(folder) -> None:
    assert looked_at(folder / "made").labels == LABEL_SETS["fer7"]
    assert looked_at(folder / "net.onnx").weights == folder / "net.onnx"
