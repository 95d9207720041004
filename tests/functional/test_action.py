"""action.yml: every input reaches the audit, none reaches the shell as text, the exit status passes through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from audit.load.find import find_cohort

ROOT = Path(__file__).resolve().parents[2]
STRICT = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.2\n'
POLICIES = {
    3: STRICT,
    1: STRICT.replace("0.2", "0.1") + 'decide_on = "point"\n',
    0: STRICT.replace("0.2", "1.0") + 'decide_on = "point"\n',
    2: STRICT.replace("accuracy", "acuracy"),
}


@pytest.fixture(scope="module")
def action() -> dict:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def audit_step(action) -> dict:
    return next(step for step in action["runs"]["steps"] if step.get("id") == "audit")


def test_every_input_is_described_and_used(action) -> None:
    text = yaml.safe_dump(action["runs"])
    for name, given in action["inputs"].items():
        assert given["description"]
        assert f"inputs.{name} " in text
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(action["inputs"])


def test_no_input_is_part_of_a_script(action) -> None:
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_what_a_script_reads_is_given_to_it(action) -> None:
    runner = {"RUNNER_TEMP", "GITHUB_OUTPUT", "PATH"}
    for step in action["runs"]["steps"]:
        if "run" in step:
            read = set(re.findall(r"\$\{?([A-Z_]+)", step["run"]))
            assert set(step["env"]) <= read <= set(step["env"]) | runner


@pytest.mark.parametrize(
    ("model", "extras"),
    [
        ("", ""),
        ("net.onnx", "onnx"),
        ("forest.skops", "skops"),
        ("net.keras", "keras"),
        ("package.module:classify", ""),
        ("cnn48", ""),
        ("hog-forest", "skops"),
        ("exported", "onnx"),
        ("mine/model.toml", "onnx"),
        ("ensemble", "keras onnx skops"),
    ],
)
def test_what_a_model_of_its_kind_needs_is_installed(action, tmp_path: Path, model: str, extras: str) -> None:
    for folder in ("exported", "mine"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.toml").write_text('weights = "net.onnx"\n')
    pip = tmp_path / "emotion-audit" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text('#!/bin/sh\necho "$@"\n')
    pip.chmod(0o755)
    script = next(step["run"] for step in action["runs"]["steps"] if "pip install" in step.get("run", ""))
    script = script.replace("python -m venv", "true")
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "EXPORT": "", "MODEL": model}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**environment, "SOURCE": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    locked, own = done.stdout.splitlines()
    locks = [f"requirements/{extra}.lock" for extra in extras.split()]
    named = [f"--requirement {ROOT / name}" for name in ("requirements-audit.lock", *locks)]
    assert locked == f"-m pip install --quiet --require-hashes {' '.join(named)}"
    assert own == f"-m pip install --quiet --no-deps --no-build-isolation {ROOT}"


def test_every_lock_that_the_action_may_name_is_there_with_hashes(action) -> None:
    script = next(step["run"] for step in action["runs"]["steps"] if "pip install" in step.get("run", ""))
    extras = set(re.findall(r"extras\+=\(([a-z ]+)\)", script))
    for extra in {name for names in extras for name in names.split()}:
        pins = re.findall(r"^[\w.-]+==", (ROOT / "requirements" / f"{extra}.lock").read_text(), re.MULTILINE)
        assert pins
    audited = (ROOT / "requirements-audit.lock").read_text()
    assert audited.count("--hash=sha256:") >= len(re.findall(r"^[\w.-]+==", audited, re.MULTILINE)) > 0
    assert re.search(r"^hatchling==", audited, re.MULTILINE)


def test_options_are_those_of_the_command(audit_step) -> None:
    from audit.cli.audits.run_command import command

    known = {option for parameter in command.params for option in parameter.opts}
    used = set(re.findall(r"^ *add ([\w-]+) ", audit_step["run"], re.MULTILINE)) | {"cohort", "out"}
    assert {f"--{name}" for name in used} <= known


@pytest.fixture
def step(audit_step, tmp_path: Path):
    """Return a function that runs the script of the step as GitHub does: exit status, what it says, its output."""
    tool = tmp_path / "emotion-audit" / "bin" / "emotion-audit"
    tool.parent.mkdir(parents=True)
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n')
    tool.chmod(0o755)
    script = tmp_path / "script.sh"
    script.write_text(audit_step["run"])

    def call(**inputs: str) -> tuple[int, str, str]:
        output = tmp_path / "output"
        output.write_text("")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        given = dict.fromkeys(audit_step["env"], "") | {"OUT": "out"} | inputs
        environment = kept | given | {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output)}
        environment["PYTHONPATH"] = str(ROOT)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr, output.read_text()

    return call


def study() -> dict[str, str]:
    return {"COHORT": "first-study", "PREDICTIONS": str(find_cohort("first-study") / "predictions.csv")}


@pytest.mark.parametrize("status", POLICIES)
def test_the_exit_status_of_the_audit_is_that_of_the_step(step, tmp_path, status) -> None:
    (tmp_path / "policy.toml").write_text(POLICIES[status])
    found, said, output = step(**study(), POLICY="policy.toml")
    assert (found, output) == (status, f"exit-status={status}\n"), said
    assert (tmp_path / "out" / "audit.json").exists() == (status != 2)


def test_an_input_is_never_run_nor_taken_for_an_option(step, tmp_path) -> None:
    trap = '"; touch owned; $(touch owned) `touch owned` #'
    status, said, _ = step(COHORT=trap, PREDICTIONS="--help")
    assert status == 2
    assert f"'{trap}' is neither a path nor the id" in said
    assert not (tmp_path / "owned").exists()
