"""A path first, then what is bundled; anything else is refused with the known ids."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.load.find import bundled, find_cohort, find_model, folders


def test_a_path_comes_before_an_id(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_cohort("first-study").name == "first-study"
    (tmp_path / "first-study").mkdir()
    assert find_cohort("first-study").resolve() == tmp_path / "first-study"


def test_what_is_nowhere_is_refused_with_what_is_near() -> None:
    with pytest.raises(UsageError, match="did you mean 'cnn48'"):
        find_model("cnn49")


def test_what_is_bundled_lies_in_the_package_or_beside_it_in_a_checkout(tmp_path) -> None:
    package = tmp_path / "audit"
    package.mkdir()
    assert bundled("models", package) == package / "bundled" / "models"
    (tmp_path / "pyproject.toml").touch()
    assert bundled("models", package) == tmp_path / "models"
    (package / "bundled" / "models" / "net").mkdir(parents=True)
    assert bundled("models", package) == package / "bundled" / "models"
    assert folders(package / "bundled" / "models", "models") == ()
    (package / "bundled" / "models" / "net" / "model.toml").touch()
    assert [folder.name for folder in folders(package / "bundled" / "models", "models")] == ["net"]
