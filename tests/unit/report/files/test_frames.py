"""Findings and estimates as data frames: one row each, undefined as NaN, never as 0."""

from __future__ import annotations

import math

import pytest
from assets.audits import drawn, five_pictures, nothing, voted, waived

from audit.errors import UsageError
from audit.report.files.frames import ALL_PICTURES, findings_frame, group_frame


def test_a_row_for_each_finding_in_the_order_of_the_policy() -> None:
    frame, findings = findings_frame(drawn()), drawn().findings
    assert frame["code"].tolist() == [finding.code for finding in findings]
    row, first = frame.iloc[0], findings[0].disparity
    assert row[["verdict", "metric", "feature", "comparison", "limit"]].tolist() == [
        "FAIL",
        "accuracy",
        "age_group",
        "difference",
        0.1,
    ]
    assert (row["value"], row["lower"], row["upper"]) == (first.value, first.bounds.lower, first.bounds.upper)
    assert (row["lowest"], row["highest"], row["emotion"]) == ("senior", "adult", None)
    assert row["images"] == 2945  # of all the groups compared
    assert row["reason"] == findings[0].reason
    assert findings_frame(waived())["waived"].any()
    assert not frame["waived"].any()


def test_what_was_not_compared_has_no_numbers() -> None:
    (row,) = findings_frame(nothing()).to_dict("records")
    assert row["verdict"] == "INCONCLUSIVE"
    assert all(row[name] is None or math.isnan(row[name]) for name in ("value", "lower", "upper"))
    assert (row["lowest"], row["highest"], row["images"]) == (None, None, 0)


def test_all_pictures_come_first_then_every_group() -> None:
    frame = group_frame(five_pictures(), "accuracy")
    assert frame["group"].tolist() == [ALL_PICTURES, *five_pictures().features[0].groups]
    assert frame["feature"].unique().tolist() == [ALL_PICTURES, "ethnicity"]
    first = frame.iloc[0]
    assert (first["value"], first["images"], first["numerator"]) == (0.6, 25, 15)
    assert first["lower"] < 0.6 < first["upper"]


def test_an_average_has_no_numerator_and_intersections_their_names() -> None:
    frame = group_frame(voted(), "macro_recall")
    assert frame["numerator"].isna().all()
    assert frame["value"].notna().any()
    assert "ethnicity × gender" in set(frame["feature"])


def test_each_emotion_or_one() -> None:
    frame = group_frame(drawn(), "recall")
    assert set(frame["emotion"]) == {"happy", "sad"}
    assert set(group_frame(drawn(), "recall", "sad")["emotion"]) == {"sad"}
    assert len(frame) == 2 * len(group_frame(drawn(), "recall", "sad"))


def test_an_undefined_rate_is_no_zero() -> None:
    frame = group_frame(nothing(), "accuracy")
    assert len(frame) > 1
    assert frame[["value", "lower", "upper"]].isna().all(axis=None)
    assert (frame["images"] == 0).all()


@pytest.mark.parametrize(
    ("metric", "emotion", "words"),
    [
        ("equalized_odds", None, "'equalized_odds' compares groups and has no value in one; take recall or false_pos"),
        ("acuracy", None, "unknown metric 'acuracy'; expected one of accuracy"),
        ("recall", "hapy", "unknown emotion 'hapy'; expected one of happy, sad"),
        ("accuracy", "happy", "metric 'accuracy' is over all emotions; remove emotion 'happy'"),
    ],
)
def test_what_no_group_has_is_refused(metric: str, emotion: str | None, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        group_frame(drawn(), metric, emotion)
    assert str(caught.value).startswith(words)
