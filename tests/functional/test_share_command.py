"""`emotion-audit share`: the copy holds nothing of rows, paths and few people, and says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.cli.main import run

OWNER = "Ada of the audit board"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audit with a group of three pictures, a waiver, and rows that dropped out."""
    place = tmp_path_factory.mktemp("share")
    rng = np.random.default_rng(3)
    lines = ["image,label,race,predicted"]
    for i in range(300):
        race = "few of us" if i < 3 else ("left" if i % 2 else "right")
        truth = "happy" if rng.random() < 0.5 else "sad"
        answer = truth if rng.random() < (0.55 if race == "left" else 0.95) else "happy"
        lines.append(f"secret/{i}.png,{truth},{race},{answer}")
    (place / "answers.csv").write_text("\n".join(lines) + "\n")
    (place / "policy.toml").write_text(
        '[[criteria]]\nmetric = "accuracy"\nfeature = "race"\nlimit = 0.1\n'
        '[[waivers]]\nfinding = "accuracy/race/difference"\nceiling = 0.9\n'
        f'owner = "{OWNER}"\nreason = "until the next model"\nexpires = "2999-12-31"\n'
    )
    table = str(place / "answers.csv")
    out = ["--out", str(place / "audit"), "--policy", str(place / "policy.toml")]
    assert run(["run", "--cohort", table, "--predictions", table, *out]) in (0, 1, 3)
    return place


def shared(folder: Path, name: str, *more: str) -> tuple[dict[str, object], str]:
    assert run(["share", str(folder / "audit"), "--out", str(folder / name), *more]) == 0
    files = folder / name
    return json.loads((files / "shared.json").read_text()), (files / "index.html").read_text()


def test_no_row_path_or_owner_is_left(folder: Path) -> None:
    document, page = shared(folder, "plain")
    for text in (json.dumps(document), page):
        assert "secret/" not in text
        assert str(folder) not in text
        assert OWNER not in text
    assert {path.name for path in (folder / "plain").iterdir()} == {"shared.json", "index.html"}


def test_the_small_group_is_named_without_its_numbers(folder: Path) -> None:
    document, page = shared(folder, "small")
    of_group = [r for r in document["rates"] if r["group"] and r["group"]["pairs"][0][1] == "few of us"]
    assert of_group
    assert all(r["rate"] is None for r in of_group if r["emotion"] is None)
    shown = [r for r in document["rates"] if r["group"] and r["emotion"] is None and r["rate"]]
    overall = next(r["rate"] for r in document["rates"] if r["group"] is None and r["emotion"] is None)
    assert overall["denominator"] - sum(r["rate"]["denominator"] for r in shown) >= 10
    assert "taken out" in page
    assert any("fewer than 10 people" in text for text in document["taken_out"])


def test_verdicts_are_those_of_the_audit(folder: Path) -> None:
    document, _ = shared(folder, "same")
    found = audit.read_audit(folder / "audit")
    assert document["verdict"] == found.verdict
    assert [(f["code"], f["verdict"]) for f in document["findings"]] == [(f.code, f.verdict) for f in found.findings]


def test_a_limit_on_a_group_that_was_taken_out_has_a_verdict_and_no_value(folder: Path) -> None:
    document, _ = shared(folder, "large", "--fewest", "200")
    assert [f["value"] for f in document["findings"]] == [None] * len(document["findings"])


def test_people_are_told_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared(folder, "told")
    told = capsys.readouterr().out
    assert told.startswith("Taken out:")
    assert "Every row, picture and path" in told
