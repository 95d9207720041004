"""`audit.train` says what a short run is and hands the rest on; `test_front_door` holds it against the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import audit
from audit.pipeline import training

TEXT = 'title = "T"\nlabels = "happy-sad"\nweights = "weights.keras"\n[input]\nsize = 48\n'


def test_a_model_without_recipe_and_one_that_is_not_there_are_said(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text(TEXT)
    with pytest.raises(audit.UsageError, match=r"model\.toml has no \[recipe\], so this model cannot be trained here"):
        audit.train(tmp_path)
    with pytest.raises(audit.InputError, match=r"nowhere: no such model; name a folder that holds a model\.toml"):
        audit.train(tmp_path / "nowhere")


def test_what_is_given_is_handed_on_as_paths_and_one_short_run(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(training, "train_model", lambda folder, **named: given.update(named, folder=folder))
    monkeypatch.setattr("audit.pipeline.train_model", training.train_model, raising=False)
    audit.train("mine", data="people", out="tried", images=200, tensorboard="log")
    assert (given["folder"], given["data"], given["out"]) == (Path("mine"), Path("people"), Path("tried"))
    assert given["tensorboard"] == Path("log")
    assert given["short"] == training.ShortRun(images=200)
    audit.train("mine")
    assert given["short"] is None


def test_the_name_is_a_function_and_a_package_whatever_came_first() -> None:
    code = "; ".join(
        (
            "import audit, audit.train",
            "assert callable(audit.train)",
            "from audit.train.data import dataset",
            "assert callable(audit.train)",
            "assert audit.train.data.dataset is dataset",
        )
    )
    subprocess.run([sys.executable, "-c", code], check=True)
