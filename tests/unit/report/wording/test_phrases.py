"""A disparity in words, whatever is compared and however."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn
from assets.findings import finding

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.pictures import PictureMode
from audit.domain.counts.rates import Interval
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Bounds, Resampled
from audit.domain.sentences.naming import limit_text
from audit.report.wording.phrases import bounds_text, pictures_option, resampled_text

HAPPY_SAD = LABEL_SETS["happy-sad"]
ONE_POINT = Bounds(lower=0.0, upper=0.01, error_lower=0.05, error_upper=0.05, family=1)


def test_one_point_is_singular() -> None:
    assert limit_text(Criterion(metric="accuracy", features=("a",), limit=0.01)) == "at most 1 point"
    assert bounds_text(Comparison.DIFFERENCE, ONE_POINT) == "0 to 1 point"


def test_a_bootstrap_interval_is_said_with_how_often_such_intervals_hold_the_truth() -> None:
    disparity = finding("accuracy", Comparison.DIFFERENCE).disparity
    assert resampled_text(disparity) == ""
    interval = Interval(lower=0.083, upper=0.202, confidence=0.95, method="count bootstrap")
    found = Resampled(interval=interval, resamples=2000, coverage=0.07, coverage_if_equal=0.0)
    assert resampled_text(replace(disparity, resampled=found)) == (
        "count bootstrap 8.3 to 20.2 points, 95\xa0% of 2,000 resamples; in simulated audits with these rates such "
        "intervals held the truth in 7\xa0%, with equal rates in 0\xa0%"
    )
    unequal = replace(found, coverage_if_equal=None)
    assert resampled_text(replace(disparity, resampled=unequal)).endswith("held the truth in 7\xa0%")
    unmeasured = replace(found, coverage=None, coverage_if_equal=None)
    told = resampled_text(replace(disparity, resampled=unmeasured, comparison=Comparison.RATIO))
    assert told.startswith("count bootstrap 0.08 to 0.20, 95\xa0%")
    assert told.endswith("how often such intervals hold the truth was not measured")


def test_pictures_are_asked_for_in_the_words_of_whoever_made_the_audit() -> None:
    result = drawn()
    assert pictures_option(result, PictureMode.BLURRED) == "--pictures blurred"
    for command in ("", "pytest: assert_no_disparity"):
        by_python = replace(result, provenance=replace(result.provenance, command=command))
        assert pictures_option(by_python, PictureMode.SHOWN) == 'audit.run(…, pictures="shown")'
