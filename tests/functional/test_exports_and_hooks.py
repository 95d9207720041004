"""What stands around the command: exports, test reports, GitHub, several audits at once, pre-commit hooks."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from assets.audits import AUDITS, HOSTILE_NAMES, hostile

from audit.cli.main import run
from audit.load.find import find_cohort
from audit.report import to_document

ROOT = Path(__file__).resolve().parents[2]
LENIENT = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 1.0\ndecide_on = "point"\n'
STRICT = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.1\n'
EXCEEDED = STRICT + 'decide_on = "point"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one, away from GitHub."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def on_github(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The summary of a step that GitHub runs in an empty folder."""
    place = here / "step-summary.md"
    place.write_text("# what another step said\n")
    found = {
        "ACTIONS": "true",
        "STEP_SUMMARY": str(place),
        "SERVER_URL": "https://github.example",
        "REPOSITORY": "owner/name",
        "RUN_ID": "7",
    }
    for name, value in found.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    return place


def first_study(*arguments: str) -> list[str]:
    table = find_cohort("first-study") / "predictions.csv"
    return ["run", "--cohort", "first-study", "--predictions", str(table), "--out", "out", *arguments]


def policy(folder: Path, text: str) -> str:
    (folder / "policy.toml").write_text(text)
    return "policy.toml"


def saved(folder: Path, name: str) -> str:
    """Save a made-up audit; return where."""
    path = folder / name / "audit.json"
    path.parent.mkdir()
    path.write_text(to_document(AUDITS[name]()), encoding="utf-8")
    return str(path.relative_to(folder))


# exports


def test_a_run_exports_what_it_is_asked_for(here: Path) -> None:
    assert run(first_study("--export", "csv,svg")) == 3
    names = {path.name for path in (here / "out").iterdir()}
    files = {"audit.json", "index.html", "summary.md", "junit.xml", "model-card.md", "images.csv.gz"}
    assert names == files | {"tables", "charts"}
    assert run(first_study()) == 3
    assert {path.name for path in (here / "out").iterdir()} == files


def test_a_report_rendered_again_exports_the_same(here: Path) -> None:
    run(first_study("--export", "csv,svg"))
    assert run(["report", "out/audit.json", "--out", "again", "--export", "csv,svg"]) == 0
    for path in [*(here / "out").glob("*/*"), here / "out" / "junit.xml", here / "out" / "model-card.md"]:
        assert (here / "again" / path.relative_to(here / "out")).read_bytes() == path.read_bytes()


def test_an_export_that_does_not_exist_is_refused_before_the_audit(here: Path, capfd) -> None:
    assert run(first_study("--export", "pdf")) == 2
    assert "unknown export 'pdf'; expected one of csv, svg, png" in capfd.readouterr().err
    assert list(here.iterdir()) == []


def test_a_foreign_file_among_the_exports_is_found_before_the_audit(here: Path, capfd) -> None:
    run(first_study("--export", "csv"))
    (here / "out" / "tables" / "notes.txt").write_text("mine")
    before = (here / "out" / "audit.json").read_bytes()
    assert run(first_study("--export", "csv")) == 2
    assert "tables/notes.txt: no export wrote it" in capfd.readouterr().err
    assert (here / "out" / "audit.json").read_bytes() == before
    assert (here / "out" / "tables" / "notes.txt").read_text() == "mine"


# judge and check


def test_a_judgement_is_a_test_report_when_asked(here: Path) -> None:
    audit = saved(here, "five-pictures")
    rule = policy(here, STRICT.replace("age_group", "ethnicity"))
    assert run(["judge", audit, "--policy", rule, "--junit", "found/junit.xml"]) == 3
    (case,) = ET.parse(here / "found" / "junit.xml").getroot().iter("testcase")
    assert (case.attrib["name"], case[0].tag) == ("accuracy/ethnicity/difference", "failure")


def test_of_several_audits_the_gravest_verdict_counts(here: Path, capfd) -> None:
    two = [saved(here, "drawn"), saved(here, "waived")]
    assert run(["judge", *two, "--policy", policy(here, LENIENT)]) == 0
    assert run(["judge", *two, "--policy", policy(here, EXCEEDED)]) == 1
    out = capfd.readouterr().out
    assert out.index("== drawn/audit.json ==") < out.index("== waived/audit.json ==")
    assert run(["judge", *two, "--policy", policy(here, EXCEEDED), "--json"]) == 2


def test_every_cohort_is_checked_also_after_a_faulty_one(here: Path, capfd) -> None:
    (here / "bad.csv").write_text("image,label\na.png,happy\na.png,sad\n")
    (here / "good.csv").write_text("image,label\na.png,happy\nb.png,sad\n")
    assert run(["check", "bad.csv", "good.csv"]) == 2
    printed = capfd.readouterr()
    assert "good.csv" in printed.out or "good (good)" in printed.out
    assert "bad.csv:3" in printed.err
    assert run(["check", "bad.csv", "good.csv", "--json"]) == 2


