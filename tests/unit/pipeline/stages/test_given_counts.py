"""A table of counts is judged as the pictures behind it would be, as far as it tells of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.decision.limits import Limits
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import one_limit_per_feature
from audit.errors import UsageError
from audit.pipeline import audit_arrays, audit_counts

CELLS = {
    ("a", "happy", "happy"): 30,
    ("a", "happy", "sad"): 10,
    ("a", "sad", "sad"): 20,
    ("b", "happy", "happy"): 35,
    ("b", "sad", "happy"): 9,
    ("b", "sad", "sad"): 26,
}


def table(folder: Path, name: str, header: str, rows: list[tuple[object, ...]]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def by_answer(folder: Path) -> Path:
    return table(folder, "answers", "group,label,predicted,count", [(*cell, n) for cell, n in CELLS.items()])


def by_group(folder: Path) -> Path:
    rows = []
    for group in "ab":
        right = sum(n for (g, label, said), n in CELLS.items() if g == group and label == said)
        rows.append((group, right, sum(n for (g, _, _), n in CELLS.items() if g == group)))
    return table(folder, "right", "group,right,total", rows)


def test_a_confusion_matrix_for_each_group_is_the_audit_of_its_pictures(tmp_path: Path) -> None:
    rows = [cell for cell, n in CELLS.items() for _ in range(n)]
    groups, labels, answers = zip(*rows, strict=True)
    pictures = audit_arrays(labels, answers, sensitive_features={"group": groups}, limits=Limits()).result
    counts = audit_counts(by_answer(tmp_path), Limits(), "test")
    assert counts.counts.cells.same_as(pictures.counts.cells)
    assert (counts.estimates, counts.findings, counts.baseline) == (
        pictures.estimates,
        pictures.findings,
        pictures.baseline,
    )
    assert counts.coverage.rows == pictures.coverage.rows == 130
    assert counts.coverage.cells.same_as(pictures.coverage.cells)
    assert counts.screening == pictures.screening
    assert counts.label_mix == pictures.label_mix


def test_right_answers_alone_are_judged_alike_and_nothing_else_has_a_value(tmp_path: Path) -> None:
    whole, right = (audit_counts(make(tmp_path), Limits(), "test") for make in (by_answer, by_group))
    assert [f.disparity.bounds for f in right.findings] == [f.disparity.bounds for f in whole.findings]
    known = {estimate.metric for estimate in right.estimates if estimate.value is not None}
    assert known == {"accuracy"}
    assert right.baseline.value is None
    assert {row.metric for row in right.screening.rows} == {"accuracy"}
    assert right.label_mix == ()


@pytest.mark.parametrize("metric", ["recall", "macro_f1", "precision", "equalized_odds"])
def test_a_limit_for_what_is_not_told_is_refused(tmp_path: Path, metric: str) -> None:
    with pytest.raises(UsageError, match="only tells how many pictures of each group were right"):
        audit_counts(by_group(tmp_path), Limits(metric=metric), "test")


def test_who_got_no_answer_is_told_by_no_table_of_counts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not which got none"):
        audit_counts(by_answer(tmp_path), Limits(metric="scored_rate"), "test")


def test_recall_is_judged_where_each_label_is_counted(tmp_path: Path) -> None:
    rows = [("a", "happy", 30, 40), ("a", "sad", 20, 20), ("b", "happy", 35, 35), ("b", "sad", 26, 35)]
    path = table(tmp_path, "labels", "group,label,right,total", rows)
    found = audit_counts(path, Limits(metric="recall"), "test", name="theirs")
    whole = audit_counts(by_answer(tmp_path), Limits(metric="recall"), "test")
    assert [(f.criterion.emotion, f.disparity.bounds) for f in found.findings] == [
        (f.criterion.emotion, f.disparity.bounds) for f in whole.findings
    ]
    assert found.provenance.model.id == "theirs"
    with pytest.raises(UsageError, match="only tells how many pictures of each label were right"):
        audit_counts(path, Limits(metric="precision"), "test")


def test_answers_in_another_order_keep_the_gate_shut_until_somebody_confirms_them(tmp_path: Path) -> None:
    other = {"happy": "sad", "sad": "neutral", "neutral": "happy"}
    rows = [(group, label, said, 95) for group in "ab" for label, said in other.items()]
    rows += [(group, label, label, 5) for group in "ab" for label in other]
    path = table(tmp_path, "moved", "group,label,predicted,count", rows)
    found = audit_counts(path, Limits(max_difference=0.2), "test")
    assert "the order of the emotions is in doubt" in found.reading.remarks[0].sentence
    assert found.decision.exit_status == 3
    assert audit_counts(path, Limits(max_difference=0.2), "test", order_confirmed=True).decision.exit_status == 0


def test_the_policy_of_a_series_is_no_policy_for_a_table_of_counts(tmp_path: Path) -> None:
    policy = replace(one_limit_per_feature((("group",),)), monitoring=Monitoring(looks=4))
    with pytest.raises(UsageError, match="is that of a series"):
        audit_counts(by_answer(tmp_path), Limits(policy=policy), "test")
