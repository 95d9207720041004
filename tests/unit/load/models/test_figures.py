"""The table [figures]: written and read back, and not shown for other weights."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from audit.cli.classifiers import list_command
from audit.domain.model.figures import Figures
from audit.errors import FaultyFile, UsageError
from audit.load import declare_figures, list_models, load_model

SHA, OTHER = "ab" * 32, "cd" * 32
MODEL = f"""# ours
title = "Tiny"
labels = "happy-sad"
weights = "weights.keras"
sha256 = "{SHA}"

[input]
size = 16
"""
FOUND = Figures(
    weights_sha256=(SHA,),
    accuracy=0.875,
    images=1271,
    judged_on="faces, majority",
    accuracy_without_copies=0.75,
    images_without_copies=1000,
    accuracy_two_views=0.88,
    accuracy_ten_views=0.8875,
    parameters=1234,
    multiply_adds=56789,
    images_per_second=1500.5,
    load=0.5,
    training_seconds=12.0,
    file_size=2048,
    measured_on="2026-12-31",
    published="published: .9 of 67",
)


@pytest.fixture
def declaration(tmp_path):
    path = tmp_path / "models" / "tiny" / "model.toml"
    path.parent.mkdir(parents=True)
    path.write_text(MODEL, encoding="utf-8")
    return path


def shown(monkeypatch, declaration):
    root = declaration.parents[1]
    monkeypatch.setattr("audit.load.list_models", lambda: list_models(root))
    return CliRunner().invoke(list_command.command, ["models"]).output


def test_what_is_declared_is_what_is_loaded_and_a_second_time_replaces_it(declaration):
    declare_figures(declaration, replace(FOUND, accuracy=0.1))
    declare_figures(declaration, FOUND)
    text = declaration.read_text(encoding="utf-8")
    assert text.startswith(MODEL)
    assert text.count("accuracy =") == 1
    spec = load_model(declaration)
    assert spec.figures == spec.measured == FOUND


def test_figures_that_are_not_there_stay_none(declaration):
    declare_figures(declaration, Figures(weights_sha256=(SHA,), parameters=7))
    assert load_model(declaration).measured == Figures(weights_sha256=(SHA,), parameters=7)
    assert "accuracy" not in declaration.read_text()


def test_figures_of_other_weights_are_not_shown_and_it_is_said(declaration, monkeypatch):
    declare_figures(declaration, replace(FOUND, weights_sha256=(OTHER,)))
    assert load_model(declaration).measured is None
    said = shown(monkeypatch, declaration)
    assert "not measured: its figures are of other weights" in said
    assert "0.8750" not in said
    assert "published: .9 of 67" in said  # never of any weights here


def test_the_list_shows_what_was_measured(declaration, monkeypatch):
    declare_figures(declaration, FOUND)
    said = " ".join(shown(monkeypatch, declaration).split())
    assert "success rate 0.8750 of 1,271 (faces, majority); 0.7500 of the 1,000 that repeat no training picture" in said
    assert "; 0.8800 also mirrored; 0.8875 in ten views; 1,234 parameters; 56,789 multiply-adds" in said


def test_a_model_that_nobody_measured_says_so(declaration, monkeypatch):
    assert "not measured" in shown(monkeypatch, declaration)


def test_a_trial_is_marked_beside_its_figures(declaration, monkeypatch):
    text = MODEL.replace("sha256 =", 'trial = "1 of 9 epochs"\nsha256 =')
    declaration.write_text(text, encoding="utf-8")
    declare_figures(declaration, FOUND)
    assert "trial, not the recipe's result; success rate 0.8750" in shown(monkeypatch, declaration)


def test_an_ensemble_is_measured_with_the_weights_of_its_members(declaration):
    both = declaration.parents[1] / "both" / "model.toml"
    both.parent.mkdir()
    both.write_text('title = "Both"\nlabels = "happy-sad"\nmembers = ["../tiny", "../tiny"]\n', encoding="utf-8")
    declare_figures(both, replace(FOUND, weights_sha256=(SHA, SHA)))
    assert load_model(both).measured is not None
    declaration.write_text(MODEL.replace(SHA, OTHER), encoding="utf-8")  # a member was trained again
    assert load_model(both).measured is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("accuracy = 1.5\nimages = 3\njudged_on = 'x'", "expected a share from 0 to 1"),
        ("accuracy = 0.5", "accuracy, images and judged_on belong together"),
        ("accuracy_without_copies = 0.5", "accuracy_without_copies and images_without_copies belong together"),
        ("accuracy_without_copies = 0.5\nimages_without_copies = 3", "it cannot be above them"),
        ("parameters = 0", "expected a number above 0"),
        ("load = -1", "expected a number from 0"),
        ("acuracy = 0.5", "did you mean 'accuracy'"),
    ],
)
def test_figures_that_cannot_be_are_refused(declaration, line, words):
    declaration.write_text(f"{MODEL}\n[figures]\n{line}\n", encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load_model(declaration)
    assert any(words in fault.message for fault in raised.value.faults)


def test_figures_in_another_form_than_a_table_are_left_alone(declaration):
    text = f"figures = {{parameters = 3}}\n{MODEL}"
    declaration.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"\[figures\] is not a table with a key to a line"):
        declare_figures(declaration, FOUND)
    assert declaration.read_text(encoding="utf-8") == text
