"""Planning on the command line: what people type, what it tells the shell, and what it says."""

from __future__ import annotations

import json

import pytest

from audit.cli.main import run

TYPED = [
    ("--groups 5 --limit 0.1", "FAIL at 0.150"),
    ("--groups 2 --limit 0.8 --comparison ratio", "PASS at 1.000 (equal groups)"),
    ("--groups 2 --limit 0", "not reachable"),
    ("--groups 2 --limit 0.9", "No group can be so far from a rate of 0.8 that this limit fails."),
    ("--groups 5 --limit 0.2 --per-group 5", "not even a group that is always wrong"),
    ("--groups 3 --limit 0.1 --per-group 200 --rate 0.9", "Smallest difference that fails in 80\xa0% of audits"),
    ("--groups 2 --limit 0.1 --per-group 100 --looks 12", "confidence over all its looks"),
    ("--groups 2 --limit 0.1 --per-group 5 --looks 2", "after 2"),
    ("--groups 2 --limit 0.5 --emotions 3", "a difference of at most 0.5 of means of recalls over 3 emotions, with"),
    (
        "--groups 2 --limit 0.5 --emotions 2 --metric macro_f1",
        "a difference of at most 0.5 of means of F1 over 2 emotions, with",
    ),
    ("--groups 2 --limit 0.5 --strata 3", "a difference of at most 0.5 within 3 strata, with"),
    ("--groups 2 --limit 0.3", "(10,000 simulated audits per number: a power of 80\xa0% is known to 0.4 points)"),
    ("--groups 2 --limit 0.1 --limits 7", "in either verdict, that of FAIL shared by 7 limits ("),
    ("--groups 3 --limit 0.8 --comparison ratio --per-group 200", "Largest ratio that fails in 80\xa0% of audits"),
]

REFUSED = [
    ("--limit 0.1", "Missing option '--groups'"),
    ("--groups 2", "Missing option '--limit'"),
    ("--groups 2 --limit 0.1 --looks 4", "give per-group, too"),
    ("--groups 2 --limit 0.1 --limits 0", "limits that share the error are a count from 1 to 1,000, found 0"),
    ("--groups 2 --limit 0.1 --per-group 9 --looks 0", "a count from 1 to 10,000, found 0"),
    ("--groups 1 --limit 0.1", "a plan is for 2 to 1,000 groups, found 1"),
    ("--groups 2000000 --limit 0.1", "found 2000000"),
    ("--groups x --limit 0.1", "'x' is not a valid integer"),
    ("--groups 2 --limit nan", "the limit is a number from 0 to 1, found nan"),
    ("--groups 2 --limit inf", "found inf"),
    ("--groups 2 --limit -0.1", "found -0.1"),
    ("--groups 2 --limit 1.5", "found 1.5"),
    ("--groups 2 --limit 0.1 --rate 0", "above 0 and at most 1, found 0.0"),
    ("--groups 2 --limit 0.1 --rate 80", "found 80.0"),
    ("--groups 2 --limit 0.1 --confidence 95", "from 0.5 to below 1, found 95.0"),
    ("--groups 2 --limit 0.1 --per-group 0", "a count from 1 to 10,000,000, found 0"),
    ("--groups 2 --limit 0.1 --metric macro_f1", "metric 'macro_f1' is a mean over emotions; say over how many"),
    ("--groups 2 --limit 0.1 --emotions 7 --metric f1", "metric 'f1' is no mean over emotions that is planned"),
    ("--groups 2 --limit 0.1 --comparison floor", "'floor' is not one of 'difference', 'ratio'"),
]


@pytest.mark.parametrize(("arguments", "words"), TYPED)
def test_a_plan_is_printed(arguments: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["power", *arguments.split()]) == 0
    assert words in capfd.readouterr().out


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_planned_is_refused(arguments: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["power", *arguments.split()]) == 2
    printed = capfd.readouterr()
    assert words in printed.err
    assert printed.out == ""


def test_json_alone_goes_to_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["power", "--groups", "3", "--limit", "0.1", "--per-group", "100", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["needed"][0]["verdict"] == "PASS"
    shares = document["capability"]["showings"][0]["shares"]
    assert shares["failed"] + shares["passed"] + shares["inconclusive"] == pytest.approx(1)
