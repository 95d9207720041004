"""The table of models: what a row says, and what it does not pretend."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.figures import Figures
from audit.domain.model.model import Member, ModelSpec
from audit.domain.model.recipe import LABEL, MAJORITY
from audit.load import list_models

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def room():
    return importlib.import_module("benchmark.models_table")


def spec_of(name, tmp_path, **changes):
    spec = ModelSpec(
        id=name, title=name, labels=LABEL_SETS["fer7"], contract=InputContract(size=16), weights=tmp_path / "w.keras"
    )
    return replace(spec, **changes)


def test_a_row_without_weights_shows_no_figure_but_the_published_one(room, tmp_path):
    figures = Figures(parameters=1000, published="published: .5 of 67")
    row = room._row(spec_of("a", tmp_path, figures=figures))
    bare = " – |" * 6
    assert row == f"| [a](a) | 7 | Keras |{bare} 1,000 | – | – | – | – | no weights here; published: .5 of 67 |"


def test_a_measured_row_and_a_stale_one(room, tmp_path):
    (tmp_path / "w.keras").write_bytes(b"w")
    figures = Figures(
        weights_sha256=("ab",), accuracy=0.6031, images=3565, judged_on="x", images_per_second=900.0, load=1.5
    )
    figures = replace(figures, accuracy_without_copies=0.59, images_without_copies=3000, accuracy_ten_views=0.62)
    row = room._row(spec_of("a", tmp_path, sha256="ab", figures=figures))
    assert "| .6031 | 3,565 | .5900 | – | .6200 | x | – | – | 900 (1.5) |" in row
    stale = room._row(spec_of("a", tmp_path, sha256="cd", figures=figures))
    assert ".6031" not in stale
    assert stale.endswith("| not measured |")


def test_what_was_measured_of_weights_that_are_not_here_stays(room, tmp_path):
    figures = Figures(
        weights_sha256=("ab",), accuracy=0.41, images=3565, judged_on="x", published="published: .5 of 67"
    )
    thrown_away = spec_of("a", tmp_path, sha256="ab", figures=figures)
    assert room.measured(thrown_away) == figures
    assert "| .4100 | 3,565 |" in room._row(thrown_away)
    assert "no weights here" in room._row(thrown_away)
    assert room.measured(spec_of("a", tmp_path, sha256="cd", figures=figures)).accuracy is None


def test_pictures_that_repeat_one_of_training_are_told_from_the_others(room, tmp_path, monkeypatch):
    random = np.random.default_rng(0)
    pictures = [cv2.resize(random.integers(0, 255, (6, 6), np.uint8), (48, 48)) for _ in range(3)]
    for name, picture in zip(("t", "other", "new", "copy"), [*pictures, pictures[0]], strict=True):
        cv2.imwrite(str(tmp_path / f"{name}.png"), picture)
    rows = ["t.png,happy,Train", "other.png,sad,Train", "new.png,happy,Valid", "copy.png,happy,Valid"]
    (tmp_path / "manifest.csv").write_text("\n".join(["image,label,split", *rows]), encoding="utf-8")
    monkeypatch.setattr(room, "COHORT", tmp_path)
    room._repeats.cache_clear()
    assert room._repeats().tolist() == [False, True]
    room._repeats.cache_clear()


def test_a_trial_is_marked(room, tmp_path):
    assert "**trial**: 1 of 9 epochs" in room._row(spec_of("a", tmp_path, trial="1 of 9 epochs"))


def test_a_sum_with_an_unknown_part_is_unknown(room):
    assert room._sum([3, 4]) == 7
    assert room._sum([3, None]) is None


def test_an_ensemble_is_there_when_all_its_members_are(room, tmp_path):
    (tmp_path / "w.keras").write_bytes(b"w")
    there, absent = spec_of("a", tmp_path), spec_of("b", tmp_path, weights=tmp_path / "b.keras")
    both = spec_of("c", tmp_path, members=(Member(spec=there, share=0.5), Member(spec=absent, share=0.5)))
    assert not room._is_there(both)
    assert room._is_there(replace(both, members=(Member(spec=there),)))


@pytest.mark.parametrize(
    ("labels", "target"), [("fer7", LABEL), ("fer6", LABEL), ("ferplus8", MAJORITY), ("happy-sad", MAJORITY)]
)
def test_what_a_model_is_judged_by_follows_from_its_emotions(room, labels, target):
    assert room.target_for(LABEL_SETS[labels]) == target


def test_the_table_that_is_committed_is_that_of_the_declarations(room):
    specs = [entry.spec for entry in list_models(ROOT / "models")]
    assert (ROOT / "models" / "README.md").read_text(encoding="utf-8") == room.table(specs)
