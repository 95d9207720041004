"""A policy file is the policy it says; a rule that cannot be meant is refused, never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.decision.choices import DecideOn, IntervalMethod, OnInconclusive, Promise, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.domain.mislabelling.declared import label_errors
from audit.errors import FaultyFile
from audit.load.declarations.policy import load_policy

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


WAIVED = """
[[criteria]]
metric = "recall"
feature = "age_group"
limit = 0.1

[[criteria]]
metric = "accuracy"
feature = ["gender", "age_group"]
comparison = "ratio"
limit = 0.8

[[waivers]]
finding = "recall[happy]/age_group/difference"
ceiling = 0.3
owner = "Ada Lovelace"
reason = "no pictures of smiling seniors before spring"
expires = 2026-12-31

[[waivers]]
finding = "accuracy/age_group × gender/ratio"
ceiling = 0.7
owner = "Grace Hopper"
reason = "known since the last release"
expires = "2026-06-30"
"""


def test_a_day_is_read_as_a_date_or_as_text(tmp_path):
    assert load(tmp_path, WAIVED).waivers == (
        Waiver(
            finding="recall[happy]/age_group/difference",
            ceiling=0.3,
            owner="Ada Lovelace",
            reason="no pictures of smiling seniors before spring",
            expires="2026-12-31",
        ),
        Waiver(
            finding="accuracy/age_group × gender/ratio",
            ceiling=0.7,
            owner="Grace Hopper",
            reason="known since the last release",
            expires="2026-06-30",
        ),
    )


WAIVER_FAULTS = [
    ("", 'owner = "Ada Lovelace"\n', "waivers.1", "'owner' is missing"),
    ("", "expires = 2026-12-31\n", "waivers.1", "'expires' is missing"),
    ('owner = " "', 'owner = "Ada Lovelace"', "waivers.1", "names its owner"),
    ('reason = ""', 'reason = "known since the last release"', "waivers.2", "names its reason"),
    ("expires = 2026-12-31T10:00:00", "expires = 2026-12-31", "waivers.1.expires", "a day like 2026-12-31"),
    ("expires = 20261231", "expires = 2026-12-31", "waivers.1.expires", "a day like 2026-12-31"),
    ('expires = "2026-02-30"', "expires = 2026-12-31", "waivers.1", "a day like 2026-12-31, found '2026-02-30'"),
    ('expires = "next spring"', "expires = 2026-12-31", "waivers.1", "a day like 2026-12-31, found 'next spring'"),
    ('expires = "20261231"', "expires = 2026-12-31", "waivers.1", "a day like 2026-12-31, found '20261231'"),
    ("ceiling = nan", "ceiling = 0.3", "waivers.1.ceiling", "finite"),
    ("ceiling = 2", "ceiling = 0.3", "waivers.1", "from 0 to 1, found 2.0"),
    ("ceiling = -0.1", "ceiling = 0.3", "waivers.1", "from 0 to 1, found -0.1"),
    ("ceiling = 0.05", "ceiling = 0.3", None, "its ceiling is 0.05, the limit 0.1; a ceiling is at least that"),
    ("ceiling = 0.9", "ceiling = 0.7", None, "its ceiling is 0.9, the limit 0.8; a ceiling is at most that"),
    ('owner = "Ada\\u001b[31m"', 'owner = "Ada Lovelace"', "waivers.1.owner", "the text holds the control"),
    ("ceilling = 0.3", "ceiling = 0.3", "waivers.1.ceilling", "did you mean 'ceiling'"),
    (
        "recal[happy]",
        "recall[happy]",
        None,
        "no criterion has for a finding; expected one of recall[EMOTION]/age_group",
    ),
    ("recall/", "recall[happy]/", None, "'recall/age_group/difference', which no criterion has for a finding"),
    ("gender × age_group", "age_group × gender", None, "did you mean 'accuracy/age_group × gender/ratio'"),
]


@pytest.mark.parametrize(
    ("new", "old", "column", "words"), WAIVER_FAULTS, ids=[f"{f[0]}<{f[1]}" for f in WAIVER_FAULTS]
)
def test_a_waiver_that_cannot_be_meant_is_refused(tmp_path, new, old, column, words):
    assert WAIVED.count(old) >= 1
    with pytest.raises(FaultyFile) as raised:
        load(tmp_path, WAIVED.replace(old, new, 1))
    assert words in {fault.column: fault.message for fault in raised.value.faults}[column]


def test_a_finding_waived_twice_is_refused(tmp_path):
    with pytest.raises(FaultyFile, match="waives each finding once"):
        load(tmp_path, WAIVED + WAIVED[WAIVED.rindex("[[waivers]]") :])


def test_a_limit_of_losses_out_of_its_range_says_where(tmp_path):
    with pytest.raises(FaultyFile) as raised:
        load(tmp_path, TEXT + '[[regressions]]\nfeature = "age_group"\nlimit = 5\n')
    assert [(fault.line, fault.column) for fault in raised.value.faults] == [(21, "regressions.1")]


LEAST = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.1\n'


def test_what_a_file_does_not_say_is_as_in_a_policy_that_nobody_wrote(tmp_path):
    plain = Policy(title="gate", criteria=(Criterion(metric="accuracy", features=("age_group",), limit=0.1),))
    assert load(tmp_path, LEAST) == plain
    loss = Regression(features=("age_group",), limit=0.05)
    with_loss = load(tmp_path, LEAST + '[[regressions]]\nfeature = "age_group"\nlimit = 0.05\n')
    assert with_loss == replace(plain, regressions=(loss,))


def test_every_other_key_is_read(tmp_path):
    text = """
    interval = "count_bootstrap"
    resamples = 500
    unscored = "wrong"
    scored_rate_limit = 0.2
    tipping_points = true
    promise = "criterion"
    [monitoring]
    looks = 8
    [label_error.age_group]
    adult = 0.01
    "*" = 0.05
    [[regressions]]
    feature = ["age_group", "gender"]
    limit = 0.05
    metric = "recall"
    emotion = "sad"
    on_inconclusive = "warn"
    [[criteria]]
    metric = "accuracy"
    feature = "age_group"
    limit = 0.1
    reference = "adult"
    control = ["gender"]
    """
    rule = Criterion(metric="accuracy", features=("age_group",), limit=0.1, reference="adult", control=("gender",))
    loss = Regression(
        features=("age_group", "gender"),
        limit=0.05,
        metric="recall",
        emotion="sad",
        on_inconclusive=OnInconclusive.WARN,
    )
    assert load(tmp_path, text) == Policy(
        title="gate",
        criteria=(rule,),
        interval=IntervalMethod.COUNT_BOOTSTRAP,
        resamples=500,
        unscored=Unscored.WRONG,
        scored_rate_limit=0.2,
        tipping_points=True,
        promise=Promise.CRITERION,
        monitoring=Monitoring(looks=8),
        regressions=(loss,),
        label_error=(label_errors({"adult": 0.01, "*": 0.05}, "age_group"),),
    )
    off = load(tmp_path, "judge_scored_rate = false\n" + LEAST.replace("limit = 0.1", "limit = 0.1\nprimary = true"))
    assert not off.judge_scored_rate
    assert off.criteria[0].primary


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ('label_error = "votes"', "label_error holds a share for each group, found 'votes'; .*\\[features.NAME\\]"),
        ('label_error.age_group = "votes"', "label_error.age_group holds a share for each group.*features.age_group"),
        ("label_error.age_group.adult = 1.5", "label_error"),
    ],
)
def test_label_errors_are_shares_for_each_group_and_no_votes(tmp_path, declared, words):
    with pytest.raises(FaultyFile, match=words):
        load(tmp_path, f"{declared}\n{LEAST}")


def test_an_empty_list_of_limits_is_no_policy(tmp_path):
    with pytest.raises(FaultyFile, match=r"a policy needs at least one \[\[criteria\]\]"):
        load(tmp_path, "criteria = []")
