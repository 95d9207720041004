"""A policy file is the policy it says; a rule that cannot be meant is refused, never guessed."""

from __future__ import annotations

import pytest

from audit.domain.policy import Comparison, Criterion, DecideOn, OnInconclusive, Policy
from audit.errors import FaultyFile
from audit.load.policy import load_policy

TEXT = """
title = "Release gate"
confidence = 0.99
seed = 7
min_support = 5
include_unknown = true

[[criteria]]
metric = "accuracy"
feature = "age_group"
limit = 0.1

[[criteria]]
metric = "recall"
feature = ["age_group", "gender"]
emotion = "happy"
comparison = "ratio"
limit = 1
decide_on = "point"
on_inconclusive = "warn"
"""


def load(tmp_path, text):
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path)


def test_every_key_is_read(tmp_path):
    assert load(tmp_path, TEXT) == Policy(
        title="Release gate",
        confidence=0.99,
        seed=7,
        min_support=5,
        include_unknown=True,
        criteria=(
            Criterion(metric="accuracy", features=("age_group",), limit=0.1),
            Criterion(
                metric="recall",
                features=("age_group", "gender"),
                emotion="happy",
                comparison=Comparison.RATIO,
                limit=1.0,
                decide_on=DecideOn.POINT,
                on_inconclusive=OnInconclusive.WARN,
            ),
        ),
    )


def test_a_policy_without_title_is_called_as_its_file(tmp_path):
    assert load(tmp_path, TEXT.replace('title = "Release gate"', "")).title == "gate"


FAULTS = [
    ('metric = "acuracy"', 'metric = "accuracy"', (8, "criteria.1"), "did you mean 'accuracy'"),
    ('comparison = "ration"', 'comparison = "ratio"', (17, "criteria.2.comparison"), "did you mean 'ratio'"),
    ("limit = 2\n", "limit = 1\n", (13, "criteria.2"), "from 0 to 1"),
    ("limit = nan", "limit = 0.1", (11, "criteria.1.limit"), "finite"),
    ("limit = inf", "limit = 0.1", (11, "criteria.1.limit"), "finite"),
    ("", "limit = 0.1", (8, "criteria.1"), "'limit' is missing"),
    ("feature = []", 'feature = "age_group"', (8, "criteria.1"), "no sensitive feature"),
    ("confidence = 95", "confidence = 0.99", (None, None), "confidence"),
    ("min_support = 0", "min_support = 5", (None, None), "min_support"),
    ("sead = 7", "seed = 7", (4, "sead"), "did you mean 'seed'"),
]


@pytest.mark.parametrize(("new", "old", "place", "words"), FAULTS, ids=[fault[0] or "no limit" for fault in FAULTS])
def test_a_faulty_policy_says_where(tmp_path, new, old, place, words):
    with pytest.raises(FaultyFile) as raised:
        load(tmp_path, TEXT.replace(old, new))
    places = {(fault.line, fault.column): fault.message for fault in raised.value.faults}
    assert words in places[place]


def test_a_policy_without_criteria_is_refused(tmp_path):
    with pytest.raises(FaultyFile, match="'criteria' is missing"):
        load(tmp_path, 'title = "x"')


def test_a_rule_written_twice_is_refused(tmp_path):
    rule = '[[criteria]]\nmetric = "accuracy"\nfeature = "age"\nlimit = 0.1\n'
    with pytest.raises(FaultyFile, match="once"):
        load(tmp_path, rule + rule)
