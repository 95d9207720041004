"""MODEL and COHORT on the command line: a path, or the id of something bundled."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.load.catalogue import list_cohorts, list_models
from audit.load.find import bundled, find_cohort, find_model

MODEL = 'title = "T"\nlabels = "fer7"\nweights = "w.keras"\n[input]\nsize = 48\n'


def test_a_path_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first-study").mkdir()
    (tmp_path / "net.keras").write_bytes(b"")
    assert find_cohort("first-study").resolve() == tmp_path / "first-study"
    assert find_model("net.keras").name == "net.keras"


def test_a_bundled_cohort_is_found_by_its_id_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (find_cohort("first-study") / "predictions.csv").is_file()


@pytest.mark.parametrize("find", [find_cohort, find_model])
@pytest.mark.parametrize("reference", ["", "firststudy", "nowhere/cohort.csv"])
def test_an_unknown_reference_is_refused(find, reference, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="neither a path nor the id"):
        find(reference)


def test_an_unknown_id_lists_the_known_ones():
    with pytest.raises(UsageError, match=r"did you mean 'first-study'\?"):
        find_cohort("frist-study")


def test_lists_hold_the_folders_that_declare_themselves(tmp_path):
    for name in ("b", "a", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "model.toml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "b" / "manifest.csv").write_text("image,label\n", encoding="utf-8")
    (tmp_path / "a" / "manifest.csv").write_text("image,label\n", encoding="utf-8")
    (tmp_path / "a" / "cohort.toml").write_text('title = "C"', encoding="utf-8")
    assert [(m.id, m.title, m.path) for m in list_models(tmp_path)] == [("a", "T", tmp_path / "a")]
    assert [(c.id, c.title) for c in list_cohorts(tmp_path)] == [("a", "C"), ("b", "b")]


def test_bundled_things_lie_in_the_package_else_in_the_checkout_and_nowhere_else(tmp_path):
    package = tmp_path / "audit"
    package.mkdir()
    (tmp_path / "models").mkdir()
    assert bundled("models", package) == package / "bundled" / "models", "a folder of someone else's beside it"
    (tmp_path / "pyproject.toml").touch()
    assert bundled("models", package) == tmp_path / "models"
    (package / "bundled" / "models").mkdir(parents=True)
    assert bundled("models", package) == package / "bundled" / "models"
