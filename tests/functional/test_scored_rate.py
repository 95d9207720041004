"""A gate does not pass over pictures that dropped out: who got no answer is judged, in every channel."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audit.cli.main import run

POLICY = 'title = "t"\n{}[[criteria]]\nmetric = "accuracy"\nfeature = "skin"\nlimit = 0.1\n'


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """2,000 pictures a group, the classifier right on 19 of 20; for 84 % of one group there is no prediction."""
    monkeypatch.chdir(tmp_path)
    rows = [(i, "happy" if i % 2 else "sad", "light" if i % 4 < 2 else "dark") for i in range(4000)]
    other = {"happy": "sad", "sad": "happy"}
    answered = [row for row in rows if row[2] == "light" or row[0] // 4 % 25 < 4]
    said = [(i, other[label] if i // 4 % 20 == 0 else label) for i, label, _ in answered]
    lines = [f"{i}.png,{label},{skin}\n" for i, label, skin in rows]
    Path("cohort.csv").write_text("image,label,skin\n" + "".join(lines))
    Path("said.csv").write_text("image,predicted\n" + "".join(f"{i}.png,{label}\n" for i, label in said))
    return tmp_path


def audit(*more: str) -> int:
    return run(["run", "--cohort", "cohort.csv", "--predictions", "said.csv", "--out", "out", *more])


def policy(text: str = "") -> str:
    Path("policy.toml").write_text(POLICY.format(text))
    return "policy.toml"


def findings(document: str) -> list[tuple[str, str, str]]:
    return [(found["code"], found["verdict"], found["reason"]) for found in json.loads(document)["findings"]]


def test_the_gate_fails_and_every_channel_says_who_got_no_answer(tables, capsys) -> None:
    assert audit() == 1
    sentence = "pictures get an answer"
    assert sentence in capsys.readouterr().out.lower()
    for name in ("junit.xml", "audit.json", "index.html", "summary.md"):
        assert sentence in (tables / "out" / name).read_text(encoding="utf-8").lower(), name


@pytest.mark.usefixtures("tables")
def test_beside_the_success_rate_stands_how_far_missing_answers_could_move_it(capsys) -> None:
    audit()
    line = next(line for line in capsys.readouterr().out.splitlines() if "accuracy/skin/difference" in line)
    assert line.startswith("PASS")
    assert "had they been right in one group and wrong in another" in line


@pytest.mark.usefixtures("tables")
def test_the_deployers_view_counts_no_answer_as_a_wrong_one(capsys) -> None:
    assert audit("--policy", policy('unscored = "wrong"\n')) == 1
    out = capsys.readouterr().out
    assert "FAIL         accuracy/skin/difference" in out
    assert "count as wrong in every limit" in out


@pytest.mark.usefixtures("tables")
def test_off_is_said(capsys) -> None:
    assert audit("--policy", policy("judge_scored_rate = false\n")) == 0
    out = capsys.readouterr().out
    assert "scored_rate/" not in out
    assert "ho got an answer is not judged (judge_scored_rate = false): 1,680 rows got none" in out


def test_a_saved_audit_is_judged_alike(tables, capsys) -> None:
    audit()
    first = findings((tables / "out" / "audit.json").read_text())
    capsys.readouterr()
    assert run(["judge", "out/audit.json", "--policy", policy(), "--json"]) == 1
    assert findings(capsys.readouterr().out) == first
    assert run(["judge", "out/audit.json", "--policy", policy('unscored = "wrong"\n')]) == 1


@pytest.mark.usefixtures("tables")
def test_where_nothing_is_missing_nothing_is_added(capsys) -> None:
    said = Path("cohort.csv").read_text().replace("image,label,skin", "image,predicted,skin")
    Path("said.csv").write_text("\n".join(",".join(line.split(",")[:2]) for line in said.splitlines()))
    assert audit() == 0
    assert "scored_rate" not in capsys.readouterr().out


@pytest.fixture
def two_ways(tmp_path, monkeypatch):
    """60 pictures a group; of 15 dark faces the file is missing, of 15 light ones it is broken."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    rows = [(i, "happy" if i % 2 else "sad", "light" if i % 4 < 2 else "dark") for i in range(120)]
    for i, _, _ in rows:
        Image.fromarray(rng.integers(0, 256, (48, 48)).astype(np.uint8)).save(f"{i}.png")
    for i in range(0, 60, 4):
        Path(f"{i}.png").write_bytes(Path(f"{i}.png").read_bytes()[:200])
        Path(f"{i + 2}.png").unlink()
    lines = "".join(f"{i}.png,{label},{skin},0,0,48,48\n" for i, label, skin in rows)
    Path("cohort.csv").write_text("image,label,skin,x,y,width,height\n" + lines)
    return tmp_path


TWO_WAYS = ["run", "--cohort", "cohort.csv", "--model", "happy-sad", "--out", "out"]


def test_two_ways_to_drop_out_do_not_make_up_for_one_another(two_ways, capsys) -> None:
    assert run([*TWO_WAYS, "--policy", policy("scored_rate_limit = 0.05\n")]) == 1
    document = (two_ways / "out" / "audit.json").read_text(encoding="utf-8")
    found = {code: verdict for code, verdict, _ in findings(document)}
    assert found["missing_file_rate/skin/difference"] == found["corrupt_rate/skin/difference"] == "FAIL"
    assert found["scored_rate/skin/difference"] != "FAIL"
    sentence = "a picture's file is missing 25 points more often"
    assert sentence in capsys.readouterr().out.lower()
    for name in ("junit.xml", "audit.json"):
        assert sentence in (two_ways / "out" / name).read_text(encoding="utf-8").lower(), name
    for name in ("index.html", "summary.md"):
        text = (two_ways / "out" / name).read_text(encoding="utf-8").lower()
        assert "a picture's file is missing" in text.replace("&#39;", "'").replace("’", "'"), name


@pytest.mark.usefixtures("tables")
def test_a_limit_may_name_an_outcome_on_the_command_line_and_in_a_policy(capsys) -> None:
    assert audit("--metric", "no_prediction_rate", "--max-difference", "0.5", "--features", "skin") == 1
    assert "FAIL         no_prediction_rate/skin/difference" in capsys.readouterr().out
    Path("policy.toml").write_text(POLICY.format("").replace("accuracy", "no_face_rate"))
    audit("--policy", "policy.toml")
    assert "PASS         no_face_rate/skin/difference" in capsys.readouterr().out
