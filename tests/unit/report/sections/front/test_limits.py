"""What an audit cannot tell, the gravest first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import drawn, nothing, sixty, voted

from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.cells import CellTable
from audit.report.sections.front import limits
from audit.report.sections.groups import groups


def test_what_cannot_be_told_names_the_lost_the_unknown_and_the_unjudged() -> None:
    told = " ".join(limits.cannot_tell(drawn()))
    # 3,000 rows, 2,945 scored; 25 of the 611 toddlers had no face
    assert "55 pictures of 3,000 got no answer (no face found: 55)" in told
    assert "Hit hardest: age group “toddler”, 4.1\xa0% of it." in told
    assert "Combinations of features were not measured" in told
    told = " ".join(limits.cannot_tell(voted()))
    assert "The ethnicity is not known for 106 of 4,000 pictures: they count overall, but in no group." in told
    assert "Combinations" not in told
    assert "Left out of a comparison by region:" in " ".join(limits.cannot_tell(sixty()))


def test_pictures_nobody_asked_about_hit_no_group_and_are_told_apart_from_the_lost() -> None:
    result = drawn()
    coverage = result.coverage
    senior = [0] * len(coverage.cells.shape)
    senior[0], senior[-1] = coverage.features[0].groups.index("senior"), Outcome.LEFT_OUT.code
    left_out = CellTable(shape=coverage.cells.shape, keys=np.array([senior]), counts=np.array([900]))
    told = limits.cannot_tell(replace(result, coverage=replace(coverage, cells=coverage.cells + left_out)))
    lost = "55 pictures of 3,000 got no answer (no face found: 55), so every rate here is about the others."
    assert f"{lost} Hit hardest: age group “toddler”, 4.1\xa0% of it." in told
    unasked = "What the model makes of 900 pictures of 3,900: it was not asked about them (label left out: 900)."
    assert unasked in told


def test_a_feature_without_a_limit_is_shown_and_said_not_to_be_judged() -> None:
    result = drawn()
    only_age = replace(result, findings=result.findings[:1])
    assert "No limit was set by skin tone and glasses" in " ".join(limits.cannot_tell(only_age))
    assert groups.view(only_age).features[1].unjudged == "No limit was set here: these rates are shown, not judged."


def test_where_no_picture_was_scored_no_rate_is_about_others() -> None:
    told = limits.cannot_tell(nothing())
    assert "12 pictures of 12 got no answer (missing file: 12): there is no rate to tell anything from." in told
