"""Training in order: a short run says how short it is and replaces no full one; what cannot be trained is said."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.domain.model.recipe import Recipe, Search
from audit.errors import UsageError
from audit.pipeline.training import ShortRun, _declare_onnx, _shortened, train_model

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


def test_a_training_that_is_ended_before_its_onnx_file_names_none_of_the_weights_before(tmp_path, monkeypatch) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "audit.train.fitting.network", SimpleNamespace(publish_onnx=ended))
    declaration = tmp_path / "model.toml"
    declaration.write_text('weights = "net.keras"\nsha256 = "1"\nonnx = "net.onnx"\nonnx_sha256 = "2"\n')
    with pytest.raises(KeyboardInterrupt):
        _declare_onnx(declaration, tmp_path / "net.keras")
    assert declaration.read_text() == 'weights = "net.keras"\nsha256 = "1"\n'
