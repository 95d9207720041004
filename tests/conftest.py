"""Shared fixtures: where real data lies, if it is here at all."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")  # no test holds what a busy machine can break

for _name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(_name, None)  # tests run side by side are given a width, and what commands print is wrapped to it

sys.modules["rfc3987_syntax"] = None  # jsonschema would compile 39 grammars of web addresses, and checks none of ours

LONG = {"browser", "keras"}
"""Marks of tests that take longest."""

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


CACHES = count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with browsers and networks first: with many short ones at the end, no worker waits long for another."""
    long = {item.path for item in items if LONG.intersection(mark.name for mark in item.iter_markers())}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory, monkeypatch) -> None:
    """Nobody's own settings reach a test: what a person trusts, asked before, or has brought here is theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "settings"))
    monkeypatch.setenv("EMOTION_AUDIT_DATA", str(tmp_path_factory.getbasetemp() / "data"))
    monkeypatch.setenv("EMOTION_AUDIT_CACHE", str(tmp_path_factory.getbasetemp() / "caches" / str(next(CACHES))))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with FER+, the London set and predictions of biased classifiers."""
    if not SHARED.is_dir():
        pytest.skip("the real datasets are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return a function that makes a folder once for all processes that try tests, and returns it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, whole = shared / name, shared / f"{name}.whole"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                make(folder)
                whole.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def ferplus_valid(shared_data: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """FER2013's validation pictures with FER+'s votes as a cohort."""
    from audit.load import import_cohort

    return once(
        "ferplus-valid", lambda folder: import_cohort("ferplus", shared_data / "ferplus", folder, split="Valid")
    )
