"""The command line as people expect it: colour, width, quiet, verbose, what was mistyped, completion, progress."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli.main import run
from audit.domain.model.kinds import EXTRAS, PACKAGES, Kind
from audit.load.find import find_cohort

PREDICTIONS = str(find_cohort("first-study") / "predictions.csv")
AUDIT = ["run", "--cohort", "first-study", "--predictions", PREDICTIONS, "--features", "age_group"]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def on_a_terminal(arguments: list[str], columns: int = 80) -> str:
    """Return what the command writes when stdout and stderr are a terminal of so many columns."""
    parent, child = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-m", "audit", *arguments], stdin=child, stdout=child, stderr=child, env=environment
    ) as process:
        os.close(child)
        parts = []
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        process.wait()
    os.close(parent)
    return b"".join(parts).decode()


def test_a_pipe_gets_no_colour_and_whole_lines(capsys) -> None:
    assert run([*AUDIT, "--out", "out"]) == 3
    out = capsys.readouterr().out
    assert not COLOUR.search(out)
    (finding,) = [line for line in out.splitlines() if line.startswith("INCONCLUSIVE accuracy")]
    assert len(finding) > 200


def test_a_terminal_gets_colour_and_lines_of_its_width() -> None:
    text = on_a_terminal([*AUDIT, "--out", "out"])
    assert "\x1b[33m\x1b[1mINCONCLUSIVE\x1b[0m accuracy/age_group/difference: " in text
    told = [COLOUR.sub("", line).rstrip("\r") for line in text.splitlines()]
    start = next(i for i, line in enumerate(told) if line.startswith("INCONCLUSIVE accuracy"))
    assert all(len(line) <= 80 for line in told[start:] if not line.startswith("report:"))
    assert told[start + 1].startswith(" " * 13)


@pytest.mark.parametrize(("name", "coloured"), [("NO_COLOR", False), ("FORCE_COLOR", True)])
def test_the_environment_decides_on_colour(name: str, coloured: bool, monkeypatch, capsys) -> None:
    monkeypatch.setenv(name, "1")
    run([*AUDIT, "--out", "out"])
    assert bool(COLOUR.search(capsys.readouterr().out)) is coloured


def test_json_is_json_alone_whatever_the_environment(monkeypatch, capsys) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    run([*AUDIT, "--out", "out", "--json"])
    assert capsys.readouterr().out == Path("out/audit.json").read_text(encoding="utf-8")


def test_quiet_leaves_the_verdict_and_nothing_on_stderr(capsys) -> None:
    assert run([*AUDIT, "--out", "out", "-q"]) == 3
    out, err = capsys.readouterr()
    assert err == ""
    verdict = r"INCONCLUSIVE: this data cannot tell for 1 of 1 limit \(exit status 3\)"
    assert re.fullmatch(verdict + "; 50 of 50 rows counted, 2 remarks on the reading\n", out)
    assert run(["-q", *AUDIT, "--out", "out"]) == 3
    assert capsys.readouterr().out == out


def test_quiet_does_not_silence_what_is_wrong(capsys) -> None:
    assert run([*AUDIT, "--metric", "accurcy", "-q"]) == 2
    assert "unknown metric 'accurcy'" in capsys.readouterr().err


def test_verbose_says_what_was_audited_and_how_long_it_took(capsys) -> None:
    run([*AUDIT, "--out", "out", "-v"])
    out, err = capsys.readouterr()
    assert re.search(r"^measuring: \d+\.\d s$", err, flags=re.M)
    assert re.search(r"^cohort: EMOtion CLASSifier, published group test, SHA-256 [0-9a-f]{64}$", err, flags=re.M)
    assert "policy: one limit for every sensitive feature, 1 limit, confidence 0.95" in err
    run([*AUDIT, "--out", "out"])
    assert capsys.readouterr().out == out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["rn", "--cohort", "x"], "there is no command 'rn'; did you mean 'run'?"),
        (["jugde"], "there is no command 'jugde'; did you mean 'judge'?"),
        (["xyzzy"], "there is no command 'xyzzy'; expected one of demo, run, "),
        (["run", "--cohrt", "x"], "(Did you mean one of: '--cohort',"),
        (["run", "--max-diference", "0.1"], "(Did you mean one of: '--max-difference',"),
    ],
)
def test_what_was_mistyped_is_told_what_was_meant(typed: list[str], words: str, capsys) -> None:
    assert run(typed) == 2
    assert words in " ".join(capsys.readouterr().err.split())


def test_without_its_extra_the_demo_says_so_before_it_draws(monkeypatch, capsys) -> None:
    import audit.predict.load
    import audit.simulate

    def nothing(*_: object) -> None:
        raise AssertionError("a face was drawn")

    monkeypatch.setattr(audit.predict.load, "find_spec", lambda _: None)
    monkeypatch.setattr(audit.simulate, "draw_cohort", nothing)
    assert run(["demo", "--out", "demo"]) == 2
    assert "needs the extra 'onnx'; in a clone of emotion-audit type: pip install '.[onnx]'" in capsys.readouterr().err
    assert not Path("demo").exists()


def test_every_kind_with_packages_has_an_extra() -> None:
    assert set(EXTRAS) == {kind for kind in Kind if PACKAGES[kind]}
