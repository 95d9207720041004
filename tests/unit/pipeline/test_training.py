"""Training in order: a short run says how short it is and replaces no full one; what cannot be trained is said."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.domain.model.recipe import Recipe, Search
from audit.errors import UsageError
from audit.files import content_sha256, write_whole
from audit.pipeline import training
from audit.pipeline.training import ShortRun, _shortened, train_model
from audit.train import CHECKPOINT, Epoch, TrainingSummary, WeightsFile

RECIPE = Recipe(architecture="tiny", data="drawn", epochs=10, images=200)
MODEL = """\
title = "T"
labels = "happy-sad"
weights = "weights.keras"

[input]
size = 48

[recipe]
architecture = "tiny"
data = "drawn"
epochs = 10
images = 200
"""


def folder(path: Path, text: str = MODEL) -> Path:
    path.mkdir()
    (path / "model.toml").write_text(text)
    return path


def train(model: Path, **more: object):
    def nothing(*_: object) -> None:
        pytest.fail("it was trained")

    asked = {"data": None, "out": None, "report": nothing, "tried": nothing, "progress": nothing}
    return train_model(model, **asked | more)


@pytest.mark.parametrize(
    ("short", "words"),
    [
        (ShortRun(), ""),
        (ShortRun(epochs=2), "2 of 10 epochs"),
        (ShortRun(epochs=20), "10 of 10 epochs"),
        (ShortRun(images=40), "about 40 pictures"),
        (ShortRun(epochs=1, images=40), "1 of 10 epochs, about 40 pictures"),
    ],
)
def test_a_short_run_says_how_short_it_is(short: ShortRun, words: str) -> None:
    assert short.described(RECIPE) == words


@pytest.mark.parametrize(
    ("given", "words"), [({"epochs": 0}, "at least 1 epochs, found 0"), ({"images": 3}, "at least 4 images, found 3")]
)
def test_a_run_of_nothing_is_refused(given: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ShortRun(**given)


def test_a_short_run_never_has_more_than_its_recipe_and_its_search_is_as_short() -> None:
    search = Search(trials=2, epochs=6, learning_rate=(0.1,))
    recipe = Recipe(architecture="tiny", data="drawn", epochs=10, images=200, held_out=0.1, search=search)
    short = _shortened(recipe, ShortRun(epochs=4, images=1000))
    assert (short.epochs, short.images, short.search.epochs) == (4, 200, 4)
    long = _shortened(recipe, ShortRun(epochs=8, images=50))
    assert (long.epochs, long.images, long.search.epochs) == (8, 50, 6)
    assert _shortened(recipe, None) is recipe


def test_without_a_recipe_there_is_nothing_to_train(tmp_path) -> None:
    bare = folder(tmp_path / "bare", MODEL.partition("[recipe]")[0])
    with pytest.raises(UsageError, match=r"model\.toml has no \[recipe\], so this model cannot be trained here"):
        train(bare)


def test_a_short_run_is_published_elsewhere_and_never_over_a_full_one(tmp_path) -> None:
    model, full = folder(tmp_path / "model"), folder(tmp_path / "full")
    short = ShortRun(epochs=1)
    for target in (None, model, tmp_path / "full" / ".." / "model"):
        with pytest.raises(UsageError, match="a short run is not this model's result; name another folder with --out"):
            train(model, out=target, short=short)
    with pytest.raises(UsageError, match="holds the result of a full training; name another folder for a short run"):
        train(model, out=full, short=short)


def test_a_short_run_is_not_trained_on(tmp_path) -> None:
    trial = folder(tmp_path / "trial", MODEL.replace("weights =", 'trial = "1 of 10 epochs"\nweights ='))
    with pytest.raises(UsageError, match=r"holds a short run \(1 of 10 epochs\); train the model folder it was made"):
        train(trial)


EPOCH = Epoch(
    epoch=1,
    loss=0.5,
    accuracy=0.5,
    validation_loss=0.5,
    validation_accuracy=0.5,
    validation_recall=0.5,
    validation_precision=0.5,
    validation_called=2,
)


class Ended(BaseException):
    """A process is ended here."""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model with older weights, whose training is done in no time: what it makes, and its checkpoint, are a word."""
    model = folder(tmp_path / "model", MODEL.replace("\n[input]", f'sha256 = "{"1" * 64}"\n\n[input]'))
    (model / "weights.keras").write_text("older")

    def trained(spec, *_: object, into: Path, **__: object) -> TrainingSummary:
        write_whole(model / CHECKPOINT / "progress.npz", "all epochs")
        write_whole(into / spec.weights.name, "newer")
        weights = WeightsFile.of(into / spec.weights.name)
        return TrainingSummary(
            weights=weights,
            best=EPOCH,
            epochs=1,
            resumed_after=0,
            parameters=7,
            images=8,
            validation_images=2,
            left_out=(),
            seconds=1.0,
            waited=0.0,
        )

    def as_onnx(_: Path, path: Path) -> WeightsFile:
        write_whole(path, "newer, too")
        return WeightsFile.of(path)

    network = SimpleNamespace(search=None, train=trained, publish_onnx=as_onnx)
    monkeypatch.setitem(sys.modules, "audit.train.fitting.network", network)
    monkeypatch.setattr(training, "training_data", lambda *_: SimpleNamespace(training=None, validation=None))
    return model


def ended_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """End the process at a step at which a file appears in its place."""
    replace, taken = Path.replace, []

    def end(self: Path, place: Path) -> Path:
        taken.append(place)
        if len(taken) == step:
            raise Ended
        return replace(self, place)

    monkeypatch.setattr(Path, "replace", end)


def told(*_: object) -> None:
    """Hear what is reported."""


@pytest.mark.parametrize("step", range(1, 14))
def test_a_training_can_go_on_until_its_declaration_names_what_it_made(made: Path, monkeypatch, step: int) -> None:
    with monkeypatch.context() as patched, suppress(Ended):
        ended_at(step, patched)
        train_model(made, data=None, out=None, report=told, tried=told, progress=told)
    new = content_sha256(made / "weights.keras") in (made / "model.toml").read_text()
    assert new or step == 1 or (made / CHECKPOINT / "progress.npz").exists()
    summary = train_model(made, data=None, out=None, report=told, tried=told, progress=told)
    assert summary.weights.path == made / "weights.keras"
    assert sorted(path.name for path in made.iterdir()) == ["model.toml", "weights.keras", "weights.onnx"]
    said = (made / "model.toml").read_text()
    assert all(said.count(content_sha256(made / name)) for name in ("weights.keras", "weights.onnx"))
    assert 'onnx = "weights.onnx"' in said


def test_before_all_is_ready_nothing_that_was_there_is_touched(made: Path, monkeypatch) -> None:
    before = (made / "model.toml").read_text()
    monkeypatch.setattr(sys.modules["audit.train.fitting.network"], "publish_onnx", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        train_model(made, data=None, out=None, report=told, tried=told, progress=told)
    assert (made / "model.toml").read_text() == before
    assert (made / "weights.keras").read_text() == "older"


def test_a_declaration_that_cannot_be_written_into_is_named_as_the_model_has_it(made: Path) -> None:
    declaration = made / "model.toml"
    declaration.write_text(
        declaration.read_text().replace(f'sha256 = "{"1" * 64}"', "").replace("weights =", '"weights" =')
    )
    with pytest.raises(UsageError, match=r"model/model\.toml: has neither a line 'sha256 = …' nor 'weights = …'"):
        train_model(made, data=None, out=None, report=told, tried=told, progress=told)
