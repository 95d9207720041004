"""A limit on how often faces are read as mixed, from the command line to the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.cli.main import run

LIMIT = ["--metric", "mixed_rate", "--max-difference", "0.2"]


def files(folder: Path, mixed: dict[str, tuple[int, int]], *, people: int = 0) -> list[str]:
    """Write a cohort of groups of which so many of so many pictures are mixed; return the arguments that audit it."""
    rows, predictions = [f"image,label,age_group{',subject' if people else ''}"], ["image,p_happy,p_sad"]
    for group, (part, images) in mixed.items():
        for i in range(images):
            rows.append(f"{group}-{i}.png,{('happy', 'sad')[i % 2]},{group}{f',{group}{i % people}' if people else ''}")
            happy, sad = ("0.6", "0.4") if i < part else ("0.95", "0.05")
            predictions.append(f"{group}-{i}.png,{f'{sad},{happy}' if i % 2 else f'{happy},{sad}'}")
    (folder / "cohort.csv").write_text("\n".join(rows) + "\n")
    (folder / "predictions.csv").write_text("\n".join(predictions) + "\n")
    return ["run", "--cohort", str(folder / "cohort.csv"), "--predictions", str(folder / "predictions.csv")]


@pytest.mark.parametrize(
    ("mixed", "arguments", "status", "said"),
    [
        ({"adult": (100, 1000), "senior": (110, 1000)}, LIMIT, 0, "PASS"),
        (
            {"adult": (10, 200), "senior": (120, 200)},
            LIMIT,
            1,
            "(5.0\xa0%, 10 of 200 pictures, against 60.0\xa0%, 120 of 200)",
        ),
        ({"adult": (1, 6), "senior": (3, 6)}, LIMIT, 3, "INCONCLUSIVE"),
        (
            {"adult": (10, 200), "senior": (120, 200)},
            ["--metric", "mixed_rate", "--min-ratio", "0.8"],
            1,
            "0.08 times as often",
        ),
    ],
)
def test_verdicts_on_the_mixed_rate(tmp_path: Path, capsys, *, mixed, arguments, status, said) -> None:
    assert run([*files(tmp_path, mixed), *arguments, "--out", str(tmp_path / "report")]) == status
    assert said in capsys.readouterr().out


def test_decisions_alone_leave_the_mixed_rate_open(tmp_path: Path, capsys) -> None:
    arguments = files(tmp_path, {"adult": (1, 40), "senior": (2, 40)})
    rows = (tmp_path / "predictions.csv").read_text().splitlines()[1:]
    decided = "\n".join(["image,predicted", *(f"{row.split(',')[0]},happy" for row in rows)])
    (tmp_path / "predictions.csv").write_text(decided + "\n")
    assert run([*arguments, *LIMIT, "--out", str(tmp_path / "report")]) == 3
    said = capsys.readouterr().out
    assert "no group of age group has a mixed rate (“adult”: no scored picture with probabilities" in said
    assert ". Give probabilities, not decisions." in said


def test_a_saved_audit_is_judged_again_and_self_tested(tmp_path: Path, capsys) -> None:
    arguments = files(tmp_path, {"adult": (10, 200), "senior": (120, 200)}, people=100)
    assert run([*arguments, *LIMIT, "--out", str(tmp_path / "report")]) == 1
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'title = "mixed"\n\n[[criteria]]\nmetric = "mixed_rate"\nfeature = "age_group"\n'
        'comparison = "worst_to_overall"\nlimit = 0.9\n\n[[criteria]]\nmetric = "mixed_rate"\nfeature = "age_group"\n'
        'limit = 0.2\nreference = "adult"\n\n[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.5\n'
    )
    saved = str(tmp_path / "report" / "audit.json")
    capsys.readouterr()
    assert run(["judge", saved, "--policy", str(policy), "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [finding["verdict"] for finding in findings] == ["PASS", "FAIL", "PASS"]
    assert findings[1]["disparity"]["dependence"]["correlation"] == 1
    run(["selftest", saved, "--policy", str(policy), "--repeats", "20"])
    assert "mixed rate counts how answers are graded" in capsys.readouterr().out


def test_the_metric_is_listed(capsys) -> None:
    assert run(["list", "metrics"]) == 0
    assert "mixed_rate" in capsys.readouterr().out
