"""Two audits are compared only when they are of the same images, emotions and groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import drawn
from assets.comparisons import AS_IT_STANDS, pairs_of, rows_of

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.criteria import Regression
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import (
    ComparisonResult,
    PairedCounts,
    Pairs,
    check_comparable,
    decide_comparison,
    expand_regressions,
    one_loss_limit_per_feature,
)
from audit.domain.results.serialization import from_data, to_data
from audit.errors import InputError, UsageError
from audit.exit_status import ExitStatus
from audit.judge import judge_changes
from audit.measure import changes, overall_pairs


def message(error: pytest.ExceptionInfo[BaseException]) -> str:
    return str(error.value)


def test_without_an_image_there_is_no_loss() -> None:
    nobody = PairedCounts(both_right=0, only_baseline_right=0, only_candidate_right=0, neither_right=0, unscored=3)
    assert nobody.loss is None
    assert nobody.baseline.value is None


def test_other_cohorts_are_refused_by_their_titles() -> None:
    before = drawn()
    people = replace(before.provenance.cohort, sha256="ef" * 32, title="Other people")
    after = replace(before, provenance=replace(before.provenance, cohort=people))
    with pytest.raises(InputError) as error:
        check_comparable(before, after)
    assert message(error) == (
        f"the baseline was audited on '{before.provenance.cohort.title}', the candidate on 'Other people', and their "
        "manifests differ; only audits of one and the same manifest can be compared: run both with the same --cohort"
    )


def test_a_cohort_of_unknown_bytes_is_refused() -> None:
    before = drawn()
    unknown = replace(before.provenance, cohort=replace(before.provenance.cohort, sha256=None))
    with pytest.raises(InputError, match="their manifests differ"):
        check_comparable(replace(before, provenance=unknown), replace(before, provenance=unknown))


def test_other_emotions_are_refused() -> None:
    before = drawn()
    with pytest.raises(InputError) as error:
        check_comparable(before, replace(before, labels=LABEL_SETS["fer6"]))
    assert message(error) == (
        "the baseline knows the emotions happy, sad, the candidate angry, fear, happy, neutral, sad, surprise; only "
        "classifiers of the same emotions can be compared"
    )


def test_other_features_are_refused() -> None:
    before = drawn()
    other = replace(before, features=(SensitiveFeature(name="gender", groups=("f", "m")),))
    names = ", ".join(feature.name for feature in before.features)
    with pytest.raises(InputError) as error:
        check_comparable(before, other)
    assert message(error) == (
        f"the audits have other sensitive features or groups (baseline: {names}; candidate: gender); run both with the "
        "same cohort.toml and --columns"
    )


def test_other_rows_of_one_manifest_are_refused() -> None:
    with pytest.raises(InputError) as error:
        pairs_of({"a": "RRR"}, {"a": "RR"})
    assert message(error) == (
        "the audits are not of the same rows of the manifest: 1 images are only in the baseline, 0 only in the "
        "candidate; run both over the same rows (--split)"
    )


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"y_true": np.array([1, 0]), "predicted": np.array([1, 0])}, "label"),
        ({"codes": np.array([[1], [0]])}, "group"),
        ({"subjects": np.array([0, 0])}, "subject"),
    ],
)
def test_another_meaning_of_the_same_image_is_refused(changed, word) -> None:
    rows = rows_of({"a": "R", "b": "R"})
    with pytest.raises(InputError, match=f"read another {word} for the same image"):
        Pairs(baseline=rows, candidate=replace(rows, **changed))


def test_the_same_emotions_in_another_order_are_paired_by_name() -> None:
    rows = rows_of({"a": "RW"}, labels=[0, 1])
    turned = replace(
        rows,
        labels=replace(rows.labels, emotions=("sad", "happy")),
        y_true=1 - rows.y_true,
        predicted=1 - rows.predicted,
    )
    again = turned.recoded(rows.labels)
    assert again.y_true.tolist() == rows.y_true.tolist()
    assert again.right.tolist() == [True, False]


def test_a_scored_image_without_a_label_is_refused() -> None:
    rows = rows_of({"a": "R"})
    with pytest.raises(InputError, match="a scored image has a label of the model and a predicted emotion"):
        replace(rows, y_true=np.array([-1]))


def test_a_loss_that_is_limited_twice_is_refused() -> None:
    recall = Regression(features=("group",), limit=0.1, metric="recall")
    policy = Policy(title="", criteria=(), regressions=(recall, replace(recall, emotion="sad")))
    with pytest.raises(UsageError, match=r"the policy limits recall\[sad\]/group/loss twice"):
        expand_regressions(policy, rows_of({"a": "RR"}, labels=[0, 1]))


def test_an_emotion_that_is_no_label_is_refused() -> None:
    policy = Policy(
        title="", criteria=(), regressions=(Regression(features=("group",), limit=0.1, metric="recall", emotion="sat"),)
    )
    with pytest.raises(UsageError, match="unknown emotion 'sat'"):
        expand_regressions(policy, rows_of({"a": "R"}))


def compared(before: dict[str, str], after: dict[str, str], **limit) -> tuple:
    """Return the findings of a comparison by group."""
    pairs = pairs_of(before, after)
    regression = Regression(features=("group",), limit=0.1, **limit)
    policy = Policy(title="", criteria=(), regressions=(regression,))
    return judge_changes(changes(pairs, expand_regressions(policy, pairs.baseline), policy))


DECISIONS = [
    (compared({"a": "R" * 90}, {"a": "W" * 40 + "R" * 50}), Verdict.FAIL, 1, "1 of 1 limit exceeded, with evidence"),
    (compared({"a": "R" * 90}, {"a": "R" * 90}), Verdict.PASS, 0, "1 limit kept, with evidence"),
    (compared({"a": "R" * 9}, {"a": "R" * 9}), Verdict.INCONCLUSIVE, 3, "this data cannot tell for 1 of 1 limit"),
    (
        compared({"a": "R" * 9}, {"a": "R" * 9}, on_inconclusive=OnInconclusive.WARN),
        Verdict.INCONCLUSIVE,
        0,
        "no limit is proven exceeded; this data cannot tell for 1 of 1 limit (warning only)",
    ),
    (
        compared({"a": "--"}, {"a": "--"}, on_inconclusive=OnInconclusive.WARN),
        Verdict.INCONCLUSIVE,
        3,
        "nothing could be compared: no group has an image that one of the two scored",
    ),
    ((), Verdict.INCONCLUSIVE, 3, "nothing could be compared: the cohort has no sensitive feature"),
]


@pytest.mark.parametrize(("findings", "verdict", "status", "sentence"), DECISIONS)
def test_findings_add_up_to_one_decision(findings, verdict, status, sentence) -> None:
    decision = decide_comparison(findings)
    assert (decision.verdict, decision.exit_status, decision.sentence) == (verdict, ExitStatus(status), sentence)


def test_one_failure_outweighs_what_is_open() -> None:
    findings = (*DECISIONS[0][0], *DECISIONS[2][0], *DECISIONS[1][0])
    assert decide_comparison(findings).sentence == "1 of 3 limits exceeded, with evidence; 1 inconclusive"


def test_a_doubt_about_either_audit_keeps_the_gate_shut() -> None:
    pairs, policy = pairs_of({"a": "R" * 200}, {"a": "R" * 200}), one_loss_limit_per_feature((("group",),))
    kept = ComparisonResult(
        baseline=drawn().provenance,
        candidate=drawn().provenance,
        policy=policy,
        labels=pairs.baseline.labels,
        overall=overall_pairs(pairs),
        findings=judge_changes(changes(pairs, expand_regressions(policy, pairs.baseline), policy)),
        baseline_account=AS_IT_STANDS,
        candidate_account=AS_IT_STANDS,
    )
    assert kept.decision.exit_status is ExitStatus.PASSED
    doubt = Remark(treatment=Treatment.DOUBTED, sentence="the order is in doubt", by=Reader.AUDIT, blocks=True)
    doubted = replace(AS_IT_STANDS, reading=Reading.of(doubt))
    for held in (replace(kept, baseline_account=doubted), replace(kept, candidate_account=doubted)):
        assert held.decision.exit_status is ExitStatus.INCONCLUSIVE
        assert held.decision.sentence == "the order is in doubt. As it was read: PASS, 1 limit kept, with evidence"


def test_a_result_is_plain_data_and_back() -> None:
    pairs = pairs_of({"a": "RRW", "b": "RR"}, {"a": "RWR", "b": "R-"})
    policy = one_loss_limit_per_feature((("group",),))
    result = ComparisonResult(
        baseline=drawn().provenance,
        candidate=drawn().provenance,
        policy=policy,
        labels=pairs.baseline.labels,
        overall=overall_pairs(pairs),
        findings=judge_changes(changes(pairs, expand_regressions(policy, pairs.baseline), policy)),
        baseline_account=AS_IT_STANDS,
        candidate_account=AS_IT_STANDS,
    )
    assert from_data(ComparisonResult, to_data(result)) == result
