"""`import audit` is quick, and every name it offers is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

import audit

MOST_SECONDS = 0.1
HEAVY = ("click", "numpy", "pandas", "plotly", "scipy", "tensorflow")


def test_importing_it_loads_nothing_and_takes_no_time() -> None:
    code = (
        "import sys, time; before = set(sys.modules); start = time.perf_counter(); import audit;"
        "took = time.perf_counter() - start; loaded = set(sys.modules) - before;"
        f"print(took, sorted(m for m in loaded if m.startswith('audit.') or m in {HEAVY}))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    seconds, loaded = zip(*(done.stdout.split(maxsplit=1) for done in runs), strict=True)
    assert min(map(float, seconds)) < MOST_SECONDS
    assert {text.strip() for text in loaded} == {"['audit.version']"}


@pytest.mark.parametrize("name", audit.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    found = getattr(audit, name)
    assert name in dir(audit)
    assert isinstance(found, str) or found.__doc__


def test_a_name_that_is_not_there_says_which_are() -> None:
    with pytest.raises(AttributeError, match="module 'audit' has no attribute 'adit'; it offers AnswerFailed, Audit, "):
        _ = audit.adit


def test_the_names_that_types_see_are_those_that_are_loaded() -> None:
    assert set(audit._HOME_OF) == set(audit.__all__) - {"__version__"}
