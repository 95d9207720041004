"""Policies that cannot be meant, or cannot be answered: each through `run` and `judge`, and never a pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli.main import run

ROWS = ["image,label,age_group"]
PREDICTIONS = ["image,predicted"]
for number in range(400):
    label, group = ("happy", "sad")[number % 2], ("adult", "senior")[number // 2 % 2]
    ROWS.append(f"{number}.png,{label},{group}")
    PREDICTIONS.append(f"{number}.png,{label}")
COHORT = """\
labels = ["happy", "sad", "angry"]

[features.age_group]
groups = ["adult", "senior"]
"""

RULE = {"metric": '"accuracy"', "feature": '"age_group"', "limit": "0.1"}


def rule(**changes: str | None) -> str:
    """Return a criterion in TOML with these keys changed, added, or (None) left out; the limit is on line 4."""
    keys = {**RULE, **changes}
    return "[[criteria]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def waiver(**changes: str) -> str:
    """Return a criterion and a waiver of its finding; the waiver begins on line 5."""
    keys = {"finding": '"accuracy/age_group/difference"', "ceiling": "0.3", "owner": '"A"', "reason": '"B"'}
    keys = {**keys, "expires": "2999-12-31", **changes}
    return rule() + "[[waivers]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


SHARE = "the limit of a criterion is a number from 0 to 1, found"
REFUSED: dict[str, tuple[str, str]] = {
    "limit nan": (rule(limit="nan"), "policy.toml:4: key 'criteria.1.limit': found nan, expected a finite number"),
    "limit inf": (rule(limit="inf"), "policy.toml:4: key 'criteria.1.limit': found inf, expected a finite number"),
    "limit -inf": (rule(limit="-inf"), "policy.toml:4: key 'criteria.1.limit': found -inf, expected a finite number"),
    "limit below 0": (rule(limit="-0.1"), f"policy.toml:1: key 'criteria.1': {SHARE} -0.1"),
    "limit above 1": (rule(limit="1.5"), f"policy.toml:1: key 'criteria.1': {SHARE} 1.5"),
    "limit in per cent": (rule(limit="10"), f"policy.toml:1: key 'criteria.1': {SHARE} 10.0"),
    "ratio above 1": (rule(comparison='"ratio"', limit="1.25"), f"policy.toml:1: key 'criteria.1': {SHARE} 1.25"),
    "limit as text": (rule(limit='"0.1"'), "policy.toml:4: key 'criteria.1.limit': found '0.1', expected a number"),
    "limit true": (rule(limit="true"), "policy.toml:4: key 'criteria.1.limit': found True, expected a number"),
    "no limit": (rule(limit=None), "policy.toml:1: key 'criteria.1': the key 'limit' is missing"),
    "unknown metric": (rule(metric='"acuracy"'), "unknown metric 'acuracy'; expected one of accuracy, recall,"),
    "metric a number": (rule(metric="3"), "policy.toml:2: key 'criteria.1.metric': found 3, expected text in quotes"),
    "metric without bounds": (rule(metric='"f1"'), "metric 'f1' is shown but not gated: it has no exact bounds"),
    "unknown comparison": (
        rule(comparison='"gap"'),
        "policy.toml:5: key 'criteria.1.comparison': found 'gap'; expected one of difference, ratio, worst_to_overall",
    ),
    "unknown decide_on": (rule(decide_on='"hope"'), "found 'hope'; expected one of interval, point"),
    "unknown on_inconclusive": (rule(on_inconclusive='"pass"'), "found 'pass'; expected one of block, warn"),
    "misspelt key": (
        rule(limits="0.1"),
        "policy.toml:5: key 'criteria.1.limits': unknown key; expected one of metric,",
    ),
    "no feature": (rule(feature=None), "policy.toml:1: key 'criteria.1': the key 'feature' is missing"),
    "empty features": (rule(feature="[]"), "the criterion on 'accuracy' names no sensitive feature"),
    "a feature crossed with itself": (
        rule(feature='["age_group", "age_group"]'),
        "policy.toml:1: key 'criteria.1': the criterion on 'accuracy' names a sensitive feature twice: age_group, age",
    ),
    "unknown feature": (rule(feature='"gender"'), "unknown feature 'gender'; expected one of age_group"),
    "misspelt feature": (rule(feature='"age_grup"'), "did you mean 'age_group'?"),
    "unknown emotion": (
        rule(metric='"recall"', emotion='"hapy"'),
        "unknown emotion 'hapy'; expected one of happy, sad, angry (did you mean 'happy'?)",
    ),
    "emotion of a metric over all": (rule(emotion='"happy"'), "is over all emotions; remove emotion 'happy'"),
    "notion as a floor": (rule(metric='"equalized_odds"', comparison='"floor"'), "by difference or ratio"),
    "reference of a floor": (
        rule(comparison='"floor"', reference='"adult"'),
        "a reference group is for the difference",
    ),
    "unknown reference": (
        rule(reference='"seniors"'),
        "unknown reference group 'seniors' of age_group; expected one of adult, senior (did you mean 'senior'?)",
    ),
    "unknown control": (rule(control='"gender"'), "unknown feature 'gender'; expected one of age_group"),
    "control for the groups themselves": (rule(control='"age_group"'), "cannot make the groups and control for them"),
    "no criterion": ('title = "x"\n', "policy.toml: the key 'criteria' is missing"),
    "empty criteria": ("criteria = []\n", "policy.toml: a policy needs at least one [[criteria]]"),
    "empty file": ("", "policy.toml: the key 'criteria' is missing"),
    "one criterion in single brackets": (rule().replace("[[criteria]]", "[criteria]"), "expected a list in brackets"),
    "the same criterion twice": (rule() + rule(limit="0.2"), "names each metric, feature, emotion and comparison once"),
    "not TOML": ("title =\n", "policy.toml:1: not valid TOML"),
    "confidence in per cent": ("confidence = 95\n" + rule(), "confidence is a number from 0.5 to below 1, found 95.0"),
    "confidence 1": ("confidence = 1\n" + rule(), "confidence is a number from 0.5 to below 1, found 1.0"),
    "confidence nan": ("confidence = nan\n" + rule(), "policy.toml:1: key 'confidence': found nan"),
    "min_support 0": ("min_support = 0\n" + rule(), "min_support is a count of images, at least 1, found 0"),
    "min_support a fraction": ("min_support = 1.5\n" + rule(), "found 1.5, expected a whole number"),
    "seed below 0": ("seed = -1\n" + rule(), "seed is a whole number, at least 0, found -1"),
    "resamples 1": ("resamples = 1\n" + rule(), "resamples is a count, at least 100, found 1"),
    "misspelt setting": ("sead = 1\n" + rule(), "policy.toml:1: key 'sead': unknown key"),
    "include_unknown as text": ('include_unknown = "no"\n' + rule(), "expected true or false"),
    "regression above 1": (
        rule() + '[[regressions]]\nfeature = "age_group"\nlimit = 5\n',
        "policy.toml:5: key 'regressions.1': ",
    ),
    "label errors by votes": (
        'label_error.age_group = "votes"\n' + rule(),
        "label_error.age_group holds a share for each group, found 'votes'; votes stand beside the pictures: write "
        "label_error = 'votes' below [features.age_group] of their cohort.toml",
    ),
    "all label errors by votes": ('label_error = "votes"\n' + rule(), "below [features.NAME] of their cohort.toml"),
    "waiver up to nan": (waiver(ceiling="nan"), "policy.toml:7: key 'waivers.1.ceiling': found nan"),
    "waiver above 1": (
        waiver(ceiling="30"),
        "policy.toml:5: key 'waivers.1': the ceiling of a waiver is a number from 0",
    ),
    "waiver without end": (waiver(expires='"never"'), "a waiver expires on a day like 2026-12-31, found 'never'"),
    "waiver of no finding": (
        waiver(finding='"accuracy/age_grup/difference"'),
        "'accuracy/age_grup/difference', which no criterion has for a finding; expected one of accuracy/age_group",
    ),
    "waiver of nobody": (waiver(owner='" "'), "a waiver names its owner"),
    "regression limit above 1": (
        rule() + '[[regressions]]\nfeature = "age_group"\nlimit = 2\n',
        "policy.toml:5: key 'regressions.1': the limit of a regression is a number from 0 to 1, found 2.0",
    ),
}

UNANSWERED: dict[str, tuple[str, str]] = {
    "an emotion no picture has": (rule(metric='"recall"', emotion='"angry"'), "nothing could be assessed"),
    "more pictures asked for than there are": ("min_support = 500\n" + rule(), "nothing could be assessed"),
    "a limit of nothing on equal groups": (rule(limit="0"), "this data cannot tell for 1 of 1 limit"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort whose classifier is always right, its predictions, and a saved audit that passed."""
    place = tmp_path_factory.mktemp("audited")
    write_cohort(place / "cohort", COHORT)
    (place / "predictions.csv").write_text("\n".join(PREDICTIONS))
    (place / "policy.toml").write_text(rule())
    assert run([*run_over(place, place / "cohort"), "--policy", str(place / "policy.toml")]) == 0
    return place