# GitHub


def test_on_github_findings_are_annotations_and_the_summary_is_that_of_the_step(on_github: Path, capfd) -> None:
    assert run(first_study()) == 3
    lines = capfd.readouterr().out.splitlines()
    end = next(i for i, line in enumerate(lines) if re.fullmatch(r"::[0-9a-f]{32}::", line))
    assert lines[0] == f"::stop-commands::{lines[end].strip(':')}"
    assert [line.split(" ")[0] for line in lines[end + 1 :]] == ["::error", "::error", "::notice"]
    text = on_github.read_text(encoding="utf-8")
    assert text.startswith("# what another step said\n## ? INCONCLUSIVE: ")
    assert text.endswith("[The whole report](https://github.example/owner/name/actions/runs/7)\n")
    assert "actions/runs/7" in Path("out/summary.md").read_text(encoding="utf-8")


def test_on_github_json_stays_json(on_github: Path, capfd) -> None:
    assert run(first_study("--json")) == 3
    assert json.loads(capfd.readouterr().out)["schema_version"] == 1
    assert "INCONCLUSIVE" in on_github.read_text(encoding="utf-8")


def test_elsewhere_nothing_is_added(here: Path, capfd) -> None:
    run(first_study())
    assert "::" not in capfd.readouterr().out
    assert "[The whole report](index.html)" in (here / "out" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("on_github")
def test_on_github_no_name_is_a_command(tmp_path: Path, capfd) -> None:
    """Outside the quoted part, lines are our commands; the runner reads `##[…]` anywhere in a line."""
    assert "\n" in HOSTILE_NAMES[6]
    (tmp_path / "audit.json").write_text(to_document(hostile()), encoding="utf-8")
    rule = policy(tmp_path, STRICT.replace("age_group", "<svg/onload=alert(1)>_group"))
    assert run(["judge", "audit.json", "--policy", rule]) == 1
    lines = capfd.readouterr().out.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    after = lines[lines.index(f"::{token}::") + 1 :]
    assert all(re.match(r"::(error|notice) title=[^:,]*::", line) for line in after)
    assert run(["run", "--cohort", "##[error]x", "--predictions", "none.csv"]) == 2
    first, _, last = capfd.readouterr().err.splitlines()
    assert last == f"::{first.removeprefix('::stop-commands::')}::"


def test_a_summary_that_is_full_or_cannot_be_written_changes_no_verdict(on_github: Path, capfd, monkeypatch) -> None:
    on_github.write_bytes(b"x" * (1 << 20))
    assert run(first_study()) == 3
    assert on_github.stat().st_size == 1 << 20
    assert "the step's summary is full" in capfd.readouterr().err
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(on_github.parent))
    assert run(first_study()) == 3
    assert "the step's summary could not be written" in capfd.readouterr().err


# hooks


def hooks() -> dict[str, dict]:
    listed = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return {hook["id"]: hook for hook in listed}


def as_hook(name: str, *files: str) -> subprocess.CompletedProcess[str]:
    """Run a hook's entry on files as pre-commit does: entry, then args, then the files that match."""
    hook = hooks()[name]
    matching = [file for file in files if re.search(hook["files"], file)]
    program, *entry = shlex.split(hook["entry"])
    assert program == "emotion-audit"
    command = [sys.executable, "-m", "audit", *entry, *hook.get("args", []), *matching]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_hooks_say_what_pre_commit_needs() -> None:
    assert set(hooks()) == {"emotion-audit-check", "emotion-audit-judge"}
    for hook in hooks().values():
        assert {"id", "name", "entry", "language", "files"} <= set(hook)
        assert hook["language"] == "python"


def test_the_check_hook_refuses_a_faulty_manifest_and_passes_a_good_one(here: Path) -> None:
    for name, row in (("good", "b.png,sad"), ("bad", "b.png,")):
        (here / name).mkdir()
        (here / name / "manifest.csv").write_text(f"image,label\na.png,happy\n{row}\n")
    (here / "good" / "cohort.toml").write_text('title = "Two pictures"\n')
    good, bad = str(here / "good" / "manifest.csv"), str(here / "bad" / "manifest.csv")
    done = as_hook("emotion-audit-check", good, str(here / "good" / "cohort.toml"), "notes.csv")
    assert (done.returncode, done.stdout.count("Two pictures")) == (0, 1), done.stderr
    done = as_hook("emotion-audit-check", good, bad)
    assert done.returncode == 2
    assert f"{bad}:3: column 'label'" in done.stderr


def test_the_judge_hook_holds_saved_audits_against_the_policy(here: Path) -> None:
    audit = saved(here, "drawn")
    policy(here, LENIENT)
    assert as_hook("emotion-audit-judge", audit).returncode == 0
    policy(here, STRICT)
    done = as_hook("emotion-audit-judge", audit)
    assert (done.returncode, "67.6\xa0%, 294 of 435 pictures" in done.stdout) == (1, True)
