"""The fixture `assert_no_disparity`, called here and in a pytest of somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import weeks
from assets.audits import drawn, hostile

from audit import pytest_plugin
from audit.load.find import find_cohort
from audit.pytest_plugin import DisparityWarning, ReadingWarning
from audit.report import to_document

ROOT = Path(__file__).resolve().parents[2]
RULE = '[[criteria]]\nmetric = "accuracy"\nfeature = "{feature}"\nlimit = {limit}\n{more}'

assert_no_disparity = pytest_plugin._assert_no_disparity


def rule(feature: str, limit: float, more: str = "") -> str:
    return RULE.format(feature=feature, limit=limit, more=more)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a saved audit."""
    (tmp_path / "audit.json").write_text(to_document(drawn()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def failure(**given: object) -> str:
    """Return with what words the fixture fails the test; no traceback belongs to them."""
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_no_disparity(**given)
    assert not caught.value.pytrace
    return str(caught.value)


def judged(folder: Path, policy: str) -> dict[str, object]:
    (folder / "policy.toml").write_text(policy)
    return {"audit_json": "audit.json", "policy": "policy.toml"}


def test_a_limit_exceeded_fails_with_its_reason(here: Path) -> None:
    verdict, audited, *findings = failure(**judged(here, rule("age_group", 0.1))).splitlines()
    assert verdict == "FAIL: 1 of 1 limit exceeded, with evidence"
    assert audited == "made-model on made, policy “policy”"
    finding, *read = findings
    assert read == ["2,945 of 3,000 rows are counted.", "55 of 3,000 rows are not counted: no face found."]
    assert finding.startswith("FAIL accuracy/age_group/difference: Pictures are classified correctly 27 points")


def test_a_limit_kept_passes_and_says_what_was_not_counted(here: Path) -> None:
    with pytest.warns(ReadingWarning, match="^2,945 of 3,000 rows are counted. 55 of 3,000 rows .*: no face found.$"):
        result = assert_no_disparity(**judged(here, rule("skin_tone", 0.1)))
    assert [finding.code for finding in result.findings] == ["accuracy/skin_tone/difference"]


def test_what_the_data_cannot_decide_fails_where_the_policy_blocks(here: Path) -> None:
    assert "INCONCLUSIVE accuracy/glasses/difference: " in failure(**judged(here, rule("glasses", 0.1)))


@pytest.mark.filterwarnings("ignore::audit.pytest_plugin.ReadingWarning")
def test_and_warns_where_the_policy_warns(here: Path) -> None:
    policy = rule("skin_tone", 0.1) + rule("glasses", 0.1, 'on_inconclusive = "warn"\n')
    with pytest.warns(DisparityWarning, match="^warned: accuracy/glasses/difference: Pictures are .* 14.8 ") as caught:
        assert_no_disparity(**judged(here, policy))
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.filterwarnings("ignore::audit.pytest_plugin.ReadingWarning")
def test_a_waived_failure_is_not_silent(here: Path, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    waiver = (
        '[[waivers]]\nfinding = "accuracy/age_group/difference"\nceiling = 0.4\nowner = "Ada"\nreason = "soon"\n'
        "expires = 2026-12-31\n"
    )
    with pytest.warns(DisparityWarning, match="^waived: accuracy/age_group/difference: "):
        assert_no_disparity(**judged(here, rule("age_group", 0.1, waiver)))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "given",
    [
        {"audit_json": "none.json"},
        {"audit_json": "audit.json", "policy": "none.toml"},
        {"cohort": "first-study"},
        {},
        {"audit_json": "audit.json", "cohort": "first-study", "predictions": "c"},
        {"audit_json": "audit.json", "model": "cnn48"},
        {"cohort": "first-study", "predictions": "c", "model": "cnn48"},
    ],
)
def test_an_audit_that_cannot_run_fails_with_one_sentence(given) -> None:
    assert failure(**given).startswith("the audit could not run: ")


@pytest.mark.usefixtures("here")
def test_a_saved_audit_keeps_its_own_policy_when_none_is_given() -> None:
    assert "policy “one limit for every sensitive feature”" in failure(audit_json="audit.json")


def test_what_was_read_otherwise_is_warned_of_though_every_row_counts(here: Path) -> None:
    (here / "policy.toml").write_text(rule("age_group", 1.0, 'decide_on = "point"\n'))
    study = {"cohort": "first-study", "predictions": find_cohort("first-study") / "predictions.csv"}
    with pytest.warns(ReadingWarning, match="^Column 'age_group': 25 rows with an empty cell make the group 'unknown'"):
        assert_no_disparity(**study, policy=here / "policy.toml")


@pytest.mark.filterwarnings("ignore::audit.pytest_plugin.ReadingWarning")
def test_an_audit_is_run_over_a_cohort_and_its_predictions(here: Path) -> None:
    study = {"cohort": "first-study", "predictions": find_cohort("first-study") / "predictions.csv"}
    assert "predictions on first-study, policy “one limit for every sensitive feature”" in failure(**study)
    (here / "policy.toml").write_text(rule("age_group", 1.0, 'decide_on = "point"\n'))
    result = assert_no_disparity(**study, policy="policy.toml")
    assert result.provenance.command == "pytest: assert_no_disparity"


def test_a_message_shows_twenty_findings_a_line_each_and_counts_the_rest() -> None:
    finding = hostile().findings[0]
    many = tuple(replace(finding, code=f"limit-{i}", reason=f"{finding.reason}\n::error::") for i in range(30))
    lines = pytest_plugin._message(replace(hostile(), findings=many)).splitlines()
    assert len(lines) == 2 + 20 + 1 + 1
    assert lines[22] == "… and 10 more (30 in all)"


def test_in_a_pytest_of_somebody_else(here: Path) -> None:
    """A failure shows its reason and none of our code; a warning names the line of the test."""
    (here / "strict.toml").write_text(rule("age_group", 0.1))
    (here / "warns.toml").write_text(rule("skin_tone", 0.1) + rule("glasses", 0.1, 'on_inconclusive = "warn"\n'))
    test = "def test_{0}(assert_no_disparity):\n    assert_no_disparity(audit_json='audit.json', policy='{0}.toml')\n"
    (here / "test_it.py").write_text(test.format("strict") + test.format("warns"))
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-p", "audit.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "1 failed, 1 passed, 2 warnings" in done.stdout
    assert (
        "FAIL accuracy/age_group/difference: Pictures are classified correctly 27 points less often for" in done.stdout
    )
    assert "test_it.py:4: DisparityWarning: warned: accuracy/glasses/difference" in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_loading_it_imports_nothing_but_pytest_and_itself() -> None:
    code = (
        "import sys, pytest, typing, warnings; before = set(sys.modules); import audit.pytest_plugin;"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['audit', 'audit.pytest_plugin', 'audit.version']"


def test_judging_a_saved_audit_loads_no_network_library(here: Path) -> None:
    code = (
        "import sys; from audit.pytest_plugin import _audited;"
        "_audited(sys.argv[1], **dict.fromkeys(('cohort', 'model', 'predictions', 'policy', 'series')));"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(here / "audit.json")]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_new_audit_may_be_a_look_of_a_series(tmp_path: Path) -> None:
    table = str(weeks.week(tmp_path, 1, right={"young": 190, "old": 100}, each=200))
    given = {"predictions": table, "policy": str(weeks.policy(tmp_path)), "series": str(tmp_path / "series")}
    assert "look 1 of a series since" in failure(cohort=table, **given)
    assert (tmp_path / "series" / "series.json").exists()


@pytest.mark.usefixtures("here")
def test_a_saved_audit_joins_no_series() -> None:
    assert "a saved one is a look of its series already" in failure(audit_json="audit.json", series="series")