def write_cohort(place: Path, declaration: str) -> None:
    place.mkdir()
    (place / "manifest.csv").write_text("\n".join(ROWS))
    (place / "cohort.toml").write_text(declaration)


def run_over(place: Path, cohort: Path) -> list[str]:
    predictions = str(place / "predictions.csv")
    return ["run", "--cohort", str(cohort), "--predictions", predictions, "--out", str(place / "out")]


@pytest.fixture(params=["run", "judge"])
def under(request, folder, tmp_path, monkeypatch, capfd):
    """Return a function that audits, or judges again, under a policy: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    commands = {
        "run": [*run_over(folder, folder / "cohort")[:-1], "out"],
        "judge": ["judge", str(folder / "out" / "audit.json")],
    }

    def call(text: str) -> tuple[int, str, str]:
        Path("policy.toml").write_text(text)
        status = run([*commands[request.param], "--policy", "policy.toml"])
        printed = capfd.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_a_policy_that_cannot_be_meant_is_refused(under, text, words) -> None:
    status, out, err = under(text)
    assert status == 2
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert not Path("out").exists()


@pytest.mark.parametrize(("text", "words"), UNANSWERED.values(), ids=UNANSWERED)
def test_a_policy_that_cannot_be_answered_does_not_pass(under, text, words) -> None:
    status, out, _ = under(text)
    assert status == 3
    assert words in out


def test_a_declared_group_without_a_picture_never_passes(folder, tmp_path, monkeypatch, capfd) -> None:
    """The cohort declares children and holds none: what was meant to be compared was not."""
    monkeypatch.chdir(tmp_path)
    write_cohort(tmp_path / "cohort", COHORT.replace('"senior"', '"senior", "child"'))
    arguments = run_over(folder, tmp_path / "cohort")[:-1]
    assert run([*arguments, "out", "--policy", str(folder / "policy.toml")]) == 3
    assert "child" in capfd.readouterr().out


@pytest.mark.parametrize("name", ["missing.toml", "folder.toml"])
def test_a_policy_that_is_no_file_is_refused_by_name(folder, name, tmp_path, capfd) -> None:
    (tmp_path / "folder.toml").mkdir()
    assert run(["judge", str(folder / "out" / "audit.json"), "--policy", str(tmp_path / name)]) == 2
    assert name in capfd.readouterr().err


def test_the_command_of_the_shell_says_the_same(folder, tmp_path) -> None:
    (tmp_path / "policy.toml").write_text(rule(limit="nan"))
    arguments = ["judge", str(folder / "out" / "audit.json"), "--policy", str(tmp_path / "policy.toml")]
    done = subprocess.run([sys.executable, "-m", "audit", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "found nan, expected a finite number" in done.stderr
