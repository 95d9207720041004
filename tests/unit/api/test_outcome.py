"""What the door gives back: numbers in frames, page one, a report on disk."""

from __future__ import annotations

import math

import pytest
from assets.audits import hostile

import audit

TRUE = ["happy", "sad"] * 50
PRED = ["happy", "sad"] * 25 + ["sad", "sad"] * 25


@pytest.fixture(scope="module")
def found() -> audit.Audit:
    """The adults are all right; of the 50 seniors the 25 happy ones are called sad."""
    return audit.audit(TRUE, PRED, sensitive_features={"age": ["adult"] * 50 + ["senior"] * 50}, model_name="net")


def test_its_verdict_is_that_of_its_findings(found: audit.Audit) -> None:
    assert found.verdict is audit.Verdict.FAIL
    assert [finding.code for finding in found.findings] == ["accuracy/age/difference"]
    assert found.decision.exit_status == audit.ExitStatus.FAILED


def test_it_is_written_in_a_line(found: audit.Audit) -> None:
    assert repr(found) == "<Audit FAIL: 1 of 1 limit exceeded, with evidence; net on cohort, 100 pictures>"


def test_a_hostile_name_acts_in_no_line() -> None:
    text = repr(audit.Audit(result=hostile()))
    assert "\n" not in text
    assert text.isprintable()


def test_a_metric_by_group(found: audit.Audit) -> None:
    frame = found.by_group()
    assert frame[["feature", "group", "value", "images", "numerator"]].to_numpy().tolist() == [
        ["all pictures", "all pictures", 0.75, 100, 75],
        ["age", "adult", 1.0, 50, 50],
        ["age", "senior", 0.5, 50, 25],
    ]
    assert (frame["lower"] < frame["value"]).all()


def test_a_metric_of_each_emotion_or_of_one(found: audit.Audit) -> None:
    recall = found.by_group("recall").set_index(["group", "emotion"])["value"]
    assert recall["senior", "happy"] == 0
    assert recall["senior", "sad"] == recall["adult", "happy"] == 1
    assert found.by_group("recall", "happy")["emotion"].unique().tolist() == ["happy"]


def test_an_undefined_rate_is_no_zero(found: audit.Audit) -> None:
    precision = found.by_group("precision", "happy").set_index("group")
    assert math.isnan(precision.loc["senior", "value"])  # no senior is called happy
    assert precision.loc["senior", "images"] == 0


def test_findings_in_a_frame(found: audit.Audit) -> None:
    (row,) = found.to_frame().to_dict("records")
    assert (row["verdict"], row["metric"], row["feature"], row["limit"]) == ("FAIL", "accuracy", "age", 0.1)
    assert (row["value"], row["lowest"], row["highest"], row["images"]) == (0.5, "senior", "adult", 100)
    assert 0.1 < row["lower"] < 0.5 < row["upper"]
    assert row["reason"] == found.findings[0].reason


def test_without_a_limit_the_frame_has_its_columns() -> None:
    frame = audit.audit(TRUE, PRED, sensitive_features=None).to_frame()
    assert len(frame) == 0
    assert "verdict" in frame


def test_its_report_is_that_of_the_command(found: audit.Audit, tmp_path) -> None:
    written = found.report(tmp_path / "out", export="csv")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "index.html", "audit.json", "summary.md", "junit.xml", "model-card.md", "images.csv.gz", "tables",
    }  # fmt: skip
    assert written.report.index == tmp_path / "out" / "index.html"
    assert written.exports == (tmp_path / "out" / "tables",)


def test_it_writes_over_no_folder_of_somebody_else(found: audit.Audit, tmp_path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(audit.OutputError, match="holds files that are not an audit"):
        found.report(tmp_path)
    with pytest.raises(audit.UsageError, match="unknown export 'xls'; expected one of csv, svg, png"):
        found.report(tmp_path, export="xls")
