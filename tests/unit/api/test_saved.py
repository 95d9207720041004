"""What begins with a saved audit, from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import audit

TRUE = ["happy", "sad"] * 50
AGE = ["adult"] * 50 + ["senior"] * 50
GOOD = TRUE
BAD = TRUE[:50] + ["sad"] * 50


def made(predictions: list[str]) -> audit.Audit:
    return audit.audit(TRUE, predictions, sensitive_features={"age": AGE})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audits")
    made(GOOD).report(folder / "good")
    made(BAD).report(folder / "bad")
    return folder


def test_a_saved_audit_is_the_one_that_was_made(saved: Path) -> None:
    for place in (saved / "bad", str(saved / "bad"), saved / "bad" / "audit.json"):
        found = audit.read_audit(place)
        assert [f.reason for f in found.findings] == [f.reason for f in made(BAD).findings]
        assert found.path == saved / "bad" / "audit.json"


def test_what_is_no_audit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(audit.InputError, match=r"audit\.json: no such file"):
        audit.read_audit(tmp_path)


def test_another_policy_judges_the_same_counts(saved: Path) -> None:
    lenient = audit.Policy(
        title="lenient", criteria=(audit.Criterion(metric="accuracy", features=("age",), limit=0.9),)
    )
    for given in (saved / "bad", made(BAD), audit.read_audit(saved / "bad")):
        assert audit.rejudge(given, lenient).verdict is audit.Verdict.PASS


def test_two_audits_compare_from_memory_as_from_disk(saved: Path) -> None:
    on_disk = audit.compare(saved / "good", saved / "bad")
    in_memory = audit.compare(made(GOOD), made(BAD))
    assert on_disk.decision == in_memory.decision
    assert on_disk.findings == in_memory.findings
    assert on_disk.decision.verdict is audit.Verdict.FAIL


def test_an_audit_without_its_images_is_not_compared(saved: Path) -> None:
    bare = audit.Audit(result=made(GOOD).result)
    with pytest.raises(audit.UsageError, match="without its images cannot be compared; give the path"):
        audit.compare(bare, saved / "bad")


def test_a_policy_and_a_single_limit_are_not_both_followed(saved: Path) -> None:
    with pytest.raises(audit.UsageError, match="a policy holds all rules; remove max_worse="):
        audit.compare(saved / "good", saved / "bad", policy="nowhere.toml", max_worse=0.1)


def test_several_audits_stand_in_one_page(saved: Path, tmp_path: Path) -> None:
    for out, audits in (("one", saved), ("two", [saved / "good", str(saved / "bad")])):
        written = audit.write_report(audits, tmp_path / out)
        assert len(written.audits.results) == 2
        assert written.index.is_file()


def contradicting(saved: Path, folder: Path) -> Path:
    """Return an audit whose counts know groups that its findings do not."""
    found = json.loads((saved / "bad" / "audit.json").read_text(encoding="utf-8"))
    found["counts"]["features"][0]["groups"][0] = "nobody"
    (folder / "audit.json").write_text(json.dumps(found), encoding="utf-8")
    return folder / "audit.json"


def test_a_saved_audit_that_contradicts_itself_is_one_sentence(saved: Path, tmp_path: Path) -> None:
    path = contradicting(saved, tmp_path)
    with pytest.raises(audit.InputError, match=r"audit\.json: what it says contradicts itself \(.*\); take it as"):
        audit.read_audit(path).report(tmp_path / "page")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["audit.json"]


def test_a_plan_is_that_of_the_command() -> None:
    found = audit.plan(groups=2, limit=0.2, comparison="difference")
    assert found.groups == 2
    assert found.needed
    with pytest.raises(audit.UsageError, match="comparison is 'diff'; expected one of difference, ratio"):
        audit.plan(groups=2, limit=0.2, comparison="diff")
