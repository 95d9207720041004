"""The demo finds what was drawn into it, and the field's first study says what it can: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.cli.main import run
from audit.domain.results.result import AuditResult
from audit.load import load_result


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a finished demo."""
    out = tmp_path_factory.mktemp("demo") / "out"
    assert run(["demo", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def drawn(demo: Path) -> AuditResult:
    """The audit of the bundled classifier over the drawn cohort."""
    return load_result(demo / "audit.json")


def test_one_limit_is_exceeded_one_kept_and_one_open(drawn: AuditResult) -> None:
    verdicts = {finding.disparity.feature: str(finding.verdict) for finding in drawn.findings}
    assert verdicts == {"age_group": "FAIL", "skin_tone": "PASS", "glasses": "INCONCLUSIVE"}


def test_it_is_the_seniors_who_are_misread(drawn: AuditResult) -> None:
    age = next(finding for finding in drawn.findings if finding.disparity.feature == "age_group")
    assert age.disparity.lowest.text == "senior"


def test_every_drawn_face_was_scored(drawn: AuditResult) -> None:
    assert drawn.coverage.rows == drawn.counts.overall().total == 3000


def test_the_first_study_is_inconclusive_and_its_table_is_the_published_one(demo: Path) -> None:
    study = load_result(demo / "first-study" / "audit.json")
    assert study.decision.exit_status == 3
    assert all("neither outcome is possible" in finding.reason for finding in study.findings)
    rates = {e.group_text: e.rate.value for e in study.estimates if e.metric == "accuracy" and e.group is not None}
    published = {
        "children": 0.4, "toddler": 0.6, "teenager": 0.6, "senior": 0.6, "adult": 0.6,
        "South Asian": 0.4, "Caucasian": 0.6, "Hispanic": 0.6, "East Asian": 0.8,
        "African": 0.6,  # printed 80 %, but three of five were right
    }  # fmt: skip
    assert {group: rate for group, rate in rates.items() if group != "unknown"} == published


def test_it_runs_again_over_its_own_folder_with_the_same_counts(demo: Path, drawn: AuditResult) -> None:
    assert run(["demo", "--out", str(demo)]) == 0
    again = load_result(demo / "audit.json")
    assert again.counts.cells.counts.tolist() == drawn.counts.cells.counts.tolist()


def test_it_leaves_a_folder_that_is_not_its_own_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    assert run(["demo", "--out", str(tmp_path)]) == 2
    assert "not an audit" in capfd.readouterr().err
