"""A search: what it draws, what it chooses by, and that an interruption loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.model.recipe import Augmentation, Search
from audit.errors import UsageError

pytestmark = pytest.mark.keras

SEARCH = Search(trials=3, epochs=2, filters=((2, 4),), dense=((4, 8),), learning_rate=(1e-9, 0.01))


@pytest.fixture
def spec(spec_for):
    """A network whose width and learning rate are to be found."""
    made = spec_for(architecture="stacked", schedule="constant", held_out=0.2, search=SEARCH)
    return replace(made, recipe=replace(made.recipe, augmentation=Augmentation()))


@pytest.fixture
def run(kit, made):
    """Search on 64 made pictures, 32 others held out."""

    def run(spec, folder, report=lambda _: None):
        return kit.fitting.network.search(spec, made(64, 1), made(32, 2), folder, report=report)

    return run


def test_the_best_trial_on_held_out_pictures_becomes_the_recipe(run, spec, tmp_path):
    trials = []
    found = run(spec, tmp_path, trials.append)
    best = max(trials, key=lambda trial: trial.accuracy)
    assert (found.filters, found.dense, found.learning_rate) == (best.filters, best.dense, best.learning_rate)
    assert (found.epochs, found.search) == (4, None), "the search's own epochs are for its trials"
    lines = (tmp_path / "search.csv").read_text().splitlines()
    assert lines[0] == "trial,filters,dense,learning_rate,best_epoch,validation_accuracy"
    assert len(lines) == 1 + len(trials) == 4
    assert len({(t.filters, t.dense, t.learning_rate) for t in trials}) == 3, "nothing is tried twice"


def test_an_interrupted_search_draws_the_same_and_trains_no_finished_trial_again(kit, run, spec, tmp_path, monkeypatch):
    def stop(trial):
        if trial.number == 2:
            raise KeyboardInterrupt

    whole = run(spec, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(spec, tmp_path / "cut", stop)
    trained, train_once = [], kit.fitting.fit.train_once
    monkeypatch.setattr(kit.fitting.fit, "train_once", lambda *given: trained.append(given) or train_once(*given))
    assert run(spec, tmp_path / "cut") == whole
    assert len(trained) == 2, "the two epochs of the third trial"
    assert (tmp_path / "cut" / "search.csv").read_bytes() == (tmp_path / "whole" / "search.csv").read_bytes()


def test_a_search_of_another_recipe_is_not_gone_on_with(run, spec, tmp_path):
    run(spec, tmp_path)
    with pytest.raises(UsageError, match=r"had another recipe, .* remove .*trial-001.*checkpoint to begin anew"):
        run(replace(spec, recipe=replace(spec.recipe, batch=8)), tmp_path)


def test_without_choices_there_is_nothing_to_search(run, spec_for, tmp_path):
    with pytest.raises(UsageError, match=r"has no \[recipe.search\]"):
        run(spec_for(), tmp_path)


def test_fewer_choices_than_trials_end_the_search_when_they_run_out(run, spec, tmp_path):
    trials = []
    few = replace(spec.recipe, filters=(2,), dense=(4,), search=Search(trials=9, epochs=1, learning_rate=(0.1, 0.01)))
    run(replace(spec, recipe=few), tmp_path, trials.append)
    assert sorted(trial.learning_rate for trial in trials) == [0.01, 0.1]
    assert {trial.filters for trial in trials} == {(2,)}
