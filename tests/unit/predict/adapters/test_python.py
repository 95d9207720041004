"""A Python function as a classifier: vouched for, found where it was vouched for, and believed after one question."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, declared, pictures

from audit.domain.model.kinds import Kind
from audit.errors import ModelRefused, UsageError
from audit.load import model_from_function
from audit.load.declarations.function import source_of
from audit.predict import load_classifier

SHARES = "    seen = b.mean(axis=(1, 2))\n    return seen / seen.sum(axis=1, keepdims=True)\n"
_NUMBERS = count()


@pytest.fixture
def function(tmp_path):
    """Write a module of a name never used before whose function `predict` has this body, and declare it."""

    def write(body, head=""):
        module = f"made_for_a_test_{next(_NUMBERS)}"
        path = tmp_path / f"{module}.py"
        path.write_text(f"{head}\ndef predict(b):\n{body}", encoding="utf-8")
        return declared(path, function=f"{module}:predict")

    return write


def test_a_function_is_a_classifier(function):
    spec, batch = function(SHARES), pictures(5)
    seen = batch.mean(axis=(1, 2))
    said = load_classifier(spec).probabilities(batch)
    assert said == pytest.approx(seen / seen.sum(axis=1, keepdims=True), abs=1e-6)
    assert spec.kind is Kind.CALLABLE


def test_nobody_vouching_no_line_of_it_runs(function, tmp_path):
    spec = function(SHARES, head=f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    with pytest.raises(ModelRefused, match="Python code can do on this machine whatever you can"):
        load_classifier(replace(spec, trusted=None))
    assert not (tmp_path / "ran").exists()
    load_classifier(spec)
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        ("", "    s = b.mean((1, 2)) + b.mean()\n    return s / s.sum(1, keepdims=True)\n", "depends on the others"),
        (
            "import random",
            "    s = b.mean((1, 2)) + random.random()\n    return s / s.sum(1, keepdims=True)\n",
            "or on chance",
        ),
        ("", "    return b.mean((1, 2))[:, :2]\n", "puts out 2 numbers for each picture"),
        ("", "    return b.mean((1, 2))[:5]\n", "gave 5 rows for 256 pictures"),
        ("", "    return b.mean((1, 2))\n", "rows that sum to"),
        ("", "    return [['a']] * len(b)\n", "raised ValueError"),
        ("", "    raise KeyError\n", "raised KeyError: without a word"),
        ("import no_such_module_at_all", SHARES, "importing it raised ModuleNotFoundError"),
    ],
    ids=["whole batch", "chance", "width", "rows", "sums", "text", "raises", "import"],
)
def test_a_function_that_is_no_classifier_is_refused(function, head, body, message):
    with pytest.raises(ModelRefused, match=message):
        load_classifier(function(body, head))


def test_another_module_of_that_name_is_not_run_in_its_place(function, tmp_path):
    spec = function(SHARES)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("def loads(b):\n" + SHARES, encoding="utf-8")
    with pytest.raises(ModelRefused, match=r"Python imports 'json' from .*; rename the module"):
        load_classifier(declared(elsewhere / "json.py", function="json:loads"))
    with pytest.raises(ModelRefused, match="has no function 'absent'"):
        load_classifier(replace(spec, function=spec.function.replace("predict", "absent")))


def test_on_the_command_line_naming_it_is_vouching_for_it(tmp_path, monkeypatch):
    package = tmp_path / "made_package_for_a_test" / "inner"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("raise SystemExit('imported before it was hashed')", encoding="utf-8")
    (package / "__init__.py").touch()
    (package / "net.py").write_text("def predict(b):\n" + SHARES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    spec = model_from_function("made_package_for_a_test.inner.net:predict", LABELS, CONTRACT)
    assert spec.weights == (package / "net.py").resolve()
    assert spec.id == "made_package_for_a_test.inner.net.predict"
    (package.parent / "__init__.py").write_text("", encoding="utf-8")
    assert load_classifier(spec).probabilities(np.ones((1, *CONTRACT.shape), np.float32)) == pytest.approx(1 / 3)


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
