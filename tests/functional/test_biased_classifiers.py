"""Real classifiers with a known, injected bias (Dominguez-Catena et al. 2025): what each metric sees of it.

The happy faces that `stereo-happy-f0.0` and `f1.0` were trained on were all of one gender; `f0.5` saw both equally
often. The limit is the default one, ten points, set before the numbers were looked at.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.cli.main import run

pytestmark = pytest.mark.shared_data

COLUMNS = "image=id,label=label,label_code=y_true,predicted=y_pred,logits=logits"
EMOTIONS = "angry,disgust,fear,happy,neutral,sad,surprise"
ONE_GENDER = ("stereo-happy-f0.0-r0", "stereo-happy-f1.0-r0")
BALANCED = "stereo-happy-f0.5-r0"


@pytest.fixture
def document(shared_data, tmp_path, monkeypatch, capfd):
    """Return a function that audits a classifier by one metric over gender: the whole result."""
    monkeypatch.chdir(tmp_path)

    def audited(name: str, metric: str) -> dict:
        table = str(Path(shared_data) / "biased-heritage" / f"{name}.csv.gz")
        tables = ["--cohort", table, "--predictions", table, "--columns", COLUMNS, "--labels", EMOTIONS]
        rule = ["--features", "gender", "--metric", metric, "--max-difference", "0.1"]
        assert run(["run", *tables, *rule, "--json"]) in (0, 1, 3)
        return json.loads(capfd.readouterr().out)

    return audited


@pytest.fixture
def findings(document):
    """Return the same, the findings by code."""

    def audited(name: str, metric: str) -> dict[str, dict]:
        return {finding["code"]: finding for finding in document(name, metric)["findings"]}

    return audited


@pytest.mark.parametrize("name", ONE_GENDER)
def test_recall_of_happy_fails_where_the_happy_faces_were_of_one_gender(findings, name) -> None:
    happy = findings(name, "recall")["recall[happy]/gender/difference"]
    assert happy["verdict"] == "FAIL"
    assert happy["disparity"]["value"] > 0.5


def test_recall_of_happy_does_not_fail_where_both_genders_were_happy(findings) -> None:
    """291 of 310 women and 171 of 189 men: 0.9387 − 0.9048 = 0.0339."""
    found = findings(BALANCED, "recall")
    assert found["recall[happy]/gender/difference"]["verdict"] == "PASS"
    assert found["recall[happy]/gender/difference"]["disparity"]["value"] == pytest.approx(291 / 310 - 171 / 189)
    assert not [code for code, finding in found.items() if finding["verdict"] == "FAIL"]


@pytest.mark.parametrize("name", [*ONE_GENDER, BALANCED])
def test_the_success_rate_sees_nothing(findings, name) -> None:
    assert findings(name, "accuracy")["accuracy/gender/difference"]["verdict"] != "FAIL"


@pytest.mark.parametrize(("name", "stands_out"), [(ONE_GENDER[0], True), (ONE_GENDER[1], True), (BALANCED, False)])
def test_screening_finds_recall_of_happy_without_being_asked_only_where_it_is_biased(
    document, name, stands_out
) -> None:
    screening = document(name, "accuracy")["screening"]
    assert screening["family"] == 30  # success rate, mixed rate, four metrics of seven emotions
    recalls = {row["emotion"]: row["adjusted"] for row in screening["rows"] if row["metric"] == "recall"}
    assert (recalls["happy"] <= screening["share"]) is stands_out


def test_a_wrong_label_order_is_caught_by_the_codes_beside_the_labels(shared_data, capfd) -> None:
    table = str(Path(shared_data) / "biased-heritage" / f"{BALANCED}.csv.gz")
    ferplus = ["--labels", "neutral,happy,surprise,sad,angry,disgust,fear"]
    status = run(
        ["run", "--cohort", table, "--predictions", table, "--columns", COLUMNS, *ferplus, "--features", "gender"]
    )
    assert status == 2
    assert "in the declared order" in capfd.readouterr().err
