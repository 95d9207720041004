"""The rates of every group of every feature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import audited, cohort, drawn, five_pictures, hostile, sixty, voted

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.policy import one_limit_per_feature
from audit.report.sections.groups import groups


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_the_success_rate_table_is_that_of_the_counts() -> None:
    """Five pictures each, as many right as put in."""
    table = texts(groups.view(five_pictures()).features[0].success)
    assert table["East Asian"][:3] == ("4", "1", "80.0\xa0%")
    assert table["South Asian"][:3] == ("2", "3", "40.0\xa0%")
    assert table["all pictures"][:3] == ("15", "10", "60.0\xa0%")


def test_observed_gaps_are_told_without_unknown_people() -> None:
    observed = groups.view(replace(voted(), findings=())).features[0].observed
    assert "of 5 groups" in observed
    assert "unknown" not in observed


def test_groups_that_are_too_small_to_be_compared_lead_no_sentence_and_are_rings() -> None:
    """Two pictures of one group, both right, are no end of what was observed."""
    result = voted()
    sizes = {rate.group: rate.support for rate in result.estimates if rate.metric == "accuracy" and rate.group}
    smallest = min((g for g in sizes if g.feature == "ethnicity" and not g.is_unknown), key=sizes.__getitem__)
    policy = replace(result.policy, min_support=sizes[smallest] + 1)
    found = groups.view(replace(result, findings=(), policy=policy)).features[0]
    assert "of 5 groups" not in found.observed
    assert smallest.text not in found.observed
    assert next(lane for lane in found.rates.lanes if lane.measure.name == smallest.text).measure.hollow


def test_a_gap_that_a_limit_tells_is_not_told_again() -> None:
    told = groups.view(drawn()).features
    assert told[0].observed.startswith("The lowest observed success rate is 0.71 times the highest. The gap shows most")
    assert "points less often for age group “senior” than for “adult”" in told[0].evidence.first.rows[0].cells[-1].text
    unlimited = groups.view(replace(drawn(), findings=())).features[0]
    assert unlimited.evidence.first is None
    assert unlimited.observed.startswith("Observed success rates of 5 groups reach from ")
    assert "percentage points, a ratio of 0.71." in unlimited.observed


def test_the_table_of_rates_has_the_order_of_its_chart() -> None:
    feature = groups.view(voted()).features[0]
    names = [row.head.text for row in feature.success.rows]
    assert names == [*(lane.measure.name for lane in feature.rates.lanes), "all pictures"]


def test_intersections_that_were_measured_are_shown() -> None:
    assert [f.title for f in groups.view(voted()).features] == ["ethnicity", "gender", "ethnicity × gender"]


def test_an_undefined_cell_says_why() -> None:
    recall = groups.view(sixty()).features[0].recall
    undefined = [cell for row in recall.rows for cell in row.cells if cell.tone == "undefined"]
    assert undefined
    assert undefined[0].title == "no picture labelled with this emotion"
    assert "no picture labelled with this emotion" in recall.note


def test_names_are_disarmed_before_they_reach_a_template() -> None:
    names = [row.head.text for row in groups.view(hostile()).features[0].success.rows]
    assert "two lines ::error::file=a" in names
    assert "[U+202E]gnp.exe[U+202C] evil" in names
    assert max(map(len, names)) <= 80


def test_shrunk_rates_stand_beside_the_raw_ones_of_known_groups() -> None:
    table = groups.view(voted()).features[0].success
    rows = texts(table)
    assert rows["unknown"][-1] == rows["all pictures"][-1] == "–"
    assert rows["South Asian"][-1] != rows["South Asian"][2]
    assert "never judged" in table.note


def test_emotions_that_nobody_shows_and_nothing_is_called_are_one_line() -> None:
    labels, y_true = LabelSet(emotions=("happy", "sad", "contempt")), np.array([0, 1] * 4)
    ages = [SensitiveFeature(name="age", groups=("old", "young"))]
    people = cohort(labels, y_true, ages, np.array([0, 0, 1, 1] * 2)[:, None], title="Two of three")
    predictions = Predictions(labels=labels, predicted=1 - y_true, outcomes=np.zeros(8, int))
    result = audited(people, predictions, one_limit_per_feature((("age",),), limit=0.2, min_support=1))
    feature = groups.view(result).features[0]
    for table, why in (
        (feature.recall, "no picture labelled with this emotion"),
        (feature.false_positives, "no picture has this label or got this answer"),
    ):
        assert [cell.text for cell in table.columns] == ["age", "happy", "sad"]
        assert table.note.endswith(f"Nothing to show of “contempt”: {why}.")
