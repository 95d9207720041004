"""The file of finished trees."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from assets.trees import run, spec_for

from audit.errors import MissingExtra, UsageError
from audit.train.trees.skops_file import publish_estimator, require_skops

ensemble = pytest.importorskip("sklearn.ensemble")
pytest.importorskip("skops", reason="skops is an extra that is not installed")


def test_the_weights_of_trees_are_a_skops_file(tmp_path):
    spec = replace(spec_for("random-forest", tmp_path), weights=tmp_path / "weights.keras")
    with pytest.raises(UsageError, match=r"written as \.skops, found weights = 'weights.keras'"):
        run(spec, tmp_path)


def test_without_skops_the_error_says_what_to_type_before_anything_grows(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops", None)
    with pytest.raises(MissingExtra, match=r"pip install '\.\[skops\]'"):
        run(spec_for("random-forest", tmp_path), tmp_path)


def forest(seed: int = 0):
    """Return a small forest whose numbers the seed fixes."""
    rng = np.random.default_rng(0)
    return ensemble.RandomForestClassifier(n_estimators=2, random_state=seed, n_jobs=2).fit(
        rng.normal(size=(40, 3)), np.arange(40) % 2
    )


def test_the_same_estimator_has_the_same_bytes_and_another_others(tmp_path):
    spec = spec_for("random-forest", tmp_path)
    first, again, other = (
        publish_estimator(forest(seed), spec, tmp_path / f"{name}.skops")
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert first.sha256 == again.sha256 != other.sha256
    assert first.size == len((tmp_path / "a.skops").read_bytes())


def test_what_is_packed_is_the_estimator_without_a_trace_of_the_machine(tmp_path):
    made = forest()
    path = publish_estimator(made, spec_for("random-forest", tmp_path), tmp_path / "a.skops").path
    with zipfile.ZipFile(path) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
    assert names == [*(f"{n}.npy" for n in range(1, len(names))), "schema.json"]
    read = require_skops().load(path, trusted=require_skops().get_untrusted_types(file=path))
    pictures = np.random.default_rng(1).normal(size=(10, 3))
    assert np.array_equal(read.predict_proba(pictures), made.predict_proba(pictures))
    assert read.n_jobs is None
