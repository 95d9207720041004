"""Saved audits are judged again: one, several, as JSON, as JUnit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from assets.audits import drawn

from audit.cli.main import run
from audit.report import to_document

STRICT = '[[criteria]]\nmetric = "accuracy"\nfeature = "skin_tone"\nlimit = 0.01\n'
LAX = '[[criteria]]\nmetric = "accuracy"\nfeature = "skin_tone"\nlimit = 0.5\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one.json", "two.json"):
        Path(name).write_text(to_document(drawn()), encoding="utf-8")
    Path("lax.toml").write_text(LAX)
    Path("strict.toml").write_text(STRICT)


@pytest.mark.parametrize(("policy", "status"), [("lax.toml", 0), ("strict.toml", 3)])  # 1.1 points, 0 to 3.5
def test_the_policy_decides(policy: str, status: int) -> None:
    assert run(["judge", "one.json", "--policy", policy]) == status


def test_of_several_the_gravest_counts_and_each_is_shown(capsys) -> None:
    assert run(["judge", "one.json", "two.json", "--policy", "strict.toml"]) == 3
    said = capsys.readouterr().out
    assert said.index("== one.json ==") < said.index("== two.json ==")


def test_json_and_junit_are_of_one_audit(capsys) -> None:
    assert run(["judge", "one.json", "--policy", "lax.toml", "--json", "--junit", "found.xml"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"][0]["verdict"] == "PASS"
    assert "<testsuites" in Path("found.xml").read_text(encoding="utf-8")
    assert run(["judge", "one.json", "two.json", "--policy", "lax.toml", "--json"]) == 2
