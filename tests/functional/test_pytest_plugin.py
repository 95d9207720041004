"""The fixture `assert_no_disparity`, in a pytest of somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import drawn, hostile

from audit.load.catalogue import find_cohort
from audit.report import to_document

ROOT = Path(__file__).resolve().parents[2]
RULE = '[[criteria]]\nmetric = "accuracy"\nfeature = "{feature}"\nlimit = {limit}\n{more}'


def rule(feature: str, limit: float, more: str = "") -> str:
    return RULE.format(feature=feature, limit=limit, more=more)


@pytest.fixture
def tested(tmp_path: Path):
    """Return a function that runs one test in a folder with a saved audit: exit status of pytest and what it says."""
    (tmp_path / "audit.json").write_text(to_document(drawn()), encoding="utf-8")

    def call(call: str, policy: str = "", *arguments: str) -> tuple[int, str]:
        (tmp_path / "policy.toml").write_text(policy)
        body = f"def test_it(assert_no_disparity):\n    {call}\n    print('after', 'wards')\n"
        (tmp_path / "test_it.py").write_text(body)
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "pytest", "-p", "audit.pytest_plugin", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return call


SAVED = "assert_no_disparity(audit_json='audit.json', policy='policy.toml')"


def test_a_limit_exceeded_fails_with_its_reason_and_no_traceback(tested) -> None:
    status, said = tested(SAVED, rule("age_group", 0.1))
    assert status == 1
    assert "FAIL: 1 of 1 limit exceeded, with evidence" in said
    assert "FAIL accuracy/age_group/difference: success rate is 67.6 % for senior (294 of 435)" in said
    assert "pytest_plugin.py" not in said


def test_a_limit_kept_passes(tested) -> None:
    status, said = tested(SAVED, rule("skin_tone", 0.1))
    assert status == 0, said
    assert "1 passed" in said
    assert "warning" not in said


def test_what_the_data_cannot_decide_fails_where_the_policy_blocks(tested) -> None:
    status, said = tested(SAVED, rule("glasses", 0.1))
    assert status == 1
    assert "INCONCLUSIVE accuracy/glasses/difference" in said


def test_and_warns_where_the_policy_warns_without_ending_the_test(tested) -> None:
    more = rule("glasses", 0.1, 'on_inconclusive = "warn"\n')
    status, said = tested(SAVED, rule("skin_tone", 0.1) + more, "-s")
    assert status == 0
    assert "after wards" in said
    assert "test_it.py:2: DisparityWarning: warned: accuracy/glasses/difference" in said


def test_an_audit_that_cannot_run_fails_with_one_sentence(tested) -> None:
    for call in ("audit_json='none.json'", "cohort='first-study'", "", "audit_json='a', cohort='b', predictions='c'"):
        status, said = tested(f"assert_no_disparity({call})")
        assert status == 1
        assert "the audit could not run: " in said
        assert "pytest_plugin.py" not in said


def test_a_saved_audit_keeps_its_own_policy_when_none_is_given(tested) -> None:
    status, said = tested("assert_no_disparity(audit_json='audit.json')")
    assert status == 1
    assert "policy “one limit for every sensitive feature”" in said


def test_an_audit_is_run_over_a_cohort_and_its_predictions(tested) -> None:
    table = find_cohort("first-study") / "predictions.csv"
    given = f"cohort='first-study', predictions={str(table)!r}, policy='policy.toml'"
    status, said = tested(f"assert_no_disparity({given})", rule("age_group", 0.2))
    assert status == 1
    assert "predictions on first-study, policy “policy”" in said
    loose = rule("age_group", 1.0, 'decide_on = "point"\n')
    done = f"assert assert_no_disparity({given}).decision.verdict == 'PASS'"
    assert tested(done, loose)[0] == 0


def test_a_message_shows_twenty_findings_a_line_each_and_counts_the_rest() -> None:
    from audit import pytest_plugin

    finding = hostile().findings[0]
    many = tuple(replace(finding, code=f"limit-{i}", reason=f"{finding.reason}\n::error::") for i in range(30))
    lines = pytest_plugin._message(replace(hostile(), findings=many)).splitlines()
    assert len(lines) == 2 + 20 + 1
    assert lines[-1] == "… and 10 more (30 in all)"


def test_loading_it_imports_nothing_but_pytest_and_itself() -> None:
    code = (
        "import sys, pytest, typing, warnings; before = set(sys.modules); import audit.pytest_plugin;"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['audit', 'audit.pytest_plugin']"


def test_judging_a_saved_audit_loads_no_network_library(tmp_path) -> None:
    (tmp_path / "audit.json").write_text(to_document(drawn()), encoding="utf-8")
    code = (
        "import sys; from audit.pytest_plugin import _audited;"
        f"_audited({str(tmp_path / 'audit.json')!r}, None, None, None, None);"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
