"""The part on calibration: it always says whether probabilities are calibrated, and never without bounds."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, five_pictures, nothing, voted
from assets.reliability import one

from audit.domain.cohort.groups import Group
from audit.domain.uncertainty.mixed import Reliability, Temperature
from audit.report import to_html
from audit.report.sections.uncertainty import calibration

FITTED = Temperature(value=1.4321, fitted_on="faces, split Valid, 2,861 pictures", pictures_sha256="0" * 64)


def tempered(result, temperature, fitted_here=0):
    return replace(result, mixed=replace(result.mixed, temperature=temperature, fitted_here=fitted_here))


def sentences_of(*found: Reliability) -> str:
    result = drawn()
    return " ".join(calibration.view(replace(result, mixed=replace(result.mixed, reliability=found))).sentences)


def test_it_is_said_that_nobody_calibrated() -> None:
    told = calibration.view(drawn()).sentences[0]
    assert told.startswith("Nothing says that anybody calibrated these probabilities: a value of .8 need not mean")


def test_the_temperature_and_what_it_was_fitted_on_are_said() -> None:
    told = calibration.view(tempered(drawn(), FITTED)).sentences[0]
    assert "divided by temperature 1.43 (fitted on faces, split Valid, 2,861 pictures)" in told
    assert "not the pictures of this audit, as far as their names tell" in told
    told = calibration.view(tempered(drawn(), replace(FITTED, pictures_sha256=None))).sentences[0]
    assert "Whether any of them is in this audit is not known." in told


def test_calibration_on_the_audited_pictures_is_no_evidence() -> None:
    told = calibration.view(tempered(drawn(), FITTED, fitted_here=2945)).sentences[0]
    assert "2,945 pictures of this audit belong to the very set that it was fitted on" in told
    assert "no evidence" in told


def test_a_gap_has_a_side_only_where_its_bounds_leave_no_doubt() -> None:
    assert "too high by 10 percentage points (bounds 5 to 15) over 100 pictures" in sentences_of(one(0.1, 0.05))
    assert "too low by 10 percentage points (bounds 5 to 15) over 100 pictures" in sentences_of(one(-0.1, 0.05))
    told = sentences_of(one(0.1, 0.2, 1))
    assert "not seen to be too high or too low (gap 10 points, bounds −10 to 30) over 1 picture" in told


def test_the_widest_gap_is_named_and_not_that_of_three_pictures() -> None:
    few = one(0.5, 0.6, 3, Group.of(("age_group", "senior")))
    clear = one(-0.2, 0.1, 90, Group.of(("age_group", "child")))
    unknown = one(0.6, 0.1, 90, Group.of(("age_group", "unknown")))
    told = sentences_of(one(0.0, 0.05), few, clear, unknown)
    assert (
        "The widest gap that can be told from 0 is that of age group “child”: too low by 20 percentage points" in told
    )
    assert "No group’s gap can be told from 0." in sentences_of(one(0.0, 0.05), few)


def test_votes_stand_before_the_label_and_every_group_has_bounds_and_pictures() -> None:
    view = calibration.view(voted())
    assert [held.groups.id for held in view.held] == ["calibration-votes", "calibration-label"]
    rows = {row.head.text: [cell.text for cell in row.cells] for row in view.held[0].groups.rows}
    assert list(rows)[:2] == ["all pictures", "African"]
    assert rows["all pictures"][0] == "4,000"
    assert all(" to " in cells[4] for cells in rows.values())


def test_the_numbers_of_the_diagram_are_those_of_its_table() -> None:
    held = calibration.view(drawn()).held[0]
    assert len(held.chart.dots) == len(held.bins.rows) == 5  # of two emotions the probable one has at least .5
    assert held.bins.note == "Ranges without a picture are left out."
    assert held.bins.rows[0].head.text == "50–60\xa0%"


def test_without_probabilities_there_is_no_part_and_without_pictures_no_number() -> None:
    assert calibration.view(five_pictures()) is None
    assert "calibration-title" not in to_html(five_pictures())
    empty = calibration.view(nothing())
    assert empty is None or (empty.held == () and len(empty.sentences) == 1)


def test_an_audit_of_an_earlier_version_still_says_whether_anybody_calibrated() -> None:
    result = drawn()
    view = calibration.view(replace(result, mixed=replace(result.mixed, reliability=())))
    assert len(view.sentences) == 1
    assert view.held == ()
