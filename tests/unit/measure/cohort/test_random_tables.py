"""Random tables are those of `scipy.stats.random_table`, by either of its algorithms, with or without loading it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import random_table

from audit.measure.cohort import random_tables as module
from audit.measure.cohort.random_tables import random_tables

# the few images go through Boyett's algorithm, the many through Patefield's
TOTALS = [([1, 2], [2, 1]), ([3, 4, 5], [6, 6]), ([400, 600, 24], [500, 300, 200, 24]), ([1], [1]), ([0, 5], [5, 0])]


@pytest.mark.parametrize(("rows", "columns"), TOTALS)
def test_the_tables_are_those_of_scipy(rows, columns) -> None:
    rows, columns = np.array(rows), np.array(columns)
    ours = random_tables(rows, columns, 50, np.random.default_rng(3))
    assert ours.shape == (50, len(rows), len(columns))
    assert (ours == random_table.rvs(rows, columns, size=50, random_state=np.random.default_rng(3))).all()


@pytest.mark.parametrize("rows", [[3, 4, 5], [400, 600, 200]])
def test_totals_are_kept_and_left_as_they_were(rows) -> None:
    given, columns = np.array(rows), np.array([sum(rows) - 4, 4])
    tables = random_tables(given, columns, 20, np.random.default_rng(0))
    assert (tables.sum(axis=2) == rows).all()
    assert (tables.sum(axis=1) == [sum(rows) - 4, 4]).all()
    assert (given.tolist(), columns.tolist()) == (rows, [sum(rows) - 4, 4])


def test_without_the_compiled_module_the_public_function_draws_the_same(monkeypatch) -> None:
    rows, columns = np.array([40, 60]), np.array([50, 30, 20])
    fast = random_tables(rows, columns, 9, np.random.default_rng(1))
    monkeypatch.setattr(module, "_algorithms", lambda: None)
    assert (fast == random_tables(rows, columns, 9, np.random.default_rng(1))).all()


def test_scipy_stats_is_not_loaded() -> None:
    code = (
        "import sys, numpy as np; from audit.measure.cohort.random_tables import random_tables;"
        "random_tables(np.array([1, 2]), np.array([2, 1]), 1, np.random.default_rng(0));"
        "print('scipy.stats' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
