"""However a run ends, the folder of its report holds the old report or the new one, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from audit.cli.main import run

COMMAND = [sys.executable, "-m", "audit", "run", "--cohort", "cohort.csv", "--predictions", "said.csv", "--out", "out"]


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A small cohort with a table of answers."""
    monkeypatch.chdir(tmp_path)
    rows = [(f"{i}.png", "happy" if i % 2 else "sad", "a" if i % 3 else "b") for i in range(300)]
    Path("cohort.csv").write_text("image,label,group\n" + "".join(",".join(row) + "\n" for row in rows))
    Path("said.csv").write_text("image,predicted\n" + "".join(f"{name},{label}\n" for name, label, _ in rows))
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def wait_for(sign: Path) -> None:
    end = time.monotonic() + 60
    while not sign.exists() and time.monotonic() < end:
        time.sleep(0.005)
    assert sign.exists()


def test_a_run_that_is_asked_to_end_says_so_and_leaves_nothing(here) -> None:
    process = subprocess.Popen(COMMAND, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    wait_for(here / "out")  # claimed: the run is on its way
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert err.strip().endswith("emotion-audit: ended from outside (SIGTERM)")
    assert not (here / "out").exists()
    assert left_over(here) == []


def test_killed_at_random_moments_the_old_report_stands_and_the_next_run_works(here) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795910400"}
    assert subprocess.run(COMMAND, env=environment, capture_output=True, check=False).returncode in (0, 1, 3)
    first = content(here / "out")
    for moment in np.random.default_rng(7).uniform(0.2, 4, 4):
        process = subprocess.Popen(COMMAND, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)
        time.sleep(float(moment))
        process.kill()
        process.wait(timeout=60)
        assert content(here / "out") == first  # the same run again: old or new, the bytes are these
    assert subprocess.run(COMMAND, env=environment, capture_output=True, check=False).returncode in (0, 1, 3)
    assert content(here / "out") == first
    assert left_over(here) == []


def test_a_second_run_into_one_folder_is_refused_before_it_reads_anything(here) -> None:
    from audit.files import claimed

    with claimed(here / "out"):
        done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "another run is writing there" in done.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "n" * 300],
        ["run", "--cohort", "n" * 300, "--predictions", "said.csv"],
        ["run", "--cohort", "cohort.csv", "--model", "n" * 300],
        ["run", "--cohort", "cohort.csv", "--predictions", "said.csv", "--out", "n" * 300],
        ["judge", "audit.json", "--policy", "n" * 300],
    ],
    ids=["check", "cohort", "model", "out", "policy"],
)
def test_a_name_that_no_file_can_have_is_a_sentence(capsys, arguments) -> None:
    assert run(arguments) == 2
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "too long" in err.lower()


def test_no_name_acts_on_the_terminal(capsys) -> None:
    assert run(["check", "a\x1b[2J\u202eb.csv"]) == 2
    assert "a[U+001B][2J[U+202E]b.csv" in capsys.readouterr().err
