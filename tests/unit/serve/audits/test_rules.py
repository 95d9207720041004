"""What is judged by: a limit, a policy of this machine, one that is brought; every fault in one sentence, no path."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.serve.audits.rules import LARGEST_POLICY, OneLimit, PolicyFile, known_policies, rules_of

POLICY = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.2\n'


def test_one_limit_is_what_a_form_asks_for_without_a_policy() -> None:
    rules = rules_of({"max_difference": "0.125"}, ())
    assert rules == OneLimit(max_difference=0.125)
    assert rules.words == ("--max-difference", "0.125")


def test_policies_are_those_where_the_app_was_started_that_hold_criteria(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "strict.toml").write_text(POLICY)
    (tmp_path / "policy.toml").write_text(POLICY.replace("0.2", "2"))
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "other.toml").write_text(POLICY)
    known = known_policies()
    assert known == ("policies/strict.toml", "policy.toml")
    rules = rules_of({"rules": "policies/strict.toml"}, known)
    assert isinstance(rules, PolicyFile)
    assert rules.words == ("--policy", "policies/strict.toml")
    assert rules.policy.criteria[0].limit == 0.2
    with pytest.raises(UsageError, match=r"^policy\.toml: .*the limit of a criterion is a number from 0 to 1"):
        rules_of({"rules": "policy.toml"}, known)
    with pytest.raises(UsageError, match=r"unknown policy 'deep/er/other\.toml'"):
        rules_of({"rules": "deep/er/other.toml"}, known)


@pytest.mark.parametrize(
    ("name", "called"),
    [("release.toml", "release"), ("../../x/evil.toml", "evil"), ("a\\b.toml", "b"), ("", "policy"), ("..", "policy")],
)
def test_a_policy_that_is_brought_is_called_as_its_file_and_leads_nowhere(name, called) -> None:
    rules = rules_of({"rules": "brought", "policy": POLICY, "policy_name": name}, ())
    assert isinstance(rules, PolicyFile)
    assert (rules.file, rules.policy.title) == (f"{called}.toml", called)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a policy file"),
        ("#" * (LARGEST_POLICY + 1), "at most 256 KiB"),
        ("limit = ", "mine.toml"),
        (POLICY + "shoes = 1\n", "mine.toml: line 5, criteria"),
        ("title = 'x'\n", "the key 'criteria' is missing"),
    ],
)
def test_a_faulty_one_is_refused_in_a_sentence_without_a_path_of_this_machine(text, words) -> None:
    with pytest.raises(UsageError) as refused:
        rules_of({"rules": "brought", "policy": text, "policy_name": "mine.toml"}, ())
    assert words in str(refused.value)
    assert "emotion-audit-" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "0", "1", "nan", "-0.1", "x" * 100])
def test_a_limit_is_a_share(text) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        rules_of({"max_difference": text}, ())


def test_a_file_that_cannot_be_read_is_no_policy(tmp_path) -> None:
    (tmp_path / "folder.toml").mkdir()
    Path(tmp_path / "dangling.toml").symlink_to(tmp_path / "nowhere")
    assert known_policies(tmp_path) == ()
