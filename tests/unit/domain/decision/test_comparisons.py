"""Each comparison is one declaration, and no part of what is said or worked out of it is missing."""

from __future__ import annotations

from dataclasses import fields

import pytest

from audit.domain.decision.comparisons import COMPARISONS, Comparison, ComparisonFacts, DisparityScale, Pairing
from audit.domain.decision.criteria import Criterion
from audit.errors import UsageError
from audit.measure.bounds.formulas import FORMULAS

MAY_BE_EMPTY = {"fairlearn", "reference", "size_open", "share_equal", "average", "average_equal", "apart"}
NAMED = {
    **dict.fromkeys(("what", "title", "clause"), "it"),
    **dict.fromkeys(("low", "high", "lowest", "highest", "feature", "value"), "x"),
}


@pytest.mark.parametrize("comparison", list(Comparison))
def test_no_part_of_a_comparison_is_missing(comparison: Comparison) -> None:
    facts = COMPARISONS.get(comparison)
    assert facts is not None, f"{comparison} is not declared"
    assert comparison in FORMULAS, f"{comparison} has no bounds"
    for part in fields(ComparisonFacts):
        value = getattr(facts, part.name)
        if isinstance(value, str) and part.name not in MAY_BE_EMPTY:
            assert value.strip(), f"{comparison} has no {part.name}"
    paired = facts.pairing in (Pairing.EACH_OTHER, Pairing.REFERENCE)
    assert bool(facts.reference) == paired, f"{comparison}: how its reference group is named"
    assert bool(facts.average) == (facts.pairing is not Pairing.REST), f"{comparison}: how averages are told"
    assert bool(facts.apart) == comparison.symmetric, f"{comparison}: how far apart groups of a notion are"
    assert bool(facts.share_equal) == (facts.equal is not None), f"{comparison}: what is said where nothing differs"
    assert bool(facts.size_open) == (facts.equal is not None), f"{comparison}: what is said of a gap of open size"
    assert (facts.equal is None) == (facts.scale is DisparityScale.RATE), f"{comparison}: its value among equal groups"
    assert f"`{comparison}`" in (Comparison.__doc__ or ""), f"{comparison} is not described"


@pytest.mark.parametrize("comparison", list(Comparison))
def test_every_text_can_be_filled(comparison: Comparison) -> None:
    facts = comparison.facts
    for name in ("share", "share_from_high", "share_equal", "average", "average_equal", "apart"):
        assert "{" not in getattr(facts, name).format(**NAMED), f"{comparison}: {name}"
    for name in ("by_chance", "truth"):
        assert "10 points" in getattr(facts, name).format("10 points"), f"{comparison}: {name}"


def limit(**fields) -> Criterion:
    terms = {"metric": "accuracy", "features": ("age",), "comparison": Comparison.RATIO_TO_REFERENCE, "limit": 0.8}
    return Criterion(**(terms | fields))


def test_a_ratio_to_a_reference_names_its_group() -> None:
    assert limit(reference="adult").code == "accuracy/age/ratio_to_reference vs adult"
    with pytest.raises(UsageError, match="name it, for example reference = 'adult'"):
        limit()
    with pytest.raises(UsageError, match="of one feature"):
        limit(reference="adult", features=("age", "gender"))


def test_where_a_high_rate_is_the_harm_its_complement_is_named_instead() -> None:
    with pytest.raises(UsageError, match="take metric 'specificity' or comparison 'ratio'"):
        limit(metric="false_positive_rate", reference="adult")
    assert limit(metric="specificity", reference="adult", emotion="sad").emotion == "sad"
    assert limit(metric="selection_rate", reference="adult").metric == "selection_rate"


def test_a_notion_of_several_metrics_has_no_low_end_to_hold_against_a_reference() -> None:
    with pytest.raises(UsageError, match="by difference or ratio"):
        limit(metric="equalized_odds", reference="adult")


def test_a_value_is_written_with_its_unit_and_never_rounded_to_all_or_nothing() -> None:
    for value, text in ((0.24, "24 points"), (0.01, "1 point"), (0.2404, "24 points"), (None, "–")):
        assert DisparityScale.POINTS.written(value) == text
    assert DisparityScale.RATE.written(0.9999) == ">\xa099.9\xa0%"
    assert DisparityScale.RATIO.written(0.8) == "0.80"


def test_one_group_is_enough_against_a_floor_and_all_else_takes_two() -> None:
    assert {each: each.fewest_groups for each in Comparison} == {
        each: 1 if each is Comparison.FLOOR else 2 for each in Comparison
    }


@pytest.mark.parametrize(
    ("comparison", "minimum", "equal", "names_pair"),
    [
        (Comparison.DIFFERENCE, False, 0.0, True),
        (Comparison.RATIO, True, 1.0, True),
        (Comparison.WORST_TO_OVERALL, False, 0.0, False),
        (Comparison.FLOOR, True, None, False),
        (Comparison.RATIO_TO_REFERENCE, True, 1.0, True),
    ],
)
def test_which_end_is_limited_what_equal_groups_have_and_whether_two_groups_make_it(
    comparison: Comparison, minimum: bool, equal: float | None, names_pair: bool
) -> None:
    facts = comparison.facts
    assert (facts.limit_is_minimum, facts.equal, facts.names_pair) == (minimum, equal, names_pair)
    assert comparison.limit_is_minimum is minimum


def test_two_values_have_their_unit_once() -> None:
    assert DisparityScale.POINTS.span(0.01, 0.1) == "1 to 10 points"
    assert DisparityScale.RATIO.span(0.5, 0.8) == "0.50 to 0.80"
    assert DisparityScale.RATE.span(0.5, 0.75) == "50.0 to 75.0\xa0%"
