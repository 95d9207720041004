"""The examples in docstrings are true: every `>>>` of the package is run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "audit"
TENSORFLOW = ("import keras", "from keras", "import tensorflow", "from tensorflow")


def _modules() -> list[object]:
    """Return the name of every module with an example, those that load TensorFlow with its mark."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if ">>> " in text:
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
            heavy = any(line.startswith(TENSORFLOW) for line in text.splitlines())
            found.append(pytest.param(name, marks=pytest.mark.keras if heavy else ()))
    return found


@pytest.mark.parametrize("name", _modules())
def test_the_examples_of_a_module_are_true(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0
