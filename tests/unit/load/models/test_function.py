"""Where the code of a Python function stands, found without running any of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.load.models.function import is_function, named_function, source_of


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("os.path", "named package.module:function, found 'os.path'"),
        ("no_such_package.x:f", "there is no module 'no_such_package.x' where Python looks"),
        ("sys:exit", "there is no module 'sys'|does not stand in a file"),
    ],
)
def test_a_name_that_is_no_function_in_a_file_is_refused(name, message, tmp_path):
    with pytest.raises(UsageError, match=message):
        source_of(name, tmp_path)


def written(path: Path, text: str = "raise SystemExit('it ran')") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path.resolve()


def test_packages_on_the_way_are_looked_through_and_nothing_runs(tmp_path):
    written(tmp_path / "outer_of_a_test" / "__init__.py")
    inner = written(tmp_path / "outer_of_a_test" / "inner.py")
    package = written(tmp_path / "outer_of_a_test" / "deep" / "__init__.py")
    assert source_of("outer_of_a_test.inner:predict", tmp_path) == inner
    assert source_of("outer_of_a_test.deep:predict", tmp_path) == package
    assert "outer_of_a_test" not in sys.modules


def test_python_s_own_places_come_before_the_folder(tmp_path):
    beside = written(tmp_path / "json.py")
    found = source_of("json:loads", tmp_path)
    assert found == Path(json.__file__).resolve() != beside


def test_a_folder_without_a_file_of_its_own_is_no_code(tmp_path):
    (tmp_path / "only_a_folder_of_a_test").mkdir()
    with pytest.raises(UsageError, match="does not stand in a file, so nobody could vouch for it"):
        source_of("only_a_folder_of_a_test:predict", tmp_path)


def test_a_module_in_a_module_is_not_there(tmp_path):
    written(tmp_path / "flat_of_a_test.py")
    with pytest.raises(UsageError, match=r"there is no module 'flat_of_a_test\.inner'.* nor in "):
        source_of("flat_of_a_test.inner:predict", tmp_path)


def test_a_function_in_a_file_is_found_by_the_file(tmp_path, monkeypatch):
    code = written(tmp_path / "answers_of_a_test.py")
    for reference in (f"{code}:predict", f"{code.with_suffix('')}:predict"):
        assert is_function(reference)
        assert named_function(reference) == ("answers_of_a_test:predict", code)
    monkeypatch.chdir(tmp_path)
    assert named_function("answers_of_a_test:predict") == named_function("answers_of_a_test.py:predict")
    assert not is_function("folder/no_such_file_of_a_test.py:predict")
    assert not is_function(f"{code}:two words")


def test_a_file_that_python_would_not_import_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"Python imports 'json' from .*; rename the file"):
        named_function(f"{written(tmp_path / 'json.py')}:predict")
    with pytest.raises(UsageError, match="cannot import a file of this name; give it one of letters, digits and _"):
        named_function(f"{written(tmp_path / 'my-model.py')}:predict")
